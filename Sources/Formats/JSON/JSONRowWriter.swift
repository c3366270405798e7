import TrancheColumnar

/// Writes the rows of one chunk as objects: the loop behind every encoder of JSON.
///
/// Bytes are copied sixteen at a time, beyond the end of what is copied; both the chunk's bytes
/// and its output are padded for that, and what follows overwrites it.
@safe struct JSONRowWriter: ~Copyable {
    /// The length of values whose room every row has, whatever escapes they need.
    private static let shortLength = 32

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
        // The loop works on locals, which stay in registers.
        let (bytes, null, rowRoom) = unsafe (self.bytes, columns.null, self.rowRoom)
        let (first, closing) = unsafe (UnsafePointer(columns.columns), columns.closing)
        let (end, closingLength) = unsafe (first + fields.count, columns.closingLength)
        var (base, out, limit) = unsafe bounds
        for position in 0..<selected {
            let row = unsafe rows.map { unsafe Int($0[position]) } ?? position
            if unsafe out + rowRoom > limit { unsafe (base, out, limit) = grow(out, rowRoom) }
            let start = unsafe out - base
            var fits = true
            var column = unsafe first
            while unsafe column < end {
                defer { unsafe column += 1 }
                let cell = unsafe loadCell(column.pointee.cells + row)
                let text = unsafe bytes + cell.start
                let path = unsafe column.pointee.path
                if path.rawValue <= JSONCellPath.tailed.rawValue {
                    unsafe putShared(column, text, path == .joined, out)
                    unsafe out += column.pointee.prefixLength &+ cell.length
                    continue
                }
                unsafe out = putPrefix(column.pointee.prefix, column.pointee.prefixLength, out)
                if path.rawValue <= JSONCellPath.medium.rawValue {
                    unsafe SixteenBytes(text).store(out)
                    if path == .medium { unsafe SixteenBytes(text + 16).store(out + 16) }
                    unsafe out += cell.length
                    continue
                }
                if path == .nullable {
                    unsafe out = putNullable(cell, text, null, Int(column.pointee.quotes), out)
                    continue
                }
                let isTyped = unsafe column.pointee.style.rawValue >= JSONStyle.firstTyped
                let length = isTyped ? 0 : cell.length
                let needed = rowRoom &+ 6 &* length
                if length > Self.shortLength, unsafe out + needed > limit {
                    unsafe (base, out, limit) = grow(out, needed)
                }
                if !isTyped, cell.isNull {
                    unsafe out = putNull(out)
                } else if unsafe column.pointee.style == .string {
                    unsafe out = putString(text, length, out)
                } else {
                    let index = unsafe column - first
                    let next = unsafe otherValue(text, length, row, index, out)
                    fits = unsafe next != nil
                    unsafe out = next ?? out
                }
                if !fits { break }
            }
            guard fits else {
                unsafe out = base + start
                refused.append(row)
                continue
            }
            unsafe SixteenBytes(closing).store(out)
            unsafe out += closingLength
        }
        chunk.output.count = unsafe out - base
    }

    // MARK: Room

    /// The output's first byte, where the next one goes, and how far before it must grow.
    private var bounds:
        (
            UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>
        )
    {
        let output = chunk.output
        let base = unsafe output.base
        return unsafe (base, base + output.count, base + output.capacity)
    }

    /// Makes room for what the rows are likely to take: their keys, and all of the input.
    private func reserve(_ selected: Int) {
        var keys = 8
        for index in fields.indices { unsafe keys += columns.columns[index].prefixLength + 4 }
        let room = selected * keys + chunk.bytes.count + rowRoom
        chunk.output.reserve(chunk.output.count + min(room, 32 << 20))
    }

    /// Makes room for `room` bytes and more; returns the bounds that hold from now on.
    @inline(never)
    private func grow(_ out: UnsafeMutablePointer<UInt8>, _ room: Int) -> (
        UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>
    ) {
        let output = chunk.output
        output.count = unsafe out - output.base
        output.reserve(output.count + room + output.capacity / 2)
        return unsafe bounds
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

    /// Writes a prefix and the value behind it, which share a word: stores are what a row costs.
    @inline(__always)
    private func putShared(
        _ column: UnsafePointer<JSONColumn>, _ text: UnsafePointer<UInt8>, _ isJoined: Bool,
        _ out: UnsafeMutablePointer<UInt8>
    ) {
        let value = unsafe UnsafeRawPointer(text).loadUnaligned(as: UInt64.self).littleEndian
        // Whole words of the prefix are no shift.
        let shift = unsafe UInt64(truncatingIfNeeded: 8 &* column.pointee.prefixLength)
        let word = unsafe column.pointee.tail | (value &<< shift)
        let raw = UnsafeMutableRawPointer(out)
        if isJoined {
            unsafe raw.storeBytes(
                of: SIMD2(column.pointee.head, word.littleEndian), as: SIMD2<UInt64>.self)
        } else {
            unsafe SixteenBytes(column.pointee.prefix).store(raw)
            unsafe raw.storeBytes(of: word.littleEndian, toByteOffset: 16, as: UInt64.self)
        }
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
