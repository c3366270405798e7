import TrancheColumnar

/// What the values of a key, or the elements of arrays, have been.
struct JSONEvidence: Sendable {
    var name: String
    private var strings = TypeEvidence()
    private var numbers = TypeEvidence()
    private var hasBooleans = false
    private var hasArrays = false
    private var hasObjects = false
    // Of these two there is at most one each; the array lets a struct hold its like.
    private var elements: [JSONEvidence] = []
    private var members: [JSONSampler] = []

    init(name: String) {
        self.name = name
    }

    var field: Field {
        var field = Field(name, type, origin: .inferred)
        field.shape = shape
        return field
    }

    private var type: DataType {
        let kinds = [strings.values > 0, numbers.values > 0, hasBooleans, isNested]
        if isNested || kinds.count(where: \.self) > 1 { return .json }
        if hasBooleans { return .boolean }
        if numbers.values > 0 { return numbers.type }
        return strings.type
    }

    private var isNested: Bool { hasArrays || hasObjects }

    private var shape: JSONShape? {
        guard strings.values == 0, numbers.values == 0, !hasBooleans, hasArrays != hasObjects else {
            return nil
        }
        if hasObjects {
            return members.first.flatMap { $0.schema.count > 0 ? .object($0.schema.fields) : nil }
        }
        return elements.first.flatMap { $0.isEmpty ? nil : .array($0.field) }
    }

    /// Whether nothing but NULL was seen.
    private var isEmpty: Bool {
        strings.values == 0 && numbers.values == 0 && !hasBooleans && !isNested
    }

    /// Takes in the value between `start` and `end`.
    ///
    /// - Parameters:
    ///   - scanner: Reads the sample.
    ///   - start: The value's first byte.
    ///   - end: What stands behind the value.
    ///   - position: Its place in the caller's count.
    ///   - depth: How deep to look into it; 0 for not at all.
    mutating func add(
        _ scanner: inout JSONScanner, _ start: Int, _ end: Int, at position: Int, depth: Int
    ) {
        switch scanner.byte(start) {
        case 0x22:
            let text = unsafe scanner.base + (start + 1)
            let found = unsafe classifyValue(text, end - start - 2)
            strings.add(found.isMomentOrUUID ? found : .text, at: position)
        case 0x2D, 0x30...0x39:
            var integer: Int64 = 0
            let isInteger = unsafe parseCanonicalInt64(scanner.base + start, end - start, &integer)
            numbers.add(isInteger ? .bigint : .numeric, at: position)
        case 0x74, 0x66: hasBooleans = true
        case 0x7B:
            hasObjects = true
            guard depth > 0 else { return }
            if members.isEmpty { members.append(JSONSampler(shapeDepth: depth - 1)) }
            members[0].addRecord(&scanner, start)
        case 0x5B:
            hasArrays = true
            guard depth > 0 else { return }
            if elements.isEmpty { elements.append(JSONEvidence(name: "")) }
            addElements(&scanner, start, at: position, depth: depth - 1)
        default: break
        }
    }

    private mutating func addElements(
        _ scanner: inout JSONScanner, _ start: Int, at position: Int, depth: Int
    ) {
        var place = scanner.skipBlanks(start + 1)
        while scanner.byte(place) != 0x5D {
            let end = scanner.skipValue(place)
            guard end > 0 else { return }
            elements[0].add(&scanner, place, end, at: position, depth: depth)
            place = scanner.skipBlanks(end)
            guard scanner.byte(place) == 0x2C else { return }
            place = scanner.skipBlanks(place + 1)
        }
    }
}

extension ValueClass {
    /// Whether a string of this class says more than that it is text.
    fileprivate var isMomentOrUUID: Bool {
        switch self {
        case .date, .timestamp, .timestamptz, .uuid: true
        case .boolean, .bigint, .numeric, .text: false
        }
    }
}
