import TrancheColumnar

/// Arrays as PostgreSQL writes them, `{a,"b c",NULL}`, from and to the JSON they are held as.
let arrayCasts: [CastEntry] = [
    cast(
        .textArray, .text, .assignment,
        lift { (a: Text, frame: Frame) throws(EvalFault) in try printArray(a, frame.scratch) }),
    cast(
        .text, .textArray, .explicit,
        lift { (a: Text, frame: Frame) throws(EvalFault) in
            var reader = ArrayReader(a)
            return jsonArray(try reader.read(), frame.scratch)
        }),
]

private func jsonArray(_ items: [[UInt8]?], _ out: ByteBuffer) -> Text {
    let cells = items.map { $0.map { ConstantCells(.text($0)) } }
    return withExtendedLifetime(cells) { arrayText(cells.map { $0?.text }, out) }
}

private func printArray(_ json: Text, _ out: ByteBuffer) throws(EvalFault) -> Text {
    let printed = ByteBuffer()
    printed.append(UInt8(ascii: "{"))
    for index in 0..<(try jsonArrayLength(json)) {
        if index > 0 { printed.append(UInt8(ascii: ",")) }
        out.count = 0
        guard let element = jsonElement(json, index), let text = try jsonUnquoted(element, out)
        else {
            printed.append("NULL")
            continue
        }
        guard needsQuotes(text) else {
            printed.append(text)
            continue
        }
        printed.append(0x22)
        for index in 0..<text.count {
            let byte = text[index]
            if byte == 0x22 || byte == 0x5C { printed.append(0x5C) }
            printed.append(byte)
        }
        printed.append(0x22)
    }
    printed.append(UInt8(ascii: "}"))
    out.count = 0
    out.append(printed.text(from: 0))
    return out.text(from: 0)
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte &- 9 < 5 }

private func needsQuotes(_ text: Text) -> Bool {
    let marks: [UInt8] = [0x22, 0x5C, 0x2C, 0x7B, 0x7D]
    return text.isEmpty || text.string.lowercased() == "null"
        || (0..<text.count).contains { isBlank(text[$0]) || marks.contains(text[$0]) }
}

/// Reads the text of an array of one dimension.
private struct ArrayReader {
    private let text: Text
    private var at = 0

    init(_ text: Text) { self.text = text }

    private var malformed: EvalFault {
        EvalFault(.invalidText, "malformed array literal: \"\(text.string)\"")
    }

    private var byte: UInt8 { at < text.count ? text[at] : 0 }

    mutating func read() throws(EvalFault) -> [[UInt8]?] {
        var items: [[UInt8]?] = []
        skipBlanks()
        guard byte == UInt8(ascii: "{") else { throw malformed }
        at += 1
        skipBlanks()
        if byte != UInt8(ascii: "}") {
            while true {
                items.append(try element())
                guard byte == UInt8(ascii: ",") else { break }
                at += 1
            }
        }
        guard byte == UInt8(ascii: "}") else { throw malformed }
        at += 1
        skipBlanks()
        guard at == text.count else { throw malformed }
        return items
    }

    private mutating func skipBlanks() {
        while at < text.count, isBlank(text[at]) { at += 1 }
    }

    private mutating func element() throws(EvalFault) -> [UInt8]? {
        skipBlanks()
        if byte == 0x22 { return try quoted() }
        var found: [UInt8] = []
        var kept = 0
        while at < text.count, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}") {
            guard byte != 0x22, byte != UInt8(ascii: "{") else { throw malformed }
            let isEscaped = byte == 0x5C
            if isEscaped { at += 1 }
            guard at < text.count else { throw malformed }
            found.append(byte)
            if isEscaped || !isBlank(byte) { kept = found.count }
            at += 1
        }
        let value = Array(found[..<kept])
        guard !value.isEmpty else { throw malformed }
        return String(decoding: value, as: UTF8.self).lowercased() == "null" ? nil : value
    }

    private mutating func quoted() throws(EvalFault) -> [UInt8] {
        var found: [UInt8] = []
        at += 1
        while byte != 0x22 {
            if byte == 0x5C { at += 1 }
            guard at < text.count else { throw malformed }
            found.append(byte)
            at += 1
        }
        at += 1
        skipBlanks()
        return found
    }
}
