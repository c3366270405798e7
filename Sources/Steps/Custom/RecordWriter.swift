import TrancheColumnar

/// Writes records into columns of a chunk, by the keys that a type's `Encodable` conformance names.
final class RecordWriter {
    /// How a column keeps its values.
    private enum Kind { case integer, double, text }

    private let fields: [Field]
    private let kinds: [Kind]
    private let step: String
    private(set) var columns: [Column] = []
    private var chunk: Chunk?
    private var row = 0
    /// The row that each column was written for last.
    private var written: [Int]
    /// Where the next key is looked for.
    private var next = 0
    /// The key of a value that has no column's form, once there was one.
    private var refused: String?
    private let room = ByteBuffer(capacity: 64)

    init(_ fields: [Field], step: String) {
        self.fields = fields
        self.step = step
        kinds = fields.map { field in
            switch field.type {
            case .bigint: .integer
            case .doublePrecision: .double
            default: .text
            }
        }
        written = [Int](repeating: -1, count: fields.count)
    }

    func begin(_ chunk: Chunk) {
        self.chunk = chunk
        for place in written.indices { written[place] = -1 }
        columns = kinds.map { kind in
            let column = chunk.takeColumn(rows: chunk.rowCount)
            switch kind {
            case .integer: column.representation = .int64
            case .double: column.representation = .double
            case .text: return column
            }
            column.setAllValid(chunk.rowCount)
            return column
        }
    }

    func end() { chunk = nil }

    /// Writes a record; columns that it does not name are NULL.
    func write(_ record: some Encodable, row: Int) throws {
        self.row = row
        next = 0
        refused = nil
        try record.encode(to: RowEncoder(writer: self))
        if let refused { throw nested(refused) }
        for place in written.indices where written[place] != row { setNull(place) }
    }

    // MARK: Columns

    func place(of key: String) throws -> Int {
        if next < fields.count, fields[next].name == key {
            next += 1
            return next - 1
        }
        guard let place = fields.firstIndex(where: { $0.name == key }) else {
            throw JobError(
                .pipeline, "step \(step): the record has a property \(key), which is no column",
                hint: "add it to the declared columns")
        }
        next = place + 1
        return place
    }

    func nested(_ key: String) -> JobError {
        JobError(
            .pipeline, "step \(step): found a nested type for \(key), wanted a single value",
            hint: "write it as a String, or as several properties")
    }

    /// Notes a value that cannot be written where an encoder may not throw.
    func refuse(_ key: String) { refused = key }

    // MARK: Values

    func setNull(_ place: Int) {
        written[place] = row
        switch kinds[place] {
        case .integer, .double: columns[place].setNull(row)
        case .text: unsafe columns[place].slices[row] = .null
        }
    }

    private func mismatch(_ place: Int, _ found: String) -> RecordMismatch {
        let shown = found.utf8.count > 40 ? "\(found.prefix(39))…" : found
        return RecordMismatch(
            column: fields[place].name,
            message: "found \(shown), wanted \(fields[place].type.rawValue)")
    }

    func set(_ value: some FixedWidthInteger, _ place: Int) throws {
        switch kinds[place] {
        case .integer:
            guard let value = Int64(exactly: value) else { throw mismatch(place, "\(value)") }
            unsafe columns[place].int64s[row] = value
        case .double: unsafe columns[place].doubles[row] = Double(value)
        case .text: return try set(String(value), place)
        }
        written[place] = row
    }

    func set(_ value: Double, _ place: Int) throws {
        switch kinds[place] {
        case .integer:
            guard let value = Int64(exactly: value) else { throw mismatch(place, "\(value)") }
            unsafe columns[place].int64s[row] = value
        case .double: unsafe columns[place].doubles[row] = value
        case .text:
            room.count = 0
            room.reserve(maximumDoubleLength)
            room.count = unsafe formatDouble(value, to: room.base)
            return try setText(place)
        }
        written[place] = row
    }

    func set(_ value: Bool, _ place: Int) throws {
        guard fields[place].type == .boolean || fields[place].type == .text else {
            throw mismatch(place, "\(value)")
        }
        try set(value ? "true" : "false", place)
    }

    func set(_ value: String, _ place: Int) throws {
        room.count = 0
        room.append(value)
        try setText(place)
    }

    func set(_ value: [UInt8], _ place: Int) throws {
        guard fields[place].type == .bytea else { return try set(hexText(value), place) }
        guard let chunk else { preconditionFailure("a record's encoder was used after its record") }
        let start = chunk.bytes.count
        unsafe value.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe chunk.bytes.append(base, count: bytes.count)
        }
        keep(place, chunk, from: start)
    }

    /// Takes what stands in `room` as the value.
    private func setText(_ place: Int) throws {
        guard let chunk else { preconditionFailure("a record's encoder was used after its record") }
        let text = unsafe UnsafePointer(room.base)
        let count = room.count
        let type = fields[place].type
        switch type {
        case .text:
            guard unsafe firstInvalidText(text, count) == nil else {
                throw mismatch(place, "a NUL character")
            }
            let start = chunk.bytes.count
            unsafe chunk.bytes.append(text, count: count)
            return keep(place, chunk, from: start)
        case .bigint:
            var value: Int64 = 0
            guard unsafe parseInt64(text, count, &value) else { break }
            return try set(value, place)
        case .doublePrecision:
            var value = 0.0
            guard unsafe parseDouble(text, count, &value) else { break }
            return try set(value, place)
        default:
            let start = chunk.bytes.count
            chunk.bytes.reserve(start + count + maximumDoubleLength)
            guard
                let length = unsafe normalizedText(
                    of: text, count, as: type, to: chunk.bytes.base + start)
            else { break }
            chunk.bytes.count = start + length
            return keep(place, chunk, from: start)
        }
        throw mismatch(place, "'\(room.string(0..<count))'")
    }

    private func keep(_ place: Int, _ chunk: Chunk, from start: Int) {
        precondition(
            chunk.bytes.count <= Int(UInt32.max), "a chunk's bytes beyond what slices can address")
        let slice = FieldSlice(offset: start, length: chunk.bytes.count - start)
        unsafe columns[place].slices[row] = slice
        written[place] = row
    }
}
