import ArgumentParser
import Tranche

/// How a run is carried out and reported; the same for `copy` and `run`.
struct RunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Tasks that work side by side (default: one a core).", valueName: "n"))
    var workers: Int?

    @Option(help: ArgumentHelp("Bytes or rows a chunk: 512KiB, 5000rows.", valueName: "size"))
    var chunkSize: String?

    @Option(
        help: ArgumentHelp(
            "Bound of all buffers; a record may take a sixteenth (default: 256MiB).",
            valueName: "size"))
    var memory: String?

    @Option(
        help: ArgumentHelp("When to commit: 1s, 20000rows (default: 1s).", valueName: "interval"))
    var checkpointEvery: String?

    @Option(
        help: ArgumentHelp("Rejects allowed: a count or a percentage (default: 0).", valueName: "n")
    )
    var maxRejects: String?

    @Option(
        help: ArgumentHelp(
            "Where rejects go: a file, or a table as SINK names one (default: beside the sink).",
            valueName: "place"))
    var rejects: String?

    @Option(
        help: ArgumentHelp(
            "Columns that may not leave unprotected: a,b.", valueName: "names"))
    var sensitive: String?

    @Flag(help: "Start over instead of resuming, and repeat a job that is complete.")
    var fresh = false

    @Option(
        help: ArgumentHelp(
            "When another run holds the job: fail, skip, wait or wait=30s.", valueName: "policy"))
    var onLocked = "fail"

    @Option(
        help: ArgumentHelp(
            "The state store (default: $XDG_STATE_HOME/tranche/state.db).", valueName: "file"))
    var state: String?

    @Option(
        help: ArgumentHelp("Refuse sinks that cannot promise it: exactly-once.", valueName: "g"))
    var require: String?

    @Option(
        help: ArgumentHelp(
            "Keep what servers answer to 'lookup http', one line each.", valueName: "file"))
    var record: String?

    @Option(
        help: ArgumentHelp(
            "Answer 'lookup http' from such a record alone, without a network.", valueName: "file"))
    var replay: String?

    @Flag(name: .shortAndLong, help: "No progress and no summary; errors are still told.")
    var quiet = false

    @Option(help: "Progress: auto (on a terminal), plain (lines) or none.")
    var progress = ProgressStyle.auto

    @Option(help: "Words on standard error as text or json.")
    var logFormat = LogFormat.text

    /// Writes what was given into the job's definition.
    func apply(to job: inout JobDefinition) throws(JobError) {
        if let workers {
            guard (1...256).contains(workers) else {
                throw JobError(
                    .usage, "found \(workers) for --workers, wanted 1 to 256",
                    hint: "leave --workers out to use every core")
            }
            job.run.workers = workers
        }
        if let chunkSize {
            let size = try Quantity.chunkSize(chunkSize, for: "--chunk-size")
            job.run.chunkBytes = size.bytes
            job.run.chunkRows = size.rows
        }
        if let memory {
            job.run.memoryBytes = try Quantity.bytes(memory, for: "--memory")
            guard job.run.memoryBytes >= 1 << 20 else {
                throw JobError(
                    .usage, "found \(memory) for --memory, wanted at least 1MiB",
                    hint: "leave --memory out for 256MiB")
            }
        }
        if let checkpointEvery {
            job.run.checkpoints = try Quantity.checkpointInterval(
                checkpointEvery, for: "--checkpoint-every")
        }
        if let maxRejects {
            job.rejects.limit = try Quantity.rejectLimit(maxRejects, for: "--max-rejects")
        }
        if let rejects { try job.rejects.send(to: rejects) }
        if let sensitive { job.sensitive += SettingsText.names(sensitive) }
        if fresh { job.run.startsFresh = true }
        job.run.onLocked = try lockPolicy()
        if let state { job.run.statePath = state }
        if let record { job.run.http.recordPath = record }
        if let replay { job.run.http.replayPath = replay }
        if let require {
            guard require == "exactly-once" else {
                throw JobError(
                    .usage, "found '\(require)' for --require, wanted exactly-once",
                    hint: "write --require exactly-once")
            }
            job.run.requiresExactlyOnce = true
        }
    }

    private func lockPolicy() throws(JobError) -> JobLock.Policy {
        switch onLocked {
        case "fail": return .fail
        case "skip": return .skip
        case "wait": return .wait(nil)
        default:
            guard onLocked.hasPrefix("wait=") else {
                throw JobError(
                    .usage,
                    "found '\(onLocked)' for --on-locked, wanted fail, skip, wait or wait=30s",
                    hint: "leave --on-locked out to fail at once")
            }
            return .wait(try Quantity.duration(String(onLocked.dropFirst(5)), for: "--on-locked"))
        }
    }
}

/// When and how progress is shown.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    case auto
    case plain
    case none
}

/// How words on standard error are written.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
