import TrancheColumnar
import TranchePipeline
import TranchePrivacy

/// The words of `hash`, `encrypt`, `decrypt` and `mask`: `a, b option value option value`.
///
/// A text in single quotes is a constant, with quotes inside it doubled; names that hold blanks,
/// commas or quotes, and a whole `command:…`, stand in double quotes. No message repeats the text:
/// a key may stand in it by mistake.
struct ProtectedText {
    enum Token: Equatable {
        case word(String)
        case constant(String)
        case comma
    }

    let step: String
    let location: String?
    let columns: [String]
    private var options: ArraySlice<Token>

    /// - Parameters:
    ///   - step: The step's name.
    ///   - text: What follows it.
    ///   - location: Where it stands in a pipeline file; `nil` on the command line.
    /// - Throws: `JobError(.pipeline)` when it does not begin with columns.
    init(_ step: String, _ text: String, at location: String?) throws(JobError) {
        self.step = step
        self.location = location
        var tokens = try Self.tokens(text, step, location)[...]
        var columns: [String] = []
        repeat {
            guard case .word(let name) = tokens.popFirst() else {
                throw JobError(
                    .pipeline, "step \(step): found no column, wanted one or several",
                    at: location, hint: "write names separated by commas: \(step) a, b …")
            }
            guard !columns.contains(name) else {
                throw JobError(
                    .pipeline, "step \(step): found column \(name) twice", at: location,
                    hint: "name each column once")
            }
            columns.append(name)
            guard tokens.first == .comma else { break }
            tokens.removeFirst()
        } while true
        self.columns = columns
        options = tokens
    }

    func error(_ message: String, hint: String) -> JobError {
        JobError(.pipeline, "step \(step): \(message)", at: location, hint: hint)
    }

    /// Takes the next word, in small letters; `nil` at the end.
    mutating func option() throws(JobError) -> String? {
        guard let token = options.popFirst() else { return nil }
        guard case .word(let word) = token else {
            throw error(
                token == .comma ? "found a comma after an option" : "found a constant too many",
                hint: "name all columns first, then the options")
        }
        return word.lowercased()
    }

    /// Takes the value of an option.
    mutating func value(of option: String, _ example: String) throws(JobError) -> String {
        guard case .word(let word) = options.popFirst() else {
            throw error("found no value for \(option)", hint: "write: \(option) \(example)")
        }
        return word
    }

    /// Takes a text in single quotes.
    mutating func constant() throws(JobError) -> String {
        guard case .constant(let text) = options.popFirst() else {
            throw error("found no text for constant", hint: "write it in quotes: constant 'none'")
        }
        return text
    }

    /// Takes a whole number in a range.
    mutating func number(of option: String, in range: ClosedRange<Int>) throws(JobError) -> Int {
        let word = try value(of: option, "\(range.lowerBound)")
        guard let number = Int(word), range.contains(number) else {
            throw error(
                "wanted \(range.lowerBound) to \(range.upperBound) for \(option)",
                hint: "write: \(option) \(max(range.lowerBound, 4))")
        }
        return number
    }

    /// Takes the place of a key, and its format when that is stated.
    mutating func keys() throws(JobError) -> LazyKeys {
        guard let origin = KeyOrigin(try value(of: "key", "env:KEY")) else {
            throw error(
                "wanted env:NAME, file:PATH or command:… after key; the key itself has no place "
                    + "in a step", hint: "put it in a variable: key env:KEY")
        }
        guard case .word(let word) = options.first, let format = KeyFormat(rawValue: word) else {
            return LazyKeys(origin, nil, location)
        }
        options.removeFirst()
        return LazyKeys(origin, format, location)
    }

    /// The error for an option that the step does not have.
    func unknown(_ option: String, among known: [String]) -> JobError {
        let near = nearestName(to: option, among: known)
        return error(
            "found an option that it does not have, wanted " + known.joined(separator: ", "),
            hint: near.map { "did you mean \($0)?" } ?? "leave out what stands before the next one")
    }

    private static func tokens(_ text: String, _ step: String, _ location: String?)
        throws(JobError) -> [Token]
    {
        try StepToken.tokens(of: text, step, at: location).map { token in
            switch token {
            case .bare(let word), .inDoubleQuotes(let word): .word(word)
            case .inSingleQuotes(let text): .constant(text)
            case .comma: .comma
            }
        }
    }
}

/// The keys of a step, read when it is planned the first time.
final class LazyKeys: Sendable {
    let origin: KeyOrigin
    private let format: KeyFormat?
    private let location: String?
    private let loaded = Once<KeyRing>()

    init(_ origin: KeyOrigin, _ format: KeyFormat?, _ location: String?) {
        self.origin = origin
        self.format = format
        self.location = location
    }

    func get() throws(JobError) -> KeyRing {
        try loaded.get { () throws(JobError) in
            do throws(JobError) { return try KeyRing(origin, format: format) } catch {
                throw location.map { error.placed(at: $0) } ?? error
            }
        }
    }

    /// `key env:NAME`, as it stands in a step's text.
    var text: String {
        let place = quotedName("\(origin)")
        return format.map { "key \(place) \($0.rawValue)" } ?? "key \(place)"
    }
}
