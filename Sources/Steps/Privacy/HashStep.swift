public import TrancheColumnar
public import TranchePipeline
import TranchePrivacy

/// `hash a, b key env:KEY [length 16] [prefix p_]`: keyed pseudonyms in the place of values.
///
/// The same value under the same key is the same word in every column and file, so that they still
/// join; see ``Pseudonym``. NULL stays NULL. What is hashed is the value's text as a CSV file would
/// have it: who wants `A@x` and `a@x` to be one derives `lower(a)` first.
public struct HashPlan: StepPlan {
    public let name = "hash"
    private let columns: [String]
    private let keys: LazyKeys
    private var length = 64
    private var prefix = ""

    /// - Parameters:
    ///   - text: The columns and the options.
    ///   - location: Where they stand in a pipeline file, for messages.
    /// - Throws: `JobError(.pipeline)` when they cannot be understood.
    public init(_ text: String, at location: String? = nil) throws(JobError) {
        var words = try ProtectedText("hash", text, at: location)
        columns = words.columns
        var keys: LazyKeys?
        while let option = try words.option() {
            switch option {
            case "key": keys = try words.keys()
            case "length": length = try words.number(of: option, in: 8...64)
            case "prefix": prefix = try words.value(of: option, "p_")
            default: throw words.unknown(option, among: ["key", "length", "prefix"])
            }
        }
        guard let keys else {
            throw words.error("found no key", hint: "say where it is: key env:KEY")
        }
        self.keys = keys
    }

    public var text: String {
        let options = [
            length == 64 ? "" : " length \(length)",
            prefix.isEmpty ? "" : " prefix \(quotedName(prefix))",
        ]
        return "hash \(columns.map(quotedName).joined(separator: ", ")) \(keys.text)"
            + options.joined()
    }

    public var identity: String { "\(text) \((try? keys.get().fingerprint) ?? "")" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        let places = try protected(columns, input, wanted)
        let pseudonym = Pseudonym(try keys.get(), length: length, prefix: prefix)
        return HashStep(columns: places, pseudonym: pseudonym, output: input.asText(places))
    }

    public func makesType(of name: String) -> Bool { columns.contains(name) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> { outputs }

    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        marked.subtracting(columns)
    }
}

struct HashStep: Step {
    let name = "hash"
    let columns: [ProtectedColumn]
    let pseudonym: Pseudonym
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let count = pseudonym.count
        for column in columns {
            let texts = chunk.textColumn(column)
            let room: (Int) -> Int = { _ in count }
            unsafe chunk.replaceTexts(of: texts, room: room) { text, length, _, out in
                unsafe pseudonym.write(text, length, to: out)
                return count
            }
        }
    }
}
