import TrancheColumnar

/// What a database says about one of its tables.
struct SQLiteTable: Hashable {
    enum Kind: String {
        case table
        case view
        case virtual
        case shadow
    }

    struct Column: Hashable {
        var name: String
        var declaredType: String
        var isNotNull: Bool
        var hasDefault: Bool
        /// Computed by the table; nothing can be inserted.
        var isGenerated: Bool
        /// From 1 for the columns of the primary key; 0 for others.
        var keyPosition: Int64

        var affinity: SQLiteAffinity { SQLiteAffinity(declaredType: declaredType) }
        var type: DataType { DataType(sqliteDeclaration: declaredType) }
    }

    /// The name as the database spells it.
    var name: String
    var kind: Kind
    /// Visible columns, in order.
    var columns: [Column]
    var isWithoutRowid: Bool
    /// The columns of each unique index that covers all rows, the primary key among them.
    var uniqueKeys: [[String]]
    /// The column that is the rowid itself: an `INTEGER PRIMARY KEY`.
    var rowidColumn: String?
    /// The CREATE statement.
    var sql: String

    /// The columns that a row can be given values for.
    var writableColumns: [Column] { columns.filter { !$0.isGenerated } }

    /// A name by which the rowid can be read; `nil` when there is none.
    var rowidName: String? {
        guard kind == .table, !isWithoutRowid else { return nil }
        if let rowidColumn { return rowidColumn }
        return ["rowid", "_rowid_", "oid"].first { alias in
            !columns.contains { sameName($0.name, alias) }
        }
    }

    func column(_ name: String) -> Column? {
        columns.first { sameName($0.name, name) }
    }

    /// Whether some unique index is on exactly these columns, in any order.
    func hasUniqueKey(_ key: [String]) -> Bool {
        let wanted = Set(key.map(foldedName))
        return uniqueKeys.contains { Set($0.map(foldedName)) == wanted }
    }
}

extension SQLiteTable {
    /// Looks the table up, its name compared as SQLite compares names; `nil` when there is none.
    static func find(_ name: String, _ connection: SQLiteConnection) throws -> SQLiteTable? {
        let found = try connection.query(
            """
            SELECT m.name, l.type, l.wr, coalesce(m.sql, '') AS sql
            FROM main.sqlite_master AS m, pragma_table_list(m.name) AS l
            WHERE m.type IN ('table', 'view') AND m.name = ?1 COLLATE NOCASE AND l.schema = 'main'
            """, [.text(name)])
        guard let row = found.first else { return nil }
        var table = try SQLiteTable(
            name: row.get("name"), kind: Kind(rawValue: row.get("type")) ?? .table, columns: [],
            isWithoutRowid: row.get("wr"), uniqueKeys: [], rowidColumn: nil, sql: row.get("sql"))
        table.columns = try columns(of: table.name, connection)
        try table.readKeys(connection)
        return table
    }

    private static func columns(of table: String, _ connection: SQLiteConnection) throws -> [Column]
    {
        // hidden: 0 ordinary, 1 hidden in a virtual table, 2 and 3 generated.
        try connection.query(
            """
            SELECT name, type, "notnull", dflt_value IS NOT NULL AS has_default, pk, hidden
            FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid
            """, [.text(table)]
        ).map { row in
            try Column(
                name: row.get("name"), declaredType: row.get("type"), isNotNull: row.get("notnull"),
                hasDefault: row.get("has_default"),
                isGenerated: row.get("hidden", as: Int64.self) != 0, keyPosition: row.get("pk"))
        }
    }

    private mutating func readKeys(_ connection: SQLiteConnection) throws {
        let rows = try connection.query(
            """
            SELECT l.seq, l.origin, x.name FROM pragma_index_list(?1) AS l
            JOIN pragma_index_xinfo(l.name) AS x
            WHERE l."unique" AND NOT l.partial AND x.key ORDER BY l.seq, x.seqno
            """, [.text(name)])
        var keys: [Int64: [String?]] = [:]
        var hasKeyIndex = false
        for row in rows {
            // An expression in an index has no name, and then the index is no key.
            try keys[row.get("seq"), default: []].append(row.get("name"))
            if try row.get("origin", as: String.self) == "pk" { hasKeyIndex = true }
        }
        uniqueKeys = keys.values.filter { !$0.contains(nil) }.map { $0.compactMap(\.self) }
        let key = columns.filter { $0.keyPosition > 0 }.map(\.name)
        // Only the rowid itself needs no index to be unique.
        if kind == .table, key.count == 1, !hasKeyIndex, !isWithoutRowid {
            rowidColumn = key[0]
            uniqueKeys.append(key)
        }
    }
}

/// A name as SQLite compares it: ASCII letters without their case, all others as they are.
func foldedName(_ name: String) -> String {
    String(
        decoding: name.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
}

func sameName(_ left: String, _ right: String) -> Bool {
    left == right || foldedName(left) == foldedName(right)
}
