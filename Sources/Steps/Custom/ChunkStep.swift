public import TrancheColumnar

/// A step that a Swift developer writes over whole columns: the fast path.
///
/// It gets thousands of rows at once, as columns of integers, doubles or text, and costs a few
/// nanoseconds a row. Many workers share one step, so it is a value or otherwise `Sendable`, and what
/// it does to a row must depend on that row alone.
public protocol ChunkStep: Sendable {
    /// The step's word in messages, counts and rejects.
    var name: String { get }
    /// Told apart from before, it says that the results have changed: an interrupted job is then not
    /// resumed but refused.
    var version: String { get }
    /// The columns it reads; only they can be asked for, and only they are read for it.
    var reads: [String] { get }
    /// The columns it makes, which replace those of the same name or follow behind; none by default.
    var makes: [Field] { get }
    /// The columns that go no further; none by default.
    var drops: [String] { get }

    /// Makes the columns, drops rows, sets rows aside.
    ///
    /// - Throws: What ends the run.
    func apply(_ chunk: inout ChunkView) throws
}

extension ChunkStep {
    public var makes: [Field] { [] }
    public var drops: [String] { [] }
}
