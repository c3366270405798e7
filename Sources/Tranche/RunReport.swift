public import TranchePipeline

/// What a run did, for a person, a log or an exit status.
public struct RunReport: Sendable {
    /// How the run ended.
    public enum End: Sendable {
        case completed
        /// Nothing was left to do: an earlier run had completed the job.
        case alreadyComplete
        /// Another run holds the job, and this one was told to skip it.
        case skipped
        /// Stopped by the caller, with a checkpoint where the sink can keep one.
        case stopped
        case failed(any Error)
    }

    public var run: String
    public var name: String
    public var source: String
    public var sink: String
    public var end: End
    /// Over the whole job, earlier interrupted runs of it included.
    public var counts: RowCounts
    public var steps: [RunOutcome.StepCounts]
    /// Bytes of input (or rows of a table) that this run has read.
    public var units: Int64
    public var duration: Duration
    /// Commits in this run.
    public var commits: Int64
    /// Records that earlier runs had covered when this one resumed.
    public var resumedAt: Int64?
    /// The file or table that rejects went to, when there are any.
    public var rejectsPath: String?
    public var guarantee: DeliveryGuarantee
    /// What became of the records in each of several sinks; empty where there is one.
    ///
    /// A record may go to several sinks or to none, so these do not add up to `counts`.
    public var sinks: [SinkCounts]
    /// Records of this run that found no row of their key to update or delete; `counts` has them
    /// among the filtered.
    public var unmatched: Int64 = 0
    /// Records of this run that broke a rule and passed all the same.
    public var warnings: [RunWarning] = []
    /// What steps have counted in this run, in the order of the steps.
    public var stepReports: [StepReport] = []
    /// The rejects by step, column and code; empty where there are none, or they have no file.
    public var rejects: [RejectGroup] = []
}

extension Assembly {
    /// What a checkpoint says of each of several sinks.
    func counts(of checkpoint: Checkpoint) -> [SinkCounts] {
        guard sink is SinkSet else { return [] }
        return sinks.enumerated().map { index, sink in
            let progress =
                index < checkpoint.sinks.count ? checkpoint.sinks[index] : SinkProgress()
            return SinkCounts(
                name: sink.name, written: progress.written, duplicate: progress.duplicate,
                unmatched: progress.unmatched, rejected: progress.rejected)
        }
    }
}

/// What a person may want to know while a run goes on.
public enum RunEvent: Sendable {
    /// The run goes on after `records` that an earlier one has committed.
    case resuming(after: Int64, run: String)
    /// What failed may pass, and is tried again after the delay.
    case retrying(String, delay: Duration, attempt: Int, of: Int)
    /// Something worth a line, that is no error.
    case notice(String)
    /// The engine is about to start: whoever shows progress may look at these.
    case started(progress: RunProgress, source: any Source)
}
