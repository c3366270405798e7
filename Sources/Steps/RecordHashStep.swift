public import TrancheColumnar
public import TranchePipeline

/// Adds a column with the content hash of each record, by which a sink finds rows that change nothing.
///
/// The hash is that of ``RecordHashable``, over all columns before: 32 hexadecimal digits.
public struct RecordHashPlan: StepPlan {
    public let name = "hash column"
    private let column: String

    /// - Parameter column: The new column.
    public init(into column: String) { self.column = column }

    public var text: String { "hash column \(quotedName(column))" }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        guard input.index(of: column) == nil else {
            throw JobError(
                .pipeline, "found column '\(column)', in which the hash of a row is to stand",
                hint:
                    "name another one with --hash-column, or drop it: -e 'drop \(quotedName(column))'"
            )
        }
        return RecordHashStep(
            shape: RecordShape(input),
            output: Schema(input.fields + [Field(column, .text, origin: .declared)]))
    }

    public func makesType(of name: String) -> Bool { name == column }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        outputs.subtracting([column]).union(input.names)
    }
}

struct RecordHashStep: Step {
    let name = "hash column"
    let shape: RecordShape
    let output: Schema

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let column = chunk.takeColumn(rows: chunk.rowCount)
        let form = ByteBuffer(capacity: 256)
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            form.count = 0
            ChunkRecord(chunk, row: row, shape).appendCanonicalForm(to: form)
            let hash = unsafe RecordHash(of: form.base, count: form.count)
            let start = chunk.bytes.count
            chunk.bytes.append(hash.description)
            unsafe column.slices[row] = FieldSlice(offset: start, length: 32)
        }
        chunk.columns.append(column)
    }
}
