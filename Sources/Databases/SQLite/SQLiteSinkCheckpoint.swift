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
        let stored = try repository(connection).get(checkpoint.job)?.checkpoint
        if let stored, stored.epoch > checkpoint.epoch {
            throw JobError.newerEpoch(stored.epoch, than: checkpoint)
        }
        var claimed = checkpoint
        if resuming {
            guard let stored, stored.sequence == checkpoint.sequence else {
                throw JobError(
                    .data,
                    "found \(stored.map { "checkpoint \($0.sequence)" } ?? "no checkpoint") of the job "
                        + "in \(connection.path), wanted checkpoint \(checkpoint.sequence)",
                    hint: "start over with --fresh")
            }
            claimed = stored
            claimed.run = checkpoint.run
            claimed.epoch = checkpoint.epoch
        }
        try repository(connection).upsert(CheckpointRecord(claimed))
    }

    /// Writes the checkpoint in the rows' own transaction.
    ///
    /// - Throws: `JobError(.locked)` when a newer run has claimed the job.
    static func save(_ checkpoint: Checkpoint, _ connection: SQLiteConnection) throws {
        let stored = try repository(connection).get(checkpoint.job)?.checkpoint
        guard let stored else {
            throw JobError(
                .data, "found no row of the job in table \(table) of \(connection.path)",
                hint: "leave that table alone while a job runs, and start over with --fresh")
        }
        guard stored.epoch <= checkpoint.epoch else {
            throw JobError.newerEpoch(stored.epoch, than: checkpoint)
        }
        try repository(connection).upsert(CheckpointRecord(checkpoint))
    }

    private static func repository(_ connection: SQLiteConnection) -> Repository<CheckpointRecord> {
        Repository(connection, table: table)
    }
}
