import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheServices

/// Looks at a source and says what its columns are, as a contract to begin with.
public enum SchemaInference {
    /// Reads the source's records and infers the type of each column.
    ///
    /// - Parameters:
    ///   - source: What to read.
    ///   - limit: The most records to look at; `nil` looks at all.
    ///   - run: How much memory a record may take.
    /// - Returns: A Table Schema as JSON, with the evidence for each type under `tranche`.
    /// - Throws: `JobError` when the source cannot be read, or has a record that is malformed.
    public static func contract(
        of source: SourceDefinition, limit: Int? = nil, run: RunDefinition = RunDefinition()
    ) throws -> String {
        var job = JobDefinition(
            name: "infer", source: source, sink: SinkDefinition(.standardStream))
        job.sink.format = "csv"
        job.run = run
        let input = try openSource(job)
        defer { input.close() }
        let isText = (input as? FileSource).map { if case .csv = $0.format { true } else { false } }
        var columns = input.schema.fields.map { field in
            let isKnown = isText != true || field.origin == .declared
            return InferredColumn(field.name, knownType: isKnown ? field.type : nil)
        }
        var records = 0
        var isWhole = true
        let chunk = Chunk()
        while true {
            chunk.reset(keepingBytes: 8 << 20)
            guard try input.fill(chunk) != nil else { break }
            try input.decode(chunk)
            if let fault = chunk.faults.min(by: { $0.row < $1.row }), fault.code != .typeMismatch {
                throw JobError(
                    .data, fault.message, at: "\(input.name) record \(records + fault.row + 1)",
                    hint: "correct the record first")
            }
            let room = limit.map { max(0, $0 - records) } ?? .max
            add(chunk, records, room, to: &columns)
            records += min(room, chunk.recordCount)
            if chunk.recordCount > room {
                isWhole = false
                break
            }
        }
        return SchemaFile.text(
            columns, source: input.name, records: records, isWhole: isWhole,
            nullTokens: source.nullTokens)
    }

    private static func add(
        _ chunk: Chunk, _ before: Int, _ room: Int, to columns: inout [InferredColumn]
    ) {
        for (index, column) in chunk.columns.enumerated() {
            if column.representation != .slices { castToText(column, in: chunk) }
            for position in 0..<chunk.selection.count {
                let row = chunk.selection.row(position)
                guard row < room else { break }
                let slice = unsafe column.slices[row]
                if slice.isNull {
                    columns[index].addNull()
                    continue
                }
                let bytes = unsafe UnsafePointer(chunk.bytes.base + slice.start)
                let kind = unsafe classifyValue(bytes, slice.length)
                columns[index].add(
                    chunk.bytes.string(slice.start..<slice.end), kind, record: before + row + 1)
            }
        }
    }
}
