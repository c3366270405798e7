import TrancheColumnar

/// How a column of the record and one of the reference are compared.
///
/// A type that a table, a step or the user declares has its values compared: `1` equals `1.0`; of two
/// declared number types the wider one does. Without a declared type on either side, as with two
/// CSV files, the texts are compared.
struct LookupComparison: Sendable {
    /// The record's column, by position.
    var column: Int
    /// The record's column, by name.
    var name: String
    /// The reference's column.
    var key: Field
    /// The type whose values are compared; `nil` compares texts.
    var type: DataType?

    /// - Throws: `JobError(.pipeline)` when both types are declared and have nothing in common.
    init(column: Int, _ field: Field, _ key: Field, reference: String) throws(JobError) {
        self.column = column
        name = field.name
        self.key = key
        let types = (Self.declared(field), Self.declared(key))
        let wanted: DataType
        switch types {
        case (nil, nil):
            type = nil
            return
        case (let only?, nil), (nil, let only?):
            // The other side's texts may be any numbers: 7.0 equals the integer 7.
            wanted = only == .bigint ? .numeric : only
        case (let left?, let right?):
            guard let common = left == right ? left : Self.wider(left, right) else {
                throw JobError(
                    .pipeline,
                    "step lookup: column \(field.name) is \(left.rawValue), and \(key.name) of "
                        + "\(reference) is \(right.rawValue), which are not compared",
                    hint: "put before it: cast \(quotedName(field.name)) as \(right.rawValue)")
            }
            wanted = common
        }
        type = comparesByValue(wanted) ? wanted : nil
    }

    private static func declared(_ field: Field) -> DataType? {
        field.origin == .declared ? field.type : nil
    }

    /// The wider of two number types; `nil` when one is none.
    private static func wider(_ left: DataType, _ right: DataType) -> DataType? {
        let numbers: [DataType] = [.bigint, .numeric, .doublePrecision]
        guard let a = numbers.firstIndex(of: left), let b = numbers.firstIndex(of: right) else {
            return nil
        }
        return numbers[max(a, b)]
    }
}

/// What a database is asked for.
extension LookupComparison {
    /// The type of the texts that are asked for.
    var askedType: DataType {
        // Asked as integers, a column of them is found by its index.
        type == .numeric && key.type == .bigint ? .bigint : type ?? key.type
    }

    /// The record's value as a text of ``askedType``; `nil` when it is none, and so equals nothing.
    func asked(_ chunk: Chunk, _ row: Int, _ scratch: ByteBuffer) -> String? {
        let column = chunk.columns[column]
        scratch.count = 0
        switch column.representation {
        case .slices:
            let slice = unsafe column.slices[row]
            unsafe scratch.append(chunk.bytes.base + slice.start, count: slice.length)
        case .int64: scratch.append(unsafe String(column.int64s[row]))
        case .double:
            scratch.reserve(64)
            scratch.count = unsafe formatDouble(column.doubles[row], to: scratch.base)
        }
        let length = scratch.count
        // The value's own form stands behind the text.
        scratch.reserve(2 * length + 2 * keyTextPadding + 64)
        let text = unsafe UnsafePointer(scratch.base)
        // A number column that only seems to be one is compared by text, and asked for numbers.
        guard let type = type ?? (comparesByValue(key.type) ? key.type : nil) else {
            let isMoment = [.date, .timestamp, .timestamptz].contains(key.type)
            guard unsafe !isMoment || matches(key.type, text, length, lenient: true) else {
                return nil
            }
            return scratch.string(0..<length)
        }
        let start = length + 16
        let target = unsafe scratch.base + start
        if askedType == .bigint, self.type == .numeric {
            return unsafe keyText(of: text, length, as: .numeric, to: target).flatMap { count in
                scratch.count = start + count
                return wholeNumber(scratch.string(start..<(start + count)))
            }
        }
        guard let count = unsafe normalizedText(of: text, length, as: type, to: target) else {
            return nil
        }
        scratch.count = start + count
        return scratch.string(start..<(start + count))
    }

    /// The integer that a numeric's key means: `-12e2` is -1200; `nil` for a fraction.
    private func wholeNumber(_ key: String) -> String? {
        let parts = key.split(separator: "e")
        guard parts.count == 2 else { return key == "0" ? "0" : nil }
        guard let zeros = Int(parts[1]), (0...18).contains(zeros) else { return nil }
        return Int64(parts[0] + String(repeating: "0", count: zeros)).map { String($0) }
    }
}
