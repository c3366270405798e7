/// The bytes ``formatDouble(_:to:)`` needs at its destination: 24 of text, and 16-byte moves.
public let maximumDoubleLength = 40

/// Writes the shortest text that reads back as `value`, as PostgreSQL's `float8` prints it.
///
/// Plain digits from 1e-4 up to below 1e15, else `1e+15` with a sign and at least two digits of
/// exponent; `Infinity`, `-Infinity`, `NaN`, `-0`. Among the shortest texts, the nearest.
/// A text right between two doubles counts where reading rounds it to `value`, as in Swift and
/// Python; PostgreSQL then prints one more digit, in about one of 6000 random numbers.
///
/// - Parameters:
///   - value: The number.
///   - destination: Room for ``maximumDoubleLength`` bytes, whatever the number: bytes behind the
///     text may be overwritten.
/// - Returns: The length of the text, 1...24.
/// - SeeAlso: R. Giulietti, The Schubfach way to render doubles (2020).
public func formatDouble(_ value: Double, to destination: UnsafeMutablePointer<UInt8>) -> Int {
    let bits = value.bitPattern
    let sign = Int(truncatingIfNeeded: bits &>> 63)
    let biased = Int(truncatingIfNeeded: (bits &>> 52) & 0x7FF)
    let fraction = bits & 0x000F_FFFF_FFFF_FFFF
    if biased == 0x7FF { return unsafe formatSpecial(fraction != 0, sign, to: destination) }
    unsafe destination[0] = 0x2D
    let magnitude = value.magnitude
    if magnitude < 1e15 {
        let whole = UInt64(magnitude)
        if Double(whole) == magnitude {
            return unsafe formatUInt64(whole, to: destination, after: sign)
        }
    }
    let decimal = shortestDecimal(fraction, biased)
    return unsafe formatDecimal(decimal.digits, decimal.exponent, to: destination, after: sign)
}

private func formatSpecial(
    _ isNaN: Bool, _ sign: Int, to destination: UnsafeMutablePointer<UInt8>
) -> Int {
    let text: StaticString = isNaN ? "NaN" : sign == 0 ? "Infinity" : "-Infinity"
    unsafe destination.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    return text.utf8CodeUnitCount
}

/// The shortest decimal inside the rounding interval of a finite double other than zero.
///
/// - Parameters:
///   - fraction: The 52 bits behind the point.
///   - biased: The exponent as stored, 0...2046.
/// - Returns: A number of 1...17 digits, perhaps with zeros at its end, and its power of ten.
@inline(__always)
private func shortestDecimal(
    _ fraction: UInt64, _ biased: Int
) -> (digits: UInt64, exponent: Int) {
    let isNormal = biased != 0
    let significand = isNormal ? fraction | 1 &<< 52 : fraction
    let binary = (isNormal ? biased : 1) &- 1075
    // The lower neighbour of a power of two is only half as far away as the upper one.
    let isUneven = fraction == 0 && biased > 1
    let center = significand &<< 2
    let decimal = (binary &* 1_262_611 &- (isUneven ? 524_031 : 0)) &>> 22
    let shift = UInt64(
        truncatingIfNeeded: binary &+ ((-decimal &* 1_741_647) &>> 19) &+ 1)
    let power = unsafe PowersOfTen.shared.zero - 2 &* decimal
    let isExact = -decimal >= 0 && -decimal <= 55
    let low = unsafe power[1] &+ (isExact ? 0 : 1)
    let high = unsafe power[0] &+ (low == 0 && !isExact ? 1 : 0)
    let below = roundedToOdd(high, low, (center &- (isUneven ? 1 : 2)) &<< shift)
    let value = roundedToOdd(high, low, center &<< shift)
    let above = roundedToOdd(high, low, (center &+ 2) &<< shift)
    // The ends are left out even where they would read back, as PostgreSQL leaves them out.
    let lowest = below &+ 1
    let highest = above &- 1
    let short = value / 4
    if short >= 10 {
        let tens = short / 10
        let isDown = lowest <= 40 &* tens
        let isUp = 40 &* tens &+ 40 <= highest
        if isDown != isUp { return (tens &+ (isUp ? 1 : 0), decimal &+ 1) }
    }
    let isDown = lowest <= 4 &* short
    let isUp = 4 &* short &+ 4 <= highest
    if isDown != isUp { return (short &+ (isUp ? 1 : 0), decimal) }
    let middle = 4 &* short &+ 2
    let roundsUp = value > middle || (value == middle && short & 1 != 0)
    return (short &+ (roundsUp ? 1 : 0), decimal)
}

/// The upper 64 of the 192 bits of (`high`, `low`) × `factor`; its last bit is set when anything
/// but the last bit below them is.
@inline(__always)
private func roundedToOdd(_ high: UInt64, _ low: UInt64, _ factor: UInt64) -> UInt64 {
    let lower = low.multipliedFullWidth(by: factor).high
    let upper = high.multipliedFullWidth(by: factor)
    let (middle, carry) = upper.low.addingReportingOverflow(lower)
    return (upper.high &+ (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
}

/// Writes `digits` × 10^`exponent` at `destination + sign`; returns the end of the text.
@inline(__always)
private func formatDecimal(
    _ digits: UInt64, _ exponent: Int, to destination: UnsafeMutablePointer<UInt8>,
    after sign: Int
) -> Int {
    let scale = 17 &- decimalLength(digits)
    let first = unsafe destination + sign
    // The decimal exponent of the number written with one digit before the point.
    let science = exponent &+ 16 &- scale
    let full = digits &* exactPowerOfTen(scale)
    if science >= 0, science < 15 {
        let count = unsafe writeSeventeen(full, to: first)
        // Whole numbers were written before, so there are digits behind the point.
        unsafe shiftByOne(first + (science &+ 1))
        unsafe first[science &+ 1] = 0x2E
        return sign &+ count &+ 1
    }
    if science < 0, science >= -4 {
        unsafe storeWord(0x3030_3030_3030_2E30, first)
        return unsafe sign &+ 1 &- science &+ writeSeventeen(full, to: first + (1 &- science))
    }
    var count = unsafe writeSeventeen(full, to: first)
    if count > 1 {
        unsafe shiftByOne(first + 1)
        unsafe first[1] = 0x2E
        count &+= 1
    }
    return unsafe sign &+ count &+ writeExponent(science, to: first + count)
}

/// Moves 16 bytes up by one.
@inline(__always)
private func shiftByOne(_ p: UnsafeMutablePointer<UInt8>) {
    let bytes = unsafe UnsafeRawPointer(p).loadUnaligned(as: SIMD16<UInt8>.self)
    unsafe UnsafeMutableRawPointer(p + 1).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
}

/// Writes a number of exactly 17 digits; returns how many are left without the zeros at its end.
@inline(__always)
private func writeSeventeen(_ value: UInt64, to p: UnsafeMutablePointer<UInt8>) -> Int {
    let upper = value / 100_000_000
    let top = upper / 100_000_000
    let middle = digitBytes(upper &- (top &* 100_000_000))
    let low = digitBytes(value &- (upper &* 100_000_000))
    unsafe p[0] = 0x30 &+ UInt8(truncatingIfNeeded: top)
    unsafe storeWord(middle | 0x3030_3030_3030_3030, p + 1)
    unsafe storeWord(low | 0x3030_3030_3030_3030, p + 9)
    if low != 0 { return 17 &- (low.leadingZeroBitCount &>> 3) }
    return 9 &- (middle.leadingZeroBitCount &>> 3)
}

/// Writes `e`, the sign, and at least two digits.
private func writeExponent(_ exponent: Int, to p: UnsafeMutablePointer<UInt8>) -> Int {
    let magnitude = exponent.magnitude
    unsafe p[0] = 0x65
    unsafe p[1] = exponent < 0 ? 0x2D : 0x2B
    var at = 2
    if magnitude >= 100 {
        unsafe p[at] = 0x30 &+ UInt8(truncatingIfNeeded: magnitude / 100)
        at = 3
    }
    unsafe p[at] = 0x30 &+ UInt8(truncatingIfNeeded: (magnitude / 10) % 10)
    unsafe p[at &+ 1] = 0x30 &+ UInt8(truncatingIfNeeded: magnitude % 10)
    return at &+ 2
}

/// How many decimal digits `value`, not zero and below 10^19, has.
@inline(__always)
private func decimalLength(_ value: UInt64) -> Int {
    let guess = ((64 &- value.leadingZeroBitCount) &* 1233) &>> 12
    return guess &+ (value >= exactPowerOfTen(guess) ? 1 : 0)
}

/// 10^`exponent` for 0...19, out of the shared table, which holds it shifted to the left.
@inline(__always)
private func exactPowerOfTen(_ exponent: Int) -> UInt64 {
    let log = (exponent &* 1_741_647) &>> 19
    return unsafe PowersOfTen.shared.zero[2 &* exponent] &>> UInt64(63 &- log)
}
