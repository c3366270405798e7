public import Synchronization

/// How far a run got, for whoever looks on: written once a chunk, read at any time.
public final class RunProgress: Sendable {
    public let read = Atomic<Int64>(0)
    public let written = Atomic<Int64>(0)
    public let rejected = Atomic<Int64>(0)
    public let checkpoints = Atomic<Int64>(0)

    public init() {}

    /// The numbers at this moment; each is right, and together they may be some chunks apart.
    public var counts: (read: Int64, written: Int64, rejected: Int64) {
        (
            read.load(ordering: .relaxed), written.load(ordering: .relaxed),
            rejected.load(ordering: .relaxed)
        )
    }

    func show(_ counts: RowCounts, commits: Int64) {
        read.store(counts.read, ordering: .relaxed)
        written.store(counts.written, ordering: .relaxed)
        rejected.store(counts.rejected, ordering: .relaxed)
        checkpoints.store(commits, ordering: .relaxed)
    }
}
