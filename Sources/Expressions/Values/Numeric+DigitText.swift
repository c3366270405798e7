internal import BigInt

// Long numbers and their digits: halves are joined and split, so that almost all work is done by
// few products and divisions of long numbers.

/// The digits, 0...9 each, that one machine word holds.
private let wordDigits = 18

/// The number of `digits`, 0...9 each, the most significant first.
func wholeNumber(_ digits: [UInt8]) -> BigUInt {
    var powers = [powerOfTen(wordDigits).magnitude]
    var span = wordDigits
    while span * 2 < digits.count {
        powers.append(powers[powers.count - 1] * powers[powers.count - 1])
        span *= 2
    }
    return wholeNumber(digits[...], powers, level: powers.count - 1)
}

private func wholeNumber(
    _ digits: ArraySlice<UInt8>, _ powers: [BigUInt], level: Int
) -> BigUInt {
    if digits.count <= wordDigits {
        return BigUInt(digits.reduce(0 as UInt) { $0 * 10 + UInt($1) })
    }
    let span = wordDigits << level
    if digits.count <= span { return wholeNumber(digits, powers, level: level - 1) }
    let high = wholeNumber(digits.dropLast(span), powers, level: max(level - 1, 0))
    return high * powers[level] + wholeNumber(digits.suffix(span), powers, level: level - 1)
}

/// The digits of `value` as ASCII, the most significant first; none for 0.
func decimalText(_ value: BigUInt) -> [UInt8] {
    var powers = [powerOfTen(wordDigits).magnitude]
    while let last = powers.last, last.bitWidth * 2 <= value.bitWidth + 1 {
        powers.append(last * last)
    }
    var text: [UInt8] = []
    text.reserveCapacity(decimalLength(value) + wordDigits)
    appendDecimalText(value, powers, level: powers.count - 1, isPadded: false, to: &text)
    return text
}

/// Appends the digits of `value`, filled up with zeros to all those of its level if `isPadded`.
private func appendDecimalText(
    _ value: BigUInt, _ powers: [BigUInt], level: Int, isPadded: Bool, to text: inout [UInt8]
) {
    if level < 0 {
        return appendWord(UInt(truncatingIfNeeded: value), isPadded, to: &text)
    }
    let parts = value.quotientAndRemainder(dividingBy: powers[level])
    let hasHigh = isPadded || !parts.quotient.isZero
    if hasHigh {
        // A value below the square of the power: its quotient has one level less.
        appendDecimalText(parts.quotient, powers, level: level - 1, isPadded: isPadded, to: &text)
    }
    appendDecimalText(parts.remainder, powers, level: level - 1, isPadded: hasHigh, to: &text)
}

private func appendWord(_ value: UInt, _ isPadded: Bool, to text: inout [UInt8]) {
    var value = value
    let start = text.count
    while value > 0 || (isPadded && text.count - start < wordDigits) {
        text.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
        value /= 10
    }
    text[start...].reverse()
}
