public import TrancheColumnar

/// Splits one record into its fields' texts: for headers and messages, not for the hot path.
///
/// - Parameters:
///   - record: With or without its line end.
///   - dialect: The delimiter.
///   - path: Where the record stands, for messages.
/// - Returns: At least one field.
/// - Throws: `JobError(.data)` for stray or unclosed quotes, for a CR outside of
///   quotes that belongs to no line end, and for text that is not UTF-8.
public func splitRecord(_ record: [UInt8], _ dialect: CSVDialect, at path: String)
    throws(JobError) -> [String]
{
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var isClosed = false
    var bytes = record[...]
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes = bytes.dropLast() }
    var place = bytes.startIndex
    while place < bytes.endIndex {
        let byte = bytes[place]
        place += 1
        if isQuoted && !isClosed {
            if byte != 0x22 {
                field.append(byte)
            } else if place < bytes.endIndex, bytes[place] == 0x22 {
                field.append(0x22)
                place += 1
            } else {
                isClosed = true
            }
        } else if byte == 0x0D {
            throw JobError(
                .data, "found bare CR line ends, wanted LF or CRLF", at: "\(path):1",
                hint: "convert them: tr '\\r' '\\n' < in.csv > out.csv")
        } else if byte == dialect.delimiter {
            fields.append(try text(field, fields.count, path))
            field = []
            isQuoted = false
            isClosed = false
        } else if byte == 0x22, field.isEmpty, !isClosed {
            isQuoted = true
        } else if byte == 0x22 || isClosed {
            throw headerError("found a stray quote in field \(fields.count + 1)", path)
        } else {
            field.append(byte)
        }
    }
    if isQuoted && !isClosed {
        throw headerError("found a quote that is not closed in field \(fields.count + 1)", path)
    }
    fields.append(try text(field, fields.count, path))
    return fields
}

private func text(_ field: [UInt8], _ index: Int, _ path: String) throws(JobError) -> String {
    guard let text = String(validating: field, as: UTF8.self), !field.contains(0) else {
        throw headerError("found bytes that are not UTF-8 text in field \(index + 1)", path)
    }
    return text
}

private func headerError(_ message: String, _ path: String) -> JobError {
    JobError(
        .data, "\(message) of the first record, wanted a header", at: "\(path):1",
        hint: "check the file's delimiter and encoding, or use --no-header")
}
