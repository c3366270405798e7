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
    /// Applies the step to the chunk's columns and selection.
    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws
}

/// A step whose result depends on the chunks before; the engine calls it in input order.
public protocol OrderedStep: Step {
    /// What is remembered at the start of the input.
    var initialState: Int64 { get }
    /// Applies the step after all earlier chunks; `state` is saved with each checkpoint.
    ///
    /// - Returns: `false` when no later record can pass, so that reading may end.
    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws -> Bool
}

extension OrderedStep {
    public func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        preconditionFailure("an ordered step runs through its state")
    }
}

/// What a step needs to be planned: a factory that meets the columns before it.
public protocol StepPlan: Sendable {
    var name: String { get }
    /// The step's whole text, for digests and messages.
    var text: String { get }
    /// - Throws: `JobError(.pipeline)` when a column is missing, doubled or of the wrong type.
    func plan(_ input: Schema) throws -> any Step
}
