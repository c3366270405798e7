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
        let count = fields.count
        var out = unsafe self.out
        for position in 0..<selected {
            let row = unsafe rows.map { unsafe Int($0[position]) } ?? position
            let start = unsafe out - chunk.output.base
            var fits = true
            for index in 0..<count {
                let column = unsafe columns[index]
                let cell = unsafe column.cells[row]
                // The cells of a typed column are no slices, and their values are short.
                let isTyped = column.style.rawValue >= JSONStyle.int64s.rawValue
                let length = isTyped ? 0 : cell.length
                // Six bytes for one at most; 64 for a number, quotes, and copying too much.
                let room = column.keyLength &+ 6 &* length &+ 64
                if unsafe out + room > limit { unsafe out = grow(out, room) }
                unsafe overCopy(keys + column.key, to: out, count: column.keyLength)
                unsafe out += column.keyLength
                guard let end = unsafe value(column, cell, row, index, out) else {
                    fits = false
                    break
                }
                unsafe out = end
            }
            guard fits else {
                unsafe out = chunk.output.base + start
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

    /// Writes one value at `out`; `nil` when it does not fit, with a fault in the chunk.
    @inline(__always)
    private func value(
        _ column: JSONColumn, _ cell: FieldSlice, _ row: Int, _ index: Int,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        if column.style.rawValue >= JSONStyle.int64s.rawValue {
            return unsafe typed(index, column.style, row, out)
        }
        if cell.isNull { return unsafe putNull(out) }
        let text = unsafe bytes + cell.start
        let length = cell.length
        switch column.style {
        case .string: return unsafe putString(text, length, out)
        case .integer, .number:
            // Up to 15 digits, the first no zero unless alone: canonical, whatever the type.
            let block = unsafe SixteenBytes(text)
            let sign = unsafe text[0] == 0x2D ? 1 : 0
            let digits = min(16, block.nonDigits(from: sign)) &- sign
            if sign &+ digits == length, digits > 0, length < 16,
                unsafe text[sign] != 0x30 || (digits == 1 && sign == 0)
            {
                unsafe block.store(out)
                return unsafe out + length
            }
            return unsafe otherNumber(text, length, row, index, out)
        case .boolean:
            if unsafe isBooleanText(text, length) {
                unsafe SixteenBytes(text).store(out)
                return unsafe out + length
            }
            return unsafe declared(text, length, row, index, out)
        case .json: return unsafe nested(text, length, row, index, out)
        case .bytes: return unsafe putHexadecimal(text, length, out)
        case .int64s, .doubles, .truths: return nil
        }
    }
}
