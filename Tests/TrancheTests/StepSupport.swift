import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

/// A chunk with these rows of text; `nil` is NULL.
func chunk(_ rows: [[String?]]) -> Chunk {
    let chunk = Chunk()
    chunk.columns = (rows.first ?? []).map { _ in chunk.takeColumn(rows: rows.count) }
    for (row, values) in rows.enumerated() {
        for (column, value) in values.enumerated() {
            let start = chunk.bytes.count
            chunk.bytes.append(value ?? "")
            unsafe chunk.columns[column].slices[row] =
                value == nil
                ? .null : FieldSlice(offset: start, length: chunk.bytes.count - start)
        }
    }
    chunk.setRowCount(rows.count)
    return chunk
}

extension Chunk {
    /// The selected rows as text, whatever their representation.
    var texts: [[String?]] {
        for column in columns { castToText(column, in: self) }
        return (0..<selection.count).map { position in
            let row = selection.row(position)
            return columns.map { column in
                let slice = unsafe column.slices[row]
                return slice.isNull ? nil : bytes.string(slice.start..<slice.end)
            }
        }
    }
}

/// Plans one step after the other, on all columns.
func plan(_ texts: [String], on input: Schema) throws -> [any Step] {
    var schema = input
    return try texts.map { text in
        let step = try parseStep(text).plan(schema, keeping: nil)
        schema = step.output
        return step
    }
}

/// Runs steps over a chunk and returns the columns' names at the end.
@discardableResult
func apply(_ texts: [String], on input: Schema, to chunk: Chunk) async throws -> [String] {
    let steps = try plan(texts, on: input)
    var counts = RowCounts()
    for step in steps { try await step.apply(chunk, counts: &counts) }
    return steps.last?.output.names ?? input.names
}

func schema(_ names: String...) -> Schema { Schema(names.map { Field($0) }) }
