import TrancheColumnar

/// What all values of a column that were looked at say about its type.
struct InferredColumn {
    /// Values of one class: how many, and the first of them.
    private struct Seen {
        var count = 0
        var first = ""
        var record = 0
        var least: Extreme?
        var most: Extreme?
    }

    /// A smallest or greatest value, compared by number where it is one.
    private struct Extreme {
        var text: String
        var number: Double?
        /// Of a date or time its year, below 0 before Christ.
        var year = 0

        init(_ text: String, _ kind: ValueClass) {
            self.text = text
            switch kind {
            case .bigint, .numeric: number = Double(text)
            case .date, .timestamp, .timestamptz:
                year = (Int(text.prefix(4)) ?? 0) * (text.hasSuffix("BC") ? -1 : 1)
            default: break
            }
        }

        func isLess(than other: Extreme) -> Bool {
            if year != other.year { return year < other.year }
            if let number, let theirs = other.number, number != theirs { return number < theirs }
            if number != nil, other.number != nil { return false }
            return text.utf8.lexicographicallyPrecedes(other.text.utf8)
        }
    }

    let name: String
    /// The type that the source itself knows; `nil` when the texts decide.
    let knownType: DataType?
    private(set) var nulls = 0
    private(set) var shortest = Int.max
    private(set) var longest = 0
    private var seen: [ValueClass: Seen] = [:]
    private var evidence = TypeEvidence()
    /// Different texts of class text, as long as they are few.
    private var words: Set<String> = []

    init(_ name: String, knownType: DataType?) {
        self.name = name
        self.knownType = knownType
    }

    var values: Int { evidence.values }
    var type: DataType { knownType ?? evidence.type }
    var example: String? { ordered.min { $0.value.record < $1.value.record }?.value.first }
    var least: String? { extreme { $0.least } }
    var most: String? { extreme(\.most, isGreatest: true) }

    private var ordered: [(key: ValueClass, value: Seen)] {
        seen.sorted { $0.key.rawValue < $1.key.rawValue }
    }

    mutating func addNull() {
        nulls += 1
        evidence.addNull()
    }

    mutating func add(_ text: String, _ kind: ValueClass, record: Int) {
        evidence.add(kind, at: record)
        let length = text.unicodeScalars.count
        shortest = min(shortest, length)
        longest = max(longest, length)
        if kind == .text, words.count < 4 { words.insert(text) }
        let value = Extreme(text, kind)
        var entry = seen[kind] ?? Seen(first: text, record: record)
        entry.count += 1
        if entry.least.map(value.isLess) ?? true { entry.least = value }
        if entry.most.map({ $0.isLess(than: value) }) ?? true { entry.most = value }
        seen[kind] = entry
    }

    private func extreme(_ side: (Seen) -> Extreme?, isGreatest: Bool = false) -> String? {
        let found = seen.values.compactMap(side)
        return found.max { isGreatest ? $0.isLess(than: $1) : $1.isLess(than: $0) }
            .map { $0.text.count > 60 ? String($0.text.prefix(59)) + "…" : $0.text }
    }

    /// Why it is no narrower type.
    var why: String {
        if let knownType { return "the source says that it is \(knownType.rawValue)" }
        guard values > 0 else { return "no value was seen, so it may be anything" }
        let widest = seen[evidence.valueClass ?? .text]
        if ordered.count == 1 {
            return type == .text
                ? "the first is '\(clipped(widest?.first ?? ""))', and none is anything narrower"
                : "all values are \(type.rawValue)"
        }
        if type == .numeric, let decimal = seen[.numeric] {
            return "\(decimal.count) of \(values) values are no bigint, the first "
                + "'\(clipped(decimal.first))' in record \(decimal.record)"
        }
        let main = ordered.filter { $0.key != .text }.max { $0.value.count < $1.value.count }
        guard let main, let text = seen[.text] else {
            let parts = ordered.map {
                "\($0.value.count) \($0.key.type.rawValue), the first '\(clipped($0.value.first))'"
            }
            return "values of several types: " + parts.joined(separator: "; ")
        }
        let hint =
            words.count == 1 && ordered.count == 2 && !text.first.isEmpty
            ? ", as are all the others: --null '\(clipped(text.first))' makes it "
                + main.key.type.rawValue : ""
        return "\(values - main.value.count) of \(values) values are no "
            + "\(main.key.type.rawValue), the first '\(clipped(text.first))' in record "
            + "\(text.record)\(hint)"
    }

    private func clipped(_ text: String) -> String {
        text.count > 40 ? String(text.prefix(39)) + "…" : text
    }
}
