import TrancheColumnar

/// What a source reads: a table or a query, its columns, and their order.
struct PostgreSQLSelection {
    /// A column as the server has it.
    struct Column {
        var name: String
        var isNested: Bool
        var baseType: UInt32
        /// Whether equal texts are known to be equal bytes.
        var hasDefaultCollation = false

        /// The column as a value that COPY prints as we want it.
        var expression: String {
            let name = SQLDialect.postgresql.quoted(name)
            if baseType == PostgreSQLType.boolean { return name + "::text" }
            if isNested { return "to_json(\(name))" }
            return name
        }
    }

    /// How a later run finds the place where this one stopped.
    enum Order: Hashable {
        /// As the server gives them; a resumed run reads the rows before its place again, and
        /// compares.
        case none
        /// By a column that may have equal values; resumed as `none`.
        case column(String)
        /// By a unique column of integers, which tells where to go on.
        case key(String)
    }

    let input: PostgreSQLTableSource.Input
    let columns: [Column]
    let order: Order
    let table: PostgreSQLTable?
    /// Which rows are wanted, as SQL; empty for all.
    var restrictions: [String] = []

    /// Learns the columns from the server.
    init(
        _ input: PostgreSQLTableSource.Input, cursor: String?, _ connection: PostgreSQLConnection
    ) throws {
        self.input = input
        switch input {
        case .table(let name):
            guard let table = try PostgreSQLTable.find(name, connection) else {
                throw PostgreSQLTable.missing(name, connection)
            }
            self.table = table
            columns = table.columns.map {
                Column(
                    name: $0.name, isNested: $0.isNested, baseType: $0.baseType,
                    hasDefaultCollation: $0.hasDefaultCollation)
            }
        case .query(let sql):
            table = nil
            columns = try connection.describe(sql)
        }
        try Self.checkNames(columns.map(\.name))
        order = try Self.order(cursor, columns, table)
    }

    /// The fields before the user's types.
    var fields: [Field] {
        columns.map { column in
            let type = PostgreSQLType.dataType(column.baseType) ?? (column.isNested ? .json : .text)
            return Field(column.name, type, origin: .declared)
        }
    }

    /// Whether the last field of each row is the key.
    var hasKey: Bool { keyColumn != nil }

    private var keyColumn: String? {
        if case .key(let name) = order { return name }
        return nil
    }

    /// The COPY of the wanted columns, and of the key behind them.
    func copy(_ wanted: [Int], after key: Int64?) -> String {
        var conditions = restrictions
        let dialect = SQLDialect.postgresql
        var list = wanted.map { columns[$0].expression }
        var from: String
        switch input {
        case .table: from = table?.quoted ?? ""
        // A comment at its end must not take the bracket along.
        case .query(let sql): from = "(\(Self.bare(sql))\n) AS \"q\""
        }
        if let keyColumn {
            if let key { conditions.append("\(dialect.quoted(keyColumn)) > \(key)") }
            list.append(dialect.quoted(keyColumn))
        }
        if !conditions.isEmpty { from += " WHERE " + conditions.joined(separator: " AND ") }
        switch order {
        case .none: break
        case .column(let name), .key(let name): from += " ORDER BY \(dialect.quoted(name))"
        }
        return "COPY (SELECT \(list.joined(separator: ", ")) FROM \(from)) TO STDOUT"
    }

    /// A query without the semicolon at its end.
    static func bare(_ sql: String) -> String {
        var text = sql[...]
        while let last = text.last, last == ";" || last.isWhitespace { text.removeLast() }
        return String(text)
    }

    private static func checkNames(_ names: [String]) throws(JobError) {
        for (position, name) in names.enumerated() where names[..<position].contains(name) {
            throw JobError(
                .usage, "found two columns called '\(name)' in the query",
                hint: "name one of them with AS")
        }
    }

    private static func order(_ cursor: String?, _ columns: [Column], _ table: PostgreSQLTable?)
        throws(JobError) -> Order
    {
        guard let cursor else { return .none }
        guard let column = columns.first(where: { $0.name == cursor }) else {
            let near = nearestName(to: cursor, among: columns.map(\.name))
            throw JobError(
                .usage, "found no column '\(cursor)' for --cursor-column",
                hint: near.map { "did you mean '\($0)'?" } ?? "name a column of the source")
        }
        let isUnique =
            table?.hasUniqueKey([cursor]) == true && table?.column(cursor)?.isNotNull == true
        let isInteger = PostgreSQLType.dataType(column.baseType) == .bigint
        return isUnique && isInteger ? .key(cursor) : .column(cursor)
    }
}

extension PostgreSQLConnection {
    /// The columns that a query will give; it is not run.
    func describe(_ sql: String) throws -> [PostgreSQLSelection.Column] {
        let result = try prepared(PostgreSQLSelection.bare(sql))
        guard result.columnCount > 0 else {
            throw JobError(.usage, "found a statement that gives no rows", hint: "give a SELECT")
        }
        let columns = (0..<result.columnCount).map { (result.name($0), result.type($0)) }
        let types = Set(columns.map(\.1)).map(String.init).joined(separator: ", ")
        let nested = try query(
            """
            SELECT oid FROM pg_type WHERE oid IN (\(types)) AND (typtype = 'c' OR typcategory = 'A')
            """
        ).map { UInt32(truncatingIfNeeded: try $0.get("oid", as: Int64.self)) }
        return columns.map { name, type in
            PostgreSQLSelection.Column(
                name: name, isNested: nested.contains(type), baseType: type)
        }
    }
}
