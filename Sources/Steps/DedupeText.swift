import TrancheColumnar

/// A column name as it has to be written in a key.
func quotedKeyName(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
        isNameByte(byte) && byte != 0x28 && byte != 0x29
    }
    guard isPlain, !["", "on", "keep"].contains(name.lowercased()) else {
        let parts = name.utf8.split(separator: 0x22, omittingEmptySubsequences: false)
        return "\"" + parts.map { String(Substring($0)) }.joined(separator: "\"\"") + "\""
    }
    return name
}

/// Reads `dedupe on (a, b) keep first` or `distinct`, whose word is known already.
///
/// - Parameters:
///   - text: The whole step.
///   - location: Where the text stands, for messages; `nil` on the command line.
/// - Returns: The step, not yet held against any columns.
/// - Throws: `JobError(.pipeline)` with the text and what was wanted.
func parseDedupe(_ text: String, at location: String?) throws(JobError) -> DedupePlan {
    var reader = KeyTextReader(text: text, location: location)
    let word = try reader.next()
    guard word?.word != "distinct" else {
        guard try reader.next() == nil else {
            throw reader.error(
                "found more after distinct, which compares all columns",
                hint: "name some columns with: dedupe on (a, b)")
        }
        return DedupePlan(on: nil)
    }
    return DedupePlan(on: try reader.key())
}

/// Words, quoted names, commas and parentheses of a key.
private struct KeyTextReader {
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

    /// `on (a, b) keep first`, where `on`, the parentheses and `keep first` may be left out.
    mutating func key() throws(JobError) -> [String] {
        var token = try next()
        if token?.word == "on" { token = try next() }
        let isEnclosed = token == .open
        if isEnclosed { token = try next() }
        var names: [String] = []
        while true {
            guard case .name(let name, let isQuoted) = token, isQuoted || token?.word != "keep"
            else {
                throw error(
                    "found no column, wanted those that make the key",
                    hint: "write: dedupe on (a, b), or distinct for all columns")
            }
            guard !names.contains(name) else {
                throw error("found column \(name) twice", hint: "name each column once")
            }
            names.append(name)
            token = try next()
            guard token == .comma else { break }
            token = try next()
        }
        if isEnclosed {
            guard token == .close else { throw unexpected(token, wanted: "a comma or )") }
            token = try next()
        }
        try keep(token, isEnclosed)
        return names
    }

    private mutating func keep(_ token: Token?, _ isEnclosed: Bool) throws(JobError) {
        guard let token else { return }
        guard token.word == "keep" else {
            throw unexpected(token, wanted: isEnclosed ? "keep first" : "a comma or keep first")
        }
        switch try next()?.word {
        case "first": break
        case "last":
            throw error(
                "the last record of a key is known only when all input is read, and records are "
                    + "written as they come",
                hint: "write into a table with --mode upsert --key, which keeps the last")
        default: throw error("wanted keep first", hint: "leave keep out, the first is kept")
        }
        if let more = try next() { throw unexpected(more, wanted: "the end") }
    }

    private func unexpected(_ token: Token?, wanted: String) -> JobError {
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
