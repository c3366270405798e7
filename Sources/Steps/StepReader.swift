import TrancheColumnar

/// Words, quoted names, commas and parentheses of a step.
struct KeyTextReader {
    enum Token: Equatable {
        case name(String, isQuoted: Bool)
        case comma
        case open
        case close

        /// A bare word in small letters; `nil` when it is something else.
        var word: String? {
            if case .name(let text, false) = self { return text.lowercased() }
            return nil
        }
    }

    let text: String
    let location: String?
    private let bytes: [UInt8]
    private var place = 0

    init(text: String, location: String?) {
        self.text = text
        self.location = location
        bytes = Array(text.utf8)
    }

    func error(_ message: String, hint: String) -> JobError {
        JobError(.pipeline, "step '\(text)': \(message)", at: location, hint: hint)
    }

    mutating func next() throws(JobError) -> Token? {
        while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
        guard place < bytes.count else { return nil }
        let start = place
        place += 1
        switch bytes[start] {
        case 0x2C: return .comma
        case 0x28: return .open
        case 0x29: return .close
        case 0x22: return .name(try quoted(), isQuoted: true)
        case 0x7F:
            throw error("found a control character, wanted a name", hint: "put it in quotes")
        default: break
        }
        while place < bytes.count, isNameByte(bytes[place]), bytes[place] & 0xFE != 0x28 {
            place += 1
        }
        return .name(String(decoding: bytes[start..<place], as: UTF8.self), isQuoted: false)
    }

    private mutating func quoted() throws(JobError) -> String {
        guard let name = takeQuotedName(bytes, &place) else {
            throw error("found a quote that is not closed", hint: "close the quoted name with \"")
        }
        return name
    }

    func unexpected(_ token: Token?, wanted: String) -> JobError {
        let found =
            switch token {
            case .name(let name, _): "'\(name)'"
            case .comma: "a comma"
            case .open: "("
            case .close: ")"
            case nil: "the end"
            }
        return error(
            "found \(found), wanted \(wanted)",
            hint: "put names that hold blanks or parentheses in double quotes")
    }
}
