import CSQLite
import TrancheColumnar

/// A connection that only reads, inside a transaction whose snapshot is taken.
func openSnapshot(_ path: String) throws -> SQLiteConnection {
    guard fileSize(path) != nil else {
        throw JobError(.inputMissing, "found no database \(path)", hint: "check the path")
    }
    let connection = try SQLiteConnection(path, .readOnly)
    do {
        return try beginSnapshot(connection)
    } catch let error as JobError where error.code == .permission {
        // A program that was killed has left a journal, which only a writer may roll back.
        try connection.rollback()
        _ = try SQLiteConnection(path, .readWrite).pragma("schema_version")
        return try beginSnapshot(SQLiteConnection(path, .readOnly))
    }
}

private func beginSnapshot(_ connection: SQLiteConnection) throws -> SQLiteConnection {
    try connection.begin(.read)
    // The snapshot begins with the first read.
    _ = try connection.scalar("SELECT count(*) FROM main.sqlite_master")
    return connection
}

func findTable(_ name: String, _ connection: SQLiteConnection) throws -> SQLiteTable {
    if let table = try SQLiteTable.find(name, connection) { return table }
    let names = try connection.query(
        "SELECT name FROM main.sqlite_master WHERE type IN ('table', 'view')"
    ).map { try $0.get("name", as: String.self) }
    let near = nearestName(to: name, among: names)
    let hint =
        near.map { "did you mean '\($0)'?" }
        ?? (names.isEmpty
            ? "the database has no tables"
            : "name one of: " + names.prefix(20).joined(separator: ", "))
    throw JobError(
        .inputMissing, "found no table '\(name)' in \(connection.path)", hint: hint)
}

/// About as many rows as the table has; `nil` when a count would need a scan.
func estimatedRows(_ table: SQLiteTable, _ connection: SQLiteConnection) throws -> Int64? {
    guard let rowid = table.rowidName.map(connection.dialect.quoted) else { return nil }
    let name = connection.dialect.quoted(table.name)
    // Each alone is one step down the tree; both in one query would be a scan.
    guard case .integer(let last) = try connection.scalar("SELECT max(\(rowid)) FROM \(name)"),
        case .integer(let first) = try connection.scalar("SELECT min(\(rowid)) FROM \(name)")
    else { return 0 }
    let (span, isTooLarge) = last.subtractingReportingOverflow(first)
    // Keys that are far apart say nothing; a row takes two bytes at least.
    guard !isTooLarge, span < (fileSize(connection.path) ?? 0) / 2 else { return nil }
    return span + 1
}

/// The SELECT of a source.
///
/// - Parameters:
///   - input: The table or the query.
///   - table: The table as it was found; `nil` for a query, which stays as it is.
///   - wanted: The columns, by position.
///   - afterRowid: Whether only the rows behind the rowid in the first parameter are wanted.
/// - Returns: The columns in order, then the rowid if the table has one.
func selectText(
    _ input: SQLiteTableSource.Input, _ table: SQLiteTable?, wanted: [Int], afterRowid: Bool
) -> String {
    let dialect = SQLDialect.sqlite
    guard let table else {
        guard case .query(let sql) = input else {
            preconditionFailure("a table that was not found")
        }
        return sql
    }
    var columns = wanted.map { dialect.quoted(table.columns[$0].name) }
    if let rowid = table.rowidName { columns.append(dialect.quoted(rowid)) }
    if columns.isEmpty { columns = ["NULL"] }
    var sql = "SELECT \(columns.joined(separator: ", ")) FROM \(dialect.quoted(table.name))"
    guard let rowid = table.rowidName else {
        let key = table.columns.filter { $0.keyPosition > 0 }
            .sorted { $0.keyPosition < $1.keyPosition }.map { dialect.quoted($0.name) }
        return key.isEmpty ? sql : sql + " ORDER BY " + key.joined(separator: ", ")
    }
    if afterRowid { sql += " WHERE \(dialect.quoted(rowid)) > ?1" }
    // Said, because SQLite would scan an index that covers the columns, in the index's order.
    return sql + " ORDER BY \(dialect.quoted(rowid))"
}

/// The columns and their types.
func learnFields(
    _ input: SQLiteTableSource.Input, _ table: SQLiteTable?,
    _ types: [(column: String, type: DataType)], _ connection: SQLiteConnection
) throws -> [Field] {
    let all = Array((table?.columns ?? []).indices)
    let statement = try prepare(
        selectText(input, table, wanted: all, afterRowid: false), table, connection)
    let names = table?.columns.map(\.name) ?? statement.columnNames
    try checkNames(names, types)
    var fields = names.enumerated().map { position, name in
        let named = types.first { $0.column == name }?.type
        let declared = statement.declaredType(position)
        return Field(
            name, named ?? declared.map { DataType(sqliteDeclaration: $0) } ?? .text,
            origin: named != nil || declared != nil ? .declared : .inferred)
    }
    let moments: [DataType] = [.date, .timestamp, .timestamptz]
    let open = fields.indices.filter { position in
        !types.contains { $0.column == names[position] }
            && (fields[position].origin == .inferred || moments.contains(fields[position].type))
    }
    guard !open.isEmpty else { return fields }
    let sampled = try sampleClasses(statement, columns: fields.count)
    for position in open {
        let isMoment = fields[position].origin == .declared
        guard let type = sampled[position], !isMoment || type == .bigint || type == .doublePrecision
        else { continue }
        fields[position].type = type
    }
    return fields
}

private func prepare(_ sql: String, _ table: SQLiteTable?, _ connection: SQLiteConnection) throws
    -> SQLiteStatement
{
    guard table == nil else { return try SQLiteStatement(sql, on: connection) }
    do {
        let statement = try SQLiteStatement(sql, on: connection)
        guard statement.columnCount > 0, unsafe sqlite3_stmt_readonly(statement.handle) != 0 else {
            throw JobError(.usage, "found a statement that gives no rows", hint: "give a SELECT")
        }
        guard unsafe sqlite3_bind_parameter_count(statement.handle) == 0 else {
            throw JobError(
                .usage, "found a parameter in the query", hint: "write the value into the query")
        }
        return statement
    } catch var error as JobError where error.code == .data {
        error.code = .usage
        error.hint = "correct the query; 'sqlite3 FILE .schema' shows tables and columns"
        throw error
    }
}

private func checkNames(_ names: [String], _ types: [(column: String, type: DataType)]) throws {
    for (position, name) in names.enumerated() where names[..<position].contains(name) {
        throw JobError(
            .usage, "found two columns called '\(name)' in the query",
            hint: "name one of them with AS")
    }
    for (column, _) in types where !names.contains(column) {
        let near = nearestName(to: column, among: names)
        throw JobError(
            .usage, "found no column '\(column)' to give a type",
            hint: near.map { "did you mean '\($0)'?" } ?? "name columns of the table")
    }
}

/// What the first 100 rows hold in each column; text when they differ, `nil` when all are NULL.
private func sampleClasses(_ statement: borrowing SQLiteStatement, columns: Int) throws
    -> [DataType?]
{
    var found = [DataType?](repeating: nil, count: columns)
    for _ in 0..<100 {
        guard try statement.step() else { break }
        for column in 0..<columns {
            let type: DataType
            switch unsafe sqlite3_column_type(statement.handle, Int32(column)) {
            case SQLITE_NULL: continue
            case SQLITE_INTEGER: type = .bigint
            case SQLITE_FLOAT: type = .doublePrecision
            case SQLITE_BLOB: type = .bytea
            default: type = .text
            }
            found[column] = found[column] == nil || found[column] == type ? type : .text
        }
    }
    return found
}

extension SQLiteStatement {
    /// The declared type of a result's column; `nil` for an expression, or a column without type.
    func declaredType(_ column: Int) -> String? {
        unsafe sqlite3_column_decltype(handle, Int32(column)).map { unsafe String(cString: $0) }
    }
}
