import TrancheColumnar

/// Writes the rows of one chunk as objects: the loop behind every encoder of JSON.
///
/// Bytes are copied sixteen at a time, beyond the end of what is copied; both the chunk's bytes
/// and its output are padded for that, and what follows overwrites it.
@safe struct JSONRowWriter: ~Copyable {
    /// The length of values whose room every row has, whatever escapes they need.
    private static let shortLength = 32
    /// The rows that are looked at and then written, while their text is in the nearest cache.
    private static let tileRows = 64

    let chunk: Chunk
    let fields: [Field]
    let columns: JSONColumns
    let bytes: UnsafePointer<UInt8>
    /// The most bytes of a row whose values are short, and copying too much.
    private let rowRoom: Int
    private(set) var refused: [Int] = []

    init(_ chunk: Chunk, _ fields: [Field], _ columns: consuming JSONColumns) {
        self.chunk = chunk
        self.fields = fields
        unsafe bytes = UnsafePointer(chunk.bytes.base)
        // Six bytes for one of the text, and 80 for a number and its quotes.
        var room = 64
        for index in fields.indices {
            unsafe room += columns.columns[index].prefixLength + 6 * Self.shortLength + 80
        }
        rowRoom = room
        self.columns = columns
    }

    /// Appends the selected rows.
    mutating func write(_ rows: UnsafePointer<UInt32>?, _ selected: Int) {
        reserve(selected)
        var place = Place(chunk.output)
        var done = 0
        while done < selected {
            let end = min(selected, done &+ Self.tileRows)
            unsafe columns.settleDoubts(bytes, rows, done..<end)
            unsafe writeTile(rows, done..<end, &place)
            done = end
        }
        chunk.output.count = unsafe place.out - place.base
    }

    /// Writes some of the rows; the loop works on locals, which stay in registers.
    @inline(__always)
    private mutating func writeTile(
        _ rows: UnsafePointer<UInt32>?, _ positions: Range<Int>, _ place: inout Place
    ) {
        let (bytes, null, rowRoom) = unsafe (self.bytes, columns.null, self.rowRoom)
        let first = unsafe UnsafePointer(columns.columns)
        var out = unsafe place.out
        rows: for position in positions {
            let row = unsafe rows.map { unsafe Int($0[position]) } ?? position
            if unsafe out + rowRoom > place.limit {
                unsafe place.out = out
                grow(&place, rowRoom)
                unsafe out = place.out
            }
            let start = unsafe out - place.base
            var column = unsafe first
            while true {
                while unsafe column.pointee.opensPair {
                    unsafe out = putShort(column, bytes, row, out)
                    unsafe out = putShort(column + 1, bytes, row, out)
                    unsafe column += 2
                }
                let path = unsafe column.pointee.path
                if path == .short {
                    unsafe out = putShort(column, bytes, row, out)
                    unsafe column += 1
                    continue
                }
                unsafe out = putPrefix(column.pointee.prefix, column.pointee.prefixLength, out)
                if path == .closing { continue rows }
                let cell = unsafe loadCell(column.pointee.cells + row)
                let text = unsafe bytes + cell.start
                if path == .medium {
                    unsafe SixteenBytes(text).store(out)
                    unsafe SixteenBytes(text + 16).store(out + 16)
                    unsafe out += cell.length
                } else if path == .nullable {
                    unsafe out = putNullable(cell, text, null, Int(column.pointee.quotes), out)
                } else {
                    unsafe place.out = out
                    guard unsafe putJudged(cell, column - first, row, &place) else {
                        unsafe out = place.base + start
                        refused.append(row)
                        continue rows
                    }
                    unsafe out = place.out
                }
                unsafe column += 1
            }
        }
        unsafe place.out = out
    }

    /// Writes a value that is judged on its own.
    ///
    /// - Returns: Whether it fits; else there is a fault in the chunk.
    @inline(never)
    private func putJudged(
        _ cell: FieldSlice, _ index: Int, _ row: Int, _ place: inout Place
    ) -> Bool {
        let style = unsafe columns.columns[index].style
        let isTyped = style.rawValue >= JSONStyle.firstTyped
        let length = isTyped ? 0 : cell.length
        let needed = rowRoom &+ 6 &* length
        if length > Self.shortLength, unsafe place.out + needed > place.limit {
            grow(&place, needed)
        }
        let text = unsafe bytes + cell.start
        if !isTyped, cell.isNull {
            unsafe place.out = putNull(place.out)
        } else if style == .string {
            unsafe place.out = putString(text, length, place.out)
        } else {
            guard let next = unsafe otherValue(text, length, row, index, place.out) else {
                return false
            }
            unsafe place.out = next
        }
        return true
    }

    // MARK: Room

    /// The output's first byte, where the next one goes, and how far before it must grow.
    @safe private struct Place {
        var base: UnsafeMutablePointer<UInt8>
        var out: UnsafeMutablePointer<UInt8>
        var limit: UnsafeMutablePointer<UInt8>

        init(_ output: ByteBuffer) {
            unsafe base = output.base
            unsafe out = base + output.count
            unsafe limit = base + output.capacity
        }
    }

    /// Makes room for what the rows are likely to take: their keys, and all of the input.
    private func reserve(_ selected: Int) {
        var keys = 8
        for index in fields.indices { unsafe keys += columns.columns[index].prefixLength + 4 }
        let room = selected * keys + chunk.bytes.count + rowRoom
        chunk.output.reserve(chunk.output.count + min(room, 32 << 20))
    }

    /// Makes room for `room` bytes and more.
    @inline(never)
    private func grow(_ place: inout Place, _ room: Int) {
        let output = chunk.output
        output.count = unsafe place.out - place.base
        output.reserve(output.count + room + output.capacity / 2)
        place = Place(output)
    }

    // MARK: The most common values

    /// Loads a cell at once; its parts are told apart in registers.
    @inline(__always)
    private func loadCell(_ cell: UnsafePointer<FieldSlice>) -> FieldSlice {
        let word = unsafe UnsafeRawPointer(cell).loadUnaligned(as: UInt64.self).littleEndian
        return FieldSlice(
            offset: UInt32(truncatingIfNeeded: word),
            packed: UInt32(truncatingIfNeeded: word &>> 32))
    }

    /// Copies a short value and what stands before it.
    @inline(__always)
    private func putShort(
        _ column: UnsafePointer<JSONColumn>, _ bytes: UnsafePointer<UInt8>, _ row: Int,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let cell = unsafe loadCell(column.pointee.cells + row)
        let text = unsafe UnsafeRawPointer(bytes + cell.start).loadUnaligned(as: UInt64.self)
        let value = unsafe out + column.pointee.prefixLength
        unsafe column.pointee.head.store(out)
        unsafe UnsafeMutableRawPointer(value).storeBytes(of: text, as: UInt64.self)
        return unsafe value + cell.length
    }

    /// Copies what stands before a value, most often less than 32 bytes.
    @inline(__always)
    private func putPrefix(
        _ prefix: UnsafePointer<UInt8>, _ length: Int, _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        unsafe SixteenBytes(prefix).store(out)
        if length > 16 {
            unsafe SixteenBytes(prefix + 16).store(out + 16)
            if length > 32 { unsafe putLongPrefix(prefix, length, out) }
        }
        return unsafe out + length
    }

    @inline(never)
    private func putLongPrefix(
        _ prefix: UnsafePointer<UInt8>, _ length: Int, _ out: UnsafeMutablePointer<UInt8>
    ) {
        unsafe overCopy(prefix + 32, to: out + 32, count: length &- 32)
    }

    /// Writes `null`, or a value of at most 31 bytes as it is, in quotes if there are to be any.
    ///
    /// There is no branch; what is not to be there is overwritten by what follows.
    @inline(__always)
    private func putNullable(
        _ cell: FieldSlice, _ text: UnsafePointer<UInt8>, _ null: UnsafePointer<UInt8>,
        _ quotes: Int, _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let source = unsafe cell.isNull ? null : text
        let length = cell.isNull ? 4 : cell.length
        let quote = cell.isNull ? 0 : quotes
        let target = unsafe out + quote
        unsafe out[0] = 0x22
        unsafe SixteenBytes(source).store(target)
        unsafe SixteenBytes(source + 16).store(target + 16)
        unsafe target[length] = 0x22
        return unsafe target + (length &+ quote)
    }

    /// Writes a value that is neither a string nor a plain number; `nil` when it does not fit, with
    /// a fault in the chunk.
    @inline(never)
    private func otherValue(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ row: Int, _ index: Int,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        let style = unsafe columns.columns[index].style
        switch style {
        case .string: return unsafe putString(text, length, out)
        case .integer, .number: return unsafe otherNumber(text, length, row, index, out)
        case .boolean:
            if unsafe isBooleanText(text, length) {
                unsafe SixteenBytes(text).store(out)
                return unsafe out + length
            }
            return unsafe declared(text, length, row, index, out)
        case .json: return unsafe nested(text, length, row, index, out)
        case .bytes: return unsafe putHexadecimal(text, length, out)
        case .int64s, .doubles, .truths: return unsafe typed(index, style, row, out)
        }
    }
}
