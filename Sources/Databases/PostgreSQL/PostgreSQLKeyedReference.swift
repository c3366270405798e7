import CPostgreSQL
public import TrancheColumnar
public import TranchePipeline
public import TrancheServices

/// A table of a PostgreSQL database, or a query, that is asked for rows by key.
///
/// Each worker asks by a connection of its own, and sees what is committed at that moment.
public final class PostgreSQLKeyedReference: KeyedReference {
    public let name: String
    public let schema: Schema
    private let address: PostgreSQLAddress
    private let control: StopControl
    private let columns: [PostgreSQLSelection.Column]
    private let from: String

    /// Connects and learns the columns, as ``PostgreSQLTableSource`` does.
    ///
    /// - Throws: `JobError(.inputMissing)` for a missing database or table, `.usage` for a query that
    ///   is none, and as `PostgreSQLConnection`.
    public init(
        _ address: PostgreSQLAddress, _ input: PostgreSQLTableSource.Input, control: StopControl
    ) throws {
        let connection = try PostgreSQLConnection(address, control: control)
        defer { connection.close() }
        let selection = try PostgreSQLSelection(input, cursor: nil, connection)
        self.address = address
        self.control = control
        columns = selection.columns
        schema = Schema(selection.fields)
        switch input {
        case .table(let table):
            name = "\(address.name)#\((selection.table?.name ?? table).text)"
            from = (selection.table?.quoted ?? table.quoted) + " AS \"q\""
        case .query(let sql):
            name = address.name
            // A comment at its end must not take the bracket along.
            from = "(\(PostgreSQLSelection.bare(sql))\n) AS \"q\""
        }
    }

    public func makeSession(keys: [ReferenceKey], columns: [String]) throws
        -> any KeyedReferenceSession
    {
        let forms = try keys.map(form)
        let wanted = columns.compactMap { name in self.columns.first { $0.name == name } }
        let fields = columns.compactMap { name in schema.fields.first { $0.name == name } }
        let list = wanted.map(\.expression).joined(separator: ", ")
        let arrays = forms.enumerated().map { "$\($0.offset + 1)::\($0.element.type)[]" }
        let left = forms.map(\.column).joined(separator: ", ")
        let condition =
            forms.count == 1
            ? "\(left) = ANY(\(arrays[0]))"
            : "(\(left)) IN (SELECT * FROM unnest(\(arrays.joined(separator: ", "))))"
        let connection = try PostgreSQLConnection(address, control: control)
        connection.patience = PostgreSQLKeyedSession.patience
        try connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        return PostgreSQLKeyedSession(
            connection, "SELECT \(list) FROM \(from) WHERE \(condition)", Schema(fields))
    }

    /// How a key's column is compared in SQL, so that every row comes that may be equal; by the
    /// column itself where that is possible, so that its index finds the rows.
    private func form(_ key: ReferenceKey) throws(JobError) -> (column: String, type: String) {
        guard let column = columns.first(where: { $0.name == key.column }) else {
            throw JobError(.internalError, "the reference \(name) has no column \(key.column)")
        }
        let quoted = SQLDialect.postgresql.quoted(key.column)
        switch key.type {
        case .bigint: return (quoted, "int8")
        case .numeric: return (quoted, "numeric")
        case .doublePrecision:
            // A real that prints as 0.1 is not the double 0.1.
            let isReal = column.baseType == PostgreSQLType.float4
            return (isReal ? "\(quoted)::text::float8" : quoted, "float8")
        case .boolean: return (quoted, "bool")
        case .uuid, .date, .timestamp, .timestamptz: return (quoted, key.type.rawValue)
        case .text:
            switch column.baseType {
            case 25, 1043, 19: return (quoted, "text")
            case 1042: return (quoted, "bpchar")
            default: return ("\(quoted)::text", "text")
            }
        case .bytea, .json:
            throw JobError(
                .pipeline,
                "step lookup: column \(key.column) of \(name) is \(key.type.rawValue), by which it "
                    + "is not asked", hint: "leave by key out, or use another key")
        }
    }
}

private final class PostgreSQLKeyedSession: KeyedReferenceSession {
    /// How long a statement may go on after a request to stop: a chunk that is under way is finished.
    static let patience = Duration.seconds(5)

    private let connection: PostgreSQLConnection
    private let sql: String
    private let schema: Schema

    init(_ connection: PostgreSQLConnection, _ sql: String, _ schema: Schema) {
        self.connection = connection
        self.sql = sql
        self.schema = schema
    }

    func fetch(_ keys: [[String]], in chunk: Chunk, _ body: (Chunk) throws -> Void) throws {
        let parameters = keys[0].indices.map { place in
            SQLValue.text("{" + keys.map { Self.element($0[place]) }.joined(separator: ",") + "}")
        }
        let result = try connection.run(sql, parameters)
        chunk.reset(keepingBytes: 8 << 20)
        for column in schema.fields.indices { try take(column, of: result, chunk) }
        let rows = result.rowCount
        chunk.reserveRows(rows)
        for row in 0...rows { unsafe chunk.rowStarts[row] = 0 }
        chunk.setRowCount(rows)
        rejectInvalidText(chunk, schema)
        try body(chunk)
    }

    /// A text as an element of an array.
    private static func element(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    private func take(_ index: Int, of result: PostgreSQLResult, _ chunk: Chunk) throws {
        let rows = result.rowCount
        let column = chunk.takeColumn(rows: rows)
        chunk.columns.append(column)
        let (pq, handle) = unsafe (result.pq, result.handle)
        let isBinary = schema.fields[index].type == .bytea
        for row in 0..<rows {
            let (line, place) = (Int32(row), Int32(index))
            guard unsafe pq.PQgetisnull(handle, line, place) == 0,
                let value = unsafe pq.PQgetvalue(handle, line, place)
            else {
                unsafe column.slices[row] = .null
                continue
            }
            let start = chunk.bytes.count
            let length = unsafe Int(pq.PQgetlength(handle, line, place))
            guard length <= FieldSlice.maximumLength, start + length <= Int(UInt32.max) else {
                throw JobError(
                    .data, "found rows of \(connection.name) too long for a chunk",
                    hint: "add fewer columns, or run with a smaller --chunk-size")
            }
            // SAFETY: libpq gives `length` bytes, and the column has room for the rows.
            unsafe value.withMemoryRebound(to: UInt8.self, capacity: length) {
                unsafe append($0, length, isBinary: isBinary, to: chunk.bytes)
            }
            unsafe column.slices[row] = FieldSlice(
                offset: start, length: chunk.bytes.count - start)
        }
    }

    /// Appends a value; of a bytea the bytes that `\x0aff` stands for.
    private func append(
        _ text: UnsafePointer<UInt8>, _ length: Int, isBinary: Bool, to bytes: ByteBuffer
    ) {
        guard isBinary else {
            unsafe bytes.append(text, count: length)
            return
        }
        for at in stride(from: 2, to: length - 1, by: 2) {
            unsafe bytes.append(hexDigit(text[at]) << 4 | hexDigit(text[at + 1]))
        }
    }
}
