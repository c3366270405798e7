public import TrancheColumnar
public import TranchePipeline

/// `dedupe on (a, b)`: the first record of each key, or the last one with `keep last`; `distinct`:
/// the first of each record as a whole.
///
/// Two keys are one when all their columns are equal, where NULL equals NULL. Columns of a declared
/// type with several spellings (boolean, bigint, numeric, double precision, uuid) are compared by
/// value, all others by their text.
public struct DedupePlan: StepPlan {
    /// The key's columns; `nil` takes all.
    public let columns: [String]?
    /// Whether the last record of each key is kept instead of the first, where it stands.
    public let keepsLast: Bool

    /// - Parameters:
    ///   - columns: The key's columns, in any order, each once; `nil` takes all.
    ///   - keepsLast: Whether the last record of each key is kept, instead of the first.
    public init(on columns: [String]?, keepsLast: Bool = false) {
        self.columns = columns
        self.keepsLast = keepsLast
    }

    public var name: String { columns == nil ? "distinct" : "dedupe" }

    public var text: String {
        guard let columns else { return "distinct" }
        return "dedupe on (" + columns.map(quotedKeyName).joined(separator: ", ") + ")"
            + (keepsLast ? " keep last" : "")
    }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        var parts: [KeyMaker.Part] = []
        for column in columns ?? input.names {
            guard let index = input.index(of: column) else { throw missing(column, in: input) }
            let field = input.fields[index]
            let isValue = field.origin == .declared && comparesByValue(field.type)
            parts.append(KeyMaker.Part(column: index, type: isValue ? field.type : nil))
        }
        let maker = KeyMaker(parts: parts)
        return keepsLast
            ? KeepLastStep(maker: maker, output: input)
            : DedupeStep(name: name, maker: maker, output: input)
    }

    public func stored(from input: Schema) -> Set<String> { Set(columns ?? input.names) }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        outputs.union(columns ?? input.names)
    }
}

/// Remembers how many keys have come; the keys themselves are in the store.
struct DedupeStep: KeyedStep {
    let name: String
    let maker: KeyMaker
    let output: Schema
    let initialState: Int64 = 0
    var keys: (any KeyStore)?

    func hasEnded(_ state: Int64) -> Bool { false }

    func prepare(_ chunk: Chunk) throws {
        let store = try store
        maker.makeKeys(of: chunk, in: batch(of: chunk, store), seed: store.seed)
    }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let store = try store
        let batch = batch(of: chunk, store)
        let added = try store.insert(batch)
        state += Int64(added)
        guard added < batch.count else { return }
        counts.duplicate += Int64(batch.count - added)
        unsafe chunk.selection.refine { rows in
            var kept = 0
            for position in 0..<rows.count {
                unsafe rows[kept] = rows[position]
                unsafe kept &+= batch.isNew[position] ? 1 : 0
            }
            return kept
        }
    }
}
