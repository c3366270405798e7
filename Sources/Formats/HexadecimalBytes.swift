public import TrancheColumnar

/// Turns `\x…` texts of a bytea column into the bytes they stand for, behind the input: a reject
/// still shows the record as it was read.
public func decodeHex(_ chunk: Chunk, _ column: Column, _ field: Field) {
    // Two digits become one byte, so all values together fit, and the buffer does not move.
    chunk.bytes.reserve(chunk.bytes.count * 2)
    let bytes = unsafe chunk.bytes.base
    var end = chunk.bytes.count
    var failed: [Int] = []
    for position in 0..<chunk.selection.count {
        let row = chunk.selection.row(position)
        let slice = unsafe column.slices[row]
        if slice.isNull { continue }
        let text = unsafe bytes + slice.start
        guard unsafe matches(.bytea, UnsafePointer(text), slice.length, lenient: true) else {
            failed.append(row)
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, column: field.name,
                    message: "found \(chunk.excerpt(slice)), wanted bytea as \\x and hexadecimal "
                        + "digits", hint: "declare it with --types \(field.name):text"))
            continue
        }
        let count = (slice.length - 2) / 2
        for place in 0..<count {
            let high = unsafe digit(text[2 + 2 * place])
            let low = unsafe digit(text[3 + 2 * place])
            unsafe bytes[end + place] = high << 4 | low
        }
        unsafe column.slices[row] = FieldSlice(offset: end, length: count)
        end += count
    }
    chunk.bytes.count = end
    chunk.selection.remove(failed)
}

private func digit(_ byte: UInt8) -> UInt8 {
    byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57
}
