public import Synchronization

/// How far a run got, for whoever looks on: written once a chunk, read at any time.
public final class RunProgress: Sendable {
    public let read = Atomic<Int64>(0)
    public let written = Atomic<Int64>(0)
    public let rejected = Atomic<Int64>(0)
    public let checkpoints = Atomic<Int64>(0)

    public init() {}

    func show(_ counts: RowCounts, commits: Int64) {
        read.store(counts.read, ordering: .relaxed)
        written.store(counts.written, ordering: .relaxed)
        rejected.store(counts.rejected, ordering: .relaxed)
        checkpoints.store(commits, ordering: .relaxed)
    }
}
