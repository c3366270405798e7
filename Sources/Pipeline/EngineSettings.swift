/// How a run is carried out; nothing here changes its result.
public struct EngineSettings: Sendable {
    /// When a checkpoint is due.
    public enum CheckpointInterval: Sendable, Hashable {
        case every(Duration)
        case rows(Int64)
    }

    /// Tasks that read, decode, apply steps and encode; 1...1024.
    public var workers: Int
    public var checkpoints: CheckpointInterval
    public var maxRejects: RejectLimit
    /// The longest record in bytes that a step may bring in, 1 or more; 16 MiB unless stated.
    public var recordBytes = 16 << 20

    public init(
        workers: Int, checkpoints: CheckpointInterval = .every(.seconds(1)),
        maxRejects: RejectLimit = .count(0)
    ) {
        precondition((1...1024).contains(workers), "\(workers) workers")
        self.workers = workers
        self.checkpoints = checkpoints
        self.maxRejects = maxRejects
    }
}

/// The skip limit: how many records may be set aside before the run fails.
public enum RejectLimit: Sendable, Hashable {
    case count(Int64)
    /// Percent of the records read and rows made of them, 0...100; judged from the 1,000th record on, and at the end.
    case percent(Double)

    func isExceeded(by counts: RowCounts, atEnd: Bool) -> Bool {
        switch self {
        case .count(let most): counts.rejected > most
        case .percent(let most):
            (atEnd || counts.read >= 1000)
                && Double(counts.rejected) * 100 > most * Double(counts.read + counts.added)
        }
    }
}
