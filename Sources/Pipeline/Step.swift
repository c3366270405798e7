public import TrancheColumnar

/// One stage between source and sink: changes columns, or takes rows out of the selection.
///
/// A planned step is immutable and shared by all workers; what it must remember from chunk to
/// chunk goes through ``OrderedStep``.
public protocol Step: Sendable {
    /// The step's word, as in the pipeline file: `select`, `cast` …
    var name: String { get }
    /// The columns after this step.
    var output: Schema { get }
    /// What it has to know of where its records stand in the input; nothing unless stated.
    var needs: RecordPlaces { get }
    /// Applies the step to the chunk's columns and selection.
    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws
}

extension Step {
    public var needs: RecordPlaces { [] }
}

/// A step whose result depends on the chunks before; the engine calls it in input order.
public protocol OrderedStep: Step {
    /// What is remembered at the start of the input.
    var initialState: Int64 { get }
    /// Whether, with this state, no later record can pass, so that reading may end.
    func hasEnded(_ state: Int64) -> Bool
    /// Does beforehand, beside other chunks, what does not depend on them.
    func prepare(_ chunk: Chunk) throws
    /// Applies the step after all earlier chunks; `state` is saved with each checkpoint.
    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws
}

extension OrderedStep {
    public func prepare(_ chunk: Chunk) throws {}

    public func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        preconditionFailure("an ordered step runs through its state")
    }
}

/// A step as it was written down: a factory that still has to meet the columns before it.
public protocol StepPlan: Sendable {
    var name: String { get }
    /// The step's whole text, for messages; no secret stands in it.
    var text: String { get }
    /// What decides its output: the text, and what the text only names, as a digest of a key.
    var identity: String { get }
    /// Resolves the step against the columns before it.
    ///
    /// - Parameters:
    ///   - input: The columns before the step.
    ///   - wanted: Output columns that a later step or the sink reads; others may be left out.
    ///     `nil` keeps all, and checks every column that the step names.
    /// - Returns: The step, ready to be applied to chunks of such columns.
    /// - Throws: `JobError(.pipeline)` when a column is missing, doubled or of the wrong type.
    func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step
    /// Whether it needs the types of its input's columns, so that they are worth inferring.
    var readsTypes: Bool { get }
    /// Whether it needs to know what json columns are made of.
    var readsShapes: Bool { get }
    /// Whether the type of the output column `name` is decided here.
    func makesType(of name: String) -> Bool
    /// The input columns it takes to make `outputs`, and those the step reads in any case.
    func inputs(for outputs: Set<String>, from input: Schema) -> Set<String>
    /// The output columns that hold something of the input columns in `marked`.
    ///
    /// By default those of the same names, and every new column when the step reads one of them.
    func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String>
    /// The output columns whose values the step brings to light, and no message may quote.
    func revealed(from input: Schema) -> Set<String>
    /// The input columns of which the step writes values into files of its own, or gives them away.
    func stored(from input: Schema) -> Set<String>
    /// Conditions without which no record passes the step, which has no other effect on one.
    ///
    /// - Returns: The first ones, and whether the step does nothing but judge them.
    func conditions(on input: Schema) -> (conditions: [RowCondition], isAll: Bool)
    /// The input columns of which the step sends values to another machine.
    func sent(from input: Schema) -> Set<String>
    /// What becomes of those, behind "would".
    var storage: String { get }
    /// What a person should know of it beyond its text.
    var remarks: [String] { get }
}

extension StepPlan {
    public var identity: String { text }
    public func revealed(from input: Schema) -> Set<String> { [] }
    public func stored(from input: Schema) -> Set<String> { [] }
    public func conditions(on input: Schema) -> (conditions: [RowCondition], isAll: Bool) {
        ([], false)
    }
    public func sent(from input: Schema) -> Set<String> { [] }
    public var storage: String { "be kept in the step's own file" }
    public var remarks: [String] { [] }

    public func sensitive(_ marked: Set<String>, from input: Schema) -> Set<String> {
        guard let output = try? plan(input, keeping: nil).output else { return marked }
        let fresh = output.names.filter { input.index(of: $0) == nil }
        let read = inputs(for: Set(fresh), from: input)
        let isReader = !read.isDisjoint(with: marked)
        return marked.intersection(output.names).union(isReader ? fresh : [])
    }

    public var readsTypes: Bool { false }
    public var readsShapes: Bool { false }
    public func makesType(of name: String) -> Bool { false }

    /// The error for a column that the step names and the input does not have.
    public func missing(_ column: String, in input: Schema) -> JobError {
        guard input.count > 0 else {
            return JobError(
                .pipeline, "step \(name): column \(column) does not exist, the input has none",
                hint: "name the columns of an empty input with --columns")
        }
        let names = input.names.prefix(20).joined(separator: ", ")
        let more = input.count > 20 ? ", … (\(input.count) columns)" : ""
        return JobError(
            .pipeline, "step \(name): column \(column) does not exist; there are: \(names)\(more)",
            hint: input.nearest(to: column).map { "did you mean \($0)?" }
                ?? "name a column that the source or an earlier step has")
    }
}
