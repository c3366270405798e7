/// What stands in the place of a value that is not shown.
public let redactedValue: [UInt8] = [0x2A, 0x2A, 0x2A]

/// A record of delimited text in which some fields are `***`, all others as they were.
///
/// - Parameters:
///   - record: Without its line end.
///   - dialect: The delimiter.
///   - hidden: The fields to hide, by position.
///   - fieldCount: How many fields a record has.
/// - Returns: `nil` when the record is not one of so many fields, so that nobody can tell which
///   part of it is whose.
public func redactedRecord(
    _ record: [UInt8], _ dialect: CSVDialect, hiding hidden: Set<Int>, fieldCount: Int
) -> [UInt8]? {
    var output: [UInt8] = []
    var field = 0
    var start = 0
    var place = 0
    func close(_ end: Int) {
        output += hidden.contains(field) ? redactedValue[...] : record[start..<end]
        field += 1
    }
    while true {
        // A field in quotes ends behind the quote that closes it.
        if place == start, place < record.count, record[place] == 0x22 {
            place += 1
            while true {
                guard let quote = record[place...].firstIndex(of: 0x22) else { return nil }
                place = quote + 1
                guard place < record.count, record[place] == 0x22 else { break }
                place += 1
            }
            guard place == record.count || record[place] == dialect.delimiter else { return nil }
        }
        while place < record.count, record[place] != dialect.delimiter {
            if record[place] == 0x22 { return nil }
            place += 1
        }
        close(place)
        guard place < record.count else { break }
        output.append(record[place])
        place += 1
        start = place
    }
    return field == fieldCount ? output : nil
}

/// A JSON object in which the values of some keys are `"***"`, all others as they were.
///
/// - Parameters:
///   - record: The object alone.
///   - hidden: The keys whose values to hide. A key that is written with escapes is hidden too,
///     whatever it says.
/// - Returns: `nil` when the text is not one object.
public func redactedObject(_ record: [UInt8], hiding hidden: Set<[UInt8]>) -> [UInt8]? {
    var reader = ObjectReader(record: record)
    var output: [UInt8] = []
    var copied = 0
    guard reader.take(0x7B) else { return nil }
    if !reader.take(0x7D) {
        repeat {
            guard let key = reader.string(), reader.take(0x3A), let value = reader.value() else {
                return nil
            }
            let name = record[(key.lowerBound + 1)..<(key.upperBound - 1)]
            if name.contains(0x5C) || hidden.contains(Array(name)) {
                output += record[copied..<value.lowerBound]
                output += [0x22] + redactedValue + [0x22]
                copied = value.upperBound
            }
        } while reader.take(0x2C)
        guard reader.take(0x7D) else { return nil }
    }
    guard reader.isAtEnd else { return nil }
    return output + record[copied...]
}

/// Finds where the members of one object lie; what is between them is judged elsewhere.
private struct ObjectReader {
    let record: [UInt8]
    private var place = 0

    init(record: [UInt8]) { self.record = record }

    private mutating func skipBlanks() {
        while place < record.count, [0x20, 0x09, 0x0A, 0x0D].contains(record[place]) { place += 1 }
    }

    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return place == record.count
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard place < record.count, record[place] == byte else { return false }
        place += 1
        return true
    }

    /// A string with its quotes.
    mutating func string() -> Range<Int>? {
        skipBlanks()
        let start = place
        guard place < record.count, record[place] == 0x22 else { return nil }
        place += 1
        while place < record.count {
            let byte = record[place]
            place += byte == 0x5C ? 2 : 1
            if byte == 0x22 { return start..<place }
        }
        return nil
    }

    /// A value of any kind: up to the comma or brace that belongs to the object.
    mutating func value() -> Range<Int>? {
        skipBlanks()
        let start = place
        var depth = 0
        while place < record.count {
            switch record[place] {
            case 0x22:
                guard string() != nil else { return nil }
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D where depth == 0, 0x2C where depth == 0, 0x5D where depth == 0:
                return place > start ? start..<place : nil
            case 0x7D, 0x5D: depth -= 1
            default: break
            }
            place += 1
        }
        return nil
    }
}
