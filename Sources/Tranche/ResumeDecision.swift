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
    init(job: JobDefinition, assembly: Assembly, stored: Checkpoint?, lastRun: RunRecord?) throws {
        // A run that died before its first commit has done nothing that there is to go on from.
        guard let stored, stored.commits > 0 else {
            self = .fresh(notice: nil)
            return
        }
        let change = Self.change(assembly, stored)
        if job.run.startsFresh {
            self = .fresh(notice: stored.isFinal ? nil : Self.leftovers(job, stored))
        } else if !stored.isFinal {
            if let change { throw Self.refusal(change, stored) }
            self = .resume(stored)
        } else {
            self = try Self.afterEnd(job, assembly, stored, lastRun, isSame: change == nil)
        }
    }

    /// The earlier run had covered all of its input.
    private static func afterEnd(
        _ job: JobDefinition, _ assembly: Assembly, _ stored: Checkpoint, _ lastRun: RunRecord?,
        isSame: Bool
    ) throws -> ResumeDecision {
        guard isSame else { return .fresh(notice: nil) }
        if assembly.sink.holdsCheckpoint {
            // Adding the same records again would double them; the other modes may be repeated.
            guard job.sink.mode ?? .append == .append else { return .fresh(notice: nil) }
            // All rows are there, but a run that died did not get to its own record.
            if hasDied(lastRun, stored) { return .resume(stored) }
            // A stream may bring new records each time.
            guard assembly.source.isReplayable, try assembly.sink.isComplete(stored) else {
                return .fresh(notice: nil)
            }
            return .nothingToDo(run: stored.run)
        }
        if lastRun?.state != .completed { return .resume(stored) }
        guard job.sink.mode != .replace, assembly.source.isReplayable,
            try assembly.sink.isComplete(stored)
        else { return .fresh(notice: nil) }
        return .nothingToDo(run: stored.run)
    }

    /// Whether the job's last run, which wrote the final checkpoint or began to go on from it, died
    /// before its record was closed; one that failed before it got so far changes nothing.
    private static func hasDied(_ lastRun: RunRecord?, _ stored: Checkpoint) -> Bool {
        guard let lastRun, lastRun.state != .completed else { return false }
        return lastRun.id == stored.run || lastRun.state != .failed
    }

    /// What is no longer as the checkpoint has it; `nil` when all is.
    private static func change(_ assembly: Assembly, _ stored: Checkpoint) -> String? {
        if let change = assembly.source.difference(from: stored.input) { return change }
        return assembly.pipeline == stored.pipeline ? nil : "the pipeline or its options changed"
    }

    private static func refusal(_ change: String, _ stored: Checkpoint) -> JobError {
        JobError(
            .data,
            "run \(stored.run) stopped after \(stored.counts.read) "
                + "\(stored.counts.read == 1 ? "record" : "records"), and since then \(change)",
            hint: "restore what changed to resume, or start over with --fresh")
    }

    private static func leftovers(_ job: JobDefinition, _ stored: Checkpoint) -> String? {
        guard case .sqlite(_, let table?) = job.sink.endpoint,
            job.sink.mode ?? .append != .replace, stored.counts.written > 0
        else { return nil }
        return "starting over; \(stored.counts.written) records of the stopped run \(stored.run) "
            + "stay in table \(table)"
    }

    var isResuming: Bool {
        if case .resume = self { return true }
        return false
    }

    var resumedAt: Int64? {
        if case .resume(let checkpoint) = self { return checkpoint.counts.read }
        return nil
    }

    var notice: String? {
        if case .fresh(let notice) = self { return notice }
        return nil
    }
}
