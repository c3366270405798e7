import TrancheColumnar

/// What the encoders of JSON share: the keys of a schema, escaped once.
struct JSONRecordEncoder: Sendable {
    private let fields: [Field]
    private let keys: [[UInt8]]
    private let ending: String
    private let opening: String

    /// - Parameters:
    ///   - schema: The columns; without any, every record is an empty object.
    ///   - opening: What stands before the first key of each record, to the brace.
    ///   - ending: What ends each record, at most 8 bytes.
    init(_ schema: Schema, opening: String, ending: String) {
        fields = schema.fields
        self.ending = ending
        self.opening = opening
        keys = schema.fields.enumerated().map { index, field in
            jsonKey(field.name, after: index == 0 ? opening : ",")
        }
    }

    /// Appends the selected rows to the chunk's output.
    ///
    /// - Precondition: the chunk's columns are the schema's.
    func encode(_ chunk: Chunk) {
        precondition(chunk.columns.count == fields.count, "a chunk of another schema")
        guard !fields.isEmpty else {
            for _ in 0..<chunk.selection.count {
                chunk.output.append(opening + ending)
            }
            return
        }
        let columns = JSONColumns(
            chunk, fields, keys: keys, ending: Array(ending.utf8))
        var writer = JSONRowWriter(chunk, fields, columns)
        unsafe chunk.selection.withRows { rows, count in unsafe writer.write(rows, count) }
        chunk.selection.remove(writer.refused)
    }
}
