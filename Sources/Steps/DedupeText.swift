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

/// Reads `dedupe on (a, b) keep last` or `distinct`, whose word is known already.
///
/// - Parameters:
///   - text: The whole step.
///   - location: Where the text stands, for messages; `nil` on the command line.
/// - Returns: The step, not yet held against any columns.
/// - Throws: `JobError(.pipeline)` with the text and what was wanted.
func parseDedupe(_ text: String, at location: String?) throws(JobError) -> DedupePlan {
    var reader = StepReader(text: text, location: location, hasParentheses: true)
    let word = try reader.next()
    guard word?.word != "distinct" else {
        guard try reader.next() == nil else {
            throw reader.error(
                "found more after distinct, which compares all columns",
                hint: "name some columns with: dedupe on (a, b)")
        }
        return DedupePlan(on: nil)
    }
    let (columns, keepsLast) = try reader.key()
    return DedupePlan(on: columns, keepsLast: keepsLast)
}

extension StepReader {
    /// `on (a, b) keep last`, where `on`, the parentheses and `keep` may be left out.
    fileprivate mutating func key() throws(JobError) -> (columns: [String], keepsLast: Bool) {
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
        return (names, try keepsLast(token, isEnclosed))
    }

    /// Whether `keep last` is said, rather than `keep first` or nothing.
    private mutating func keepsLast(_ token: Token?, _ isEnclosed: Bool) throws(JobError) -> Bool {
        guard let token else { return false }
        guard token.word == "keep" else {
            throw unexpected(token, wanted: isEnclosed ? "keep" : "a comma or keep")
        }
        let word = try next()?.word
        guard word == "first" || word == "last" else {
            throw error(
                "wanted keep first or keep last", hint: "leave keep out, the first is kept")
        }
        if let more = try next() { throw unexpected(more, wanted: "the end") }
        return word == "last"
    }
}
