/// Reads a number in any spelling that PostgreSQL's `double precision` documents: decimal with or
/// without point and exponent, `Infinity`, `inf`, `NaN` in any letter case, blanks around it.
///
/// The result is correctly rounded: Clinger's fast path, Eisel and Lemire's product with a 128-bit
/// power of ten for the rest, and an exact conversion where the product leaves two candidates.
/// As in PostgreSQL, a number that would become infinite, or zero though it is not, does not fit.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
///   - out: The number; untouched when the text is none.
/// - Returns: Whether the text is a number in range.
/// - SeeAlso: D. Lemire, Number Parsing at a Gigabyte per Second (2021).
public func parseDouble(_ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Double) -> Bool {
    if unsafe parseShortDouble(p, length, &out) { return true }
    var number = DecimalText()
    guard unsafe number.scan(p, length) else { return unsafe parseUnusualDouble(p, length, &out) }
    if number.digits <= 19 {
        if number.mantissa <= 1 &<< 53, number.exponent &+ 22 >= 0, number.exponent <= 22 {
            let exact = Double(number.mantissa)
            let value =
                number.exponent < 0
                ? exact / exactPower(0 &- number.exponent) : exact * exactPower(number.exponent)
            out = number.negative ? -value : value
            return true
        }
        if let bits = nearestDouble(number.mantissa, number.exponent) {
            out = Double(bitPattern: bits | (number.negative ? 1 &<< 63 : 0))
            return true
        }
    }
    return unsafe parseExactly(p, length, number, &out)
}

/// Up to eight characters of digits with at most one point, as prices are: one word, from which
/// the point is squeezed out.
@inline(__always)
private func parseShortDouble(
    _ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Double
) -> Bool {
    let negative: UInt64 = unsafe p[0] == 0x2D ? 1 : 0
    let sign = Int(truncatingIfNeeded: negative)
    let count = length &- sign
    guard UInt(bitPattern: count &- 1) < 8 else { return false }
    let word = unsafe loadWord(p + sign)
    let points = word ^ 0x2E2E_2E2E_2E2E_2E2E
    let found = (points &- 0x0101_0101_0101_0101) & ~points & 0x8080_8080_8080_8080
    let point = found.trailingZeroBitCount &>> 3
    let hasPoint = point < count
    let before = hasPoint ? (1 &<< UInt64(8 &* point)) &- 1 : ~0
    let squeezed = (word & before) | ((word &>> 8) & ~before)
    let digits = count &- (hasPoint ? 1 : 0)
    guard digits > 0 else { return false }
    let text = padded(squeezed, digits)
    guard areDigits(text) else { return false }
    let value = Double(eightDigits(text)) / exactPower(hasPoint ? digits &- point : 0)
    out = Double(bitPattern: value.bitPattern | (negative &<< 63))
    return true
}

/// The parts of a decimal number's text.
struct DecimalText {
    /// All digits as one number; has wrapped around when there are more than 19.
    var mantissa: UInt64 = 0
    /// The power of ten that the mantissa is multiplied by; huge ones are cut to ±99 999.
    var exponent = 0
    /// Digits of the mantissa, leading zeros included.
    var digits = 0
    var negative = false

    /// Takes `[+-]? digits [. digits] [e [+-]? digits]` apart, with at least one digit before `e`.
    ///
    /// - Returns: Whether the whole text has this form.
    @inline(__always)
    mutating func scan(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        guard length > 0 else { return false }
        var at = 0
        if unsafe p[0] == 0x2D {
            negative = true
            at = 1
        } else if unsafe p[0] == 0x2B {
            at = 1
        }
        let start = at
        unsafe takeDigits(p, &at, length)
        digits = at &- start
        if at < length, unsafe p[at] == 0x2E {
            at &+= 1
            let point = at
            unsafe takeDigits(p, &at, length)
            exponent = point &- at
            digits &+= at &- point
        }
        guard digits > 0 else { return false }
        return unsafe at == length || scanExponent(p, at, length)
    }

    @inline(__always)
    private mutating func takeDigits(
        _ p: UnsafePointer<UInt8>, _ at: inout Int, _ length: Int
    ) {
        while at < length {
            let word = unsafe loadWord(p + at)
            let count = min(leadingDigitCount(word), length &- at)
            guard count > 0 else { return }
            mantissa = (mantissa &* smallPowerOfTen(count)) &+ eightDigits(padded(word, count))
            at &+= count
            guard count == 8 else { return }
        }
    }

    private mutating func scanExponent(
        _ p: UnsafePointer<UInt8>, _ mark: Int, _ length: Int
    ) -> Bool {
        var at = mark &+ 1
        guard unsafe p[mark] | 0x20 == 0x65, at < length else { return false }
        let below = unsafe p[at] == 0x2D
        if unsafe below || p[at] == 0x2B { at &+= 1 }
        guard at < length else { return false }
        var written = 0
        while at < length {
            let digit = unsafe p[at] &- 0x30
            guard digit < 10 else { return false }
            written = min(written &* 10 &+ Int(digit), 99_999)
            at &+= 1
        }
        exponent &+= below ? 0 &- written : written
        return true
    }
}

/// 10^`exponent` for 0...22, the powers that a double holds exactly.
@inline(__always)
private func exactPower(_ exponent: Int) -> Double {
    switch exponent {
    case 0: 1e0
    case 1: 1e1
    case 2: 1e2
    case 3: 1e3
    case 4: 1e4
    case 5: 1e5
    case 6: 1e6
    case 7: 1e7
    case 8: 1e8
    case 9: 1e9
    case 10: 1e10
    case 11: 1e11
    case 12: 1e12
    case 13: 1e13
    case 14: 1e14
    case 15: 1e15
    case 16: 1e16
    case 17: 1e17
    case 18: 1e18
    case 19: 1e19
    case 20: 1e20
    case 21: 1e21
    default: 1e22
    }
}

/// The bits of the double nearest to `mantissa` × 10^`exponent`.
///
/// - Returns: `nil` when 128 bits cannot tell which of two it is, and for results that are zero,
///   subnormal or infinite.
private func nearestDouble(_ mantissa: UInt64, _ exponent: Int) -> UInt64? {
    guard mantissa != 0 else { return 0 }
    guard exponent >= PowersOfTen.lowest, exponent <= PowersOfTen.highest else { return nil }
    let zeros = mantissa.leadingZeroBitCount
    let scaled = mantissa &<< UInt64(zeros)
    let power = unsafe PowersOfTen.shared.zero + (2 &* exponent)
    var (high, low) = unsafe scaled.multipliedFullWidth(by: power[0])
    if high & 0x1FF == 0x1FF, low &+ scaled < scaled {
        // The neglected half of the power may carry into the bits that decide.
        let below = unsafe scaled.multipliedFullWidth(by: power[1])
        let merged = low &+ below.high
        if merged < low { high &+= 1 }
        if high & 0x1FF == 0x1FF, merged &+ 1 == 0, below.low &+ scaled < scaled { return nil }
        low = merged
    }
    let top = high &>> 63
    var significand = high &>> (top &+ 9)
    if low == 0, high & 0x1FF == 0, significand & 3 == 1 { return nil }
    var binary = ((217_706 &* exponent) &>> 16) &+ 1087 &- zeros &- Int(1 ^ top)
    significand = (significand &+ (significand & 1)) &>> 1
    if significand &>> 53 != 0 {
        significand &>>= 1
        binary &+= 1
    }
    guard binary >= 1, binary < 0x7FF else { return nil }
    return UInt64(binary) &<< 52 | (significand & 0x000F_FFFF_FFFF_FFFF)
}

/// The exact way, for more than 19 digits, ties, subnormals and numbers out of range.
private func parseExactly(
    _ p: UnsafePointer<UInt8>, _ length: Int, _ number: DecimalText, _ out: inout Double
) -> Bool {
    let text = unsafe String(decoding: UnsafeBufferPointer(start: p, count: length), as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return false }
    guard unsafe value != 0 || !hasNonzeroDigit(p, length) else { return false }
    out = value
    return true
}

/// Whether a digit before the exponent is not zero.
private func hasNonzeroDigit(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    for at in 0..<length {
        if unsafe p[at] | 0x20 == 0x65 { return false }
        if unsafe p[at] &- 0x31 < 9 { return true }
    }
    return false
}

/// Blanks around a number, and the words.
@inline(never)
private func parseUnusualDouble(
    _ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Double
) -> Bool {
    let text = unsafe trimmed(p, length)
    if text.count < length {
        return unsafe !text.isEmpty && parseDouble(p + text.lowerBound, text.count, &out)
    }
    guard let value = unsafe specialNumber(p, length) else { return false }
    out = value
    return true
}

/// The value of `NaN`, `Infinity` or `inf`, the last two with an optional sign, in any letter case.
func specialNumber(_ p: UnsafePointer<UInt8>, _ length: Int) -> Double? {
    if unsafe equalsIgnoringCase(p, length, "nan") { return .nan }
    let signed = unsafe length > 0 && (p[0] == 0x2D || p[0] == 0x2B)
    let word = unsafe p + (signed ? 1 : 0)
    let rest = length - (signed ? 1 : 0)
    guard unsafe equalsIgnoringCase(word, rest, "infinity") || equalsIgnoringCase(word, rest, "inf")
    else { return nil }
    return unsafe signed && p[0] == 0x2D ? -.infinity : .infinity
}

/// Whether the text is `word`, which is in lower case, in any letter case.
@inlinable
func equalsIgnoringCase(
    _ p: UnsafePointer<UInt8>, _ length: Int, _ word: StaticString
) -> Bool {
    guard length == word.utf8CodeUnitCount else { return false }
    for at in 0..<length {
        let letter = unsafe p[at]
        let lower = letter &- 0x41 < 26 ? letter | 0x20 : letter
        if unsafe lower != word.utf8Start[at] { return false }
    }
    return true
}
