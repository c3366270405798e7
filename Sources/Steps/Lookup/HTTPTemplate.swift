import TrancheColumnar

/// A text with `{column}` in it: an address or a body, where values are put in encoded.
///
/// In an address a value is percent-encoded; in JSON it is a JSON value of the column's type, or,
/// between quotes, the inside of a string. `{` begins a column only where a name and `}` follow, so
/// JSON's own braces need no escape.
struct HTTPTemplate: Sendable {
    enum Kind: Sendable { case url, json, form }

    /// Where a value stands, which decides how it is encoded.
    private enum Place { case path, query, json, string }

    private enum Piece {
        case literal(String)
        /// A secret's value, and how it is shown.
        case secret(String, shown: String)
        /// The value at an index of ``columns``.
        case value(Int, Place)
    }

    let kind: Kind
    /// The columns that are named, each once, in order.
    private(set) var columns: [String] = []
    private var pieces: [Piece] = []
    private var place: Place
    private var isEscaped = false
    private let isShownAsIs: Bool

    /// Reads a text; `secret` gives the value of what stands in a `${…}`.
    init(_ text: String, _ kind: Kind, secret: (String) throws(JobError) -> String) throws(JobError)
    {
        self.kind = kind
        place = kind == .url ? .path : kind == .json ? .json : .query
        let parts = HTTPSecrets.parts(of: text)
        isShownAsIs = parts.count == 1
        for part in parts {
            switch part {
            case .text(let text): add(text)
            case .secret(let reference):
                let value = try secret(reference)
                follow(value)
                pieces.append(.secret(value, shown: "${\(reference)}"))
            }
        }
    }

    private mutating func add(_ text: String) {
        var literal = ""
        var rest = text[...]
        while let character = rest.first {
            if character == "{", let name = columnName(rest) {
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                let index = columns.firstIndex(of: name) ?? columns.count
                if index == columns.count { columns.append(name) }
                pieces.append(.value(index, place))
                rest = rest.dropFirst(name.count + 2)
            } else {
                follow(String(character))
                literal.append(character)
                rest = rest.dropFirst()
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
    }

    private func columnName(_ rest: Substring) -> String? {
        let name = rest.dropFirst().prefix { !"{}\":,[]\n".contains($0) }
        guard !name.isEmpty, rest.dropFirst(name.count + 1).first == "}" else { return nil }
        return name.first == " " || name.last == " " ? nil : String(name)
    }

    /// Keeps count of where in the address or the JSON what comes next stands.
    private mutating func follow(_ text: String) {
        for character in text.unicodeScalars {
            switch (kind, character) {
            case (.url, "?"): place = .query
            case (.json, "\"") where !isEscaped: place = place == .json ? .string : .json
            default: break
            }
            isEscaped = kind == .json && character == "\\" && !isEscaped
        }
    }

    /// The text before the first value.
    var head: String {
        var head = ""
        for piece in pieces {
            switch piece {
            case .literal(let text), .secret(let text, _): head += text
            case .value: return head
            }
        }
        return head
    }

    /// The text without its columns.
    var literals: String {
        pieces.map { piece in
            switch piece {
            case .literal(let text), .secret(let text, _): text
            case .value: ""
            }
        }.joined()
    }

    /// Puts values in.
    ///
    /// - Parameter values: One for each of ``columns``.
    /// - Returns: What is sent, and the same without secrets.
    /// - Throws: ``LookupFault`` for a value that would lead to another place than meant.
    func filled(with values: [HTTPValue]) throws(LookupFault) -> (sent: String, shown: String) {
        var (sent, shown) = ("", "")
        for piece in pieces {
            switch piece {
            case .literal(let text):
                sent += text
                if !isShownAsIs { shown += text }
            case .secret(let value, let name):
                sent += value
                shown += name
            case .value(let index, let place):
                let text = try encoded(values[index], place)
                sent += text
                if !isShownAsIs { shown += text }
            }
        }
        return (sent, isShownAsIs ? sent : shown)
    }

    private func encoded(_ value: HTTPValue, _ place: Place) throws(LookupFault) -> String {
        switch place {
        case .query: return value.listed(percentEncoded)
        case .path:
            let isStep = value.texts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
            guard !isStep else {
                throw LookupFault(
                    message: "found an empty value, or one of dots, for the path of the address",
                    code: .data)
            }
            return value.listed(percentEncoded)
        case .json: return value.json
        case .string: return value.listed(jsonContent)
        }
    }
}

/// A column's value, or the distinct ones of a batch.
struct HTTPValue: Sendable, Hashable {
    /// How JSON has values of the column's type.
    enum Form: Sendable { case number, word, json, text }

    var texts: [String]
    var form: Form
    /// Whether it is a list of values, however many.
    var isList = false

    func listed(_ encode: (String) -> String) -> String {
        texts.count == 1 ? encode(texts[0]) : texts.map(encode).joined(separator: ",")
    }

    var json: String {
        isList ? "[" + texts.map(jsonValue).joined(separator: ",") + "]" : jsonValue(texts[0])
    }

    private func jsonValue(_ text: String) -> String {
        switch form {
        case .json: return text
        case .word where text == "t" || text == "true": return "true"
        case .word where text == "f" || text == "false": return "false"
        case .number where isJSONNumber(text): return text
        case .number, .word, .text: return "\"" + jsonContent(text) + "\""
        }
    }
}

private func isJSONNumber(_ text: String) -> Bool {
    let buffer = ByteBuffer(capacity: text.utf8.count + 16)
    buffer.append(text)
    return unsafe isCanonicalNumber(UnsafePointer(buffer.base), text.utf8.count)
}

/// Every byte but the unreserved ones as `%XX`, which fits a segment of a path and a query's value.
///
/// - SeeAlso: RFC 3986 §2.3.
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
        default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The inside of a JSON string (RFC 8259 §7).
func jsonContent(_ text: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x22, 0x5C: bytes += [0x5C, byte]
        case 0x0A: bytes += [0x5C, 0x6E]
        case 0x00..<0x20, 0x7F:
            bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
