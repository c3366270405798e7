import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline

/// What to do about what an earlier run of the same job has left.
enum ResumeDecision {
    /// Start at the beginning; the notice says what is left behind, if anything.
    case fresh(notice: String?)
    /// Go on after this checkpoint.
    case resume(Checkpoint)
    /// The job is complete, and so is its output.
    case nothingToDo(run: String)

    /// - Throws: `JobError(.data)` when the input or the pipeline is not what it was.
    init(
        job: JobDefinition, assembly: Assembly, stored: Checkpoint?, known: StateStore.JobState
    ) throws {
        // A run that died before its first commit has done nothing that there is to go on from.
        guard let stored, stored.commits > 0 else {
            if stored == nil, !job.run.startsFresh, assembly.sink.holdsCheckpoint {
                try Self.refuseLoss(known.lastRun, assembly.sink.name)
            }
            self = .fresh(notice: nil)
            return
        }
        let change = Self.change(assembly, stored)
        if job.run.startsFresh {
            self = .fresh(notice: stored.isFinal ? nil : Self.leftovers(job, stored))
        } else if !stored.isFinal, Self.goesOnFromState(job, assembly) {
            self = .fresh(
                notice:
                    "a tap goes on from its state; what it sends again meets its key in the table")
        } else if !stored.isFinal {
            if let change { throw Self.refusal(change, stored, job) }
            self = .resume(stored)
        } else if change != nil {
            self = .fresh(notice: nil)
        } else if Self.hasDied(known, stored) {
            // All is written, but perhaps not under the names of its files, and not recorded.
            self = .resume(stored)
        } else {
            self = try Self.afterEnd(job, assembly, stored)
        }
    }

    /// The earlier run had covered all of the same input and come to its end.
    private static func afterEnd(_ job: JobDefinition, _ assembly: Assembly, _ stored: Checkpoint)
        throws -> ResumeDecision
    {
        // Adding the same records to a table again would double them, and a file that must not exist
        // could not be made; the other modes may be repeated.
        let lasting = assembly.sinks.indices.filter { index in
            let mode = job.sinks[index].mode
            let isRepeatable =
                assembly.sinks[index].holdsCheckpoint
                ? mode ?? .append != .append : mode == .replace
            return !isRepeatable
        }
        // A stream may bring new records each time.
        guard assembly.source.isReplayable else { return .fresh(notice: nil) }
        let complete = try lasting.filter { try assembly.isComplete($0, stored) }
        guard let first = complete.first else { return .fresh(notice: nil) }
        if let gone = lasting.first(where: { !complete.contains($0) }) {
            throw JobError(
                .data,
                "run \(stored.run) completed this job, and since then \(assembly.sinks[gone].name) "
                    + "has gone, while \(assembly.sinks[first].name) has its records",
                hint: "restore it, or write everything once more with --fresh")
        }
        return .nothingToDo(run: stored.run)
    }

    /// Whether the input is a tap's messages, which after a stop begin behind the last state that was
    /// given back, and all rows that are there already are only written again.
    private static func goesOnFromState(_ job: JobDefinition, _ assembly: Assembly) -> Bool {
        guard let source = assembly.source as? FileSource, source.singer != nil,
            !source.isReplayable
        else { return false }
        return assembly.sinkDefinitions.allSatisfy { sink in
            if case .upsert = sink.mode { return true }
            return false
        }
    }

    /// Whether neither the run that wrote the final checkpoint, nor one that went on from it, closed
    /// its record; runs are not counted that failed before they got so far.
    private static func hasDied(_ known: StateStore.JobState, _ stored: Checkpoint) -> Bool {
        // In another state store than that run's there is nothing to tell it by.
        known.lastRun != nil && known.lastCompleted?.epoch ?? 0 < stored.epoch
    }

    /// What is no longer as the checkpoint has it; `nil` when all is.
    private static func change(_ assembly: Assembly, _ stored: Checkpoint) -> String? {
        if let change = assembly.source.difference(from: stored.input) { return change }
        return assembly.pipelineChange(stored.pipeline)
    }

    /// Refuses to begin anew, in silence, what an earlier run had begun in a sink that knows nothing
    /// of it any more.
    private static func refuseLoss(_ lastRun: RunRecord?, _ sink: String) throws(JobError) {
        guard let lastRun, lastRun.state != .completed, lastRun.commits > 0 else { return }
        throw JobError(
            .data,
            "run \(lastRun.id) stopped after \(lastRun.counts.read) records, and since then its "
                + "checkpoint has gone from \(sink)",
            hint: "restore the database to resume, or start over with --fresh")
    }

    private static func refusal(_ change: String, _ stored: Checkpoint, _ job: JobDefinition)
        -> JobError
    {
        let restart = job.retry == nil ? ", or start over with --fresh" : ""
        return JobError(
            .data,
            "run \(stored.run) stopped after \(stored.counts.read) "
                + "\(stored.counts.read == 1 ? "record" : "records"), and since then \(change)",
            hint: "restore what changed to resume\(restart)")
    }

    private static func leftovers(_ job: JobDefinition, _ stored: Checkpoint) -> String? {
        var parts: [String] = []
        for (index, sink) in job.sinks.enumerated() {
            let table: String
            switch sink.endpoint {
            case .sqlite(_, let name?): table = name
            case .postgresql(_, let name?): table = name.text
            default: continue
            }
            let written =
                index < stored.sinks.count ? stored.sinks[index].written : stored.counts.written
            guard sink.mode ?? .append != .replace, written > 0 else { continue }
            parts.append(
                "\(written) records of the stopped run \(stored.run) stay in table \(table)")
        }
        return parts.isEmpty ? nil : "starting over; " + parts.joined(separator: ", ")
    }

    /// The checkpoint that is gone on from; `nil` in a run that starts at the beginning.
    var saved: Checkpoint? {
        if case .resume(let checkpoint) = self { return checkpoint }
        return nil
    }

    var isResuming: Bool { saved != nil }

    var resumedAt: Int64? { saved?.counts.read }

    var notice: String? {
        if case .fresh(let notice) = self { return notice }
        return nil
    }
}

extension Assembly {
    /// Whether the output of the sink at `index` is where a final checkpoint says.
    fileprivate func isComplete(_ index: Int, _ checkpoint: Checkpoint) throws -> Bool {
        guard let set = sink as? SinkSet else { return try sink.isComplete(checkpoint) }
        return try set.isComplete(index, checkpoint)
    }
}
