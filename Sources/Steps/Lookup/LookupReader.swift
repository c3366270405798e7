import TrancheColumnar

/// Words, quoted names, commas and equal signs of a lookup.
struct LookupReader {
    enum Token: Equatable {
        case name(String, isQuoted: Bool)
        case comma
        case equals

        /// A bare word in small letters; `nil` when it is something else.
        var keyword: String? {
            if case .name(let text, false) = self { return text.lowercased() }
            return nil
        }
    }

    static let form = "write: lookup airlines.csv on carrier add name as airline"

    private let shown: String
    private let location: String?
    let bytes: [UInt8]
    /// The first byte that is not read yet.
    var at = 0

    init(text: String, location: String?) {
        shown = wordWithoutSecrets(text)
        self.location = location
        bytes = Array(text.utf8)
    }

    func error(_ message: String, hint: String?) -> JobError {
        JobError(.pipeline, "step '\(shown)': \(message)", at: location, hint: hint)
    }

    func unexpected(_ token: Token?, wanted: String) -> JobError {
        let found =
            switch token {
            case .name(let name, _): "'\(wordWithoutSecrets(name))'"
            case .comma: "a comma"
            case .equals: "="
            case nil: "the end"
            }
        return error("found \(found), wanted \(wanted)", hint: Self.form)
    }

    // MARK: Tokens

    mutating func skipBlanks() {
        while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
    }

    /// A word up to the next blank, whatever it is made of.
    mutating func place() -> String? {
        skipBlanks()
        let start = at
        while at < bytes.count, bytes[at] > 0x20 { at += 1 }
        return start == at ? nil : String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// A text in quotes of either kind, or a word up to the next blank.
    mutating func quotedOrBare() throws(JobError) -> String? {
        skipBlanks()
        guard at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x27 else { return place() }
        let text = try quoted()
        return text.isEmpty ? nil : text
    }

    /// The text in quotes that begins here.
    mutating func quoted() throws(JobError) -> String {
        let quote = bytes[at]
        at += 1
        guard let text = takeQuoted(bytes, &at, quote) else {
            throw error("found a quote that is not closed", hint: "close it")
        }
        return text
    }

    mutating func next() throws(JobError) -> Token? {
        skipBlanks()
        guard at < bytes.count else { return nil }
        let start = at
        at += 1
        switch bytes[start] {
        case 0x2C: return .comma
        case 0x3D: return .equals
        case 0x22:
            guard let name = takeQuotedName(bytes, &at) else {
                throw error(
                    "found a quote that is not closed", hint: "close the quoted name with \"")
            }
            return .name(name, isQuoted: true)
        case 0x7F:
            throw error("found a control character, wanted a name", hint: "put it in quotes")
        default: break
        }
        while at < bytes.count, isNameByte(bytes[at]), bytes[at] != 0x3D { at += 1 }
        return .name(String(decoding: bytes[start..<at], as: UTF8.self), isQuoted: false)
    }

    // MARK: Clauses

    private static let clauseWords: Set<String> = [
        "on", "as", "add", "else", "keep", "by", "query",
    ]

    private mutating func column(_ wanted: String) throws(JobError) -> String {
        let token = try next()
        guard case .name(let name, _) = token, !name.isEmpty,
            token?.keyword.map(Self.clauseWords.contains) != true
        else { throw unexpected(token, wanted: wanted) }
        return name
    }

    /// `a = b, c`; afterwards `token` is what follows.
    mutating func pairs(_ token: inout Token?) throws(JobError) -> [LookupPlan.Pair] {
        var pairs: [LookupPlan.Pair] = []
        repeat {
            let name = try column("a column of the record")
            token = try next()
            var key = name
            if token == .equals {
                key = try column("a column of the reference")
                token = try next()
            }
            guard !pairs.contains(where: { $0.key == key }) else {
                throw error("found key \(key) twice", hint: "name each key once")
            }
            pairs.append(LookupPlan.Pair(name, key))
        } while token == .comma
        return pairs
    }

    /// `add …`, `else …`, `keep …` and `by key`, each at most once and in any order.
    mutating func clauses(_ first: Token?, of plan: inout LookupPlan) throws(JobError) {
        var token = first
        var seen: Set<String> = []
        while let found = token {
            guard let word = found.keyword, seen.insert(word).inserted else {
                throw unexpected(found, wanted: "a comma, add, else, keep or by key")
            }
            switch word {
            case "add": plan.additions = try additions(&token)
            case "else":
                plan.missing = try choice("null, reject, drop or fail")
                token = try next()
            case "keep":
                plan.duplicates = try choice("first, last or unique")
                token = try next()
            case "by":
                let key = try next()
                guard key?.keyword == "key" else { throw unexpected(key, wanted: "key") }
                plan.isByKey = true
                token = try next()
            default: throw unexpected(found, wanted: "a comma, =, add, else, keep or by key")
            }
        }
    }

    private mutating func choice<Word: RawRepresentable<String>>(_ wanted: String) throws(JobError)
        -> Word
    {
        let token = try next()
        guard let word = token?.keyword.flatMap({ Word(rawValue: $0) }) else {
            throw unexpected(token, wanted: wanted)
        }
        return word
    }

    /// `*`, or `a, b as c`; afterwards `token` is what follows.
    private mutating func additions(_ token: inout Token?) throws(JobError)
        -> [LookupPlan.Addition]?
    {
        var additions: [LookupPlan.Addition] = []
        repeat {
            let start = at
            if try next() == .name("*", isQuoted: false), additions.isEmpty {
                token = try next()
                return nil
            }
            at = start
            var addition = LookupPlan.Addition(try column("a column to add, or *"))
            token = try next()
            if token?.keyword == "as" {
                addition.alias = try column("a name")
                token = try next()
            }
            additions.append(addition)
        } while token == .comma
        return additions
    }
}
