import TrancheColumnar

/// An ordered step with what it remembers, behind a turnstile that keeps chunks in order.
// Sendable: only the task whose turn it is at `turnstile` touches the state.
final class OrderedGate: @unchecked Sendable {
    let turnstile = Turnstile()
    private let step: any OrderedStep
    private var state: Int64

    init(_ step: any OrderedStep, state: Int64) {
        self.step = step
        self.state = state
    }

    /// Whether no later record can pass.
    var hasEnded: Bool { step.hasEnded(state) }

    /// Makes the step's keys, if it has any, those that the saved state counts.
    ///
    /// - Parameters:
    ///   - checkpoint: Names the job and when it began.
    ///   - isResuming: Whether the state is that of an earlier run.
    /// - Throws: `JobError(.data)` when the keys of the earlier run are not what it says.
    func open(_ checkpoint: Checkpoint, isResuming: Bool) throws {
        guard let keyed = step as? any KeyedStep else { return }
        try keyed.keys?.open(for: checkpoint, resuming: isResuming ? state : nil)
    }

    /// Does what the step can do before its turn.
    func prepare(_ chunk: Chunk) throws { try step.prepare(chunk) }

    /// Applies the step in its turn, to a chunk that does not lie behind the step's end.
    func apply(_ chunk: Chunk, _ passage: inout Passage) throws {
        try step.apply(chunk, state: &state, counts: &passage.counts)
        passage.states.append(state)
    }
}
