import TrancheColumnar

/// Loads a table's new content beside it and exchanges both in one transaction.
///
/// The loading table has the old one's columns, defaults, constraints and indexes, so a row that the
/// table would refuse is found when it is loaded. At the end the content moves over within the server:
/// the table itself stays, and with it grants, indexes, foreign keys, triggers, policies and views.
/// Readers see the old content until that transaction commits.
struct PostgreSQLReplacement {
    /// The table to be replaced.
    let table: PostgreSQLName
    /// The loading table: one for each job, so that two jobs never load into one.
    let staging: PostgreSQLName
    private let prefix: String

    init(table: PostgreSQLName, job: String) {
        self.table = table
        prefix = "_tranche_new_\(Self.digits(table.table))_"
        staging = PostgreSQLName(schema: table.schema, table: prefix + Self.digits(job))
    }

    private static func digits(_ text: String) -> String {
        var hash = StableHash()
        hash.add(text)
        let digits = String(hash.value, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(8))
    }

    /// Makes the empty loading table like `old`, or by the given definition.
    ///
    /// Loading tables that other runs have left for this table go.
    func begin(
        replacing old: PostgreSQLTable?, or definition: String, _ connection: PostgreSQLConnection
    ) throws {
        let left = try connection.query(
            """
            SELECT c.relname::text AS name FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relkind = 'r' AND left(c.relname, $2) = $3
            """, [(table.schema ?? "").sqlValue, .integer(Int64(prefix.utf8.count)), .text(prefix)])
        for row in left {
            let name = PostgreSQLName(schema: table.schema, table: try row.get("name"))
            try connection.execute("DROP TABLE \(name.quoted)")
        }
        guard let old else {
            try connection.execute(definition)
            return
        }
        try connection.execute(
            "CREATE TABLE \(staging.quoted) (LIKE \(old.quoted) INCLUDING ALL)")
        let keys = try connection.query(
            """
            SELECT conname::text AS name, pg_get_constraintdef(oid) AS rule FROM pg_constraint
            WHERE conrelid = $1 AND contype = 'f' AND confrelid <> conrelid
            """, [.integer(old.oid)])
        for key in keys {
            let name = connection.dialect.quoted(try key.get("name"))
            let rule: String = try key.get("rule")
            try connection.execute(
                "ALTER TABLE \(staging.quoted) ADD CONSTRAINT \(name) \(rule)")
        }
    }

    /// Moves the loaded rows to their table, in the run's last transaction.
    func finish(_ plan: PostgreSQLSinkPlan, existed: Bool, _ connection: PostgreSQLConnection)
        throws
    {
        let old = try PostgreSQLTable.find(table, connection)
        guard let old else {
            guard !existed else { throw changed() }
            try connection.execute(
                "ALTER TABLE \(staging.quoted) RENAME TO "
                    + connection.dialect.quoted(table.table))
            return
        }
        guard existed else { throw changed() }
        let isReferenced = try connection.scalar(
            """
            SELECT 1 FROM pg_constraint WHERE confrelid = $1 AND contype = 'f' AND conrelid <> $1
            LIMIT 1
            """, [.integer(old.oid)])
        let columns = old.writableColumns.map(\.name)
        let list = connection.dialect.list(columns)
        let insert =
            "INSERT INTO \(old.quoted) (\(list)) OVERRIDING SYSTEM VALUE SELECT \(list) FROM "
            + staging.quoted
        if isReferenced == nil {
            try connection.execute("TRUNCATE \(old.quoted)")
            try connection.execute(insert)
        } else {
            try merge(into: old, insert, columns, connection)
        }
        try connection.execute("DROP TABLE \(staging.quoted)")
    }

    /// Other tables refer to this one, so rows that stay must not be gone for a moment.
    private func merge(
        into old: PostgreSQLTable, _ insert: String, _ columns: [String],
        _ connection: PostgreSQLConnection
    ) throws {
        let dialect = connection.dialect
        guard let key = old.uniqueKeys.first else {
            throw JobError(
                .data, "found a table without a key that other tables refer to: \(old.name.text)",
                hint: "give it a primary key")
        }
        let isSame = key.map { "n.\(dialect.quoted($0)) = o.\(dialect.quoted($0))" }
            .joined(separator: " AND ")
        try connection.execute(
            "DELETE FROM \(old.quoted) o WHERE NOT EXISTS (SELECT 1 FROM \(staging.quoted) n "
                + "WHERE \(isSame))")
        let updatable = old.writableColumns.filter { !$0.isIdentityAlways }.map(\.name)
        try connection.execute(insert + dialect.onConflictUpdate(key: key, columns: updatable))
    }

    private func changed() -> JobError {
        JobError(
            .data, "found another table '\(table.text)' than when the run began",
            hint: "start over with --fresh")
    }
}
