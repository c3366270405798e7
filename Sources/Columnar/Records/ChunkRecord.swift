/// The columns of a schema in the order of the canonical form; made once, used for every record.
public struct RecordShape: Sendable {
    let fields: [Field]
    let names: [[UInt8]]
    /// The columns' places, by their names' bytes.
    let order: [Int]

    public init(_ schema: Schema) {
        fields = schema.fields
        let names = schema.fields.map { Array($0.name.utf8) }
        order = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
        self.names = names
    }
}

/// One row of a chunk as a record; good for as long as the chunk holds it.
public struct ChunkRecord: RecordHashable, Serializable {
    private let chunk: Chunk
    private let row: Int
    private let shape: RecordShape

    /// - Parameters:
    ///   - chunk: The chunk, with the shape's columns.
    ///   - row: A selected row.
    ///   - shape: Of the chunk's columns.
    public init(_ chunk: Chunk, row: Int, _ shape: RecordShape) {
        precondition(row < chunk.rowCount, "a row beyond the chunk")
        self.chunk = chunk
        self.row = row
        self.shape = shape
    }

    public var dictionary: [String: RecordValue] {
        var dictionary: [String: RecordValue] = [:]
        let text = ByteBuffer(capacity: 64)
        for (index, field) in shape.fields.enumerated() {
            let value = write(index, to: text) ? text.string(0..<text.count) : nil
            dictionary[field.name] = RecordValue(value, field.type)
        }
        return dictionary
    }

    public func appendCanonicalForm(to bytes: ByteBuffer) {
        let text = ByteBuffer(capacity: 64)
        CanonicalForm.begin(bytes)
        for index in shape.order {
            let isValue = write(index, to: text)
            unsafe CanonicalForm.append(
                shape.names[index], shape.fields[index].type,
                isValue ? UnsafePointer(text.base) : nil, text.count, to: bytes)
        }
    }

    /// Makes `text` the value's text; false for NULL.
    private func write(_ index: Int, to text: ByteBuffer) -> Bool {
        text.count = 0
        let column = chunk.columns[index]
        guard !column.isNull(row) else { return false }
        text.reserve(maximumDoubleLength)
        switch column.representation {
        case .int64: text.count = unsafe formatInt64(column.int64s[row], to: text.base)
        case .double: text.count = unsafe formatDouble(column.doubles[row], to: text.base)
        case .slices:
            let slice = unsafe column.slices[row]
            guard shape.fields[index].type == .bytea else {
                unsafe text.append(chunk.bytes.base + slice.start, count: slice.length)
                return true
            }
            text.append("\\x")
            let digits = Array("0123456789abcdef".utf8)
            for place in slice.start..<slice.end {
                let byte = unsafe chunk.bytes.base[place]
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
        }
        return true
    }
}
