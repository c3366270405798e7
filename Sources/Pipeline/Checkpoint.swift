/// The durable record of how far a run got; it commits atomically with the data it covers.
public struct Checkpoint: Sendable, Hashable {
    /// Names the job: what is read and written under which name and params.
    public var job: String
    public var run: String
    /// Grows by one with each run of the job; a commit with an older one is refused.
    public var epoch: Int64
    /// Chunks covered.
    public var sequence: Int64 = 0
    /// Where the source goes on.
    public var source = SourcePosition()
    /// Records and lines before `source`, for the places in messages.
    public var record: Int64 = 0
    public var line: Int64 = 0
    /// Bytes of the sink's file that are covered, and their digest.
    public var sinkOffset: Int64 = 0
    public var sinkDigest: UInt64 = 0
    /// Bytes of the rejects file that are covered, and their digest.
    public var rejectsOffset: Int64 = 0
    public var rejectsDigest: UInt64 = 0
    public var counts = RowCounts()
    /// When the job began, in microseconds since 2000-01-01 00:00 UTC: what `now()` gives in
    /// expressions, also after a resume.
    public var moment: Int64 = 0
    /// How far each of several sinks got, in their order; empty where there is one.
    public var sinks: [SinkProgress] = []
    /// In the copy that a sink holds: the rows that it refused since the last commit of all sinks.
    public var refused: [RefusedRow] = []
    /// What each ordered step remembers, in step order.
    public var stepStates: [Int64] = []
    /// Digest of everything in the pipeline that decides the output.
    public var pipeline: String
    /// Identity of the input, in the source's own words.
    public var input: String
    /// The source has ended and all of it is covered; what is left is to publish.
    public var isFinal = false
    /// Commits of this job so far, over all its runs since it began anew.
    public var commits: Int64 = 0

    public init(job: String, run: String, epoch: Int64, pipeline: String, input: String) {
        self.job = job
        self.run = run
        self.epoch = epoch
        self.pipeline = pipeline
        self.input = input
    }
}
