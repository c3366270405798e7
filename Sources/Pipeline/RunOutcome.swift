/// What a run did, whether or not it came to its end.
public struct RunOutcome: Sendable {
    /// Records into and out of one step in this run.
    public struct StepCounts: Sendable, Hashable {
        public var name: String
        public var rowsIn: Int64 = 0
        public var rowsOut: Int64 = 0

        public init(name: String) { self.name = name }
    }

    /// Counts over the whole job, earlier interrupted runs of it included.
    public var checkpoint: Checkpoint
    public var steps: [StepCounts]
    /// True when the caller's stop ended the run before its end.
    public var isStopped: Bool
    /// Commits in this run.
    public var commits: Int64
    /// Records of this run that broke a rule and passed all the same.
    public var warnings: [RunWarning] = []
    /// Rows of this run that found nothing to change in the sink; they count as filtered.
    public var unmatched: Int64 = 0
    /// What the steps have counted, in the order of the steps.
    public var reports: [StepReport] = []
    /// What made the run fail; everything before it is committed.
    public var failure: (any Error)?

    public init(
        checkpoint: Checkpoint, steps: [StepCounts], isStopped: Bool, commits: Int64,
        failure: (any Error)? = nil
    ) {
        self.checkpoint = checkpoint
        self.steps = steps
        self.isStopped = isStopped
        self.commits = commits
        self.failure = failure
    }
}
