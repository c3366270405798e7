import TrancheColumnar

/// Loads a table's new content beside it and exchanges both in one transaction.
///
/// Readers see the old content until the last commit and the new content after it. Unique indexes
/// that have a name, and triggers, are made anew at the exchange: names are unique in a database, so
/// the loading table cannot have them before.
struct SQLiteReplacement {
    /// The table to be replaced.
    let table: String
    /// The loading table: one for each job, so that two jobs never load into one.
    let staging: String

    private static let prefix = "_tranche_new_"

    init(table: String, job: String) {
        var hash = StableHash()
        hash.add(job)
        let digits = String(hash.value, radix: 16)
        let suffix = String(repeating: "0", count: 16 - digits.count) + digits
        self.table = table
        staging = "\(Self.prefix)\(table)_\(suffix.prefix(8))"
    }

    /// Makes the empty loading table with `old`'s definition, or with the given one.
    ///
    /// Loading tables that other runs have left for this table go.
    func begin(replacing old: SQLiteTable?, or definition: String, _ connection: SQLiteConnection)
        throws
    {
        for name in try leftovers(connection) {
            try connection.execute("DROP TABLE \(connection.dialect.quoted(name))")
        }
        try connection.execute(try old.map { try renamed($0.sql) } ?? definition)
    }

    private func leftovers(_ connection: SQLiteConnection) throws -> [String] {
        let start = Self.prefix + foldedName(table) + "_"
        return try connection.query("SELECT name FROM main.sqlite_master WHERE type = 'table'")
            .map { try $0.get("name", as: String.self) }
            .filter { name in
                let folded = foldedName(name)
                let suffix = folded.dropFirst(start.count)
                return folded.hasPrefix(start) && suffix.count == 8
                    && suffix.allSatisfy(\.isHexDigit)
            }
    }

    /// Puts the loading table in the old one's place, with the old one's indexes and triggers.
    ///
    /// Runs inside the last transaction, with foreign keys off and old-style renaming, so that
    /// other tables' references and views keep naming this table.
    func finish(_ connection: SQLiteConnection) throws {
        let dialect = connection.dialect
        var parts: [String] = []
        if let old = try SQLiteTable.find(table, connection) {
            try checkUnchanged(old, connection)
            parts = try connection.query(
                """
                SELECT sql FROM main.sqlite_master WHERE tbl_name = ?1 COLLATE NOCASE
                AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, rowid
                """, [.text(old.name)]
            ).map { try $0.get("sql") }
            try connection.execute("DROP TABLE \(dialect.quoted(old.name))")
            try rename(to: old.name, connection)
        } else {
            try rename(to: table, connection)
        }
        for part in parts { try connection.execute(part) }
    }

    private func rename(to name: String, _ connection: SQLiteConnection) throws {
        let dialect = connection.dialect
        try connection.execute(
            "ALTER TABLE \(dialect.quoted(staging)) RENAME TO \(dialect.quoted(name))")
    }

    private func checkUnchanged(_ old: SQLiteTable, _ connection: SQLiteConnection) throws {
        guard let loaded = try SQLiteTable.find(staging, connection),
            try loaded.sql == renamed(old.sql)
        else {
            throw JobError(
                .data, "found another definition of table '\(old.name)' than when the run began",
                hint: "start over with --fresh")
        }
    }

    /// The CREATE TABLE statement with the loading table's name in the place of its own.
    private func renamed(_ sql: String) throws -> String {
        guard let rest = afterTableName(sql) else {
            throw JobError(
                .data, "found a definition of table '\(table)' that cannot be read",
                hint: "load into a new table, or choose another mode")
        }
        return "CREATE TABLE \(SQLDialect.sqlite.quoted(staging))" + rest
    }
}

/// What follows the name in a CREATE TABLE statement as SQLite keeps it: `CREATE TABLE`, one blank,
/// the name as it was written, the rest as it was written.
private func afterTableName(_ sql: String) -> Substring? {
    let start = "CREATE TABLE "
    guard sql.hasPrefix(start) else { return nil }
    var rest = sql.dropFirst(start.count)
    guard let first = rest.first else { return nil }
    let closing: [Character: Character] = ["\"": "\"", "`": "`", "'": "'", "[": "]"]
    guard let close = closing[first] else {
        return rest.firstIndex { $0 == "(" || $0.isWhitespace }.map { rest[$0...] }
    }
    rest.removeFirst()
    while let end = rest.firstIndex(of: close) {
        rest = rest[rest.index(after: end)...]
        // A doubled quote stands for itself; a bracket cannot be doubled.
        guard close != "]", rest.first == close else { return rest }
        rest.removeFirst()
    }
    return nil
}
