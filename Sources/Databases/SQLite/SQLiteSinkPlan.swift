import TrancheColumnar

/// Which input column goes into which column of the table, and as what.
struct SQLiteSinkPlan: Sendable {
    /// How a value is bound.
    enum Binding: Sendable {
        case integer
        case double
        /// 1 or 0.
        case boolean
        case text
        case blob
    }

    struct Column: Sendable {
        /// The input's name and type.
        var field: Field
        /// The table's name.
        var name: String
        /// What a value must be.
        var type: DataType
        var affinity: SQLiteAffinity
        var binding: Binding
        /// Part of the key of a mode that compares, which NULL cannot be.
        var isKey: Bool

        /// Only the canonical spelling of an inferred type fits.
        var isLenient: Bool { field.origin != .inferred }
    }

    var columns: [Column]
    /// The key as the table spells it.
    var key: [String]

    /// Plans for a table that is there.
    ///
    /// - Throws: `JobError(.data)` that lists both sides when the columns do not match.
    init(_ schema: Schema, into table: SQLiteTable, mode: WriteMode, path: String) throws {
        let key = mode.key
        guard table.kind == .table else {
            throw JobError(
                .usage, "found \(table.kind.rawValue) '\(table.name)' in \(path), wanted a table",
                hint: "name a table")
        }
        try checkColumns(schema, table, mode, path)
        columns = schema.fields.compactMap { field in
            table.column(field.name).map { Column(field, $0, key: key) }
        }
        try schema.requireKey(key)
        self.key = key.compactMap { table.column($0)?.name }
        try mode.requireChanges(changed.map(\.name))
        guard key.isEmpty || mode.addsNone || table.hasUniqueKey(key) else {
            let names = key.joined(separator: ", ")
            throw JobError(
                .data, "found no unique index on (\(names)) in table '\(table.name)' of \(path)",
                hint: "create one: CREATE UNIQUE INDEX … ON \(table.name) (\(names))")
        }
    }

    /// Plans for a table that is to be made.
    init(newTableFor schema: Schema, key: [String]) throws {
        try schema.requireKey(key)
        columns = schema.fields.map { field in
            let column = SQLiteTable.Column(
                name: field.name, declaredType: field.type.sqliteDeclaration, isNotNull: false,
                hasDefault: false, isGenerated: false, keyPosition: 0)
            return Column(field, column, key: key)
        }
        self.key = columns.filter(\.isKey).map(\.name)
    }

    /// The statement that makes the table under `name`.
    func definition(of name: String) -> String {
        let dialect = SQLDialect.sqlite
        var parts = columns.map { column in
            "\(dialect.quoted(column.name)) \(column.type.sqliteDeclaration)"
                + (column.isKey ? " NOT NULL" : "")
        }
        // In the order of the key, which need not be the columns' order.
        let key = key.map(dialect.quoted).joined(separator: ", ")
        if !key.isEmpty { parts.append("PRIMARY KEY (\(key))") }
        return "CREATE TABLE \(dialect.quoted(name)) (\(parts.joined(separator: ", ")))"
    }

    /// The columns that an upsert or update gives new values.
    var changed: [Column] { columns.filter { !$0.isKey } }
}

extension SQLiteSinkPlan.Column {
    fileprivate init(_ field: Field, _ column: SQLiteTable.Column, key: [String]) {
        self.field = field
        name = column.name
        affinity = column.affinity
        isKey = key.contains { sameName($0, column.name) }
        // Untyped text that the column would turn into numbers is judged by the column's own type,
        // so that it never changes in silence.
        type = field.type == .text && affinity.convertsText ? column.type : field.type
        // A text column keeps every spelling as it is.
        binding =
            switch type {
            case .bytea: .blob
            case _ where affinity == .text: .text
            case .bigint: .integer
            case .doublePrecision: .double
            case .boolean: .boolean
            case .numeric, .text, .date, .timestamp, .timestamptz, .uuid, .json: .text
            }
    }
}

/// Refuses columns that only one side has; the table may have more when it can fill them itself.
private func checkColumns(
    _ schema: Schema, _ table: SQLiteTable, _ mode: WriteMode, _ path: String
) throws {
    let writable = table.writableColumns
    let required = writable.filter {
        !mode.addsNone && $0.isNotNull && !$0.hasDefault && $0.name != table.rowidColumn
    }
    try checkTwins(schema)
    try schema.requireColumns(
        writable.map(\.name), required: required.map(\.name), of: "'\(table.name)' of \(path)")
}

/// Two columns that SQLite takes for one, and names it cannot hold.
func checkTwins(_ schema: Schema) throws {
    var seen: [String: String] = [:]
    for name in schema.names {
        guard !name.utf8.contains(0) else {
            throw JobError(
                .data, "found a NUL in a column's name", hint: "name the columns with --columns")
        }
        if let twin = seen.updateValue(name, forKey: foldedName(name)) {
            throw JobError(
                .data, "found columns '\(twin)' and '\(name)', which are one name to SQLite",
                hint: "give one of them another name with -e 'rename \(name) as …'")
        }
    }
}
