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
        enum Kind {
            /// Texts without a byte that COPY takes for its own.
            case plain
            case texts, binaries, int64s, doubles
        }
        let kind: Kind
        let raw: UnsafeMutableRawPointer
        /// `nil` when the column has no NULL, or its slices say so themselves.
        let validity: UnsafeMutablePointer<UInt64>?
    }

    /// The longest plain text whose room every row has.
    private static let shortLength = 32

    /// - Returns: Rows that hold a NUL, with the column; they have no line.
    func write(_ planned: [PostgreSQLSinkPlan.Column], isNumbered: Bool) -> [(
        row: Int, column: Int
    )] {
        // Decoded values stand behind the input, of which the chunk says nothing.
        let isPlain = chunk.isEscapeFree && chunk.bytes.count == chunk.inputCount
        let cells = planned.indices.map { index -> Cells in
            let column = chunk.columns[index]
            let validity = unsafe column.hasNulls ? column.validity : nil
            let isBinary = planned[index].field.type == .bytea
            let kind: Cells.Kind =
                switch column.representation {
                case .slices: isBinary ? .binaries : isPlain ? .plain : .texts
                case .int64: .int64s
                case .double: .doubles
                }
            return unsafe Cells(kind: kind, raw: column.raw, validity: validity)
        }
        return unsafe chunk.selection.withRows { list, count in
            unsafe cells.withUnsafeBufferPointer {
                unsafe write($0, list, count, isNumbered: isNumbered)
            }
        }
    }

    private func write(
        _ cells: UnsafeBufferPointer<Cells>, _ list: UnsafePointer<UInt32>?, _ count: Int,
        isNumbered: Bool
    ) -> [(row: Int, column: Int)] {
        var faulty: [(row: Int, column: Int)] = []
        let output = chunk.output
        let rowRoom = cells.count &* (Self.shortLength &+ 2) &+ 2 &* maximumInt64Length
        var end = unsafe place(in: output, rowRoom)
        rows: for position in 0..<count {
            let row = unsafe list.map { unsafe Int($0[position]) } ?? position
            if unsafe end.out + rowRoom > end.limit {
                output.count = unsafe end.out - output.base
                unsafe end = place(in: output, rowRoom)
            }
            let start = unsafe end.out - output.base
            for index in cells.indices {
                let column = unsafe cells[index]
                if column.kind == .plain {
                    unsafe putPlain(column.raw + 8 &* row, output, rowRoom, &end)
                    continue
                }
                output.count = unsafe end.out - output.base
                let isGood = append(column, row, output)
                if !isGood { output.count = start }
                unsafe end = place(in: output, rowRoom)
                if !isGood {
                    faulty.append((row, index))
                    continue rows
                }
            }
            if isNumbered {
                // Behind the last field's tab; the number of the row, not of the line.
                unsafe end.out += formatInt64(Int64(row), to: end.out)
                unsafe end.out += 1
            }
            // SAFETY: at least the last field's tab was written.
            unsafe end.out[-1] = 0x0A
        }
        output.count = unsafe end.out - output.base
        return faulty
    }

    /// Where the next byte goes, and how far before the buffer must grow.
    @inline(__always)
    private func place(in output: ByteBuffer, _ room: Int) -> (
        out: UnsafeMutablePointer<UInt8>, limit: UnsafeMutablePointer<UInt8>
    ) {
        output.reserve(output.count &+ room)
        return unsafe (output.base + output.count, output.base + output.capacity)
    }

    /// Copies a text, or what stands for NULL, and a tab behind it.
    ///
    /// Sixteen bytes at a time, beyond the text's end; what follows overwrites that.
    @inline(__always)
    private func putPlain(
        _ cell: UnsafeMutableRawPointer, _ output: ByteBuffer, _ rowRoom: Int,
        _ end: inout (out: UnsafeMutablePointer<UInt8>, limit: UnsafeMutablePointer<UInt8>)
    ) {
        // SAFETY: selected rows lie within the column, slices within the chunk's bytes, which are
        // padded, and the row has room for a short text.
        let slice = unsafe cell.load(as: FieldSlice.self)
        let isNull = slice.isNull
        let length = isNull ? 2 : slice.length
        let source = unsafe UnsafeRawPointer(bytes + slice.start)
        var first = unsafe source.loadUnaligned(as: SIMD2<UInt64>.self)
        if isNull { first = SIMD2(0x4E5C, 0) }
        unsafe UnsafeMutableRawPointer(end.out).storeBytes(of: first, as: SIMD2<UInt64>.self)
        if length > 16 {
            if length > Self.shortLength, unsafe end.out + (length &+ rowRoom) > end.limit {
                output.count = unsafe end.out - output.base
                unsafe end = place(in: output, length &+ 2 &* rowRoom)
                unsafe end.out.update(from: bytes + slice.start, count: 16)
            }
            var done = 16
            repeat {
                let next = unsafe (source + done).loadUnaligned(as: SIMD2<UInt64>.self)
                unsafe UnsafeMutableRawPointer(end.out + done).storeBytes(
                    of: next, as: SIMD2<UInt64>.self)
                done &+= 16
            } while done < length
        }
        unsafe end.out[length] = 0x09
        unsafe end.out += length &+ 1
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
        case .plain, .texts:
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
