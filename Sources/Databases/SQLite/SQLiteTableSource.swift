import CSQLite
import Synchronization
public import TrancheColumnar
public import TranchePipeline

/// Reads a table of a SQLite database, or what a query gives, from one snapshot.
///
/// A table is read in the order of its rowid, one without in the order of its primary key, so a later
/// run reads it in the same order; a query should say its own ORDER BY. Types are the declared ones;
/// where there are none, or a column of dates holds numbers, the first rows decide. Until `close`,
/// nobody can commit to the database unless its journal mode is WAL; that includes a sink in the same
/// file.
// Sendable unchecked: `fill` runs under the engine's lock, `decode` touches its chunk alone, and what
// other tasks read is atomic.
public final class SQLiteTableSource: Source, @unchecked Sendable {
    /// What is read.
    public enum Input: Sendable, Hashable {
        case table(String)
        case query(String)
    }

    public let path: String
    public let input: Input
    public let name: String
    public let identity: String
    public let isReplayable = true
    /// For a table about as many rows as it has, for progress.
    public let totalUnits: Int64?
    public private(set) var schema: Schema

    let rowsPerChunk: Int
    let bytesPerChunk: Int
    let table: SQLiteTable?
    /// What is read now, by position among all columns of the table or query.
    private var wanted: [Int]
    private var connection: SQLiteConnection?
    private var reader: SQLiteRowReader?
    private var start = SourcePosition()
    private let consumed = Atomic<Int64>(0)

    public var consumedUnits: Int64 { consumed.load(ordering: .relaxed) }

    /// Opens the database and begins the snapshot.
    ///
    /// - Parameters:
    ///   - path: The database; it must exist and is never written.
    ///   - input: The table, or one query.
    ///   - types: Types that the user named; they win over declared ones.
    ///   - rowsPerChunk: The most rows of a chunk, 1 or more.
    ///   - bytesPerChunk: A chunk ends with the row that makes its text this long.
    /// - Throws: `JobError(.inputMissing)` for a missing file or table, `.usage` for a query that is
    ///   none, `.data` for a file that is no database.
    public init(
        path: String, _ input: Input, types: [(column: String, type: DataType)] = [],
        rowsPerChunk: Int = 8192, bytesPerChunk: Int = 512 << 10
    ) throws {
        precondition(rowsPerChunk >= 1 && bytesPerChunk >= 1, "an empty chunk")
        let connection = try openSnapshot(path)
        self.path = path
        self.input = input
        self.rowsPerChunk = rowsPerChunk
        self.bytesPerChunk = bytesPerChunk
        switch input {
        case .table(let wanted):
            let found = try findTable(wanted, connection)
            table = found
            name = "\(path)#\(found.name)"
            totalUnits = try estimatedRows(found, connection)
        case .query:
            table = nil
            name = path
            totalUnits = nil
        }
        let fields = try learnFields(input, table, types, connection)
        schema = Schema(fields)
        wanted = Array(fields.indices)
        identity = SQLiteIdentity(path: path, input: input).text
        self.connection = connection
    }

    public func difference(from identity: String) -> String? {
        SQLiteIdentity.difference(from: identity, to: self.identity)
    }

    public func narrow(to columns: [Int]) {
        schema = Schema(columns.map { schema.fields[$0] })
        wanted = columns.map { wanted[$0] }
        reader = nil
    }

    public func seek(to position: SourcePosition) throws {
        start = position
        reader = nil
        consumed.store(position.offset, ordering: .relaxed)
    }

    public func fill(_ chunk: Chunk) throws -> ChunkExtent? {
        guard let connection else { return nil }
        let reader = try reader ?? makeReader(connection)
        self.reader = reader
        let before = reader.position
        guard try reader.fill(chunk, rows: chunkRows, bytes: bytesPerChunk) else { return nil }
        consumed.store(reader.position.offset, ordering: .relaxed)
        return ChunkExtent(start: before, end: reader.position)
    }

    /// Fewer rows when there are many columns: 4 MiB of cells at most, and 1 row at least.
    private var chunkRows: Int { min(rowsPerChunk, max(1, (4 << 20) / (8 * max(1, schema.count)))) }

    private func makeReader(_ connection: SQLiteConnection) throws -> SQLiteRowReader {
        let isKeyed = start.offset > 0 && table?.rowidName != nil
        let statement = try SQLiteStatement(
            selectText(input, table, wanted: wanted, afterRowid: isKeyed), on: connection,
            isKept: true)
        var skipped = start.offset
        if isKeyed {
            try statement.bind([.integer(Int64(bitPattern: start.digest))])
            skipped = 0
        }
        // A query keeps all of its columns, so that its ORDER BY and LIMIT stay what they are.
        let places = table == nil ? wanted : Array(wanted.indices)
        let reader = SQLiteRowReader(
            statement, schema: schema, places: places,
            rowidPlace: table?.rowidName == nil ? nil : wanted.count, position: start)
        try reader.skip(skipped)
        return reader
    }

    public func decode(_ chunk: Chunk) throws {
        rejectInvalidText(chunk, schema)
    }

    public func fileName(_ index: Int) -> String { name }

    /// Rows have no lines.
    public func fileLine(file: Int, _ line: Int64) -> Int64 { 0 }

    public func close() {
        reader = nil
        try? connection?.rollback()
        connection = nil
    }
}
