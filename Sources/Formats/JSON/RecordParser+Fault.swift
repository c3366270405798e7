import TrancheColumnar

extension RecordParser {
    /// The scanner's flaw as the fault of `row`, whose line begins at `start`.
    func fault(_ start: Int, _ row: Int) -> RowFault {
        let flaw = scanner.flaw
        switch flaw.kind {
        case .typeMismatch:
            return typeMismatch(
                row, fields[flaw.field], found: excerpt(flaw.offset, flaw.end))
        case .unexpectedKey:
            let key = excerpt(flaw.offset + 1, flaw.end - 1)
            return RowFault(
                row: row, code: .unexpectedKey,
                message: "found the key \"\(key)\", wanted "
                    + (fields.count == 1
                        ? "\"\(fields[0].name)\"" : "one of the \(fields.count) columns"),
                hint: unknownKeyHint(key))
        case .repeatedKey:
            let name = fields[flaw.field].name
            return RowFault(
                row: row, code: .unexpectedKey, column: name,
                message: "found the key \"\(name)\" twice, wanted it once")
        default:
            let found = unsafe flaw.offset < end ? base[flaw.offset] : nil
            return RowFault(
                row: row, code: flaw.code,
                message: flaw.message(found: found, place: flaw.offset - start + 1))
        }
    }

    private func excerpt(_ start: Int, _ end: Int) -> String {
        unsafe shortened(UnsafeBufferPointer(start: base + start, count: end - start))
    }
}

/// The fault of a value that does not fit `field`.
func typeMismatch(_ row: Int, _ field: Field, found: String) -> RowFault {
    RowFault(
        row: row, code: .typeMismatch, column: field.name,
        message: "found \(found), wanted \(field.type.rawValue)",
        hint: "declare it with --types \(field.name):text")
}

/// The first 40 characters of `text`, for a message.
func shortened(_ text: UnsafeBufferPointer<UInt8>) -> String {
    let head = unsafe String(decoding: text.prefix(160), as: UTF8.self)
    let isWhole = text.count <= 160 && head.count <= 40
    return isWhole ? head : String(head.prefix(39)) + "…"
}
