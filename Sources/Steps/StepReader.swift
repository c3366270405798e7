import TrancheColumnar

/// Words, quoted names and commas of a step; of some, parentheses too.
struct StepReader {
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
    private let hasParentheses: Bool
    private let bytes: [UInt8]
    private var place = 0

    /// - Parameters:
    ///   - text: The whole step.
    ///   - location: Where it stands, for messages; `nil` on the command line.
    ///   - hasParentheses: Whether they stand for themselves, instead of being a name's.
    init(text: String, location: String?, hasParentheses: Bool = false) {
        self.text = text
        self.location = location
        self.hasParentheses = hasParentheses
        bytes = Array(text.utf8)
    }

    func error(_ message: String, hint: String?) -> JobError {
        JobError(.pipeline, "step '\(text)': \(message)", at: location, hint: hint)
    }

    mutating func next() throws(JobError) -> Token? {
        while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
        guard place < bytes.count else { return nil }
        let start = place
        place += 1
        switch bytes[start] {
        case 0x2C: return .comma
        case 0x28 where hasParentheses: return .open
        case 0x29 where hasParentheses: return .close
        case 0x22: return .name(try quoted(), isQuoted: true)
        case 0x7F:
            throw error("found a control character, wanted a name", hint: "put it in quotes")
        default: break
        }
        while place < bytes.count, isNameByte(bytes[place]), !isParenthesis(bytes[place]) {
            place += 1
        }
        return .name(String(decoding: bytes[start..<place], as: UTF8.self), isQuoted: false)
    }

    private func isParenthesis(_ byte: UInt8) -> Bool { hasParentheses && byte & 0xFE == 0x28 }

    private mutating func quoted() throws(JobError) -> String {
        guard let name = takeQuotedName(bytes, &place) else {
            throw error("found a quote that is not closed", hint: "close the quoted name with \"")
        }
        return name
    }

    /// What stands behind the words read so far.
    var rest: String {
        let start = bytes[place...].firstIndex { $0 > 0x20 } ?? bytes.count
        return String(decoding: bytes[start...], as: UTF8.self)
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
