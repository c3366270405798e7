import TrancheColumnar
import TrancheDatabases
import TranchePipeline

/// A table `t` of a database of either product, and what the modes with a key do to it.
struct KeyedTable {
    enum Product: String, CaseIterable, Sendable {
        case sqlite
        case postgresql
    }

    /// What became of the rows of a load.
    struct Outcome: Equatable {
        var written = 0
        /// Rows left out that found their values there.
        var unchanged = 0
        /// Rows left out that found no row of their key.
        var unmatched = 0
        var rejected = 0
    }

    private let file: SinkFixture
    private let server: PostgreSQLFixture?

    init(_ product: Product, _ statements: String...) throws {
        file = SinkFixture()
        server = product == .sqlite ? nil : try PostgreSQLFixture()
        for statement in statements { try run(statement) }
    }

    func run(_ statement: String) throws {
        if let server { try server.sql(statement) } else { try file.run(statement) }
    }

    /// A query's rows, values joined by `|`, NULL as nothing.
    func rows(_ query: String) throws -> [String] {
        if let server {
            return try server.sql(query).split(separator: "\n").map(String.init)
        }
        return try file.rows(query).map { $0.replacing("NULL", with: "").replacing("'", with: "") }
    }

    func sink(_ mode: WriteMode) throws -> any Sink {
        if let server { return try server.sink("t", mode) }
        return try SQLiteTableSink(path: file.path, table: "t", mode: mode)
    }

    func checkpoint(epoch: Int64 = 1) -> Checkpoint {
        server?.checkpoint(epoch: epoch) ?? file.checkpoint(epoch: epoch)
    }

    /// Loads chunks of rows from start to end.
    @discardableResult
    func load(_ chunks: [[[String?]]], as words: String, _ mode: WriteMode) throws -> Outcome {
        let sink = try sink(mode)
        defer { sink.close() }
        var checkpoint = checkpoint()
        _ = try sink.storedCheckpoint(of: checkpoint.job)
        try sink.open(Schema(.named(words)), checkpoint: checkpoint, resuming: false)
        var outcome = Outcome()
        for rows in chunks where !rows.isEmpty {
            let unmatched = sink.unmatched
            let chunk = file.chunk(rows)
            try sink.encode(chunk)
            let leftOut = try sink.write(chunk)
            let missed = Int(sink.unmatched - unmatched)
            outcome.unmatched += missed
            outcome.unchanged += leftOut - missed
            outcome.rejected += chunk.faults.count
            outcome.written += chunk.selection.count - leftOut
        }
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        try sink.publish()
        return outcome
    }
}
