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
        """
        ALTER TABLE "run_sinks" ADD COLUMN "rows_unmatched" INTEGER NOT NULL DEFAULT 0;
        """,
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

    /// Makes the tables of a database, or brings them up to ``version``, in the schema `tranche`.
    ///
    /// - Throws: `JobError(.data)` when they are newer than this program.
    static func migrate(_ connection: PostgreSQLConnection) throws {
        try connection.execute("SET search_path = tranche")
        if try found(connection) == version { return }
        try connection.transaction {
            // Programs that begin at one moment make the tables once.
            try connection.execute("SELECT pg_advisory_xact_lock(hashtext('tranche state'))")
            let start = try found(connection)
            if start == 0 {
                try connection.execute("CREATE SCHEMA IF NOT EXISTS tranche")
                try connection.execute("CREATE TABLE version (number BIGINT NOT NULL)")
                try connection.execute("INSERT INTO version VALUES (0)")
            }
            for script in migrations.dropFirst(Int(start)) {
                let script = script.replacing(" INTEGER", with: " BIGINT")
                try connection.execute(script.replacing(" WITHOUT ROWID", with: ""))
            }
            try connection.execute("UPDATE version SET number = $1", [.integer(version)])
        }
    }

    private static func found(_ connection: PostgreSQLConnection) throws -> Int64 {
        let table = try connection.scalar("SELECT to_regclass('tranche.version')::text")
        guard table != nil else { return 0 }
        guard case .integer(let found) = try connection.scalar("SELECT number FROM version") else {
            return 0
        }
        guard found <= version else {
            throw JobError(
                .data,
                "found a state store of version \(found) in \(connection.name), wanted \(version) or less",
                hint: "use the newer Tranche that wrote it, or another place with --state")
        }
        return found
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
