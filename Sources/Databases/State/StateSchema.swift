import TrancheColumnar

/// The state file's tables, and how older files are brought up to date.
enum StateSchema {
    /// `TRAN` in ASCII: tells a state file from any other SQLite database.
    static let applicationID: Int64 = 0x5452_414E

    /// Script *i* takes a file from version *i* to *i* + 1; scripts are never changed, only added.
    static let migrations: [String] = [
        """
        CREATE TABLE "runs" (
          "id" TEXT NOT NULL PRIMARY KEY, "job" TEXT NOT NULL, "name" TEXT NOT NULL,
          "command" TEXT NOT NULL, "state" TEXT NOT NULL, "epoch" INTEGER NOT NULL,
          "pid" INTEGER NOT NULL, "host" TEXT NOT NULL, "source" TEXT NOT NULL,
          "sink" TEXT NOT NULL, "started_at" INTEGER NOT NULL, "ended_at" INTEGER,
          "rows_read" INTEGER NOT NULL, "rows_written" INTEGER NOT NULL,
          "rows_filtered" INTEGER NOT NULL, "rows_rejected" INTEGER NOT NULL,
          "rows_duplicate" INTEGER NOT NULL, "rows_limited" INTEGER NOT NULL,
          "bytes" INTEGER NOT NULL, "commits" INTEGER NOT NULL, "checkpoints" INTEGER NOT NULL,
          "error" TEXT, "exit_status" INTEGER);
        CREATE INDEX "runs_by_job" ON "runs" ("job", "epoch");
        CREATE INDEX "runs_by_start" ON "runs" ("started_at");
        CREATE TABLE "run_steps" (
          "run" TEXT NOT NULL, "position" INTEGER NOT NULL, "name" TEXT NOT NULL,
          "rows_in" INTEGER NOT NULL, "rows_out" INTEGER NOT NULL,
          PRIMARY KEY ("run", "position")) WITHOUT ROWID;
        """
            + CheckpointRecord.definition(table: CheckpointRecord.table, dialect: .sqlite),
        """
        CREATE TABLE "run_sinks" (
          "run" TEXT NOT NULL, "position" INTEGER NOT NULL, "name" TEXT NOT NULL,
          "rows_written" INTEGER NOT NULL, "rows_duplicate" INTEGER NOT NULL,
          "rows_rejected" INTEGER NOT NULL,
          PRIMARY KEY ("run", "position")) WITHOUT ROWID;
        """,
        SetupRecord.definition,
    ]

    static var version: Int64 { Int64(migrations.count) }

    /// Brings a file up to ``version``; a new one gets its mark as well.
    ///
    /// - Throws: `JobError(.data)` when the file is newer than this program, or no state file.
    static func migrate(_ connection: SQLiteConnection, isNew: Bool = false) throws {
        if try !isNew && found(connection) == version { return }
        try connection.transaction {
            // Another process may have been faster while this one waited for the lock.
            let start = isNew ? 0 : try found(connection)
            for (index, script) in migrations.enumerated().dropFirst(Int(start)) {
                try connection.run(script: script)
                try connection.execute("PRAGMA user_version = \(index + 1)")
            }
            if isNew { try connection.execute("PRAGMA application_id = \(applicationID)") }
        }
    }

    /// The file's version, checked to be one this program can go on from.
    private static func found(_ connection: SQLiteConnection) throws -> Int64 {
        guard try connection.pragma("application_id") == applicationID else {
            throw JobError(
                .data, "found a database that is no state file of Tranche: \(connection.path)",
                hint: "name another file with --state")
        }
        let found = try connection.pragma("user_version")
        guard found <= version else {
            throw JobError(
                .data,
                "found state file \(connection.path) of version \(found), wanted \(version) or less",
                hint: "use the newer Tranche that wrote it, or another file with --state")
        }
        guard found >= 1 else {
            throw JobError(
                .data, "found state file \(connection.path) without its tables",
                hint: "restore it from a copy, or move it away to start every job over")
        }
        return found
    }
}
