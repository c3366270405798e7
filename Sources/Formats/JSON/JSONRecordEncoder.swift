import TrancheColumnar

/// What the encoders of JSON share: the keys of a schema, escaped once.
struct JSONRecordEncoder: Sendable {
    private let fields: [Field]
    private let keys: [UInt8]
    /// Where each key's text begins in `keys`; one more entry for the end.
    private let starts: [Int]
    private let hasLineFeed: Bool
    private let opening: String

    /// - Parameters:
    ///   - schema: The columns; without any, every record is an empty object.
    ///   - opening: What stands before the first key of each record, to the brace.
    ///   - hasLineFeed: Whether a line feed ends each record.
    init(_ schema: Schema, opening: String, hasLineFeed: Bool) {
        fields = schema.fields
        self.hasLineFeed = hasLineFeed
        self.opening = opening
        var keys: [UInt8] = []
        var starts: [Int] = []
        for (index, field) in schema.fields.enumerated() {
            starts.append(keys.count)
            keys += jsonKey(field.name, after: index == 0 ? opening : ",")
        }
        starts.append(keys.count)
        self.starts = starts
        // Keys are copied 32 bytes at a time.
        self.keys = keys + [UInt8](repeating: 0, count: 32)
    }

    /// Appends the selected rows to the chunk's output.
    ///
    /// - Precondition: the chunk's columns are the schema's.
    func encode(_ chunk: Chunk) {
        precondition(chunk.columns.count == fields.count, "a chunk of another schema")
        guard !fields.isEmpty else {
            for _ in 0..<chunk.selection.count {
                chunk.output.append(opening + (hasLineFeed ? "}\n" : "}"))
            }
            return
        }
        var columns: [JSONColumn] = []
        for (index, field) in fields.enumerated() {
            let column = chunk.columns[index]
            unsafe columns.append(
                JSONColumn(
                    style: JSONStyle(field, column).rawValue, cells: UnsafePointer(column.slices),
                    key: starts[index], keyLength: starts[index + 1] - starts[index]))
        }
        var refused: [Int] = []
        unsafe chunk.selection.withRows { rows, count in
            unsafe keys.withUnsafeBufferPointer { keys in
                unsafe columns.withUnsafeBufferPointer { columns in
                    guard let key = keys.baseAddress, let column = columns.baseAddress else {
                        return
                    }
                    var writer = unsafe JSONRowWriter(chunk, fields, keys: key, columns: column)
                    unsafe writer.write(rows, count, ending: (0x7D, hasLineFeed ? 0x0A : 0))
                    refused = writer.refused
                }
            }
        }
        chunk.selection.remove(refused)
    }
}
