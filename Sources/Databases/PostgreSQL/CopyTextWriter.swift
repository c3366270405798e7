import TrancheColumnar

/// The hot loop of ``CopyTextEncoder``: fields into `chunk.output`, tabs between, line feeds behind.
@safe struct CopyTextWriter {
    private let chunk: Chunk
    private let bytes: UnsafePointer<UInt8>

    init(_ chunk: Chunk) {
        self.chunk = chunk
        unsafe bytes = UnsafePointer(chunk.bytes.base)
    }

    /// A column of the chunk at hand.
    @safe private struct Cells {
        enum Kind { case texts, binaries, int64s, doubles }
        let kind: Kind
        let raw: UnsafeMutableRawPointer
        /// `nil` when the column has no NULL, or its slices say so themselves.
        let validity: UnsafeMutablePointer<UInt64>?
    }

    /// - Returns: Rows that hold a NUL, with the column; they have no line.
    func write(_ planned: [PostgreSQLSinkPlan.Column], isNumbered: Bool) -> [(
        row: Int, column: Int
    )] {
        let cells = planned.indices.map { index -> Cells in
            let column = chunk.columns[index]
            let validity = unsafe column.hasNulls ? column.validity : nil
            let isBinary = planned[index].field.type == .bytea
            let kind: Cells.Kind =
                switch column.representation {
                case .slices: isBinary ? .binaries : .texts
                case .int64: .int64s
                case .double: .doubles
                }
            return unsafe Cells(kind: kind, raw: column.raw, validity: validity)
        }
        var faulty: [(row: Int, column: Int)] = []
        let output = chunk.output
        unsafe chunk.selection.withRows { list, count in
            unsafe cells.withUnsafeBufferPointer { cells in
                for position in 0..<count {
                    let row = unsafe list.map { unsafe Int($0[position]) } ?? position
                    let start = output.count
                    for index in cells.indices {
                        guard unsafe append(cells[index], row, output) else {
                            faulty.append((row, index))
                            output.count = start
                            break
                        }
                    }
                    guard output.count > start else { continue }
                    if isNumbered {
                        // Written after the fields' tabs; the number of the row, not of the line.
                        unsafe output.count += formatInt64(
                            Int64(row), to: room(output, maximumInt64Length))
                        unsafe room(output, 1)[0] = 0x0A
                        output.count += 1
                    } else {
                        // SAFETY: at least the last field's tab was written.
                        unsafe output.base[output.count - 1] = 0x0A
                    }
                }
            }
        }
        return faulty
    }

    /// Where the next `length` bytes can be written.
    @inline(__always)
    private func room(_ output: ByteBuffer, _ length: Int) -> UnsafeMutablePointer<UInt8> {
        output.reserve(output.count &+ length)
        return unsafe output.base + output.count
    }

    /// Appends a field and a tab; `false` for a NUL in a text.
    @inline(__always)
    private func append(_ cells: Cells, _ row: Int, _ output: ByteBuffer) -> Bool {
        // SAFETY: selected rows lie within the column, and slices within the chunk's bytes.
        if let validity = unsafe cells.validity,
            unsafe (validity[row &>> 6] &>> UInt64(row & 63)) & 1 == 0
        {
            return appendNull(output)
        }
        let cell = unsafe cells.raw + 8 &* row
        var length: Int
        switch cells.kind {
        case .texts:
            let slice = unsafe cell.load(as: FieldSlice.self)
            if slice.isNull { return appendNull(output) }
            let target = unsafe room(output, 2 &* slice.length &+ 9)
            length = unsafe copyEscaped(bytes + slice.start, slice.length, to: target)
            if length < 0 { return false }
            unsafe target[length] = 0x09
        case .binaries:
            let slice = unsafe cell.load(as: FieldSlice.self)
            if slice.isNull { return appendNull(output) }
            let target = unsafe room(output, 2 &* slice.length &+ 4)
            length = unsafe writeHexadecimal(bytes + slice.start, slice.length, to: target)
            unsafe target[length] = 0x09
        case .int64s:
            let target = unsafe room(output, maximumInt64Length &+ 1)
            length = unsafe formatInt64(cell.load(as: Int64.self), to: target)
            unsafe target[length] = 0x09
        case .doubles:
            let target = unsafe room(output, maximumDoubleLength &+ 1)
            length = unsafe formatDouble(cell.load(as: Double.self), to: target)
            unsafe target[length] = 0x09
        }
        output.count &+= length &+ 1
        return true
    }

    @inline(__always)
    private func appendNull(_ output: ByteBuffer) -> Bool {
        let target = unsafe room(output, 3)
        unsafe target[0] = 0x5C
        unsafe target[1] = 0x4E
        unsafe target[2] = 0x09
        output.count &+= 3
        return true
    }
}

/// Copies a text, with a backslash before what COPY would take for its own.
///
/// - Parameters:
///   - source: The text; 8 bytes behind it must be readable.
///   - length: Its bytes.
///   - target: Room for twice as many bytes, and 8 more.
/// - Returns: The bytes written, or -1 for a NUL.
@inline(__always)
func copyEscaped(
    _ source: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>
) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = 0
    while at < length {
        var word = unsafe UnsafeRawPointer(source + at).loadUnaligned(as: UInt64.self).littleEndian
        let rest = length &- at
        // Bytes behind the end are made harmless.
        if rest < 8 { word |= (0x20 &* ones) &<< UInt64(8 &* rest) }
        let slash = word ^ (0x5C &* ones)
        let special = ((word &- 0x20 &* ones) & ~word) | ((slash &- ones) & ~slash)
        guard special & (0x80 &* ones) == 0 else {
            return unsafe copySlowly(source, from: at, length, to: target)
        }
        // SAFETY: the target has 8 bytes more than the text.
        unsafe UnsafeMutableRawPointer(target + at).storeBytes(
            of: word.littleEndian, as: UInt64.self)
        at &+= 8
    }
    return length
}

@inline(never)
private func copySlowly(
    _ source: UnsafePointer<UInt8>, from start: Int, _ length: Int,
    to target: UnsafeMutablePointer<UInt8>
) -> Int {
    var count = start
    for at in start..<length {
        var byte = unsafe source[at]
        let escape: UInt8
        switch byte {
        case 0: return -1
        case 0x09: escape = 0x74
        case 0x0A: escape = 0x6E
        case 0x0D: escape = 0x72
        case 0x5C: escape = 0x5C
        default: escape = 0
        }
        if escape != 0 {
            unsafe target[count] = 0x5C
            count += 1
            byte = escape
        }
        unsafe target[count] = byte
        count += 1
    }
    return count
}

/// Writes bytes as `\\x` and hexadecimal digits.
private func writeHexadecimal(
    _ source: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>
) -> Int {
    unsafe target[0] = 0x5C
    unsafe target[1] = 0x5C
    unsafe target[2] = 0x78
    for at in 0..<length {
        let byte = unsafe source[at]
        unsafe target[3 + 2 * at] = digit(byte >> 4)
        unsafe target[4 + 2 * at] = digit(byte & 15)
    }
    return 3 + 2 * length
}

private func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
