import TrancheColumnar

/// The words of `lookup http`: texts in single quotes, names in double quotes, commas.
///
/// No message repeats the step's text: a secret may stand in it by mistake.
struct HTTPLookupReader {
    enum Token: Equatable {
        case word(String)
        case quoted(String)
        case comma
    }

    let location: String?
    private var tokens: ArraySlice<Token>

    init(_ text: String, at location: String?) throws(JobError) {
        self.location = location
        tokens = try StepToken.tokens(of: text, "lookup", at: location).map { token in
            switch token {
            case .bare(let word): .word(word)
            case .inDoubleQuotes(let text), .inSingleQuotes(let text): .quoted(text)
            case .comma: .comma
            }
        }[...]
    }

    func error(_ message: String, hint: String) -> JobError {
        JobError(.pipeline, "step lookup: \(message)", at: location, hint: hint)
    }

    /// The next bare word in small letters, left where it is; `nil` for anything else.
    var word: String? {
        if case .word(let word) = tokens.first { return word.lowercased() }
        return nil
    }

    var isAtEnd: Bool { tokens.isEmpty }

    /// Takes the next token when it is this word, or a comma.
    mutating func take(_ word: String) -> Bool {
        let isNext = word == "," ? tokens.first == .comma : self.word == word
        if isNext { tokens.removeFirst() }
        return isNext
    }

    /// Takes a text, in quotes or not.
    mutating func text(_ what: String, _ example: String) throws(JobError) -> String {
        switch tokens.first {
        case .word(let text), .quoted(let text):
            tokens.removeFirst()
            return text
        default: throw error("found no \(what)", hint: "write: \(example)")
        }
    }

    mutating func number(_ what: String, _ range: ClosedRange<Int>) throws(JobError) -> Int {
        let text = try text("number for \(what)", "\(what) \(range.lowerBound)")
        guard let number = Int(text), range.contains(number) else {
            throw error(
                "wanted \(range.lowerBound) to \(range.upperBound) for \(what)",
                hint: "write: \(what) \(max(range.lowerBound, min(8, range.upperBound)))")
        }
        return number
    }

    /// Takes `500ms`, `5s`, `2m` or `1h`.
    mutating func duration(_ what: String, _ example: String, mayBeZero: Bool = false)
        throws(JobError) -> Duration
    {
        let text = try text("duration for \(what)", "\(what) \(example)")
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let factors: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600]
        let unit = factors[String(text.dropFirst(digits.count))]
        guard let amount = Double(digits), amount < 1e9, amount > 0 || mayBeZero,
            let factor = unit ?? (amount == 0 ? 1 : nil)
        else {
            throw error(
                "wanted a duration such as 500ms, 5s, 2m or 1h for \(what)",
                hint: "write: \(what) \(example)")
        }
        return .milliseconds(amount * factor * 1000)
    }

    /// Takes `100/s`, `30/m` or `500/h`, as the time between two.
    mutating func interval(_ what: String) throws(JobError) -> Duration {
        let text = try text("rate", "\(what) 100/s")
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let units: [Substring: Double] = ["s": 1, "m": 60, "min": 60, "h": 3600]
        guard parts.count == 2, let amount = Double(parts[0]), amount > 0, amount <= 1e6,
            let unit = units[parts[1]]
        else {
            throw error(
                "wanted a rate such as 100/s, 30/m or 500/h for \(what)",
                hint: "write: \(what) 100/s")
        }
        return .nanoseconds(Int64(unit / amount * 1e9))
    }

    mutating func path(_ what: String, _ example: String) throws(JobError) -> JSONPath {
        guard let path = JSONPath(try text(what, example)) else {
            throw error(
                "wanted a path such as $.address.city or $.items[0] for \(what)",
                hint: "write: \(example)")
        }
        return path
    }

    /// Takes the words of a type, up to the next that `isOther`.
    mutating func type(until isOther: (String) -> Bool) throws(JobError) -> DataType {
        var words: [String] = []
        while let word, !isOther(word) {
            words.append(word)
            tokens.removeFirst()
        }
        guard let type = DataType(name: words.joined(separator: " ")) else {
            throw error(
                "wanted one of " + DataType.allCases.map(\.rawValue).joined(separator: ", ")
                    + " after type", hint: "write: add $.age as age type bigint")
        }
        return type
    }

    func unknown(among known: [String]) -> JobError {
        let near = word.flatMap { nearestName(to: $0, among: known) }
        return error(
            "found an option that it does not have, wanted " + known.joined(separator: ", "),
            hint: near.map { "did you mean \($0)?" } ?? "put texts that hold blanks in quotes")
    }
}
