import TrancheColumnar

/// What a database says about one of its tables.
struct PostgreSQLTable: Hashable {
    /// `pg_class.relkind`.
    enum Kind: String {
        case table = "r"
        case partitioned = "p"
        case view = "v"
        case materializedView = "m"
        case foreign = "f"

        var words: String {
            switch self {
            case .table: "table"
            case .partitioned: "partitioned table"
            case .view: "view"
            case .materializedView: "materialized view"
            case .foreign: "foreign table"
            }
        }
    }

    struct Column: Hashable {
        var name: String
        /// The type under all domains.
        var baseType: UInt32
        /// As the server writes it, such as `numeric(10,2)`.
        var declaredType: String
        /// A composite or an array, which is read as JSON.
        var isNested: Bool
        var isNotNull: Bool
        var hasDefault: Bool
        /// Computed by the table; nothing can be inserted.
        var isGenerated: Bool
        /// `GENERATED ALWAYS AS IDENTITY`.
        var isIdentityAlways: Bool
        /// Whether texts are compared as the database does it where nothing is said.
        var hasDefaultCollation: Bool

        /// What its values are to us.
        var type: DataType { PostgreSQLType.dataType(baseType) ?? (isNested ? .json : .text) }
    }

    var oid: Int64
    var name: PostgreSQLName
    var kind: Kind
    /// As the server last counted; below 0 when it never has.
    var estimatedRows: Int64
    var columns: [Column]
    /// The columns of each unique index that covers all rows and checks at once.
    var uniqueKeys: [[String]]

    var quoted: String { name.quoted }
    /// The columns that a row can be given values for.
    var writableColumns: [Column] { columns.filter { !$0.isGenerated } }

    func column(_ name: String) -> Column? {
        columns.first { $0.name == name } ?? columns.first { sameName($0.name, name) }
    }

    /// Whether some unique index is on exactly these columns, in any order.
    func hasUniqueKey(_ key: [String]) -> Bool {
        let wanted = Set(key.compactMap { column($0)?.name })
        return uniqueKeys.contains { Set($0) == wanted }
    }
}

extension PostgreSQLTable {
    /// Looks the table up; `nil` when there is none.
    static func find(_ name: PostgreSQLName, _ connection: PostgreSQLConnection) throws
        -> PostgreSQLTable?
    {
        let place = name.schema == nil ? "pg_table_is_visible(c.oid)" : "n.nspname = $2"
        let found = try connection.query(
            """
            SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
            c.reltuples::bigint AS rows FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $1 AND \(place) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """, [.text(name.table)] + (name.schema.map { [.text($0)] } ?? []))
        guard let row = found.first else { return nil }
        let oid: Int64 = try row.get("oid")
        return try PostgreSQLTable(
            oid: oid, name: PostgreSQLName(schema: row.get("schema"), table: row.get("name")),
            kind: Kind(rawValue: row.get("kind")) ?? .table, estimatedRows: row.get("rows"),
            columns: columns(of: oid, connection), uniqueKeys: keys(of: oid, connection))
    }

    private static func columns(of oid: Int64, _ connection: PostgreSQLConnection) throws
        -> [Column]
    {
        // Through JSON, since older servers have neither generated nor identity columns.
        try connection.query(
            """
            SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS declared,
            a.attnotnull AS is_not_null, a.atthasdef AS has_default,
            coalesce(to_jsonb(a) ->> 'attgenerated', '') AS generated,
            coalesce(to_jsonb(a) ->> 'attidentity', '') AS identity, b.oid AS base,
            a.attcollation = 100 AS has_default_collation,
            b.typtype = 'c' OR b.typcategory = 'A' AS is_nested
            FROM pg_attribute a CROSS JOIN LATERAL (
              WITH RECURSIVE b AS (
                SELECT t.* FROM pg_type t WHERE t.oid = a.atttypid
                UNION ALL SELECT t.* FROM pg_type t JOIN b ON t.oid = b.typbasetype)
              SELECT b.oid, b.typtype, b.typcategory FROM b WHERE b.typtype <> 'd') b
            WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """, [.integer(oid)]
        ).map { row in
            let identity: String = try row.get("identity")
            let base: Int64 = try row.get("base")
            return try Column(
                name: row.get("name"), baseType: UInt32(truncatingIfNeeded: base),
                declaredType: row.get("declared"), isNested: row.get("is_nested"),
                isNotNull: row.get("is_not_null"),
                hasDefault: row.get("has_default") || !identity.isEmpty,
                isGenerated: row.get("generated", as: String.self) != "",
                isIdentityAlways: identity == "a",
                hasDefaultCollation: row.get("has_default_collation"))
        }
    }

    private static func keys(of oid: Int64, _ connection: PostgreSQLConnection) throws -> [[String]]
    {
        let rows = try connection.query(
            """
            SELECT i.indexrelid AS index, a.attname::text AS name FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
            WHERE i.indrelid = $1 AND i.indisunique AND i.indisvalid AND i.indimmediate
            AND i.indpred IS NULL AND i.indexprs IS NULL
            AND k.place <= coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
            ORDER BY i.indisprimary DESC, i.indexrelid, k.place
            """, [.integer(oid)])
        var order: [Int64] = []
        var keys: [Int64: [String]] = [:]
        for row in rows {
            let index: Int64 = try row.get("index")
            if keys[index] == nil { order.append(index) }
            try keys[index, default: []].append(row.get("name"))
        }
        return order.compactMap { keys[$0] }
    }

    /// The error for a table that is not there, with the nearest name that is.
    static func missing(_ name: PostgreSQLName, _ connection: PostgreSQLConnection) -> JobError {
        let place = name.schema == nil ? "pg_table_is_visible(c.oid)" : "n.nspname = $1"
        let names = try? connection.query(
            """
            SELECT c.relname::text AS name FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE \(place)
            AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog',
            'information_schema') LIMIT 10000
            """, name.schema.map { [.text($0)] } ?? []
        ).map { try $0.get("name", as: String.self) }
        let near = nearestName(to: name.table, among: names ?? [])
        let whole = near.map { PostgreSQLName(schema: name.schema, table: $0).text }
        return JobError(
            .inputMissing, "found no table '\(name.text)' in \(connection.name)",
            hint: whole.map { "did you mean '\($0)'?" } ?? "check the table's name and schema")
    }
}
