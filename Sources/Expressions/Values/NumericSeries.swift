internal import BigInt

/// Logarithms and exponentials of exact numbers, in binary fixed point with bits to spare.
///
/// Ten decimal digits are computed beyond the last that is wanted, so a result differs from the
/// correctly rounded one only when its next ten digits lie within their error of a half.
enum NumericSeries {
    /// Bits of a decimal digit, rounded up.
    private static let bitsPerDigit = 3.321_928_094_887_363
    /// Digits computed beyond those wanted.
    private static let spareDigits = 10

    /// The natural logarithm of `digits` / 10^`scale`, as digits of scale `wanted`.
    ///
    /// - Precondition: `digits` is positive.
    static func logarithm(_ digits: BigInt, scale: Int, wanted: Int) -> BigInt {
        // The greatest power of two is 2^435411: 19 bits of error in its logarithm.
        let bits = Int(Double(wanted + spareDigits) * bitsPerDigit) + 40
        let divisor = powerOfTen(scale)
        // The number is m * 2^power, m in 0.7...1.5; near 1 the power must be 0.
        var power = digits.magnitude.bitWidth - divisor.magnitude.bitWidth
        var part = quotient(digits, divisor, shift: bits - power)
        let one = BigInt(1) << bits
        if part > one + (one >> 1) {
            part >>= 1
            power += 1
        } else if part * 10 < one * 7 {
            part <<= 1
            power -= 1
        }
        let logarithm = 2 * inverseHyperbolicTangent(part - one, part + one, bits: bits)
        let sum = logarithm + (power == 0 ? 0 : BigInt(power) * logarithmOfTwo(bits: bits))
        return rounded(sum, bits: bits, wanted: wanted)
    }

    /// e to the power of `digits` / 10^`scale`, as digits of scale `wanted`.
    ///
    /// - Precondition: The exponent is between -6000 and 6000.
    static func exponential(_ digits: BigInt, scale: Int, wanted: Int) -> BigInt {
        let divisor = powerOfTen(scale)
        if digits.magnitude * 100 <= divisor.magnitude {
            return shortExponential(digits, scale: scale, wanted: wanted)
        }
        // The result is e^rest * 2^power with a rest of at most 0.35 either way.
        let rough = quotient(digits, divisor, shift: 32)
        let power = Int((Double(rough) / 4_294_967_296 / 0.693_147_180_559_945_3).rounded())
        let bits = max(power + Int(Double(wanted + spareDigits) * bitsPerDigit) + 40, 64)
        let exponent = quotient(digits, divisor, shift: bits)
        // 14 more bits: the power is below 2^14.
        let multiple = (BigInt(power) * logarithmOfTwo(bits: bits + 14)) >> 14
        // e^(r / 2^k), squared k times, each of which doubles the error.
        let halvings = bits < 256 ? 4 : 12
        let inner = bits + halvings + 4
        let rest = (exponent - multiple) << (inner - bits - halvings)
        var sum = BigInt(1) << inner
        var term = sum
        var index = 1
        while true {
            term = ((term * rest) >> inner) / BigInt(index)
            if term.isZero { break }
            sum += term
            index += 1
        }
        for _ in 0..<halvings { sum = (sum * sum) >> inner }
        return rounded(sum, bits: inner - power, wanted: wanted)
    }

    /// As PostgreSQL calculates it, for an exponent between -0.01 and 0.01.
    ///
    /// The powers of a tiny exponent leave so many zeros or nines behind a 5 that no number of spare
    /// digits rounds alike: PostgreSQL rounds each term eight digits behind the last wanted one.
    private static func shortExponential(_ digits: BigInt, scale: Int, wanted: Int) -> BigInt {
        let inner = wanted + 8
        let exact = max(inner, scale)
        var sum = powerOfTen(exact) + scaled(digits, by: exact - scale)
        var term = roundedDivision(scaled(digits * digits, by: inner - 2 * scale), by: 2)
        var index: BigInt = 3
        while !term.isZero {
            sum += scaled(term, by: exact - inner)
            term = roundedDivision(roundedDivision(term * digits, byPowerOfTen: scale), by: index)
            index += 1
        }
        return scaled(sum, by: wanted - exact)
    }

    /// `numerator` / `denominator` * 2^`shift`, cut.
    private static func quotient(_ numerator: BigInt, _ denominator: BigInt, shift: Int) -> BigInt {
        shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift)
    }

    /// `value` / 2^`bits` as digits of scale `wanted`, rounded half away from zero.
    private static func rounded(_ value: BigInt, bits: Int, wanted: Int) -> BigInt {
        let whole = value.magnitude * powerOfTen(wanted).magnitude
        let result = bits > 0 ? (whole + (BigUInt(1) << (bits - 1))) >> bits : whole << -bits
        return BigInt(sign: value.sign, magnitude: result)
    }

    /// artanh(`numerator` / `denominator`) in fixed point.
    private static func inverseHyperbolicTangent(
        _ numerator: BigInt, _ denominator: BigInt, bits: Int
    ) -> BigInt {
        var power = quotient(numerator, denominator, shift: bits)
        let square = (power * power) >> bits
        var sum = power
        var index = 3
        while true {
            power = (power * square) >> bits
            let term = power / BigInt(index)
            if term.isZero { return sum }
            sum += term
            index += 2
        }
    }

    /// ln 2 to the bits that most results need.
    private static let shortLogarithmOfTwo = computedLogarithmOfTwo(bits: 320)

    private static func logarithmOfTwo(bits: Int) -> BigInt {
        bits <= 320 ? shortLogarithmOfTwo >> (320 - bits) : computedLogarithmOfTwo(bits: bits)
    }

    /// 2 * artanh(1/3), whose powers need divisions by a small number alone.
    private static func computedLogarithmOfTwo(bits: Int) -> BigInt {
        var power = (BigInt(2) << (bits + 16)) / 3
        var sum = power
        var index = 3
        while true {
            power /= 9
            let term = power / BigInt(index)
            if term.isZero { return sum >> 16 }
            sum += term
            index += 2
        }
    }
}
