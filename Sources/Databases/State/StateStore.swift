import Synchronization
import TrancheColumnar
public import TranchePipeline
public import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Remembers jobs' runs and checkpoints in a SQLite file, or in a PostgreSQL database that several
/// machines share.
///
/// A file is WAL with `synchronous = NORMAL`: a commit survives a crash of the program at once,
/// and a power cut leaves a consistent, perhaps slightly older, state. A run that makes no
/// checkpoint costs one write transaction at its start and one at its end.
public final class StateStore: CheckpointStore {
    private let connection: Mutex<any Connection>

    /// The file; `nil` for a database.
    public let path: String?
    /// What a person calls it.
    public let name: String

    /// What a job left behind.
    public struct Claim: Sendable {
        /// The number of this run among the job's runs; newer than any before.
        public var epoch: Int64
        /// The run before, as it stood: in an active state when it crashed.
        public var lastRun: RunRecord?
        public var checkpoint: Checkpoint?
    }

    /// What is known of a job.
    public struct JobState: Sendable {
        /// The newest run; in an active state when it crashed, or goes on.
        public var lastRun: RunRecord?
        /// The newest of the runs that came to their end and said so.
        public var lastCompleted: RunRecord?
        public var checkpoint: Checkpoint?
    }

    /// Opens the store, and makes it when it is absent.
    ///
    /// - Parameter path: The file; `$XDG_STATE_HOME/tranche/state.db` or
    ///   `~/.local/state/tranche/state.db` when `nil`.
    /// - Throws: `JobError(.data)` when the file is damaged, newer than this program or something
    ///   else; it is never taken for an empty one.
    public init(path: String? = nil) throws {
        let path =
            try path
            ?? StateFile.defaultPath { name in
                unsafe getenv(name).map { unsafe String(cString: $0) }
            }
        self.path = path
        name = path
        connection = Mutex(try Self.explaining(path) { try StateFile.open(path) })
    }

    /// Opens the store in a database, in the schema `tranche`, and makes it when it is absent.
    ///
    /// - Parameters:
    ///   - address: The database.
    ///   - control: A request to stop ends what waits for longer than a few seconds.
    /// - Throws: As `PostgreSQLConnection`; `JobError(.data)` when the store is newer than this program.
    public init(_ address: PostgreSQLAddress, control: StopControl = StopControl()) throws {
        path = nil
        name = address.name
        let connection = try PostgreSQLConnection(address, control: control)
        connection.patience = .seconds(5)
        try StateSchema.migrate(connection)
        self.connection = Mutex(connection)
    }

    /// Takes a job for as long as the store is open, on whatever machine: for stores in a database, where
    /// a lock on a file would not do.
    ///
    /// - Returns: `false` when another session has it.
    public func lock(_ job: String) throws -> Bool {
        try connection.withLock { connection in
            let found = try connection.query(
                "SELECT pg_try_advisory_lock($1) AS held", [Self.lockNumber(job).sqlValue])
            return try found.first?.get("held") ?? false
        }
    }

    private static func lockNumber(_ job: String) -> UInt64 {
        var hash = StableHash()
        hash.add("tranche state")
        hash.add(job)
        return hash.value
    }

    /// What is known of a job, without claiming it.
    public func state(of job: String) throws -> JobState {
        try reading { connection in
            let completed = RunRecord.job == job && RunRecord.state == .completed
            return JobState(
                lastRun: try Self.lastRun(of: job, connection),
                lastCompleted: try Self.newest(where: completed, connection),
                checkpoint: try Repository<CheckpointRecord>(connection).get(job)?.checkpoint)
        }
    }

    /// Records `run` as its job's newest, in one transaction with what it takes over.
    ///
    /// Earlier runs of the job that never said they ended are marked FAILED; the caller holds the
    /// job's lock, so they are dead. The run's own `epoch` is not read. The new epoch is greater than
    /// `stored`, the epoch of a checkpoint that is kept elsewhere, such as in the sink.
    public func claim(_ run: RunRecord, after stored: Int64 = 0, setup: RunSetup? = nil) throws
        -> Claim
    {
        try writing { connection in
            let runs = Repository<RunRecord>(connection)
            let last = try Self.lastRun(of: run.job, connection)
            let checkpoint = try Repository<CheckpointRecord>(connection).get(run.job)?.checkpoint
            let newest = max(last?.epoch ?? 0, checkpoint?.epoch ?? 0, stored)
            if last?.state.isActive == true { try Self.markCrashed(job: run.job, connection) }
            var run = run
            run.epoch = newest + 1
            try runs.create(run)
            if let setup { try Self.save(setup, of: run.id, connection) }
            try Self.saveParts(of: run, connection)
            return Claim(epoch: run.epoch, lastRun: last, checkpoint: checkpoint)
        }
    }

    /// Records a run that claims nothing, such as one that cannot be resumed.
    public func begin(_ run: RunRecord) throws {
        try writing { connection in
            try Repository<RunRecord>(connection).create(run)
            try Self.saveParts(of: run, connection)
        }
    }

    /// Records what `run` has become; it was claimed or begun before.
    public func update(_ run: RunRecord) throws {
        try writing { connection in
            guard try Repository<RunRecord>(connection).update(run) else {
                throw JobError(
                    .data, "found no run \(run.id) in the state store \(name)",
                    hint: "check whether the state store was exchanged during the run")
            }
            try Self.saveParts(of: run, connection)
        }
    }

    /// Saves a checkpoint; a final one survives a power cut from the moment this returns.
    ///
    /// - Throws: `JobError(.locked)` when a newer run of the job has claimed it.
    public func save(_ checkpoint: Checkpoint) throws {
        try writing(isDurable: checkpoint.isFinal) { connection in
            let checkpoints = Repository<CheckpointRecord>(connection)
            let newest = max(
                try Self.lastRun(of: checkpoint.job, connection)?.epoch ?? 0,
                try checkpoints.get(checkpoint.job)?.checkpoint.epoch ?? 0)
            guard newest <= checkpoint.epoch else {
                throw JobError.newerEpoch(newest, than: checkpoint)
            }
            try checkpoints.upsert(CheckpointRecord(checkpoint))
        }
    }

    /// Forgets a job's checkpoint; its runs and their epochs stay.
    public func clear(_ job: String) throws {
        try writing { _ = try Repository<CheckpointRecord>($0).delete(job) }
    }

    /// The newest runs, newest first, without their steps.
    public func runs(limit: Int) throws -> [RunRecord] {
        try reading { try Self.newest(Page(limit: limit), $0) }
    }

    /// One run with its steps and sinks, by its id, the beginning of it, or `last`.
    ///
    /// - Throws: `JobError(.usage)` when no run, or more than one, is meant.
    public func run(_ name: String) throws -> RunRecord {
        try reading { connection in
            var run = try Self.find(name, connection)
            run.steps = try Repository<StepRecord>(connection)
                .list(where: StepRecord.run == run.id).map(\.counts)
            run.sinks = try Repository<SinkRecord>(connection)
                .list(where: SinkRecord.run == run.id).map(\.counts)
            return run
        }
    }
}

extension StateStore {
    private static func lastRun(of job: String, _ connection: any Connection) throws -> RunRecord? {
        try newest(where: RunRecord.job == job, connection)
    }

    private static func newest(where filter: Predicate, _ connection: any Connection) throws
        -> RunRecord?
    {
        try Repository<RunRecord>(connection).list(
            where: filter, order: [RunRecord.epoch.descending], page: Page(limit: 1)
        ).first
    }

    private static func newest(_ page: Page, _ connection: any Connection) throws -> [RunRecord] {
        try Repository<RunRecord>(connection).list(
            order: [RunRecord.startedAt.descending, RunRecord.epoch.descending], page: page)
    }

    private static func find(_ name: String, _ connection: any Connection) throws -> RunRecord {
        let runs = Repository<RunRecord>(connection)
        let found: [RunRecord]
        if name == "last" {
            found = try newest(Page(limit: 1), connection)
        } else if let exact = try runs.get(name) {
            found = [exact]
        } else {
            found = try runs.list(where: RunRecord.id.hasPrefix(name), page: Page(limit: 2))
        }
        guard let run = found.first, found.count == 1, !name.isEmpty else {
            throw JobError(
                .usage,
                found.isEmpty
                    ? "found no run '\(name)'" : "found several runs that begin with '\(name)'",
                hint: "list the runs with 'tranche runs'")
        }
        return run
    }

    private static func markCrashed(job: String, _ connection: any Connection) throws {
        let runs = Repository<RunRecord>(connection)
        let active = RunState.allCases.filter(\.isActive)
        let crashed = try runs.list(
            where: RunRecord.job == job && RunRecord.state.among(active))
        for var run in crashed {
            run.state = .failed
            run.error = "the process ended without a word: it was killed, or the machine went down"
            try runs.update(run)
        }
    }

    private static func saveParts(of run: RunRecord, _ link: any Connection) throws {
        let steps = Repository<StepRecord>(link)
        for (position, counts) in run.steps.enumerated() {
            try steps.upsert(StepRecord(run: run.id, position: position, counts: counts))
        }
        let sinks = Repository<SinkRecord>(link)
        for (position, counts) in run.sinks.enumerated() {
            try sinks.upsert(SinkRecord(run: run.id, position: position, counts: counts))
        }
    }

    func reading<Result: Sendable>(
        _ body: (any Connection) throws -> Result
    ) throws -> Result {
        try connection.withLock { connection in
            try Self.explaining(name) { try connection.transaction(.read) { try body(connection) } }
        }
    }

    private func writing<Result: Sendable>(
        isDurable: Bool = false, _ body: (any Connection) throws -> Result
    ) throws -> Result {
        try connection.withLock { connection in
            try Self.explaining(name) {
                let isFile = path != nil
                if isDurable, isFile { try connection.execute("PRAGMA synchronous = FULL") }
                defer {
                    if isDurable, isFile {
                        _ = try? connection.execute("PRAGMA synchronous = NORMAL")
                    }
                }
                return try connection.transaction { try body(connection) }
            }
        }
    }

    /// Adds what a damaged state file means: the user's data is elsewhere and whole.
    private static func explaining<Result>(_ path: String, _ body: () throws -> Result) throws
        -> Result
    {
        do {
            return try body()
        } catch var error as JobError where error.code == .data {
            // The sentences of our own about the file are complete.
            guard !error.message.contains("state ") else { throw error }
            error.message = "cannot use state file \(path): \(error.message)"
            error.hint = "restore it from a copy, or move it away to start every job over"
            throw error
        }
    }
}

extension JobError {
    /// The refusal of a run that is no longer its job's newest.
    static func newerEpoch(_ newest: Int64, than checkpoint: Checkpoint) -> JobError {
        JobError(
            .locked,
            "found a newer epoch (\(newest)) of job '\(checkpoint.job)' than this run's "
                + "(\(checkpoint.epoch)): another run has taken over",
            hint: "let the newer run finish")
    }
}
