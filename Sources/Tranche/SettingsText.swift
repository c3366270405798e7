public import TrancheColumnar
public import TrancheFiles
import TrancheFormats

/// Reads the values of settings as they stand after flags and in pipeline files.
public enum SettingsText {
    /// `,` `;` `|` … or the words `tab`, `comma`, `semicolon`, `pipe`, `\t`.
    public static func delimiter(_ text: String, for flag: String) throws(JobError) -> UInt8 {
        let words: [String: UInt8] = [
            "tab": 0x09, "\\t": 0x09, "comma": 0x2C, "semicolon": 0x3B, "pipe": 0x7C, "space": 0x20,
        ]
        if let byte = words[text.lowercased()] { return byte }
        let bytes = Array(text.utf8)
        guard bytes.count == 1, CSVDialect.isDelimiter(bytes[0]) else {
            throw JobError(
                .usage, "found '\(text)' for \(flag), wanted one byte of ASCII",
                hint: "give a character such as ';' or the word tab")
        }
        return bytes[0]
    }

    /// Names separated by commas; blanks around them do not count.
    public static func names(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
    }

    /// `zip:text,amount:numeric`.
    public static func types(_ text: String, for flag: String) throws(JobError)
        -> [(column: String, type: DataType)]
    {
        var types: [(column: String, type: DataType)] = []
        for part in split(text) {
            guard let colon = part.lastIndex(of: ":") else {
                throw JobError(
                    .usage, "found '\(part)' in \(flag), wanted column:type",
                    hint: "write it like zip:text,amount:numeric")
            }
            let column = String(part[..<colon]).trimmed
            let name = String(part[part.index(after: colon)...]).trimmed
            types.append((column, try type(name, of: column, for: flag)))
        }
        return types
    }

    /// A type's name, as PostgreSQL spells it.
    public static func type(_ name: String, of column: String, for flag: String) throws(JobError)
        -> DataType
    {
        if let type = DataType(name: name) { return type }
        let known = DataType.allCases.map(\.rawValue)
        throw JobError(
            .usage,
            "found type '\(name)' for column \(column) in \(flag), wanted one of "
                + known.joined(separator: ", "),
            hint: nearestName(to: name, among: known).map { "did you mean \($0)?" }
                ?? "name a type that PostgreSQL has")
    }

    /// Commas inside parentheses, as in `numeric(10,2)`, do not separate.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map(\.trimmed)
    }

    public static func encoding(_ text: String, for flag: String) throws(JobError) -> TextEncoding {
        if let encoding = TextEncoding(name: text) { return encoding }
        throw JobError(
            .usage,
            "found '\(text)' for \(flag), wanted "
                + TextEncoding.allCases.map(\.rawValue).joined(separator: ", "),
            hint: "convert other encodings on the way with iconv")
    }

    public static func drift(_ text: String, for flag: String) throws(JobError) -> DriftPolicy {
        if let policy = DriftPolicy(rawValue: text) { return policy }
        let known = DriftPolicy.allCases.map(\.rawValue)
        throw JobError(
            .usage, "found '\(text)' for \(flag), wanted one of " + known.joined(separator: ", "),
            hint: nearestName(to: text, among: known).map { "did you mean \($0)?" }
                ?? "leave it out to freeze")
    }

    public static func mode(_ text: String, for flag: String) throws(JobError) -> SinkMode {
        if let mode = SinkMode(rawValue: text) { return mode }
        let known = SinkMode.allCases.map(\.rawValue)
        throw JobError(
            .usage, "found '\(text)' for \(flag), wanted one of " + known.joined(separator: ", "),
            hint: nearestName(to: text, among: known).map { "did you mean \($0)?" }
                ?? "leave it out to append")
    }
}
