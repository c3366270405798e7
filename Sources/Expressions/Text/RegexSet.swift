/// A class of characters that PostgreSQL knows by name.
enum RegexClass: String, CaseIterable {
    case alnum, alpha, ascii, blank, cntrl, digit, graph, lower, print, punct, space, upper, xdigit
    case word

    /// What stands for the class between brackets in PCRE2; `nil` when it needs an expression.
    ///
    /// Each has exactly the characters of its class in the C library's C.UTF-8 locale.
    var items: String? {
        switch self {
        case .alnum: "A-Za-z0-9\\p{Alphabetic}\\p{Nd}"
        case .word: "A-Za-z0-9_\\p{Alphabetic}\\p{Nd}"
        case .ascii: "\\x{00}-\\x{7F}"
        case .blank: " \\t"
        case .cntrl: "\\p{Cc}"
        case .digit: "0-9"
        case .lower: "\\p{Lowercase}\\x{1C5}\\x{1C8}\\x{1CB}\\x{1F2}"
        case .space: "\\x{09}-\\x{0D}\\x{2028}\\x{2029}" + Self.blanks
        case .upper: "\\p{Uppercase}\\p{Lt}"
        case .xdigit: "0-9A-Fa-f"
        case .alpha, .graph, .print, .punct: nil
        }
    }

    /// An expression for one character of the class.
    var expression: String {
        switch self {
        case .alpha: "(?:[A-Za-z]|(?![0-9])[\\p{Alphabetic}\\p{Nd}])"
        case .graph: Self.visible
        case .print: "[^\\p{Cc}\\p{Cn}\\p{Cs}\\x{2028}\\x{2029}]"
        case .punct: "(?:(?![A-Za-z0-9\\p{Alphabetic}\\p{Nd}])\(Self.visible))"
        default: "[\(items ?? "")]"
        }
    }

    private static let blanks =
        "\\x{20}\\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200A}\\x{205F}\\x{3000}"
    private static let visible = "[^\\p{Cc}\\p{Cn}\\p{Cs}\\x{2028}\\x{2029}\(blanks)]"

    /// The ASCII characters of the class.
    func containsASCII(_ byte: UInt8) -> Bool {
        let isDigit = byte &- 48 < 10
        let isLetter = (byte | 0x20) &- 97 < 26
        switch self {
        case .alnum: return isDigit || isLetter
        case .alpha: return isLetter
        case .ascii: return true
        case .blank: return byte == 32 || byte == 9
        case .cntrl: return byte < 32 || byte == 127
        case .digit: return isDigit
        case .graph: return byte > 32 && byte < 127
        case .lower: return byte &- 97 < 26
        case .print: return byte >= 32 && byte < 127
        case .punct: return byte > 32 && byte < 127 && !isDigit && !isLetter
        case .space: return byte == 32 || byte &- 9 < 5
        case .upper: return byte &- 65 < 26
        case .xdigit: return isDigit || (byte | 0x20) &- 97 < 6
        case .word: return isDigit || isLetter || byte == 95
        }
    }
}

/// The ASCII characters that an expression can begin with, and whether others can.
struct RegexFirst {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var others = false

    mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 &<< UInt64(byte) } else { high |= 1 &<< UInt64(byte &- 64) }
    }

    mutating func formUnion(_ other: RegexFirst) {
        low |= other.low
        high |= other.high
        others = others || other.others
    }

    func isDisjoint(with other: RegexFirst) -> Bool {
        low & other.low == 0 && high & other.high == 0 && !(others && other.others)
    }
}

/// One character out of a set.
struct RegexSet {
    var ranges: [ClosedRange<UInt32>] = []
    var classes: [(name: RegexClass, isComplement: Bool)] = []
    var isNegated = false

    init() {}

    /// One character, or both its cases.
    init(_ value: UInt32, ignoresCase: Bool = false) {
        insert(value, ignoresCase)
    }

    init(_ name: RegexClass, isComplement: Bool) {
        classes = [(name, isComplement)]
    }

    mutating func insert(_ value: UInt32, _ ignoresCase: Bool) {
        guard ignoresCase else { return ranges.append(value...value) }
        let (low, high) = (lowerCase(value), upperCase(value))
        ranges.append(low...low)
        if high != low { ranges.append(high...high) }
    }

    mutating func insert(_ range: ClosedRange<UInt32>, _ ignoresCase: Bool) {
        ranges.append(range)
        // No character above has another case.
        guard ignoresCase, range.lowerBound < 0x2_0000 else { return }
        for value in range.lowerBound...min(range.upperBound, 0x1_FFFF) {
            for other in [lowerCase(value), upperCase(value)] where !range.contains(other) {
                ranges.append(other...other)
            }
        }
    }

    /// What the set can match among ASCII.
    var first: RegexFirst {
        var first = RegexFirst()
        for byte in 0..<(128 as UInt8) {
            let isIn =
                ranges.contains { $0.contains(UInt32(byte)) }
                || classes.contains { $0.name.containsASCII(byte) != $0.isComplement }
            if isIn != isNegated { first.insert(byte) }
        }
        let plain: [RegexClass] = [.ascii, .blank, .digit, .xdigit]
        first.others =
            isNegated || ranges.contains { $0.upperBound > 127 }
            || classes.contains { !plain.contains($0.name) || $0.isComplement }
        return first
    }

    /// The expression of PCRE2 for the set.
    var source: String {
        let valid = ranges.filter { $0.lowerBound <= 0x10FFFF }
        if !isNegated, classes.isEmpty, valid.count == 1, valid[0].count == 1 {
            return Self.literal(valid[0].lowerBound)
        }
        var items = valid.map(Self.item).joined()
        var parts: [String] = []
        for (name, isComplement) in classes {
            if !isComplement {
                if let more = name.items { items += more } else { parts.append(name.expression) }
            } else if let more = name.items {
                parts.append("[^\(more)]")
            } else {
                parts.append("(?:(?!\(name.expression))(?s:.))")
            }
        }
        if isNegated, parts.isEmpty { return items.isEmpty ? "(?s:.)" : "[^\(items)]" }
        if !items.isEmpty { parts.insert("[\(items)]", at: 0) }
        guard !parts.isEmpty else { return "(?!)" }
        let union = parts.count == 1 ? parts[0] : "(?:\(parts.joined(separator: "|")))"
        return isNegated ? "(?:(?!\(union))(?s:.))" : union
    }

    private static func item(_ range: ClosedRange<UInt32>) -> String {
        let upper = min(range.upperBound, 0x10FFFF)
        guard upper > range.lowerBound else { return escaped(upper) }
        return "\(escaped(range.lowerBound))-\(escaped(upper))"
    }

    private static func escaped(_ value: UInt32) -> String {
        // PCRE2 knows no surrogates; none is in a text, so the neighbours serve as bounds.
        let isSurrogate = value >= 0xD800 && value <= 0xDFFF
        return "\\x{\(String(isSurrogate ? 0xE000 : value, radix: 16))}"
    }

    private static func literal(_ value: UInt32) -> String {
        if value >= 0xD800, value <= 0xDFFF { return "(?!)" }
        let isPlain = value < 0x80 && RegexClass.alnum.containsASCII(UInt8(value))
        return isPlain ? String(UnicodeScalar(UInt8(value))) : escaped(value)
    }
}
