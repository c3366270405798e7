public import TrancheColumnar

/// Which rows of a chunk go to which of several sinks: filled in by a step, read by ``SinkSet``.
public final class SinkRoutes: Sendable {
    private final class Choice {
        var selections: [Selection] = []
    }

    public init() {}

    /// Says which rows of `chunk` each sink takes; the chunk's selection holds those of any sink.
    public func choose(_ selections: [Selection], in chunk: Chunk) {
        chunk.workspace(of: self) { Choice() }.selections = selections
    }

    /// What the last ``choose(_:in:)`` said of the sink at `index`.
    func selection(of index: Int, in chunk: Chunk) -> Selection {
        chunk.workspace(of: self) { Choice() }.selections[index]
    }
}
