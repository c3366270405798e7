import TrancheColumnar

/// Reads rows of a chunk as records, by the keys that a type's `Decodable` conformance asks for.
final class RecordReader {
    private let fields: [Field]
    private let step: String
    private var chunk: Chunk?
    private var row = 0
    /// The keys asked for and their columns, in the order in which the first record asked.
    private var asked: [(key: String, place: Int?)] = []
    /// Where in `asked` the last question was.
    private var current = 0

    init(_ schema: Schema, step: String) {
        fields = schema.fields
        self.step = step
    }

    var names: [String] { fields.map(\.name) }

    func begin(_ chunk: Chunk) { self.chunk = chunk }
    func end() { chunk = nil }

    func record<Record: Decodable>(_ type: Record.Type, row: Int) throws -> Record {
        self.row = row
        current = 0
        return try Record(from: RowDecoder(reader: self))
    }

    // MARK: Columns

    /// The column of a key; records of one type ask for the same keys in the same order.
    func place(of key: String) -> Int? {
        if current < asked.count, asked[current].key == key { return asked[current].place }
        if current + 1 < asked.count, asked[current + 1].key == key {
            current += 1
            return asked[current].place
        }
        if let known = asked.firstIndex(where: { $0.key == key }) {
            current = known
        } else {
            current = asked.count
            asked.append((key, fields.firstIndex { $0.name == key }))
        }
        return asked[current].place
    }

    /// As ``place(of:)``, for a value that must be there.
    func column(of key: String) throws -> Int {
        if let place = place(of: key) { return place }
        throw JobError(
            .pipeline, "step \(step): column \(key) does not exist",
            hint: nearestName(to: key, among: names).map { "did you mean \($0)?" }
                ?? "name a column that the source or an earlier step has")
    }

    func nested(_ key: String) -> JobError {
        JobError(
            .pipeline, "step \(step): found a nested type for \(key), wanted a single value",
            hint: "read the column as a String, or flatten it before the step")
    }

    // MARK: Values

    func isNull(_ place: Int) -> Bool { cells(place).column.isNull(row) }

    private func cells(_ place: Int) -> (chunk: Chunk, column: Column) {
        guard let chunk, place < chunk.columns.count, row < chunk.columns[place].capacity else {
            preconditionFailure("a record's decoder was used after its record")
        }
        return (chunk, chunk.columns[place])
    }

    /// The value's text; good until the chunk's bytes grow.
    private func withText<Result>(
        _ place: Int, _ body: (UnsafePointer<UInt8>, Int) -> Result
    ) throws -> Result {
        let (chunk, column) = cells(place)
        let slice = unsafe column.slices[row]
        guard !slice.isNull else { throw absent(place) }
        return unsafe body(chunk.bytes.base + slice.start, slice.length)
    }

    private func absent(_ place: Int) -> RecordMismatch {
        RecordMismatch(column: fields[place].name, message: "found NULL, wanted a value")
    }

    private func mismatch(_ place: Int, _ wanted: String) -> RecordMismatch {
        let (chunk, column) = cells(place)
        let found =
            switch column.representation {
            case .slices: chunk.excerpt(unsafe column.slices[row])
            case .int64: unsafe "\(column.int64s[row])"
            case .double: unsafe "\(column.doubles[row])"
            }
        return RecordMismatch(
            column: fields[place].name, message: "found \(found), wanted \(wanted)")
    }

    func integer<Value: FixedWidthInteger>(_ place: Int, _ type: Value.Type) throws -> Value {
        let column = cells(place).column
        var value: Int64?
        if column.representation != .slices, column.isNull(row) { throw absent(place) }
        switch column.representation {
        case .int64: value = unsafe column.int64s[row]
        case .double: value = unsafe Int64(exactly: column.doubles[row])
        case .slices:
            value = unsafe try withText(place) { text, count in
                var value: Int64 = 0
                return unsafe parseInt64(text, count, &value) ? value : nil
            }
            if value == nil, Value.max > Int64.max {
                let large = try string(place)
                if let found = Value(large) { return found }
            }
        }
        guard let value, let found = Value(exactly: value) else {
            throw mismatch(place, "an integer (\(Value.self))")
        }
        return found
    }

    func double(_ place: Int) throws -> Double {
        let column = cells(place).column
        if column.representation != .slices, column.isNull(row) { throw absent(place) }
        switch column.representation {
        case .int64: return unsafe Double(column.int64s[row])
        case .double: return unsafe column.doubles[row]
        case .slices:
            let value: Double? = unsafe try withText(place) { text, count in
                var value = 0.0
                return unsafe parseDouble(text, count, &value) ? value : nil
            }
            guard let value else { throw mismatch(place, "a number") }
            return value
        }
    }

    func bool(_ place: Int) throws -> Bool {
        guard cells(place).column.representation == .slices,
            let value = unsafe try withText(place, { unsafe parseBoolean($0, $1) })
        else { throw isNull(place) ? absent(place) : mismatch(place, "a boolean") }
        return value
    }

    func string(_ place: Int) throws -> String {
        let column = cells(place).column
        if column.representation != .slices, column.isNull(row) { throw absent(place) }
        switch column.representation {
        case .int64: return unsafe String(column.int64s[row])
        case .double:
            let value = unsafe column.doubles[row]
            return unsafe String(unsafeUninitializedCapacity: maximumDoubleLength) { room in
                guard let start = room.baseAddress else { return 0 }
                return unsafe formatDouble(value, to: start)
            }
        case .slices:
            guard fields[place].type != .bytea else { return hexText(try bytes(place)) }
            return unsafe try withText(place) { text, count in
                unsafe String(
                    decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
            }
        }
    }

    func bytes(_ place: Int) throws -> [UInt8] {
        guard cells(place).column.representation == .slices else {
            throw mismatch(place, "bytes")
        }
        let raw = unsafe try withText(place) { text, count in
            unsafe Array(UnsafeBufferPointer(start: text, count: count))
        }
        if fields[place].type == .bytea { return raw }
        guard let decoded = bytesOfHexText(raw) else {
            throw mismatch(place, "\\x and hexadecimal")
        }
        return decoded
    }
}

/// Bytes as PostgreSQL writes them: `\x` and two digits each.
func hexText(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text = Array("\\x".utf8)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// What `\x…` stands for; `nil` for any other text.
private func bytesOfHexText(_ text: [UInt8]) -> [UInt8]? {
    guard text.starts(with: Array("\\x".utf8)), text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 2, to: text.count, by: 2) {
        let pair = String(decoding: text[place..<(place + 2)], as: UTF8.self)
        guard let byte = UInt8(pair, radix: 16), pair.first != "+" else { return nil }
        bytes.append(byte)
    }
    return bytes
}
