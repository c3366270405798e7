public import TrancheColumnar

/// Learns the keys and types of NDJSON from samples of it.
///
/// Keys come in the order in which they first appear; each type holds all of the key's values
/// without changing one:
///
/// - integers within `Int64`, other than `-0`: bigint; other numbers: numeric
/// - booleans: boolean
/// - strings: date, timestamp, timestamptz or uuid when all are, otherwise text
/// - arrays, objects, and a mixture of kinds: json
/// - nothing but NULL: text
public struct JSONSampler: Sendable {
    private var evidence: [JSONEvidence] = []
    private var positions: [String: Int] = [:]
    private var records = 0
    /// How deep it looks into values, 0 for not at all.
    private let depth: Int

    /// - Parameter depth: How deep to look into arrays and objects for their shape; 0 for not at all.
    public init(shapeDepth depth: Int = 0) {
        self.depth = depth
    }

    /// The fields so far, all of inferred types.
    public var schema: Schema {
        Schema(evidence.map(\.field))
    }

    /// Takes in a sample of whole lines.
    ///
    /// Malformed lines teach nothing, beyond the members before the mistake; they will be faults.
    ///
    /// - Parameters:
    ///   - bytes: The sample, with 64 readable bytes behind it.
    ///   - count: Its length in bytes.
    public mutating func add(_ bytes: UnsafePointer<UInt8>, count: Int) {
        var start = 0
        while start < count {
            let rest = unsafe endOfLine(1, bytes + start, count - start, isLast: true)
            var end = start + rest
            if unsafe bytes[end - 1] == 0x0A { end -= 1 }
            if unsafe firstInvalidText(bytes + start, end - start) == nil {
                var scanner = unsafe JSONScanner(bytes, end: end, allowsLineFeeds: false)
                addRecord(&scanner, start)
                records += 1
            }
            start += rest
        }
    }

    /// Takes in the object that begins at `start`.
    mutating func addRecord(_ scanner: inout JSONScanner, _ start: Int) {
        var place = scanner.skipBlanks(start)
        guard scanner.byte(place) == 0x7B else { return }
        while true {
            let keyStart = scanner.skipBlanks(place + 1)
            guard scanner.byte(keyStart) == 0x22 else { return }
            let keyEnd = scanner.skipString(keyStart + 1)
            guard keyEnd > 0, let key = scanner.text(keyStart + 1, keyEnd - 1) else { return }
            place = scanner.skipBlanks(keyEnd)
            guard scanner.byte(place) == 0x3A else { return }
            let value = scanner.skipBlanks(place + 1)
            place = scanner.skipValue(value)
            guard place > 0 else { return }
            addValue(key, &scanner, value, place)
            place = scanner.skipBlanks(place)
            guard scanner.byte(place) == 0x2C else { return }
        }
    }

    private mutating func addValue(
        _ key: String, _ scanner: inout JSONScanner, _ start: Int, _ end: Int
    ) {
        let position = positions[key] ?? evidence.count
        if position == evidence.count {
            positions[key] = position
            evidence.append(JSONEvidence(name: key))
        }
        evidence[position].add(&scanner, start, end, at: records, depth: depth)
    }
}

extension JSONScanner {
    /// The text of the string between `start` and `end`, decoded; `nil` when it cannot be.
    mutating func text(_ start: Int, _ end: Int) -> String? {
        var bytes: [UInt8] = []
        var place = start
        while place < end {
            let first = byte(place)
            guard first == 0x5C else {
                bytes.append(first)
                place += 1
                continue
            }
            var scalar: UInt32 = 0
            place = escape(place, &scalar)
            guard place > 0, let character = Unicode.Scalar(scalar) else { return nil }
            bytes.append(contentsOf: Array(String(character).utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
