import TrancheColumnar

/// Which input column goes into which column of the table, and as what.
struct PostgreSQLSinkPlan: Sendable {
    struct Column: Sendable {
        /// The input's name and type.
        var field: Field
        /// The table's name.
        var name: String
        /// What a value must be, so that the server neither refuses nor changes it.
        var type: DataType
        /// The most digits behind the point that the table keeps; `nil` for any.
        var scale: Int?
        /// Whether values are looked at before they are sent.
        var isChecked: Bool
        /// Part of the key of a mode that compares, which NULL cannot be.
        var isKey: Bool
        /// `GENERATED ALWAYS AS IDENTITY`, which an update cannot change.
        var isIdentityAlways = false

        /// Only the canonical spelling of an inferred type fits.
        var isLenient: Bool { field.origin != .inferred }
    }

    var columns: [Column]
    /// The key as the table spells it.
    var key: [String]

    /// Plans for a table that is there.
    ///
    /// - Throws: `JobError(.data)` that lists both sides when the columns do not match.
    init(_ schema: Schema, into table: PostgreSQLTable, mode: WriteMode, place: String) throws {
        let key = mode.key
        guard table.kind == .table || table.kind == .partitioned || table.kind == .foreign else {
            throw JobError(
                .usage,
                "found \(table.kind.words) '\(table.name.text)' in \(place), wanted a table",
                hint: "name a table")
        }
        try checkNames(schema)
        try checkColumns(schema, table, mode, place)
        try checkTypes(schema, table, place)
        columns = schema.fields.compactMap { field in
            table.column(field.name).map { Column(field, $0, key: key) }
        }
        try schema.requireKey(key)
        self.key = key.compactMap { table.column($0)?.name }
        hashColumn = mode.hashColumn.flatMap { table.column($0)?.name }
        try mode.requireChanges(changed)
        guard key.isEmpty || mode.addsNone || table.hasUniqueKey(key) else {
            let names = key.joined(separator: ", ")
            throw JobError(
                .data,
                "found no unique index on (\(names)) in table '\(table.name.text)' of \(place)",
                hint: "create one: CREATE UNIQUE INDEX ON \(table.name.text) (\(names))")
        }
    }

    /// Plans for a table that is to be made.
    init(newTableFor schema: Schema, mode: WriteMode) throws {
        let key = mode.key
        try checkNames(schema)
        try schema.requireKey(key)
        columns = schema.fields.map { field in
            Column(
                field: field, name: field.name, type: field.type, scale: nil,
                isChecked: field.type != .text && field.type != .bytea,
                isKey: key.contains { sameName($0, field.name) })
        }
        let names = columns.map(\.name)
        self.key = key.compactMap { wanted in names.first { sameName($0, wanted) } }
        hashColumn = mode.hashColumn
    }

    /// The columns' names in order, quoted.
    var list: String { SQLDialect.postgresql.list(columns.map(\.name)) }

    /// The column that tells whether a row changes, as the table spells it; `nil` for all that change.
    private var hashColumn: String?
    /// The columns that are compared where rows that change nothing are left out.
    var compared: [String] { hashColumn.map { [$0] } ?? changed }

    /// The columns that an upsert or update gives new values.
    var changed: [String] {
        columns.filter { !$0.isKey && !$0.isIdentityAlways }.map(\.name)
    }

    /// The statement that makes the table.
    func definition(of table: String) -> String {
        let dialect = SQLDialect.postgresql
        var parts = columns.map { column in
            "\(dialect.quoted(column.name)) \(column.type.postgreSQLDeclaration)"
                + (column.isKey ? " NOT NULL" : "")
        }
        if !key.isEmpty { parts.append("PRIMARY KEY (\(dialect.list(key)))") }
        return "CREATE TABLE \(table) (\(parts.joined(separator: ", ")))"
    }

    /// The end of an INSERT into the table, which says what happens to a key that is there.
    func onConflict(_ mode: WriteMode) -> String {
        let dialect = SQLDialect.postgresql
        switch mode {
        case .append, .replace, .update, .delete: return ""
        case .insertIgnore: return dialect.onConflictIgnore(key: key)
        case .upsert: return dialect.onConflictUpdate(key: key, columns: changed)
        }
    }
}

extension PostgreSQLSinkPlan.Column {
    fileprivate init(_ field: Field, _ column: PostgreSQLTable.Column, key: [String]) {
        self.field = field
        name = column.name
        type = column.sinkType
        scale = column.scale
        isKey = key.contains { sameName($0, column.name) }
        isIdentityAlways = column.isIdentityAlways
        isChecked = type != .text && type != .bytea
    }
}

extension PostgreSQLTable.Column {
    /// What a value that is written must look like; arrays and the like are left to the server.
    var sinkType: DataType { PostgreSQLType.dataType(baseType) ?? .text }

    /// The second number of `numeric(10,2)`, to which the server would round.
    var scale: Int? {
        guard sinkType == .numeric, let comma = declaredType.firstIndex(of: ",") else {
            return sinkType == .numeric && declaredType.contains("(") ? 0 : nil
        }
        return Int(declaredType[declaredType.index(after: comma)...].prefix { $0 != ")" })
    }
}

/// Refuses columns that only one side has; the table may have more when it can fill them itself.
private func checkColumns(
    _ schema: Schema, _ table: PostgreSQLTable, _ mode: WriteMode, _ place: String
) throws {
    let writable = table.writableColumns
    let required = writable.filter { !mode.addsNone && $0.isNotNull && !$0.hasDefault }
    try schema.requireColumns(
        writable.map(\.name), required: required.map(\.name),
        of: "'\(table.name.text)' of \(place)"
    ) { name in
        table.column(name)?.isGenerated == true
            ? "leave the generated column out with -e 'drop \(name)'" : nil
    }
}

/// Refuses types of which no value fits the other side's.
private func checkTypes(_ schema: Schema, _ table: PostgreSQLTable, _ place: String) throws {
    let clashes = schema.fields.compactMap { field -> String? in
        guard let column = table.column(field.name), !canHold(column.sinkType, field.type) else {
            return nil
        }
        return "\(field.name) is \(field.type.rawValue), in the table \(column.declaredType)"
    }
    guard !clashes.isEmpty else { return }
    throw JobError(
        .data,
        "found types that do not match table '\(table.name.text)' of \(place): "
            + clashes.joined(separator: "; "),
        hint: "convert them with -e 'cast COLUMN as TYPE'")
}

private func canHold(_ column: DataType, _ value: DataType) -> Bool {
    if column == value || column == .text || value == .text { return true }
    let numbers: Set<DataType> = [.bigint, .numeric, .doublePrecision]
    let moments: Set<DataType> = [.date, .timestamp, .timestamptz]
    return numbers.isSuperset(of: [column, value]) || moments.isSuperset(of: [column, value])
}

/// Refuses names that a table cannot have, and more of them than it can hold.
private func checkNames(_ schema: Schema) throws(JobError) {
    guard (1...1600).contains(schema.count) else {
        throw JobError(
            .data, "found \(schema.count) columns, PostgreSQL takes 1 to 1600",
            hint: "choose columns with -e 'select …'")
    }
    for name in schema.names {
        let length = name.utf8.count
        guard (1...PostgreSQLName.longest).contains(length), !name.utf8.contains(0) else {
            throw JobError(
                .data, "found a column's name of \(length) bytes, wanted 1 to 63: '\(name)'",
                hint: "PostgreSQL would cut it; rename it with -e 'rename', or with --columns")
        }
    }
}
