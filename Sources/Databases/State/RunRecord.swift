import TrancheColumnar
public import TranchePipeline

/// What a run is doing, in Spring Batch's words.
public enum RunState: String, Sendable, CaseIterable {
    case starting = "STARTING"
    case started = "STARTED"
    case stopping = "STOPPING"
    case stopped = "STOPPED"
    case failed = "FAILED"
    case completed = "COMPLETED"
    case abandoned = "ABANDONED"

    /// Whether the run has not said that it ended; with its job's lock free, it crashed.
    public var isActive: Bool { self == .starting || self == .started || self == .stopping }
}

extension RunState: SQLConvertible {
    public var sqlValue: SQLValue { .text(rawValue) }
    public init?(sqlValue value: SQLValue) {
        guard case .text(let word) = value else { return nil }
        self.init(rawValue: word)
    }
}

/// One execution of a job, as `tranche runs` shows it.
public struct RunRecord: Entity, Hashable {
    public static let table = "runs"
    public static let keyColumns = ["id"]
    public static let columns =
        [
            "id", "job", "name", "command", "state", "epoch", "pid", "host", "source", "sink",
            "started_at", "ended_at",
        ] + RowCounts.sqlColumns + ["bytes", "commits", "checkpoints", "error", "exit_status"]

    public static let id = Attribute<String>("id")
    public static let job = Attribute<String>("job")
    public static let state = Attribute<RunState>("state")
    public static let epoch = Attribute<Int64>("epoch")
    public static let startedAt = Attribute<Int64>("started_at")

    public var id: String
    /// The job's key.
    public var job: String
    /// What a person calls the job.
    public var name: String
    /// The command line; the caller has taken the secrets out.
    public var command: String
    public var state: RunState = .started
    /// Given by ``StateStore/claim(_:after:)``; 0 when the run claimed nothing.
    public var epoch: Int64 = 0
    public var pid: Int32 = 0
    public var host = ""
    public var source = ""
    public var sink = ""
    /// Milliseconds since 1970 in UTC.
    public var startedAt: Int64
    /// `nil` while the run lasts, and after a crash.
    public var endedAt: Int64?
    public var counts = RowCounts()
    /// Bytes of input read.
    public var bytes: Int64 = 0
    public var commits: Int64 = 0
    public var checkpoints: Int64 = 0
    public var error: String?
    /// `nil` while the run lasts, and after a crash.
    public var exitStatus: Int32?
    /// Rows in and out of each step, in order; filled by `run(_:)` alone, not by lists.
    public var steps: [StepCounts] = []
    /// What became of the job's records in each of several sinks, in order; filled by `run(_:)` alone.
    public var sinks: [SinkCounts] = []

    public init(id: String, job: String, name: String, command: String, startedAt: Int64) {
        self.id = id
        self.job = job
        self.name = name
        self.command = command
        self.startedAt = startedAt
    }

    public init(row: SQLRow) throws {
        try self.init(
            id: row.get("id"), job: row.get("job"), name: row.get("name"),
            command: row.get("command"), startedAt: row.get("started_at"))
        state = try row.get("state")
        epoch = try row.get("epoch")
        pid = try row.get("pid")
        host = try row.get("host")
        source = try row.get("source")
        sink = try row.get("sink")
        endedAt = try row.get("ended_at")
        counts = try RowCounts(row: row)
        bytes = try row.get("bytes")
        commits = try row.get("commits")
        checkpoints = try row.get("checkpoints")
        error = try row.get("error")
        exitStatus = try row.get("exit_status")
    }

    public var values: [SQLValue] {
        [
            .text(id), .text(job), .text(name), .text(command), state.sqlValue, .integer(epoch),
            pid.sqlValue, .text(host), .text(source), .text(sink), .integer(startedAt),
            endedAt.sqlValue,
        ] + counts.sqlValues + [
            .integer(bytes), .integer(commits), .integer(checkpoints), error.sqlValue,
            exitStatus.sqlValue,
        ]
    }
}

/// Rows into and out of one step of a run.
public struct StepCounts: Sendable, Hashable {
    public var name: String
    public var rowsIn: Int64
    public var rowsOut: Int64

    public init(name: String, rowsIn: Int64, rowsOut: Int64) {
        self.name = name
        self.rowsIn = rowsIn
        self.rowsOut = rowsOut
    }
}
