import TrancheColumnar
import TranchePipeline

/// The rows in the checkpoints' table of a database by which runs hold the right to write rejects.
struct RejectClaims {
    private enum Table {
        case sqlite(SQLiteConnection)
        case postgresql(PostgreSQLSinkCheckpoint)
    }

    private let table: Table

    /// - Throws: `JobError(.cannotCreate)` when a server has no schema for it.
    init?(_ connection: any Connection, for place: RejectPlace) throws {
        switch (connection, place) {
        case (let file as SQLiteConnection, _): table = .sqlite(file)
        case (let server as PostgreSQLConnection, .postgresql(_, let name)):
            var schema = name.schema
            if schema == nil, case .text(let first) = try server.scalar("SELECT current_schema()") {
                schema = first
            }
            guard let schema else {
                throw JobError(
                    .cannotCreate, "found no schema for table '\(name.text)' in \(server.name)",
                    hint: "name one: #schema.\(name.table)")
            }
            table = .postgresql(PostgreSQLSinkCheckpoint(schema: schema, connection: server))
        default: return nil
        }
    }

    /// Puts a run's claim in the place of an earlier one.
    ///
    /// - Returns: The earlier one; `nil` when there was none.
    /// - Throws: `JobError(.locked)` when a newer run has it.
    func exchange(for claim: Checkpoint) throws -> Checkpoint? {
        switch table {
        case .sqlite(let connection):
            let earlier = try SQLiteSinkCheckpoint.load(claim.job, connection)
            try SQLiteSinkCheckpoint.claim(claim, resuming: false, connection)
            return earlier
        case .postgresql(let checkpoints):
            let earlier = try checkpoints.load(claim.job)
            try checkpoints.claim(claim, resuming: false)
            return earlier
        }
    }

    /// - Throws: `JobError(.locked)` when a newer run has claimed the job.
    func save(_ claim: Checkpoint) throws {
        switch table {
        case .sqlite(let connection): try SQLiteSinkCheckpoint.save(claim, connection)
        case .postgresql(let checkpoints): try checkpoints.save(claim)
        }
    }
}
