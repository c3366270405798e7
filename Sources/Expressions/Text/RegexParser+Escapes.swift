/// What a backslash and its letters stand for.
enum RegexEscape {
    case character(UInt32)
    case shorthand(RegexClass, isComplement: Bool)
    case assertion(RegexAssertion)
    case reference(Int)
}

extension RegexParser {
    /// Reads an escape, at its backslash.
    mutating func parseEscape() throws(EvalFault) -> RegexEscape {
        at += 1
        guard at < pattern.count else { throw Self.badEscape }
        let value = pattern[at]
        at += 1
        guard value < 128, RegexClass.alnum.containsASCII(UInt8(value)) else {
            return .character(value)
        }
        if let simple = Self.simpleEscape(Unicode.Scalar(UInt8(value))) { return simple }
        switch Unicode.Scalar(UInt8(value)) {
        case "c":
            guard at < pattern.count else { throw Self.badEscape }
            at += 1
            return .character(pattern[at - 1] & 0x1F)
        case "u": return .character(try parseDigits(radix: 16, 4...4))
        case "U": return .character(try parseDigits(radix: 16, 8...8))
        case "x": return .character(try parseDigits(radix: 16, 1...255))
        case "0"..."9": return try parseNumeric(value)
        default: throw Self.badEscape
        }
    }

    private static func simpleEscape(_ letter: Unicode.Scalar) -> RegexEscape? {
        switch letter {
        case "a": .character(7)
        case "A": .assertion(.textStart)
        case "b": .character(8)
        case "B": .character(0x5C)
        case "d", "D": .shorthand(.digit, isComplement: letter == "D")
        case "e": .character(27)
        case "f": .character(12)
        case "m": .assertion(.wordStart)
        case "M": .assertion(.wordEnd)
        case "n": .character(10)
        case "r": .character(13)
        case "s", "S": .shorthand(.space, isComplement: letter == "S")
        case "t": .character(9)
        case "v": .character(11)
        case "w", "W": .shorthand(.word, isComplement: letter == "W")
        case "y": .assertion(.wordBoundary)
        case "Y": .assertion(.noWordBoundary)
        case "Z": .assertion(.textEnd)
        default: nil
        }
    }

    /// A back reference, or else a character by its octal number.
    private mutating func parseNumeric(_ digit: UInt32) throws(EvalFault) -> RegexEscape {
        if digit != 48 {
            let afterDigit = at
            at -= 1
            let number = try parseDigits(radix: 10, 1...255)
            if at == afterDigit || (number > 0 && number <= captures) {
                return .reference(Int(min(number, 1 << 20)))
            }
            at = afterDigit
        }
        at -= 1
        var value = try parseDigits(radix: 8, 1...3)
        if value > 0xFF {
            at -= 1
            value >>= 3
        }
        return .character(value)
    }

    private mutating func parseDigits(
        radix: UInt32, _ lengths: ClosedRange<Int>
    ) throws(EvalFault) -> UInt32 {
        var value: UInt32 = 0
        var length = 0
        while length < lengths.upperBound, at < pattern.count, pattern[at] < 128,
            let digit = Character(Unicode.Scalar(UInt8(pattern[at]))).hexDigitValue,
            digit < Int(radix)
        {
            value = min(value, 0x0800_0000) * radix + UInt32(digit)
            length += 1
            at += 1
        }
        guard length >= lengths.lowerBound else { throw Self.badEscape }
        return value
    }

    /// Reads a bracket expression, at its opening bracket.
    mutating func parseBracket() throws(EvalFault) -> RegexSet {
        at += 1
        var set = RegexSet()
        if take("^") {
            set.isNegated = true
            if options.stopsAtNewline { set.insert(10, false) }
        }
        var isFirst = true
        while isFirst || peek() != "]" {
            try parseBracketPart(&set, isFirst)
            isFirst = false
        }
        at += 1
        return set
    }

    private static let badBrackets = fault("brackets [] not balanced")
    private static let badRange = fault("invalid character range")

    private mutating func parseBracketPart(
        _ set: inout RegexSet, _ isFirst: Bool
    ) throws(EvalFault) {
        guard at < pattern.count else { throw Self.badBrackets }
        if peek() == "-", !isFirst, peek(1) != "]" { throw Self.badRange }
        if peek() == "[", peek(1) == ":" {
            set.classes.append((try parseClass(), false))
            return
        }
        if peek() == "[", peek(1) == "=" {
            set.insert(try parseElement(), options.ignoresCase)
            return
        }
        if peek() == "\\" {
            let escape = try parseEscape()
            if case .shorthand(let name, let isComplement) = escape {
                set.classes.append((name, isComplement))
                return
            }
            guard case .character(let value) = escape else { throw Self.badEscape }
            return try finishRange(from: value, &set)
        }
        try finishRange(from: try parseElement(), &set)
    }

    private mutating func finishRange(
        from lower: UInt32, _ set: inout RegexSet
    ) throws(EvalFault) {
        guard peek() == "-", peek(1) != "]" else {
            return set.insert(lower, options.ignoresCase)
        }
        at += 1
        guard at < pattern.count else { throw Self.badBrackets }
        if peek() == "[", peek(1) == ":" || peek(1) == "=" {
            throw Self.badRange
        }
        let upper: UInt32
        if peek() == "\\" {
            guard case .character(let value) = try parseEscape() else { throw Self.badRange }
            upper = value
        } else {
            upper = try parseElement()
        }
        guard at < pattern.count else { throw Self.badBrackets }
        guard lower <= upper else { throw Self.badRange }
        set.insert(lower...upper, options.ignoresCase)
    }

    /// A character between brackets, plain or as `[.x.]` or `[=x=]`.
    private mutating func parseElement() throws(EvalFault) -> UInt32 {
        guard peek() == "[", let mark = peek(1), mark == "." || mark == "=" else {
            at += 1
            return pattern[at - 1]
        }
        let name = try parseName(until: mark)
        guard name.count == 1 else { throw Self.fault("invalid collating element") }
        return name[0]
    }

    private mutating func parseClass() throws(EvalFault) -> RegexClass {
        let name = try parseName(until: ":")
        let text = String(String.UnicodeScalarView(name.compactMap { Unicode.Scalar($0) }))
        guard let found = RegexClass(rawValue: text) else {
            throw Self.fault("invalid character class")
        }
        return options.ignoresCase && (found == .lower || found == .upper) ? .alpha : found
    }

    private mutating func parseName(until mark: Unicode.Scalar) throws(EvalFault) -> [UInt32] {
        at += 2
        let start = at
        while at < pattern.count, !(peek() == mark && peek(1) == "]") { at += 1 }
        guard at < pattern.count else { throw Self.badBrackets }
        at += 2
        return Array(pattern[start..<(at - 2)])
    }
}
