import TrancheColumnar
import TranchePipeline

/// The table in the target database where a job's checkpoint commits with its rows.
enum SQLiteSinkCheckpoint {
    static let table = "_tranche_checkpoint"

    /// The job's checkpoint; `nil` when the database holds none.
    static func load(_ job: String, _ connection: SQLiteConnection) throws -> Checkpoint? {
        guard try SQLiteTable.find(table, connection) != nil else { return nil }
        return try repository(connection).get(job)?.checkpoint
    }

    /// Writes the run's epoch into the job's row, so that no older run can ever commit again.
    ///
    /// Runs inside a write transaction.
    static func claim(_ checkpoint: Checkpoint, resuming: Bool, _ connection: SQLiteConnection)
        throws
    {
        try connection.execute(CheckpointRecord.definition(table: table, dialect: .sqlite))
        let claimed = try checkpoint.claimed(
            over: repository(connection).get(checkpoint.job)?.checkpoint, resuming: resuming,
            in: connection.path)
        try repository(connection).upsert(CheckpointRecord(claimed))
    }

    /// Writes the checkpoint in the rows' own transaction.
    ///
    /// - Throws: `JobError(.locked)` when a newer run has claimed the job.
    static func save(_ checkpoint: Checkpoint, _ connection: SQLiteConnection) throws {
        try checkpoint.requireClaim(
            repository(connection).get(checkpoint.job)?.checkpoint, table: table,
            in: connection.path)
        try repository(connection).upsert(CheckpointRecord(checkpoint))
    }

    private static func repository(_ connection: SQLiteConnection) -> Repository<CheckpointRecord> {
        Repository(connection, table: table)
    }
}
