import TrancheColumnar

/// A small JSON value as a whole, for what is read once a run.
indirect enum JSONTree: Equatable {
    case object([(key: String, value: JSONTree)])
    case array([JSONTree])
    case string(String)
    /// As it is spelled.
    case number(String)
    case boolean(Bool)
    case null

    /// Reads the value that begins at `start`.
    ///
    /// - Returns: `nil` when it is not well formed; the scanner knows why.
    init?(_ scanner: inout JSONScanner, _ start: Int) {
        let end = scanner.skipValue(start)
        guard end > 0 else { return nil }
        self.init(checked: &scanner, start, end)
    }

    /// Reads a value that is known to be well formed.
    private init?(checked scanner: inout JSONScanner, _ start: Int, _ end: Int) {
        switch scanner.byte(start) {
        case 0x7B:
            var members: [(key: String, value: JSONTree)] = []
            var place = scanner.skipBlanks(start + 1)
            while scanner.byte(place) == 0x22 {
                let keyEnd = scanner.skipString(place + 1)
                guard let key = scanner.text(place + 1, keyEnd - 1) else { return nil }
                let value = scanner.skipBlanks(scanner.skipBlanks(keyEnd) + 1)
                let valueEnd = scanner.skipValue(value)
                guard let tree = JSONTree(checked: &scanner, value, valueEnd) else { return nil }
                members.append((key, tree))
                place = scanner.skipBlanks(scanner.skipBlanks(valueEnd) + 1)
            }
            self = .object(members)
        case 0x5B:
            var elements: [JSONTree] = []
            var place = scanner.skipBlanks(start + 1)
            while place < end, scanner.byte(place) != 0x5D {
                let valueEnd = scanner.skipValue(place)
                guard let tree = JSONTree(checked: &scanner, place, valueEnd) else { return nil }
                elements.append(tree)
                let after = scanner.skipBlanks(valueEnd)
                place = scanner.byte(after) == 0x2C ? scanner.skipBlanks(after + 1) : end
            }
            self = .array(elements)
        case 0x22:
            guard let text = scanner.text(start + 1, end - 1) else { return nil }
            self = .string(text)
        case 0x74: self = .boolean(true)
        case 0x66: self = .boolean(false)
        case 0x6E: self = .null
        default:
            self = .number(
                unsafe String(
                    decoding: UnsafeBufferPointer(start: scanner.base + start, count: end - start),
                    as: UTF8.self))
        }
    }

    /// The value of a key; `nil` when there is none, or this is no object.
    subscript(_ key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    var elements: [JSONTree]? {
        if case .array(let elements) = self { return elements }
        return nil
    }

    static func == (left: JSONTree, right: JSONTree) -> Bool {
        switch (left, right) {
        case (.object(let left), .object(let right)):
            left.count == right.count
                && zip(left, right).allSatisfy { $0.key == $1.key && $0.value == $1.value }
        case (.array(let left), .array(let right)): left == right
        case (.string(let left), .string(let right)), (.number(let left), .number(let right)):
            left == right
        case (.boolean(let left), .boolean(let right)): left == right
        case (.null, .null): true
        default: false
        }
    }
}
