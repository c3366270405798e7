import Synchronization
public import TrancheColumnar
public import TranchePipeline
public import TrancheServices

/// Reads a table of a PostgreSQL database, or what a query gives, from one snapshot.
///
/// The rows come by COPY in a transaction that is REPEATABLE READ and READ ONLY. Types are the
/// server's; arrays and composites arrive as JSON, types without a name here as the server's text.
///
/// A run that was stopped goes on by key when the rows are ordered by a unique column of integers.
/// Else the rows before its place are read once more and compared by their digest, and a difference is
/// refused; rows that were added behind them since are part of what is read.
// Sendable unchecked: `fill` runs under the engine's lock, `decode` touches its chunk alone, and what
// other tasks read is atomic.
public final class PostgreSQLTableSource: Source, @unchecked Sendable {
    /// What is read.
    public enum Input: Sendable, Hashable {
        case table(PostgreSQLName)
        case query(String)
    }

    public let name: String
    public private(set) var identity: String
    /// What a table holds may change between two runs, so a completed run is no reason to do nothing.
    public let isReplayable = false
    /// For a table about as many rows as it has, for progress.
    public private(set) var totalUnits: Int64?
    public private(set) var schema: Schema

    private let rowsPerChunk: Int
    private let bytesPerChunk: Int
    private var selection: PostgreSQLSelection
    /// Whether the server may give bytes that are no UTF-8.
    private let isUnchecked: Bool
    /// What is read now, by position among all columns of the table or query.
    private var wanted: [Int]
    private var decoder: CopyTextDecoder
    private var connection: PostgreSQLConnection?
    private var position = SourcePosition()
    private var isBegun = false
    private var isEnded = false
    private let consumed = Atomic<Int64>(0)

    public var consumedUnits: Int64 { consumed.load(ordering: .relaxed) }

    /// Connects and begins the snapshot.
    ///
    /// - Parameters:
    ///   - address: The database.
    ///   - input: The table, or one query.
    ///   - cursor: The column to order the rows by.
    ///   - types: Types that the user named; they win over the server's.
    ///   - rowsPerChunk: The most rows of a chunk, 1 or more.
    ///   - bytesPerChunk: A chunk ends with the row that makes its text this long.
    ///   - control: A request to stop ends the wait for rows.
    /// - Throws: `JobError(.inputMissing)` for a missing database or table, `.usage` for a query that
    ///   is none, and as `PostgreSQLConnection`.
    public init(
        _ address: PostgreSQLAddress, _ input: Input, cursor: String? = nil,
        types: [(column: String, type: DataType)] = [], rowsPerChunk: Int = 8192,
        bytesPerChunk: Int = 512 << 10, control: StopControl = StopControl()
    ) throws {
        precondition(rowsPerChunk >= 1 && bytesPerChunk >= 1, "an empty chunk")
        let connection = try PostgreSQLConnection(address, control: control)
        try connection.begin(.read)
        // Two scans of a large table at once may begin in its middle; ours begin at its start.
        try connection.execute("SET LOCAL synchronize_seqscans = off")
        selection = try PostgreSQLSelection(input, cursor: cursor, connection)
        self.rowsPerChunk = rowsPerChunk
        self.bytesPerChunk = bytesPerChunk
        var what: String
        switch input {
        case .table(let table):
            let found = selection.table?.name ?? table
            name = "\(address.name)#\(found.text)"
            what = "table \(found.text)"
        case .query(let sql):
            name = address.name
            what = "query \(sql)"
        }
        if let cursor { what += " by \(cursor)" }
        identity = "postgresql\n\(address.name)\n\(what)"
        totalUnits = selection.table.map(\.estimatedRows).flatMap { $0 >= 0 ? $0 : nil }
        var fields = selection.fields
        for (column, type) in types {
            guard let index = fields.firstIndex(where: { $0.name == column }) else {
                let near = nearestName(to: column, among: fields.map(\.name))
                throw JobError(
                    .usage, "found no column '\(column)' to give a type",
                    hint: near.map { "did you mean '\($0)'?" } ?? "name columns of the table")
            }
            fields[index].type = type
        }
        schema = Schema(fields)
        wanted = Array(fields.indices)
        decoder = CopyTextDecoder(fields: fields, width: fields.count + (selection.hasKey ? 1 : 0))
        isUnchecked = try connection.scalar("SHOW server_encoding") == .text("SQL_ASCII")
        self.connection = connection
    }

    /// How a later run goes on, in words for a person.
    public var resumption: String {
        switch selection.order {
        case .key(let name): "a later run goes on behind the last \(name) that was committed"
        case .column, .none:
            "a later run reads the rows before its place once more, and is refused when they changed; "
                + "--cursor-column with a unique column of integers spares that"
        }
    }

    public func difference(from identity: String) -> String? {
        guard identity != self.identity else { return nil }
        let before = identity.split(separator: "\n", maxSplits: 2)
        let now = self.identity.split(separator: "\n", maxSplits: 2)
        guard before.count == 3, before[0] == now[0] else {
            return "the input was of another kind"
        }
        let place = before[1] == now[1] ? 2 : 1
        return "the input was \(before[place]), now it is \(now[place])"
    }

    public func narrow(to columns: [Int]) {
        schema = Schema(columns.map { schema.fields[$0] })
        wanted = columns.map { wanted[$0] }
        decoder = CopyTextDecoder(
            fields: schema.fields, width: wanted.count + (selection.hasKey ? 1 : 0))
    }

    public func restrict(to conditions: [RowCondition]) {
        // Bytes that are no UTF-8 make a row a reject, which the server would not tell.
        guard !isUnchecked else { return }
        // Values of a type that the user has named are compared here.
        let columns = zip(selection.columns, selection.fields).filter { schema.fields.contains($1) }
        let writer = PostgreSQLCondition(columns: columns.map(\.0))
        for condition in conditions {
            guard let sql = writer.sql(condition) else { break }
            selection.restrictions.append(sql)
        }
        guard !restrictions.isEmpty else { return }
        identity += " where \(restrictions.joined(separator: " AND "))"
        totalUnits = nil
    }

    /// The conditions that all rows meet which the server gives, as SQL.
    public var restrictions: [String] { selection.restrictions }

    public func seek(to position: SourcePosition) throws {
        guard let connection, position.offset > 0 else { return }
        if selection.hasKey {
            self.position = position
            return
        }
        try begin(connection)
        let rows = ByteBuffer(capacity: bytesPerChunk)
        while self.position.offset < position.offset, try take(connection, into: rows) > 0 {
            if rows.count >= bytesPerChunk { rows.count = 0 }
        }
        guard self.position == position else {
            throw JobError(
                .data,
                "the first \(position.offset) rows of \(name) are no longer those that were read "
                    + "before", hint: "start over with --fresh")
        }
        consumed.store(position.offset, ordering: .relaxed)
    }

    private func begin(_ connection: PostgreSQLConnection) throws {
        guard !isBegun else { return }
        isBegun = true
        let key = position.offset > 0 ? Int64(bitPattern: position.digest) : nil
        do { try connection.beginCopyOut(selection.copy(wanted, after: key)) } catch {
            throw explained(error)
        }
    }

    /// A mistake in a query is the user's, and its place is in the text that the user wrote.
    private func explained(_ error: any Error) -> any Error {
        guard var error = error as? JobError, error.code == .usage, selection.table == nil else {
            return error
        }
        error.hint = "correct the query; 'psql' shows tables and columns with \\d"
        return error
    }

    public func fill(_ chunk: Chunk) throws -> ChunkExtent? {
        guard let connection, !isEnded else { return nil }
        let before = position
        var rows = 0
        do {
            try begin(connection)
            // Fewer rows when there are many columns: 4 MiB of cells at most, and 1 row at least.
            let most = min(rowsPerChunk, max(1, (4 << 20) / (8 * max(1, schema.count))))
            while rows < most, chunk.bytes.count < bytesPerChunk {
                let length = try take(connection, into: chunk.bytes)
                guard length > 0 else {
                    isEnded = true
                    // Gives the table free, which a sink may be about to replace.
                    try connection.rollback()
                    break
                }
                rows += 1
            }
            if selection.hasKey, rows > 0 { position.digest = UInt64(bitPattern: lastKey(chunk)) }
        } catch let error as JobError where error.code == .stopped {
            // What has arrived of this chunk is not counted, and read again by the next run.
            isEnded = true
            return nil
        }
        guard rows > 0 else { return nil }
        chunk.reserveRows(rows)
        for row in 0...rows { unsafe chunk.rowStarts[row] = 0 }
        chunk.setRowCount(rows)
        consumed.store(position.offset, ordering: .relaxed)
        return ChunkExtent(start: before, end: position)
    }

    /// Takes one row and moves the position behind it.
    ///
    /// - Returns: Its bytes; 0 at the end.
    private func take(_ connection: PostgreSQLConnection, into bytes: ByteBuffer) throws -> Int {
        let start = bytes.count
        guard try connection.nextCopyRow(into: bytes) else { return 0 }
        let length = bytes.count - start
        guard bytes.count <= FieldSlice.maximumLength else {
            throw JobError(
                .data, "found a row of \(length) bytes, too long for a record",
                at: "\(name) row \(position.offset + 1)",
                hint: "leave long columns out with -e 'select …'")
        }
        position.offset += 1
        if !selection.hasKey {
            // SAFETY: the row's bytes lie within the buffer.
            position.digest = unsafe seededHash(
                bytes.base + start, length, seed: position.digest)
        }
        return length
    }

    /// The integer behind the last tab of the last row.
    private func lastKey(_ chunk: Chunk) -> Int64 {
        let end = chunk.bytes.count - 1
        var start = end
        while start > 0, unsafe !isSeparator(chunk.bytes.base[start - 1]) { start -= 1 }
        return Int64(chunk.bytes.string(start..<end)) ?? 0
    }

    private func isSeparator(_ byte: UInt8) -> Bool { byte == 0x09 || byte == 0x0A }

    public func decode(_ chunk: Chunk) throws {
        decoder.decode(chunk, rows: chunk.rowCount)
        // Rows of a table have no raw bytes.
        chunk.inputCount = 0
        if isUnchecked { rejectInvalidText(chunk, schema) }
    }

    public func fileName(_ index: Int) -> String { name }

    /// Rows have no lines.
    public func fileLine(file: Int, _ line: Int64) -> Int64 { 0 }

    public func close() {
        connection?.close()
        connection = nil
    }
}
