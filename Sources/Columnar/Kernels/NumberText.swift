/// Whether the text is exactly a JSON number: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
/// - Returns: Whether a JSON writer may copy the text as it is.
/// - SeeAlso: RFC 8259 §6.
@inlinable
public func isCanonicalNumber(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let sign = unsafe p[0] == 0x2D ? 1 : 0
    let digits = length &- sign
    if UInt(bitPattern: digits &- 1) < 8, unsafe areDigits(padded(loadWord(p + sign), digits)) {
        return unsafe digits == 1 || p[sign] != 0x30
    }
    return unsafe NumberShape(canonical: p, length) != nil
}

/// How a decimal number is written: how many digits stand where.
@usableFromInline
struct NumberShape {
    @usableFromInline var isNegative = false
    @usableFromInline var integerDigits = 0
    @usableFromInline var fractionDigits = 0
    /// Cut to ±999 999 when it is written larger.
    @usableFromInline var exponent = 0
    @usableFromInline var hasExponent = false

    /// The shape of a whole text that is a JSON number; `nil` when it is none.
    @usableFromInline
    init?(canonical p: UnsafePointer<UInt8>, _ length: Int) {
        guard let end = unsafe scan(p, 0, length), end == length else { return nil }
    }

    /// The shape of a JSON number that begins at `start`, and where it ends.
    init?(prefixOf p: UnsafePointer<UInt8>, _ start: Int, _ length: Int, _ end: inout Int) {
        guard let stop = unsafe scan(p, start, length) else { return nil }
        end = stop
    }

    /// The shape of what PostgreSQL reads as a number: also with `+`, leading zeros, `.5` and `5.`.
    init?(lenient p: UnsafePointer<UInt8>, _ text: Range<Int>) {
        var at = text.lowerBound
        let end = text.upperBound
        guard at < end else { return nil }
        isNegative = unsafe p[at] == 0x2D
        if unsafe isNegative || p[at] == 0x2B { at += 1 }
        let start = at
        unsafe skipDigits(p, &at, end)
        integerDigits = at - start
        if at < end, unsafe p[at] == 0x2E {
            at += 1
            let point = at
            unsafe skipDigits(p, &at, end)
            fractionDigits = at - point
        }
        guard integerDigits + fractionDigits > 0 else { return nil }
        guard unsafe scanExponent(p, &at, end), at == end else { return nil }
    }

    /// `-0` in any canonical integer spelling, whose sign an integer column would lose.
    func isNegativeZeroInteger(_ p: UnsafePointer<UInt8>) -> Bool {
        unsafe isNegative && integerDigits == 1 && p[1] == 0x30 && fractionDigits == 0
            && !hasExponent
    }

    /// Whether PostgreSQL's `numeric` holds such a number without rounding it.
    ///
    /// - SeeAlso: PostgreSQL manual, table 8.2: 131072 digits before the point, 16383 behind it.
    var fitsNumeric: Bool {
        integerDigits + exponent <= 131_072 && fractionDigits - exponent <= 16_383
    }

    private mutating func scan(
        _ p: UnsafePointer<UInt8>, _ begin: Int, _ length: Int
    ) -> Int? {
        var at = begin
        guard at < length else { return nil }
        isNegative = unsafe p[at] == 0x2D
        if isNegative { at += 1 }
        let start = at
        unsafe skipDigits(p, &at, length)
        integerDigits = at - start
        guard unsafe integerDigits == 1 || (integerDigits > 1 && p[start] != 0x30) else {
            return nil
        }
        if at < length, unsafe p[at] == 0x2E {
            at += 1
            let point = at
            unsafe skipDigits(p, &at, length)
            fractionDigits = at - point
            guard fractionDigits > 0 else { return nil }
        }
        return unsafe scanExponent(p, &at, length) ? at : nil
    }

    /// Takes `[eE][+-]?[0-9]+` when there is an `e`; false when digits do not follow it.
    private mutating func scanExponent(
        _ p: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int
    ) -> Bool {
        guard at < end, unsafe p[at] | 0x20 == 0x65 else { return true }
        hasExponent = true
        at += 1
        guard at < end else { return false }
        let below = unsafe p[at] == 0x2D
        if unsafe below || p[at] == 0x2B { at += 1 }
        let start = at
        var written = 0
        while at < end, unsafe p[at] &- 0x30 < 10 {
            written = unsafe min(written &* 10 &+ Int(p[at] &- 0x30), 999_999)
            at += 1
        }
        exponent = below ? -written : written
        return at > start
    }
}

/// Moves `at` behind the digits there, but not beyond `end`.
@inline(__always)
private func skipDigits(_ p: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int) {
    while at < end {
        let count = unsafe min(leadingDigitCount(loadWord(p + at)), end &- at)
        at &+= count
        guard count == 8 else { return }
    }
}

/// Whether PostgreSQL's `numeric` reads the text: also blanks, `+`, leading zeros, `.5`, `5.`,
/// `NaN` and infinities.
@usableFromInline
func isLenientNumeric(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let text = unsafe trimmed(p, length)
    if let shape = unsafe NumberShape(lenient: p, text) { return shape.fitsNumeric }
    return unsafe specialNumber(p + text.lowerBound, text.count) != nil
}

/// Whether the text is a JSON number that PostgreSQL's `numeric` holds, other than `-0`.
@usableFromInline
func isCanonicalNumeric(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard let shape = unsafe NumberShape(canonical: p, length) else { return false }
    return unsafe shape.fitsNumeric && !shape.isNegativeZeroInteger(p)
}
