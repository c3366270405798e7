import TrancheColumnar
import TranchePipeline

/// A planned ``RecordStep``; each worker has a reader and a writer of its own.
final class RecordStepRun<Custom: RecordStep>: Step {
    let output: Schema
    private let custom: Custom
    private let input: Schema
    /// The columns that the records write.
    private let made: [Field]
    /// Where each goes among the output's; `nil` when they are the output.
    private let places: [Int]?

    init(_ custom: Custom, input: Schema, output: Schema, made: [Field], places: [Int]?) {
        self.custom = custom
        self.input = input
        self.output = output
        self.made = made
        self.places = places
    }

    var name: String { custom.name }

    private final class Workspace {
        let reader: RecordReader
        let writer: RecordWriter

        init(_ reader: RecordReader, _ writer: RecordWriter) {
            self.reader = reader
            self.writer = writer
        }
    }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let work = chunk.workspace(of: self) {
            Workspace(RecordReader(input, step: name), RecordWriter(made, step: name))
        }
        work.reader.begin(chunk)
        work.writer.begin(chunk)
        defer {
            work.reader.end()
            work.writer.end()
        }
        var gone: [Int] = []
        if custom.concurrentRecords > 1 {
            try await processTogether(chunk, work, &gone, &counts)
        } else {
            for position in 0..<chunk.selection.count {
                let row = chunk.selection.row(position)
                do {
                    let record = try work.reader.record(Custom.Input.self, row: row)
                    if let result = try await custom.process(record) {
                        try work.writer.write(result, row: row)
                        continue
                    }
                    counts.filtered += 1
                } catch { chunk.reject(try fault(error, row)) }
                gone.append(row)
            }
        }
        chunk.selection.remove(gone)
        place(work.writer.columns, in: chunk)
    }

    /// The fault that an error makes of a row; an error that makes none is thrown on.
    private func fault(_ error: any Error, _ row: Int) throws -> RowFault {
        switch error {
        case let rejection as RecordRejection: return rejection.fault(row: row, step: name)
        case let mismatch as RecordMismatch: return mismatch.fault(row: row, step: name)
        case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            return RecordMismatch(
                column: context.codingPath.first?.stringValue,
                message: context.debugDescription
            ).fault(row: row, step: name)
        default: throw error
        }
    }

    private func place(_ columns: [Column], in chunk: Chunk) {
        guard let places else {
            chunk.columns = columns
            return
        }
        for (column, place) in zip(columns, places) {
            if place < chunk.columns.count {
                chunk.columns[place] = column
            } else {
                chunk.columns.append(column)
            }
        }
    }

    // MARK: Steps that wait

    private typealias Waiting = (row: Int, record: Result<Custom.Input, any Error>)

    /// Reads all records, processes a few at a time, and writes them in order.
    private func processTogether(
        _ chunk: Chunk, _ work: Workspace, _ gone: inout [Int], _ counts: inout RowCounts
    ) async throws {
        let records: [Waiting] = (0..<chunk.selection.count).map { position in
            let row = chunk.selection.row(position)
            return (row, Result { try work.reader.record(Custom.Input.self, row: row) })
        }
        let results = await results(of: records.map(\.record))
        for (index, result) in results.enumerated() {
            let row = records[index].row
            do {
                if let result = try result.get() {
                    try work.writer.write(result, row: row)
                    continue
                }
                counts.filtered += 1
            } catch { chunk.reject(try fault(error, row)) }
            gone.append(row)
        }
    }

    private func results(of records: [Result<Custom.Input, any Error>]) async
        -> [Result<Custom.Output?, any Error>]
    {
        typealias Done = (index: Int, result: Result<Custom.Output?, any Error>)
        var results = [Result<Custom.Output?, any Error>](
            repeating: .success(nil), count: records.count)
        await withTaskGroup(of: Done.self) { group in
            var started = 0
            func start() {
                guard started < records.count else { return }
                group.addTask { [custom, record = records[started], index = started] in
                    do {
                        return (index, .success(try await custom.process(record.get())))
                    } catch { return (index, .failure(error)) }
                }
                started += 1
            }
            for _ in 0..<custom.concurrentRecords { start() }
            while let done = await group.next() {
                results[done.index] = done.result
                start()
            }
        }
        return results
    }
}
