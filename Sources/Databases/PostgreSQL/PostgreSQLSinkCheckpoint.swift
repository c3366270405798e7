import TrancheColumnar
import TranchePipeline

/// The table in the target's schema where a job's checkpoint commits with its rows.
struct PostgreSQLSinkCheckpoint {
    static let table = "_tranche_checkpoint"

    let schema: String
    let connection: PostgreSQLConnection

    private var repository: Repository<CheckpointRecord> {
        Repository(connection, table: Self.table, schema: schema)
    }

    private var quoted: String {
        PostgreSQLName(schema: schema, table: Self.table).quoted
    }

    private func exists() throws -> Bool {
        let found = try connection.scalar(
            """
            SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname = $2
            """, [.text(schema), .text(Self.table)])
        return found != nil
    }

    /// The job's checkpoint; `nil` when the schema holds none.
    func load(_ job: String) throws -> Checkpoint? {
        guard try exists() else { return nil }
        return try repository.get(job)?.checkpoint
    }

    /// Takes the job for this session, until it ends: two runs of one job never write side by side,
    /// wherever they are.
    ///
    /// A server that still works for a client that is gone is waited for.
    ///
    /// - Throws: `JobError(.locked)` when another session has it.
    static func lock(_ job: String, _ connection: PostgreSQLConnection) throws {
        var hash = StableHash()
        hash.add("tranche job")
        hash.add(job)
        try connection.execute("SET lock_timeout = '10s'")
        do {
            try connection.attempt("SELECT pg_advisory_lock($1)", [hash.value.sqlValue])
        } catch let failure as PostgreSQLFailure where failure.sqlState == "55P03" {
            throw JobError(
                .locked, "found another session that holds this job, in \(connection.name)",
                hint: "let the other run finish, or end its session")
        } catch let failure as PostgreSQLFailure {
            throw connection.explained(failure)
        }
        try connection.execute("RESET lock_timeout")
    }

    /// Writes the run's epoch into the job's row, so that no older run can ever commit again.
    ///
    /// Runs inside a transaction.
    func claim(_ checkpoint: Checkpoint, resuming: Bool) throws {
        if try !exists() {
            // Two jobs that both begin in a new schema must not make it at once.
            try connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", [.text(quoted)])
            try connection.execute(
                CheckpointRecord.definition(
                    table: Self.table, schema: schema, dialect: .postgresql))
        }
        let stored = try locked(checkpoint.job)
        if let stored, stored.epoch > checkpoint.epoch {
            throw JobError.newerEpoch(stored.epoch, than: checkpoint)
        }
        var claimed = checkpoint
        if resuming {
            guard let stored, stored.sequence == checkpoint.sequence else {
                throw JobError(
                    .data,
                    "found \(stored.map { "checkpoint \($0.sequence)" } ?? "no checkpoint") of the job "
                        + "in \(connection.name), wanted checkpoint \(checkpoint.sequence)",
                    hint: "start over with --fresh")
            }
            claimed = stored
            claimed.run = checkpoint.run
            claimed.epoch = checkpoint.epoch
        }
        try repository.upsert(CheckpointRecord(claimed))
    }

    /// Writes the checkpoint in the rows' own transaction.
    ///
    /// - Throws: `JobError(.locked)` when a newer run has claimed the job.
    func save(_ checkpoint: Checkpoint) throws {
        guard let stored = try locked(checkpoint.job) else {
            throw JobError(
                .data, "found no row of the job in table \(Self.table) of \(connection.name)",
                hint: "leave that table alone while a job runs, and start over with --fresh")
        }
        guard stored.epoch <= checkpoint.epoch else {
            throw JobError.newerEpoch(stored.epoch, than: checkpoint)
        }
        try repository.upsert(CheckpointRecord(checkpoint))
    }

    /// The job's row, which nobody else changes until the transaction ends.
    private func locked(_ job: String) throws -> Checkpoint? {
        try connection.query(
            "SELECT \(SQLDialect.postgresql.list(CheckpointRecord.columns)) FROM \(quoted) "
                + "WHERE job = $1 FOR UPDATE", [.text(job)]
        ).first.map { try CheckpointRecord(row: $0).checkpoint }
    }
}
