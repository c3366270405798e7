/// Checks JSON text byte by byte against RFC 8259 and finds where its parts end.
///
/// Every method takes the offset where a part begins and returns the one behind it, or -1 and
/// leaves the reason in ``flaw``. Nothing at or behind `end` is judged, though up to 15 bytes
/// there are read, which buffers have room for.
@safe struct JSONScanner {
    /// The deepest nesting of arrays and objects in one value.
    static let depthLimit = 1000

    let base: UnsafePointer<UInt8>
    let end: Int
    /// Whether a line feed may stand between tokens; not in a format with a record a line.
    let allowsLineFeeds: Bool
    private(set) var flaw = JSONFlaw()

    init(_ base: UnsafePointer<UInt8>, end: Int, allowsLineFeeds: Bool) {
        unsafe self.base = base
        self.end = end
        self.allowsLineFeeds = allowsLineFeeds
    }

    /// The byte at `offset`; a line feed at the end, which stops every loop.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        // SAFETY: offsets only grow by what was looked at, and the guard keeps them inside.
        unsafe offset < end ? base[offset] : 0x0A
    }

    /// Notes what is wrong at `offset`; NUL is told apart, since it is a matter of text.
    mutating func fail(_ kind: JSONFlaw.Kind, _ offset: Int) -> Int {
        let isNul = unsafe offset < end && base[offset] == 0
        flaw = JSONFlaw(kind: isNul ? .nul : kind, offset: offset)
        return -1
    }

    mutating func fail(_ kind: JSONFlaw.Kind, _ offset: Int, field: Int, end: Int) -> Int {
        flaw = JSONFlaw(kind: kind, offset: offset, field: field, end: end)
        return -1
    }

    @inline(__always)
    func skipBlanks(_ start: Int) -> Int {
        var place = start
        while place < end {
            switch unsafe base[place] {
            case 0x20, 0x09, 0x0D: place &+= 1
            case 0x0A where allowsLineFeeds: place &+= 1
            default: return place
            }
        }
        return place
    }

    /// The first quote, backslash or control character from `start`, or `end`.
    @inline(__always)
    func stringStop(_ start: Int) -> Int {
        var place = start
        while place < end {
            let stops = unsafe SixteenBytes(base + place).stringStops
            if stops != 0 { return min(end, place &+ stops.trailingZeroBitCount) }
            place &+= 16
        }
        return end
    }

    /// Skips the string whose first byte behind the opening quote is `start`.
    mutating func skipString(_ start: Int) -> Int {
        var place = start
        while true {
            place = stringStop(place)
            switch byte(place) {
            case 0x22: return place &+ 1
            case 0x5C:
                place = skipEscape(place)
                if place < 0 { return -1 }
            default: return fail(place < end ? stopKind(place) : .wantedQuote, place)
            }
        }
    }

    /// A control character inside a string, or the line's end.
    func stopKind(_ offset: Int) -> JSONFlaw.Kind {
        byte(offset) == 0x0A && !allowsLineFeeds ? .wantedQuote : .control
    }

    /// Skips one escape, beginning with its backslash; surrogates are not paired here.
    private mutating func skipEscape(_ start: Int) -> Int {
        switch byte(start &+ 1) {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return start &+ 2
        case 0x75:
            return hexadecimal(start &+ 2) < 0 ? fail(.escape, start) : start &+ 6
        default: return fail(.escape, start)
        }
    }

    /// The value of the four hexadecimal digits at `start`; -1 when they are not.
    func hexadecimal(_ start: Int) -> Int {
        var value = 0
        for offset in start..<(start &+ 4) {
            let digit = byte(offset)
            switch digit {
            case 0x30...0x39: value = value &* 16 &+ Int(digit &- 0x30)
            case 0x41...0x46: value = value &* 16 &+ Int(digit &- 0x37)
            case 0x61...0x66: value = value &* 16 &+ Int(digit &- 0x57)
            default: return -1
            }
        }
        return value
    }

    /// The first byte from `start` that is no digit, or `end`.
    @inline(__always)
    func digitsEnd(_ start: Int) -> Int {
        var place = start
        while place < end {
            let others = unsafe SixteenBytes(base + place).nonDigits
            if others != 0 { return min(end, place &+ others.trailingZeroBitCount) }
            place &+= 16
        }
        return end
    }

    /// Skips the number that begins at `start` with a minus or a digit.
    mutating func skipNumber(_ start: Int) -> Int {
        let first = byte(start) == 0x2D ? start &+ 1 : start
        var place = digitsEnd(first)
        if place == first { return fail(.wantedDigit, place) }
        if byte(first) == 0x30, place > first &+ 1 { return fail(.leadingZero, first) }
        if byte(place) == 0x2E {
            let fraction = place &+ 1
            place = digitsEnd(fraction)
            if place == fraction { return fail(.wantedDigit, place) }
        }
        if byte(place) | 0x20 == 0x65 {
            place &+= 1
            if byte(place) == 0x2B || byte(place) == 0x2D { place &+= 1 }
            let exponent = place
            place = digitsEnd(exponent)
            if place == exponent { return fail(.wantedDigit, place) }
        }
        return place
    }

    /// Skips `true`, `false` or `null`.
    mutating func skipLiteral(_ start: Int) -> Int {
        let word: StaticString
        switch byte(start) {
        case 0x74: word = "true"
        case 0x66: word = "false"
        case 0x6E: word = "null"
        default: return fail(.wantedValue, start)
        }
        for index in 0..<word.utf8CodeUnitCount
        where unsafe byte(start &+ index) != word.utf8Start[index] {
            return fail(.wantedValue, start)
        }
        return start &+ word.utf8CodeUnitCount
    }

    /// Skips any value but an array or an object.
    mutating func skipScalar(_ start: Int) -> Int {
        switch byte(start) {
        case 0x22: skipString(start &+ 1)
        case 0x2D, 0x30...0x39: skipNumber(start)
        default: skipLiteral(start)
        }
    }
}
