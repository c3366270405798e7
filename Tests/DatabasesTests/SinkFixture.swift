import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

/// A database file and the few calls by which an engine loads rows into it.
struct SinkFixture {
    let directory = TemporaryDirectory()
    var path: String { directory.file("t.db") }

    func checkpoint(epoch: Int64 = 1, job: String = "j") -> Checkpoint {
        Checkpoint(job: job, run: "r\(epoch)", epoch: epoch, pipeline: "p", input: "i")
    }

    /// A chunk of text slices; `nil` is NULL.
    func chunk(_ rows: [[String?]]) -> Chunk {
        let chunk = Chunk()
        fill(chunk, rows)
        return chunk
    }

    func fill(_ chunk: Chunk, _ rows: [[String?]]) {
        chunk.reset()
        for position in rows.first?.indices ?? 0..<0 {
            let column = chunk.takeColumn(rows: rows.count)
            for (row, values) in rows.enumerated() {
                let offset = chunk.bytes.count
                if let value = values[position] { chunk.bytes.append(value) }
                unsafe column.slices[row] =
                    values[position] == nil
                    ? .null : FieldSlice(offset: offset, length: chunk.bytes.count - offset)
            }
            chunk.columns.append(column)
        }
        chunk.inputCount = chunk.bytes.count
        chunk.setRowCount(rows.count)
    }

    @discardableResult
    func write(_ rows: [[String?]], to sink: SQLiteTableSink) throws -> [RowFault] {
        let chunk = chunk(rows)
        try sink.encode(chunk)
        _ = try sink.write(chunk)
        return chunk.faults
    }

    /// Loads rows from start to end, as a run without interruption does.
    @discardableResult
    func load(
        _ rows: [[String?]], as fields: [Field], table: String = "t", mode: WriteMode = .append,
        epoch: Int64 = 1
    ) throws -> [RowFault] {
        let sink = try SQLiteTableSink(path: path, table: table, mode: mode)
        defer { sink.close() }
        var checkpoint = checkpoint(epoch: epoch)
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        let faults = rows.isEmpty ? [] : try write(rows, to: sink)
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        try sink.publish()
        return faults
    }

    func run(_ statements: String...) throws {
        let connection = try SQLiteConnection(path)
        for statement in statements { try connection.execute(statement) }
    }

    /// A query's rows, values joined by `|` as SQLite prints them.
    func rows(_ sql: String) throws -> [String] {
        let connection = try SQLiteConnection(path, .readOnly)
        return try connection.query(sql).map { row in
            row.values.map { value in
                switch value {
                case .null: "NULL"
                case .integer(let number): String(number)
                case .double(let number): "\(number)"
                case .text(let text): "'\(text)'"
                case .blob(let bytes): "x\(bytes)"
                }
            }.joined(separator: "|")
        }
    }
}

extension [Field] {
    /// `name:type` words, as declared fields; a bare name is untyped text.
    static func named(_ words: String) -> [Field] {
        words.split(separator: ",").map { word in
            let parts = word.split(separator: ":")
            guard parts.count == 2, let type = DataType(name: String(parts[1])) else {
                return Field(String(parts[0]))
            }
            return Field(String(parts[0]), type, origin: .declared)
        }
    }
}
