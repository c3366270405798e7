import TrancheColumnar

/// Splits rows of COPY's text format into columns of slices.
///
/// Tabs and line feeds within values are escaped, so those that stand there separate; only fields with a
/// backslash are looked at byte by byte.
///
/// - SeeAlso: PostgreSQL manual, COPY, "Text Format".
@safe struct CopyTextDecoder: Sendable {
    /// The columns that are kept, the first of each row.
    let fields: [Field]
    /// The fields of a row.
    let width: Int

    /// Decodes `chunk.bytes`, which holds whole rows.
    func decode(_ chunk: Chunk, rows: Int) {
        for _ in fields { chunk.columns.append(chunk.takeColumn(rows: rows)) }
        guard !fields.isEmpty else { return }
        unsafe withUnsafeTemporaryAllocation(of: Cells.self, capacity: fields.count) { cells in
            for (index, column) in chunk.columns.enumerated() {
                unsafe cells.initializeElement(at: index, to: Cells(slices: column.slices))
            }
            // SAFETY: there are fields, so the room has an address.
            unsafe split(chunk, cells.baseAddress.unsafelyUnwrapped)
        }
    }

    /// Where a column's slices go.
    @safe private struct Cells {
        let slices: UnsafeMutablePointer<FieldSlice>
    }

    private func split(_ chunk: Chunk, _ cells: UnsafeMutablePointer<Cells>) {
        let end = chunk.bytes.count
        let tab = ByteNeedle(0x09)
        let lineFeed = ByteNeedle(0x0A)
        let backslash = ByteNeedle(0x5C)
        var place = Place()
        var at = 0
        while at < end {
            // SAFETY: a buffer is padded by 64 bytes.
            let block = unsafe UnsafeRawPointer(chunk.bytes.base + at)
            var separators = unsafe tab.bits(block) | lineFeed.bits(block)
            var slashes = unsafe backslash.bits(block)
            if end &- at < 64 {
                let inside: UInt64 = (1 &<< UInt64(end &- at)) &- 1
                separators &= inside
                slashes &= inside
            }
            while separators != 0 {
                let bit = separators.trailingZeroBitCount
                separators &= separators &- 1
                if slashes != 0 {
                    let before: UInt64 = (1 &<< UInt64(bit)) &- 1
                    place.isEscaped = place.isEscaped || slashes & before != 0
                    slashes &= ~before
                }
                unsafe take(place, to: at &+ bit, chunk, cells)
                place.start = at &+ bit &+ 1
                place.isEscaped = false
                place.column &+= 1
                if place.column == width {
                    place.column = 0
                    place.row &+= 1
                }
            }
            if slashes != 0 { place.isEscaped = true }
            at &+= 64
        }
    }

    /// Where a field begins.
    private struct Place {
        var row = 0
        var column = 0
        var start = 0
        /// A backslash stands in it.
        var isEscaped = false
    }

    @inline(__always)
    private func take(
        _ place: Place, to end: Int, _ chunk: Chunk, _ cells: UnsafeMutablePointer<Cells>
    ) {
        guard place.column < fields.count else { return }
        let slice =
            place.isEscaped
            ? unescaped(place, end, chunk)
            : FieldSlice(offset: place.start, length: end &- place.start)
        // SAFETY: the column was taken with room for the chunk's rows.
        unsafe cells[place.column].slices[place.row] = slice
    }

    /// Writes the value behind the input; it is never longer than its escaped form.
    private func unescaped(_ place: Place, _ end: Int, _ chunk: Chunk) -> FieldSlice {
        let bytes = chunk.bytes
        let length = end - place.start
        if length == 2, unsafe bytes.base[place.start + 1] == 0x4E { return .null }
        bytes.reserve(bytes.count + length)
        // SAFETY: source and target lie apart in one buffer that has room for both.
        let source = unsafe UnsafePointer(bytes.base + place.start)
        let target = unsafe bytes.base + bytes.count
        let count =
            unsafe fields[place.column].type == .bytea
            ? decodeHexadecimal(source, length, to: target) : unescape(source, length, to: target)
        let slice = FieldSlice(offset: bytes.count, length: count)
        bytes.count += count
        return slice
    }
}

/// Replaces `\n`, `\\` and the like by what they stand for.
private func unescape(
    _ source: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>
) -> Int {
    var at = 0
    var count = 0
    while at < length {
        var byte = unsafe source[at]
        if byte == 0x5C, at + 1 < length {
            at += 1
            byte = unsafe source[at]
            switch byte {
            case 0x62: byte = 0x08
            case 0x66: byte = 0x0C
            case 0x6E: byte = 0x0A
            case 0x72: byte = 0x0D
            case 0x74: byte = 0x09
            case 0x76: byte = 0x0B
            default: break
            }
        }
        unsafe target[count] = byte
        count += 1
        at += 1
    }
    return count
}

/// The bytes of `\\x0aff`, as COPY writes a bytea.
private func decodeHexadecimal(
    _ source: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>
) -> Int {
    let start = 3
    guard length >= start else { return 0 }
    let count = (length - start) / 2
    for index in 0..<count {
        let place = unsafe source + start + 2 * index
        unsafe target[index] = hexDigit(place[0]) << 4 | hexDigit(place[1])
    }
    return count
}
