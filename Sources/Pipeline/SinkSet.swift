public import TrancheColumnar

/// Several sinks as one: each takes the rows meant for it, all commit at the same places.
///
/// A commit first makes the files' bytes durable and then commits the databases one after the
/// other, each with the whole checkpoint, in which the files' lengths stand. So files never are
/// behind a checkpoint, and are cut back to the one that is resumed. A crash between the commits of
/// two databases leaves the first ahead of the second: the job resumes at the checkpoint that is
/// behind, and a database that is ahead leaves out the rows that it has, which it knows by their
/// number (``SinkProgress``). A row it refused then is refused again from its own record.
///
/// A row that one sink refuses becomes a reject that names the sink; the other sinks keep it. Of a
/// row that several refuse the first sink's reason is kept.
// Sendable: `encode` reads what the initializer fixed, and the engine lets one task at a time into
// everything else.
public final class SinkSet: Sink, @unchecked Sendable {
    public let name: String
    public let guarantee: DeliveryGuarantee
    public let holdsCheckpoint: Bool

    let sinks: [any Sink]
    let routes: SinkRoutes?
    /// The sinks that commit by themselves and hold the checkpoint.
    let units: [Unit]
    var progress: [SinkProgress]
    /// Rows that each sink has to leave out, since it has them.
    var ahead: [Int64]
    /// Rows refused since all sinks had last committed; empty unless there are several units.
    var refused: [RefusedRow] = []

    /// A sink that holds the checkpoint, with those that write in its transaction.
    final class Unit {
        let owner: any Sink
        /// The owner's place among the sinks, then the others'.
        let members: [Int]
        /// Its checkpoint is the last one.
        var isFinal = false

        init(_ owner: any Sink, _ members: [Int]) {
            self.owner = owner
            self.members = members
        }
    }

    /// - Parameters:
    ///   - sinks: One or more; none may be a stream, which cannot be cut back.
    ///   - routes: Which rows go where; `nil` when each sink takes all.
    public init(_ sinks: [any Sink], routes: SinkRoutes?) {
        precondition(!sinks.isEmpty, "a set of no sinks")
        self.sinks = sinks
        self.routes = routes
        name = sinks.map(\.name).joined(separator: ", ")
        guarantee =
            sinks.contains { $0.guarantee == .atLeastOnce } ? .atLeastOnce : .exactlyOnce
        units = sinks.indices.filter {
            sinks[$0].holdsCheckpoint && sinks[$0].transactionOwner == nil
        }.map { owner in
            let joined = sinks.indices.filter { sinks[$0].transactionOwner === sinks[owner] }
            return Unit(sinks[owner], [owner] + joined)
        }
        holdsCheckpoint = !units.isEmpty
        progress = sinks.map { _ in SinkProgress() }
        ahead = sinks.map { _ in 0 }
    }

    // MARK: What earlier runs have left

    /// The least checkpoint of those that the sinks hold, from which all can go on.
    public func storedCheckpoint(of job: String) throws -> Checkpoint? {
        let stored = try units.map { try $0.owner.storedCheckpoint(of: job) }
        guard let newest = stored.compactMap(\.self).max(by: { $0.epoch < $1.epoch }) else {
            return nil
        }
        let known = stored.compactMap(\.self).filter { $0.isSameJob(as: newest) }
        let farthest = known.max { $0.isBehind($1) } ?? newest
        var least = known.min { $0.isBehind($1) } ?? newest
        if known.count < units.count, farthest.commits > 0 {
            // A database that was made for the job, and does not know it, has not committed yet.
            least = Checkpoint(
                job: job, run: newest.run, epoch: newest.epoch, pipeline: newest.pipeline,
                input: newest.input)
            least.moment = newest.moment
        }
        // A sink that is ahead has committed once at least, and what it has is to be gone on with.
        if farthest.commits > 0 { least.commits = max(1, least.commits) }
        least.run = newest.run
        least.epoch = newest.epoch
        least.refused = []
        return least
    }

    public func isComplete(_ checkpoint: Checkpoint) throws -> Bool {
        for index in sinks.indices where try !isComplete(index, checkpoint) { return false }
        return true
    }

    /// Whether the output of the sink at `index` is where a final checkpoint says.
    public func isComplete(_ index: Int, _ checkpoint: Checkpoint) throws -> Bool {
        try sinks[index].isComplete(checkpoint.view(of: index))
    }

    public func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {
        progress = sinks.indices.map { checkpoint.progress(of: $0) }
        for index in sinks.indices { progress[index].base = progress[index].offered }
        for unit in units { try open(unit, schema, checkpoint, resuming: resuming) }
        // Before the first commit of all, what a file has is of no use.
        let hasFiles = resuming && !checkpoint.sinks.isEmpty
        for index in sinks.indices where !sinks[index].holdsCheckpoint {
            try sinks[index].open(
                schema, checkpoint: checkpoint.view(of: index), resuming: hasFiles)
        }
    }

    /// Opens a unit at its own checkpoint, and finds out how far it is ahead of `checkpoint`.
    private func open(
        _ unit: Unit, _ schema: Schema, _ checkpoint: Checkpoint, resuming: Bool
    ) throws {
        var own = checkpoint
        var isResuming = false
        if resuming, let stored = try unit.owner.storedCheckpoint(of: checkpoint.job),
            stored.isSameJob(as: checkpoint)
        {
            (own, isResuming) = (stored, stored.commits > 0)
            own.run = checkpoint.run
            own.epoch = checkpoint.epoch
        }
        for index in unit.members {
            let (mine, common) = (own.progress(of: index), progress[index])
            ahead[index] = mine.offered - common.offered
            guard ahead[index] >= 0, common.offered >= mine.base || !isResuming else {
                throw JobError(
                    .data,
                    "\(sinks[index].name) has \(mine.offered) records of the job, and another of its "
                        + "sinks went back to a state of before",
                    hint: "restore the databases to resume, or start over with --fresh")
            }
            progress[index].written = mine.written
            progress[index].duplicate = mine.duplicate
            progress[index].unmatched = mine.unmatched
            progress[index].refused = mine.refused
            refused += own.refused.filter { $0.sink == index && $0.position >= common.offered }
            try sinks[index].open(schema, checkpoint: own, resuming: isResuming)
        }
        unit.isFinal = isResuming && own.isFinal
    }

    public func close() {
        for sink in sinks { sink.close() }
    }
}

extension Checkpoint {
    /// Whether both are of one beginning of a job, however often it was resumed since.
    fileprivate func isSameJob(as other: Checkpoint) -> Bool {
        moment == other.moment && pipeline == other.pipeline
    }

    /// Whether it covers less of the source than `other`.
    fileprivate func isBehind(_ other: Checkpoint) -> Bool {
        let mine = (isFinal ? 1 : 0, source.file, source.offset, commits)
        return mine < (other.isFinal ? 1 : 0, other.source.file, other.source.offset, other.commits)
    }
}
