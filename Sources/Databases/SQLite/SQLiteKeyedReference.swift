import CSQLite
public import TrancheColumnar
public import TranchePipeline

/// A table of a SQLite database, or a query, that is asked for rows by key.
///
/// Each worker reads by a connection of its own, and sees what is committed at that moment.
public final class SQLiteKeyedReference: KeyedReference {
    public let name: String
    public let schema: Schema
    private let path: String
    private let from: String
    private let affinities: [SQLiteAffinity]

    /// Opens the database and learns the columns, as ``SQLiteTableSource`` does.
    ///
    /// - Throws: `JobError(.inputMissing)` for a missing file or table, `.usage` for a query that is
    ///   none, `.data` for a file that is no database.
    public init(path: String, _ input: SQLiteTableSource.Input) throws {
        let connection = try openSnapshot(path)
        defer { try? connection.rollback() }
        self.path = path
        let fields: [Field]
        switch input {
        case .table(let wanted):
            let table = try findTable(wanted, connection)
            name = "\(path)#\(table.name)"
            fields = try learnFields(input, table, [], connection)
            affinities = table.columns.map(\.affinity)
            from = connection.dialect.quoted(table.name)
        case .query(let sql):
            name = path
            fields = try learnFields(input, nil, [], connection)
            let statement = try SQLiteStatement(sql, on: connection)
            affinities = fields.indices.map { position in
                SQLiteAffinity(declaredType: statement.declaredType(position) ?? "")
            }
            from = "(\(PostgreSQLSelection.bare(sql))\n) AS \"q\""
        }
        schema = Schema(fields)
    }

    public func makeSession(keys: [ReferenceKey], columns: [String]) throws
        -> any KeyedReferenceSession
    {
        let dialect = SQLDialect.sqlite
        let forms = try keys.map(form)
        let wanted = columns.map(dialect.quoted).joined(separator: ", ")
        func statement(byIndex: Bool) -> String {
            let places = forms.indices.map { place in
                forms[place].value(
                    forms.count == 1 ? "value" : "json_extract(value, '$[\(place)]')",
                    byIndex: byIndex)
            }
            let left = forms.map { $0.column(byIndex: byIndex) }.joined(separator: ", ")
            return """
                SELECT \(wanted) FROM \(from) WHERE \(forms.count == 1 ? left : "(\(left))")
                IN (SELECT \(places.joined(separator: ", ")) FROM json_each(?1))
                """
        }
        let fields = columns.compactMap { name in schema.fields.first { $0.name == name } }
        return SQLiteKeyedSession(
            try SQLiteConnection(path, .readOnly), statement(byIndex: true),
            statement(byIndex: false), Schema(fields), forms)
    }

    /// How a key's column is compared in SQL, so that every row comes that may be equal.
    private func form(_ key: ReferenceKey) throws(JobError) -> SQLiteKeyForm {
        guard let index = schema.index(of: key.column) else {
            throw JobError(.internalError, "the reference \(name) has no column \(key.column)")
        }
        let column = SQLDialect.sqlite.quoted(key.column)
        let affinity = affinities[index]
        switch key.type {
        case .bigint: return SQLiteKeyForm(column: column, kind: .number)
        case .numeric, .doublePrecision:
            return SQLiteKeyForm(
                column: "CAST(\(column) AS REAL)", indexed: affinity.convertsText ? column : nil,
                cast: "REAL", kind: .real)
        case .uuid:
            let bare = ["-", "{", "}"].reduce("trim(\(column))") { "replace(\($0), '\($1)', '')" }
            return SQLiteKeyForm(column: "lower(\(bare))", kind: .uuid)
        case .text, .date, .timestamp, .timestamptz:
            return affinity == .blob
                ? SQLiteKeyForm(column: "CAST(\(column) AS TEXT)", kind: .text)
                : SQLiteKeyForm(column: column, kind: .text)
        case .boolean, .bytea, .json:
            throw JobError(
                .pipeline,
                "step lookup: column \(key.column) of \(name) is \(key.type.rawValue), by which "
                    + "SQLite is not asked", hint: "leave by key out, or use another key")
        }
    }
}

/// One column of a key in SQL and in the list of keys.
struct SQLiteKeyForm: Sendable {
    enum Kind: Sendable { case number, real, text, uuid }

    private let column: String
    /// What may stand for `column` and `cast` while ``isPlain(_:)``, so that an index finds the rows.
    private let indexed: String?
    /// What the list's values are cast to.
    private let cast: String?
    private let kind: Kind

    init(column: String, indexed: String? = nil, cast: String? = nil, kind: Kind) {
        self.column = column
        self.indexed = indexed
        self.cast = cast
        self.kind = kind
    }

    func column(byIndex: Bool) -> String { byIndex ? indexed ?? column : column }

    func value(_ expression: String, byIndex: Bool) -> String {
        guard let cast, indexed == nil || !byIndex else { return expression }
        return "CAST(\(expression) AS \(cast))"
    }

    /// Whether SQLite compares the value with a column of numbers as we do: it holds an integer beyond
    /// 2^53 to differ from the double that it is read as, and knows infinity and NaN by no name.
    func isPlain(_ text: String) -> Bool {
        guard kind == .real else { return true }
        return Double(text).map { $0.magnitude < 0x1p53 } ?? false
    }

    /// The value in a list, as JSON, in each of the ways that SQLite may have it.
    func json(_ text: String) -> [String] {
        switch kind {
        case .number: [text]
        case .text: [jsonLiteral(text)]
        case .uuid: [jsonLiteral(text.lowercased().filter { !"-{}".contains($0) })]
        case .real:
            switch Double(text) {
            // A text that names infinity is cast to 0, as the text in the column is.
            case .infinity?: [jsonLiteral(text), "\"9e999\""]
            case .some(-.infinity): [jsonLiteral(text), "\"-9e999\""]
            default: [jsonLiteral(text)]
            }
        }
    }
}

private func jsonLiteral(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

private final class SQLiteKeyedSession: KeyedReferenceSession {
    private let connection: SQLiteConnection
    private let indexed: String
    private let general: String
    private let schema: Schema
    private let forms: [SQLiteKeyForm]

    /// `indexed` is the statement for keys of which each part is plain, `general` that for all others.
    init(
        _ connection: SQLiteConnection, _ indexed: String, _ general: String, _ schema: Schema,
        _ forms: [SQLiteKeyForm]
    ) {
        self.connection = connection
        self.indexed = indexed
        self.general = general
        self.schema = schema
        self.forms = forms
    }

    func fetch(_ keys: [[String]], in chunk: Chunk, _ body: (Chunk) throws -> Void) throws {
        var isPlain = true
        var list: [String] = []
        for key in keys {
            var tuples: [[String]] = []
            for (form, text) in zip(forms, key) {
                isPlain = isPlain && form.isPlain(text)
                let values = form.json(text)
                tuples =
                    tuples.isEmpty
                    ? values.map { [$0] } : tuples.flatMap { tuple in values.map { tuple + [$0] } }
            }
            list += tuples.map { forms.count == 1 ? $0[0] : "[\($0.joined(separator: ","))]" }
        }
        let statement = try SQLiteStatement(isPlain ? indexed : general, on: connection)
        try statement.bind([.text("[\(list.joined(separator: ","))]")])
        let reader = SQLiteRowReader(
            statement, schema: schema, places: Array(schema.fields.indices), rowidPlace: nil,
            position: SourcePosition())
        while true {
            chunk.reset(keepingBytes: 8 << 20)
            guard try reader.fill(chunk, rows: 4096, bytes: 512 << 10) else { return }
            rejectInvalidText(chunk, schema)
            try body(chunk)
        }
    }
}
