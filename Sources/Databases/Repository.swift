import TrancheColumnar

/// The rows of one table as values: create, read, update, delete, over any ``Connection``.
///
/// Identifiers are quoted and values are bound, always. Each call is one statement, so several
/// that belong together stand in the connection's `transaction`.
public struct Repository<Record: Entity>: Sendable {
    public let connection: any Connection
    /// The table's name, unquoted; the entity's own unless named otherwise.
    public let table: String
    /// The schema the table is in; `nil` for the one that the connection takes by itself.
    public let schema: String?

    /// The table's whole name, quoted.
    private var place: String {
        (schema.map { dialect.quoted($0) + "." } ?? "") + dialect.quoted(table)
    }
    private var dialect: SQLDialect { connection.dialect }

    public init(
        _ connection: any Connection, table: String = Record.table, schema: String? = nil
    ) {
        precondition(!Record.keyColumns.isEmpty, "\(Record.self) has no key")
        self.connection = connection
        self.table = table
        self.schema = schema
    }

    /// The row with this key, a value for each key column in their order; `nil` when there is none.
    public func get(_ key: any SQLConvertible...) throws -> Record? {
        let (condition, parameters) = identified(by: key)
        return try connection.query(select + condition, parameters).first.map(Record.init(row:))
    }

    /// - Throws: `JobError(.data)` when a row with this key exists.
    public func create(_ record: Record) throws {
        try connection.execute(
            dialect.insert(intoQuoted: place, columns: Record.columns), checked(record.values))
    }

    /// Gives the row with the record's key the record's values.
    ///
    /// - Returns: `false` when there is no such row.
    @discardableResult
    public func update(_ record: Record) throws -> Bool {
        let values = checked(record.values)
        let set = Record.columns.enumerated().map {
            "\(dialect.quoted($1)) = \(dialect.placeholder($0 + 1))"
        }
        let conditions = Record.keyColumns.map { column in
            let position = Record.columns.firstIndex(of: column) ?? 0
            return "\(dialect.quoted(column)) = \(dialect.placeholder(position + 1))"
        }
        let sql =
            "UPDATE \(place) SET \(set.joined(separator: ", "))"
            + " WHERE \(conditions.joined(separator: " AND "))"
        return try connection.execute(sql, values) > 0
    }

    /// Creates the row, or gives the one with its key the record's values.
    public func upsert(_ record: Record) throws {
        let sql =
            dialect.insert(intoQuoted: place, columns: Record.columns)
            + dialect.onConflictUpdate(key: Record.keyColumns, columns: Record.columns)
        try connection.execute(sql, checked(record.values))
    }

    /// - Returns: `false` when there was no such row.
    @discardableResult
    public func delete(_ key: any SQLConvertible...) throws -> Bool {
        let (condition, parameters) = identified(by: key)
        return try connection.execute(
            "DELETE FROM \(place)" + condition, parameters) > 0
    }

    /// Deletes every row of which `predicate` holds.
    ///
    /// - Returns: How many.
    @discardableResult
    public func delete(where predicate: Predicate) throws -> Int {
        let (condition, parameters) = filtered(by: predicate)
        return try connection.execute(
            "DELETE FROM \(place)" + condition, parameters)
    }

    public func exists(_ key: any SQLConvertible...) throws -> Bool {
        let (condition, parameters) = identified(by: key)
        let sql = "SELECT 1 FROM \(place)" + condition
        return try !connection.query(sql, parameters).isEmpty
    }

    /// How many rows there are, or of how many `predicate` holds.
    public func count(where predicate: Predicate? = nil) throws -> Int64 {
        let (condition, parameters) = filtered(by: predicate)
        let sql = "SELECT count(*) AS \"n\" FROM \(place)" + condition
        return try connection.query(sql, parameters).first?.get("n") ?? 0
    }

    /// The rows of which `predicate` holds, by `order` and then by key.
    public func list(
        where predicate: Predicate? = nil, order: [SortOrder] = [], page: Page? = nil
    ) throws -> [Record] {
        var (sql, parameters) = filtered(by: predicate)
        check(order.map(\.column))
        // The key comes last, so that pages never overlap.
        let rest = Record.keyColumns.filter { key in !order.contains { $0.column == key } }
        let terms =
            order.map { dialect.quoted($0.column) + ($0.isAscending ? "" : " DESC") }
            + rest.map(dialect.quoted)
        sql += " ORDER BY " + terms.joined(separator: ", ")
        if let page { sql += " LIMIT \(page.limit) OFFSET \(page.offset)" }
        return try connection.query(select + sql, parameters).map(Record.init(row:))
    }

    private var select: String {
        "SELECT \(dialect.list(Record.columns)) FROM \(place)"
    }

    private func identified(by key: [any SQLConvertible]) -> (String, [SQLValue]) {
        precondition(key.count == Record.keyColumns.count, "a value for each key column")
        let conditions = Record.keyColumns.enumerated().map {
            "\(dialect.quoted($1)) = \(dialect.placeholder($0 + 1))"
        }
        return (" WHERE " + conditions.joined(separator: " AND "), key.map(\.sqlValue))
    }

    private func filtered(by predicate: Predicate?) -> (String, [SQLValue]) {
        guard let predicate else { return ("", []) }
        check(predicate.columns)
        var parameters: [SQLValue] = []
        let condition = predicate.sql(dialect, &parameters)
        return (" WHERE " + condition, parameters)
    }

    /// A column that the entity does not have is a mistake in the program, not in its input.
    private func check(_ columns: [String]) {
        for column in columns {
            precondition(
                Record.columns.contains(column), "\(Record.self) has no column '\(column)'")
        }
    }

    private func checked(_ values: [SQLValue]) -> [SQLValue] {
        precondition(values.count == Record.columns.count, "\(Record.self): a value a column")
        return values
    }
}
