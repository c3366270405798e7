import PostgreSQLTesting
import TrancheColumnar
import TrancheDatabases
import TranchePipeline
import TrancheServices

/// A schema of its own in the shared server, and the few calls by which an engine reads and loads rows.
struct PostgreSQLFixture {
    let server: PostgreSQLServer
    let schema: String
    /// Of chunks and checkpoints alone; its file is never made.
    private let chunks = SinkFixture()

    init() throws {
        server = try PostgreSQLServer.shared.get()
        schema = try server.makeSchema()
    }

    var address: PostgreSQLAddress { PostgreSQLAddress(server.address(schema: schema)) }

    func checkpoint(epoch: Int64 = 1, job: String = "j") -> Checkpoint {
        chunks.checkpoint(epoch: epoch, job: job + schema)
    }

    @discardableResult
    func sql(_ text: String) throws -> String { try server.psql(text, schema: schema) }

    func sink(_ table: String = "t", _ mode: WriteMode = .append) throws -> PostgreSQLTableSink {
        try PostgreSQLTableSink(address, table: PostgreSQLName(table), mode: mode)
    }

    @discardableResult
    func write(_ rows: [[String?]], to sink: PostgreSQLTableSink) throws -> (
        faults: [RowFault], duplicates: Int
    ) {
        let chunk = chunks.chunk(rows)
        try sink.encode(chunk)
        let duplicates = try sink.write(chunk)
        return (chunk.faults, duplicates)
    }

    /// Loads rows from start to end, as a run without interruption does.
    @discardableResult
    func load(
        _ rows: [[String?]], as fields: [Field], table: String = "t", mode: WriteMode = .append,
        epoch: Int64 = 1
    ) throws -> (faults: [RowFault], duplicates: Int) {
        let sink = try sink(table, mode)
        defer { sink.close() }
        var checkpoint = checkpoint(epoch: epoch)
        _ = try sink.storedCheckpoint(of: checkpoint.job)
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        let result = rows.isEmpty ? ([], 0) : try write(rows, to: sink)
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        try sink.publish()
        return result
    }

    /// All rows of a source as texts, values joined by `|`, and where it stands at the end of each
    /// chunk.
    func read(_ source: PostgreSQLTableSource) throws -> (rows: [String], places: [SourcePosition])
    {
        var rows: [String] = []
        var places: [SourcePosition] = []
        let chunk = Chunk()
        while let extent = try source.fill(chunk) {
            try source.decode(chunk)
            for row in 0..<chunk.rowCount {
                let values = chunk.columns.map { column in
                    let slice = unsafe column.slices[row]
                    return slice.isNull ? "NULL" : chunk.bytes.string(slice.start..<slice.end)
                }
                rows.append(values.joined(separator: "|"))
            }
            places.append(extent.end)
            chunk.reset()
        }
        return (rows, places)
    }

    func source(
        _ input: PostgreSQLTableSource.Input, cursor: String? = nil, rowsPerChunk: Int = 100
    ) throws -> PostgreSQLTableSource {
        try PostgreSQLTableSource(address, input, cursor: cursor, rowsPerChunk: rowsPerChunk)
    }

    func table(_ name: String) throws -> PostgreSQLTableSource.Input {
        .table(try PostgreSQLName(name))
    }
}
