internal import BigInt

/// The powers of ten that fit 64 bits, from 10^0 to 10^18.
private let wordPowers: [19 of Int64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000,
    100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
    100_000_000_000_000_000, 1_000_000_000_000_000_000,
]

/// Ten to the `exponent`, 0...18.
@inline(__always)
func powerOfTen64(_ exponent: Int) -> Int64 {
    wordPowers[exponent]
}

/// Ten to the `exponent`, 0...38.
@inline(__always)
func powerOfTen128(_ exponent: Int) -> UInt128 {
    if exponent <= 18 { return UInt128(truncatingIfNeeded: wordPowers[exponent]) }
    let high = UInt128(truncatingIfNeeded: wordPowers[18])
    if exponent <= 36 {
        return high &* UInt128(truncatingIfNeeded: wordPowers[exponent &- 18])
    }
    return high &* high &* UInt128(truncatingIfNeeded: wordPowers[exponent &- 36])
}

/// The first powers of ten, made once, for the arithmetic of numbers beyond 127 bits.
private let bigPowers: [BigInt] = {
    var powers: [BigInt] = [1]
    for _ in 1..<256 { powers.append(powers[powers.count - 1] * 10) }
    return powers
}()

/// Ten to the `exponent`, at least 0.
///
/// A long one is a power of five, by squares alone, and as many twos.
func powerOfTen(_ exponent: Int) -> BigInt {
    if exponent < bigPowers.count { return bigPowers[exponent] }
    var steps = 0
    while exponent >> steps >= bigPowers.count { steps += 1 }
    let first = exponent >> steps
    var power = bigPowers[first].magnitude >> first
    while steps > 0 {
        steps -= 1
        power *= power
        if (exponent >> steps) & 1 == 1 { power *= 5 }
    }
    return BigInt(power << exponent)
}

/// The bits of ten to the `exponent`, 0...147455.
func bitsOfPowerOfTen(_ exponent: Int) -> Int {
    // No power is so near to a power of two that the rounding of this product could matter.
    Int(Double(exponent) * 3.321_928_094_887_362_3) + 1
}

/// The number of decimal digits of `value`; 0 for 0.
@inline(__always)
func decimalLength(_ value: UInt64) -> Int {
    let bits = UInt64.bitWidth &- value.leadingZeroBitCount
    let guess = (bits &* 1233) &>> 12
    if guess > 18 { return value >= 10_000_000_000_000_000_000 ? 20 : 19 }
    return value >= UInt64(bitPattern: powerOfTen64(guess)) ? guess &+ 1 : guess
}

/// The number of decimal digits of `value`; 0 for 0.
func decimalLength(_ value: UInt128) -> Int {
    if let word = UInt64(exactly: value) { return decimalLength(word) }
    let bits = UInt128.bitWidth - value.leadingZeroBitCount
    // 1233/4096 is just above log10(2); the guess is right or one too small.
    let guess = (bits &* 1233) &>> 12
    if guess > 38 { return 39 }
    return value >= powerOfTen128(guess) ? guess &+ 1 : guess
}

/// The number of decimal digits of `value`; 0 for 0.
func decimalLength(_ value: BigUInt) -> Int {
    let bits = value.bitWidth
    if bits <= 127 { return decimalLength(UInt128(truncatingIfNeeded: value)) }
    // A number of b bits has floor((b - 1) * log10(2)) + 1 digits, or one more.
    let least = Int(Double(bits - 1) * 0.301_029_995_663_981_2) + 1
    let border = bitsOfPowerOfTen(least)
    if bits != border { return bits > border ? least + 1 : least }
    return value >= powerOfTen(least).magnitude ? least + 1 : least
}

/// `value` divided by ten to the `exponent`, at least 0, rounded half away from zero.
func roundedDivision(_ value: BigInt, byPowerOfTen exponent: Int) -> BigInt {
    exponent == 0 ? value : roundedDivision(value, by: powerOfTen(exponent))
}

/// `dividend` divided by `divisor`, rounded half away from zero.
func roundedDivision(_ dividend: BigInt, by divisor: BigInt) -> BigInt {
    let parts = dividend.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
    let isUp = (parts.remainder << 1) >= divisor.magnitude
    let sign: BigInt.Sign = dividend.sign == divisor.sign ? .plus : .minus
    return BigInt(sign: sign, magnitude: isUp ? parts.quotient + 1 : parts.quotient)
}

/// `value` times ten to the `exponent`; for a negative one rounded half away from zero.
func scaled(_ value: BigInt, by exponent: Int) -> BigInt {
    if exponent == 0 { return value }
    if exponent > 0 { return value * powerOfTen(exponent) }
    return roundedDivision(value, byPowerOfTen: -exponent)
}
