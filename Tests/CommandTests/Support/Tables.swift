import CSQLite

/// Looks into a database file after the program has ended.
@safe struct Database: ~Copyable {
    private let handle: OpaquePointer?

    init(_ path: String) {
        var opened: OpaquePointer?
        let status = unsafe sqlite3_open_v2(
            path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
        unsafe handle = opened
        if status != SQLITE_OK { fatalError("cannot open \(path)") }
    }

    deinit { unsafe sqlite3_close(handle) }

    /// The rows of a query, values joined by `|`; NULL is `NULL`.
    func rows(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        guard unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw DatabaseError(
                description: unsafe String(cString: sqlite3_errmsg(handle)) + ": " + sql)
        }
        defer { unsafe sqlite3_finalize(statement) }
        var rows: [String] = []
        while true {
            let status = unsafe sqlite3_step(statement)
            if status == SQLITE_DONE { return rows }
            guard status == SQLITE_ROW else {
                throw DatabaseError(description: unsafe String(cString: sqlite3_errmsg(handle)))
            }
            let count = unsafe sqlite3_column_count(statement)
            let values = (0..<count).map { column in
                unsafe sqlite3_column_text(statement, column)
                    .map { unsafe String(cString: $0) } ?? "NULL"
            }
            rows.append(values.joined(separator: "|"))
        }
    }

    func run(_ sql: String) throws { _ = try rows(sql) }

    /// What differs between a table and the same table of another file, row for row by rowid;
    /// `nil` when nothing does.
    func difference(of table: String, from other: String) throws -> String? {
        try run("ATTACH '\(other)' AS wanted")
        let columns = try rows("SELECT name FROM pragma_table_info('\(table)')")
        let theirs = try rows("SELECT name FROM pragma_table_info('\(table)', 'wanted')")
        guard !columns.isEmpty, columns == theirs else {
            return "columns \(columns), wanted \(theirs)"
        }
        let tests = columns.map {
            "a.\"\($0)\" IS NOT b.\"\($0)\" OR typeof(a.\"\($0)\") <> typeof(b.\"\($0)\")"
        }
        let counts = try rows(
            "SELECT (SELECT count(*) FROM main.\(table)), (SELECT count(*) FROM wanted.\(table))")
        let wrong = try rows(
            """
            SELECT a.rowid FROM main.\(table) a LEFT JOIN wanted.\(table) b ON a.rowid = b.rowid
            WHERE b.rowid IS NULL OR \(tests.joined(separator: " OR ")) ORDER BY 1 LIMIT 1
            """)
        let parts = counts[0].split(separator: "|")
        if parts[0] == parts[1], wrong.isEmpty { return nil }
        return "\(parts[0]) rows, wanted \(parts[1]); first wrong rowid \(wrong.first ?? "-")"
    }
}

struct DatabaseError: Error, CustomStringConvertible {
    var description: String
}
