public import TrancheColumnar

/// How the file of a lookup's reference is written, where its name does not tell: what a source of
/// files may be told, too.
///
/// Words are kept as they were written; the composition knows what they mean.
public struct LookupFile: Sendable, Equatable {
    /// The format's word; `nil` takes it from the file name.
    public var format: String?
    /// The delimiter, or its word; `nil` is the format's.
    public var delimiter: String?
    public var hasHeader = true
    /// The columns' names, instead of the header's; empty leaves them.
    public var columns: [String] = []
    /// The columns whose types are declared; those of others are what all of their values allow.
    public var types: [Field] = []
    /// Texts that are NULL, beside the empty one.
    public var nullTokens: [String] = []
    /// The encoding's word; `nil` is UTF-8.
    public var encoding: String?

    public init() {}
}

extension LookupFile {
    /// What was said, as it stands between the reference and `on`; empty when nothing was.
    var words: [String] {
        var words: [String] = []
        if let format { words.append("format \(quotedPlace(format))") }
        if let delimiter { words.append("delimiter \(quotedText(delimiter))") }
        if !hasHeader { words.append("no header") }
        if !columns.isEmpty {
            words.append("columns (\(columns.map(quotedListName).joined(separator: ", ")))")
        }
        if !types.isEmpty {
            let list = types.map { "\(quotedListName($0.name)) \($0.type.rawValue)" }
            words.append("types (\(list.joined(separator: ", ")))")
        }
        if !nullTokens.isEmpty {
            words.append("null (\(nullTokens.map(quotedText).joined(separator: ", ")))")
        }
        if let encoding { words.append("encoding \(quotedPlace(encoding))") }
        return words
    }
}

/// A column name as it has to be written between parentheses.
private func quotedListName(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { isListByte($0) && $0 != 0x27 }
    return isPlain && !name.isEmpty ? name : quotedColumn(name)
}

private func isListByte(_ byte: UInt8) -> Bool { isNameByte(byte) && byte & 0xFE != 0x28 }

extension LookupReader {
    /// `format csv`, `delimiter ';'`, `no header`, `columns (a, b)`, `types (a bigint)`, `null NA` and
    /// `encoding latin1`, each at most once and in any order; afterwards `token` is what follows.
    mutating func file(_ token: inout Token?) throws(JobError) -> LookupFile {
        var file = LookupFile()
        var seen: Set<String> = []
        while let word = wordBeforeList(token), word != "on", word != "query" {
            guard seen.insert(word).inserted else { break }
            switch word {
            case "format": file.format = try value(of: word)
            case "delimiter": file.delimiter = try value(of: word)
            case "encoding": file.encoding = try value(of: word)
            case "no":
                token = try next()
                guard token?.keyword == "header" else {
                    throw unexpected(token, wanted: "header")
                }
                file.hasHeader = false
            case "columns": file.columns = try names(of: word)
            case "types": for words in try list(of: "types") { file.types.append(try type(words)) }
            case "null":
                let start = at
                let isList = try item() == .open
                at = start
                file.nullTokens = isList ? try names(of: word) : [try value(of: word)]
            default: throw unexpected(token, wanted: "on, or how the file is written")
            }
            token = try next()
        }
        return file
    }

    /// The keyword of a token, which may have taken along the parenthesis behind it.
    private mutating func wordBeforeList(_ token: Token?) -> String? {
        guard case .name(let name, false) = token, let open = name.firstIndex(of: "("),
            open > name.startIndex
        else { return token?.keyword }
        at -= name[open...].utf8.count
        return name[..<open].lowercased()
    }

    private enum Item: Equatable {
        case open, close, comma
        case text(String)
    }

    /// A parenthesis, a comma, a text in quotes of either kind, or a word up to any of those.
    private mutating func item() throws(JobError) -> Item? {
        skipBlanks()
        guard at < bytes.count else { return nil }
        let start = at
        at += 1
        switch bytes[start] {
        case 0x28: return .open
        case 0x29: return .close
        case 0x2C: return .comma
        case 0x22, 0x27:
            at = start
            return .text(try quoted())
        default: break
        }
        while at < bytes.count, isListByte(bytes[at]) { at += 1 }
        return .text(String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private mutating func value(of word: String) throws(JobError) -> String {
        let form = "write: \(word) '…', in quotes when it is a comma or a blank"
        guard case .text(let text) = try item() else {
            throw error("found no value of \(word)", hint: form)
        }
        return text
    }

    /// `(a, b)`.
    private mutating func names(of word: String) throws(JobError) -> [String] {
        var names: [String] = []
        for words in try list(of: word) {
            guard words.count == 1 else {
                throw error(
                    "found '\(words.joined(separator: " "))' in \(word), wanted commas between",
                    hint: "put what holds blanks in quotes")
            }
            names.append(words[0])
        }
        return names
    }

    /// `(a b, c)`, each item as its words, one at least.
    private mutating func list(of word: String) throws(JobError) -> [[String]] {
        let form = "write: \(word) (a, b)"
        guard try item() == .open else {
            throw error("found no list of \(word), wanted ( and its items", hint: form)
        }
        var items: [[String]] = []
        var words: [String] = []
        while let found = try item() {
            switch found {
            case .text(let text): words.append(text)
            case .open: throw error("found ( in the list of \(word)", hint: form)
            case .comma, .close:
                guard !words.isEmpty else {
                    throw error("found nothing between commas in \(word)", hint: form)
                }
                items.append(words)
                words = []
                if found == .close { return items }
            }
        }
        throw error("found no ) behind \(word)", hint: form)
    }

    /// `a double precision`.
    private func type(_ words: [String]) throws(JobError) -> Field {
        let name = words.dropFirst().joined(separator: " ")
        if let type = DataType(name: name) { return Field(words[0], type, origin: .declared) }
        let known = DataType.allCases.map(\.rawValue)
        throw error(
            "found type '\(name)' of \(words[0]), wanted one of " + known.joined(separator: ", "),
            hint: nearestName(to: name, among: known).map { "did you mean \($0)?" }
                ?? "write: types (\(quotedListName(words[0])) bigint)")
    }
}
