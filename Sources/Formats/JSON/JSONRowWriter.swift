import TrancheColumnar

/// Writes the rows of one chunk as objects: the loop behind every encoder of JSON.
///
/// Bytes are copied sixteen at a time, beyond the end of what is copied; both the chunk's bytes
/// and its output are padded for that, and what follows overwrites it.
@safe struct JSONRowWriter {
    let chunk: Chunk
    let fields: [Field]
    let keys: UnsafePointer<UInt8>
    let columns: UnsafePointer<JSONColumn>
    let bytes: UnsafePointer<UInt8>
    /// Where the next byte goes, and how far before the output must grow.
    private var out: UnsafeMutablePointer<UInt8>
    private var limit: UnsafeMutablePointer<UInt8>
    private(set) var refused: [Int] = []

    init(
        _ chunk: Chunk, _ fields: [Field], keys: UnsafePointer<UInt8>,
        columns: UnsafePointer<JSONColumn>
    ) {
        self.chunk = chunk
        self.fields = fields
        unsafe self.keys = keys
        unsafe self.columns = columns
        unsafe bytes = UnsafePointer(chunk.bytes.base)
        unsafe out = chunk.output.base + chunk.output.count
        unsafe limit = chunk.output.base + chunk.output.capacity
    }

    /// Appends the selected rows, each behind the first key's opening and before `closing`.
    mutating func write(
        _ rows: UnsafePointer<UInt32>?, _ selected: Int, ending closing: (UInt8, UInt8)
    ) {
        // The loop works on locals, which stay in registers.
        let count = fields.count
        let isRoomy = unsafe reserveAll(rows, selected)
        let (bytes, keys, columns) = unsafe (self.bytes, self.keys, self.columns)
        var limit = unsafe self.limit
        var out = unsafe self.out
        for position in 0..<selected {
            let row = unsafe rows.map { unsafe Int($0[position]) } ?? position
            var start = unsafe out
            var fits = true
            var column = unsafe columns
            for index in 0..<count {
                defer { unsafe column += 1 }
                let style = unsafe column.pointee.style
                let keyLength = unsafe column.pointee.keyLength
                let cell = unsafe column.pointee.cells[row]
                // The cells of a typed column are no slices, and their values are short.
                let length = style >= JSONStyle.firstTyped ? 0 : cell.length
                if !isRoomy {
                    let room = Self.room(keyLength, length)
                    if unsafe out + room > limit {
                        let before = unsafe out - start
                        unsafe out = grow(out, room)
                        unsafe limit = self.limit
                        unsafe start = out - before
                    }
                }
                unsafe putKey(keys + column.pointee.key, keyLength, out)
                unsafe out += keyLength
                if style < JSONStyle.firstTyped, cell.isNull {
                    unsafe out = putNull(out)
                    continue
                }
                let text = unsafe bytes + cell.start
                if style == JSONStyle.string.rawValue {
                    unsafe out = putString(text, length, out)
                    continue
                }
                if style <= JSONStyle.number.rawValue {
                    if unsafe isShortInteger(text, length) || isPlainInteger(text, length) {
                        unsafe SixteenBytes(text).store(out)
                        unsafe out += length
                        continue
                    }
                }
                guard let end = unsafe otherValue(text, length, row, index, out) else {
                    fits = false
                    break
                }
                unsafe out = end
            }
            guard fits else {
                unsafe out = start
                refused.append(row)
                continue
            }
            unsafe out[0] = closing.0
            unsafe out[1] = closing.1
            unsafe out += closing.1 == 0 ? 1 : 2
        }
        unsafe self.out = out
        chunk.output.count = unsafe out - chunk.output.base
    }

    /// The most bytes of a key and a value: six for one of the text, 80 for a number, quotes, and
    /// copying too much.
    @inline(__always)
    private static func room(_ keyLength: Int, _ length: Int) -> Int {
        keyLength &+ 6 &* length &+ 80
    }

    /// Makes room for all rows at once, unless that is far more than they are likely to take.
    ///
    /// - Returns: Whether no row has to ask for room any more.
    private mutating func reserveAll(_ rows: UnsafePointer<UInt32>?, _ selected: Int) -> Bool {
        var room = 0
        for index in fields.indices {
            let column = unsafe columns[index]
            let isTyped = column.style >= JSONStyle.firstTyped
            let length = isTyped ? 0 : unsafe textLength(chunk.columns[index], rows, selected)
            room += 6 * length + selected * Self.room(column.keyLength, 0)
        }
        guard room <= 32 << 20 else { return false }
        let output = chunk.output
        output.reserve(output.count + room)
        unsafe out = output.base + output.count
        unsafe limit = output.base + output.capacity
        return true
    }

    /// Copies a key, most often of less than 32 bytes; writes up to 31 bytes more.
    @inline(__always)
    private func putKey(
        _ key: UnsafePointer<UInt8>, _ length: Int, _ out: UnsafeMutablePointer<UInt8>
    ) {
        unsafe SixteenBytes(key).store(out)
        guard length > 16 else { return }
        unsafe SixteenBytes(key + 16).store(out + 16)
        if length > 32 { unsafe overCopy(key + 32, to: out + 32, count: length &- 32) }
    }

    /// Whether a text is 1 to 8 digits, the first no zero unless alone: the most common number.
    @inline(__always)
    private func isShortInteger(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        guard UInt(bitPattern: length &- 1) < 8 else { return false }
        let word = unsafe UnsafeRawPointer(text).loadUnaligned(as: UInt64.self).littleEndian
        // Digits become 0...9; what stands behind the text is shifted out.
        let digits =
            (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length)
        // A byte above 9 carries into its high bit, or has it already.
        guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else {
            return false
        }
        return word & 0xFF != 0x30 || length == 1
    }

    /// Whether a text is 1 to 15 digits, the first no zero unless alone, perhaps behind a minus.
    @inline(__always)
    private func isPlainInteger(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let first = unsafe text[0]
        let sign = first == 0x2D ? 1 : 0
        let digits = length &- sign
        let all: UInt32 = (1 &<< UInt32(truncatingIfNeeded: length)) &- 1
        let signBit = UInt32(truncatingIfNeeded: sign)
        guard UInt(bitPattern: digits &- 1) < 15, length < 16,
            unsafe SixteenBytes(text).nonDigits & all == signBit
        else { return false }
        return unsafe text[sign] != 0x30 || length == 1
    }

    /// Makes room for `room` bytes and more; returns where `out` has moved.
    @inline(never)
    private mutating func grow(_ out: UnsafeMutablePointer<UInt8>, _ room: Int)
        -> UnsafeMutablePointer<UInt8>
    {
        let output = chunk.output
        output.count = unsafe out - output.base
        output.reserve(output.count + room + output.capacity / 2)
        unsafe limit = output.base + output.capacity
        return unsafe output.base + output.count
    }

    /// Writes a value that is neither a string nor a plain number; `nil` when it does not fit, with
    /// a fault in the chunk.
    @inline(never)
    private func otherValue(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ row: Int, _ index: Int,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        guard let style = unsafe JSONStyle(rawValue: columns[index].style) else { return nil }
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
