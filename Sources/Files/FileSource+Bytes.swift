import TrancheColumnar
import TranchePipeline

extension FileSource {
    /// The identity of the files for a checkpoint, and their size where all are known.
    static func identify(_ paths: [String]) throws(JobError) -> (text: String, bytes: Int64?) {
        let identity = try InputIdentity(paths: paths)
        var bytes: Int64? = 0
        for file in identity.files {
            bytes = file.content.flatMap { content in bytes.map { $0 + content.size } }
        }
        return (identity.description, bytes)
    }

    public func difference(from earlier: String) -> String? {
        guard let old = InputIdentity(earlier), let new = InputIdentity(identity) else {
            return earlier == identity ? nil : "the input was another one"
        }
        return new.difference(from: old)
    }
}

/// Turns `\x…` texts of a bytea column into the bytes they stand for, in place.
func decodeHex(_ chunk: Chunk, _ column: Column, _ field: Field) {
    let bytes = unsafe chunk.bytes.base
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
        // Two digits become one byte, so the result fits before what is still to be read.
        let count = (slice.length - 2) / 2
        for place in 0..<count {
            let high = unsafe digit(text[2 + 2 * place])
            let low = unsafe digit(text[3 + 2 * place])
            unsafe text[place] = high << 4 | low
        }
        unsafe column.slices[row] = FieldSlice(offset: slice.start, length: count)
    }
    chunk.selection.remove(failed)
}

private func digit(_ byte: UInt8) -> UInt8 {
    byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57
}
