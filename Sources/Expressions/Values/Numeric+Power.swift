internal import BigInt

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension Numeric {
    private static var complexPower: EvalFault {
        EvalFault(
            .invalidPower,
            "a negative number raised to a non-integer power yields a complex result")
    }

    /// This number to the power of `exponent`, with the scale and the rounding of PostgreSQL 15:
    /// at least 16 digits behind the point, which may all be zero.
    ///
    /// - Throws: ``EvalFault`` for zero to a negative power, a negative number to a power that is
    ///   not whole, and for too many digits.
    func power(_ exponent: Numeric) throws(EvalFault) -> Numeric {
        guard isFinite, exponent.isFinite else { return try specialPower(exponent) }
        if isZero, exponent.signum < 0 {
            throw EvalFault(.invalidPower, "zero raised to a negative power is undefined")
        }
        let isWhole = exponent.minimumScale() == 0
        if isWhole, let whole = exponent.toInt64(), let small = Int32(exactly: whole) {
            return try wholePower(Int(small))
        }
        if isZero {
            return Numeric(small: 0, tag: UInt16(NumericScale.minimumSignificantDigits))
        }
        guard signum < 0 else { return try realPower(exponent) }
        if !isWhole { throw Self.complexPower }
        let result = try absolute().realPower(exponent)
        return exponent.isOdd ? result.negated() : result
    }

    /// Whether a whole number is odd.
    private var isOdd: Bool {
        let whole = digits / powerOfTen(displayScale)
        return !(whole.magnitude % 2).isZero
    }

    /// e^(exponent * ln(self)) for a positive number.
    private func realPower(_ exponent: Numeric) throws(EvalFault) -> Numeric {
        let weight = logarithmWeight
        // Eight significant digits of the logarithm tell the size of the result.
        let roughScale = max(8 - weight, 0)
        let rough = product(logarithm(roughScale), exponent, scale: roughScale)
        let estimate = Self.approximate(rough, scale: roughScale)
        if abs(estimate) > 6020 {
            if estimate > 0 { throw .numericOverflow }
            return Numeric(small: 0, tag: UInt16(NumericScale.maximumDisplay))
        }
        let size = Int(estimate * 0.434294481903252)
        var scale = NumericScale.minimumSignificantDigits - size
        scale = max(scale, displayScale, exponent.displayScale, 0)
        scale = min(scale, NumericScale.maximumDisplay)
        let significant = max(scale + size, 0)
        let innerScale = max(significant - weight + 8, 0)
        let inner = product(logarithm(innerScale), exponent, scale: innerScale)
        if abs(Self.approximate(inner, scale: innerScale)) >= 6000 {
            if inner.sign == .plus { throw .numericOverflow }
            return Numeric(small: 0, tag: UInt16(scale))
        }
        return try Numeric(
            NumericSeries.exponential(inner, scale: innerScale, wanted: scale), scale: scale)
    }

    /// `logarithm`, of `scale`, times `exponent`, rounded to `scale`.
    private func product(_ logarithm: BigInt, _ exponent: Numeric, scale: Int) -> BigInt {
        roundedDivision(logarithm * exponent.digits, byPowerOfTen: exponent.displayScale)
    }

    /// `digits` / 10^`scale` as a double, for a scale beyond that of any number.
    private static func approximate(_ digits: BigInt, scale: Int) -> Double {
        let dropped = max(decimalLength(digits.magnitude) - 18, 0)
        let top = digits.magnitude / powerOfTen(dropped).magnitude
        let value = Double(UInt64(truncatingIfNeeded: top)) * pow(10, Double(dropped - scale))
        return digits.sign == .minus ? -value : value
    }

    /// The power of a number with a whole exponent: repeated squares, each rounded to the digits
    /// that the result needs, which PostgreSQL's last digits depend on.
    private func wholePower(_ exponent: Int) throws(EvalFault) -> Numeric {
        let scale = min(
            max(NumericScale.minimumSignificantDigits, displayScale),
            NumericScale.maximumDisplay)
        switch exponent {
        case 0: return try Numeric.one.rounded(scale)
        case 1: return try rounded(scale)
        case -1: return try Numeric.one.quotient(self, scale: scale)
        case 2:
            let square = digits * digits
            return try Numeric(scaled(square, by: scale - 2 * displayScale), scale: scale)
        default: break
        }
        if isZero { return Numeric(small: 0, tag: UInt16(scale)) }
        // About the power of ten of the result.
        let leading = leadingDigits
        let size = Double(exponent) * (log10(leading.digits) + Double(leading.exponent))
        if size > Double(Self.maximumWholeDigits + 1) { throw .numericOverflow }
        if size + 1 < Double(-scale) { return Numeric(small: 0, tag: UInt16(scale)) }
        let significant = 1 + scale + Int(size) + Int(log(abs(Double(exponent)))) + 8
        let result = try Rounded(self).power(exponent.magnitude, significant: significant)
        if exponent < 0 {
            if result.digits.isZero { throw .divisionByZero }
            let dividend = powerOfTen(scale + result.scale)
            return try Numeric(roundedDivision(dividend, by: result.digits), scale: scale)
        }
        return try Numeric(scaled(result.digits, by: scale - result.scale), scale: scale)
    }
}

/// A number of any scale, on the way to a power.
private struct Rounded {
    var digits: BigInt
    var scale: Int

    init(_ value: Numeric) {
        digits = value.digits
        scale = value.displayScale
    }

    /// The power of ten of the first digit, rounded down to a power of 10000; 0 for zero.
    private var weight: Int {
        digits.isZero ? 0 : (decimalLength(digits.magnitude) - scale - 1) >> 2
    }

    func power(_ exponent: UInt, significant: Int) throws(EvalFault) -> Rounded {
        var square = self
        var result = self
        if exponent & 1 == 0 {
            result.digits = 1
            result.scale = 0
        }
        var mask = exponent >> 1
        while mask > 0 {
            square.multiply(by: square, significant)
            if mask & 1 == 1 { result.multiply(by: square, significant) }
            if max(square.weight, result.weight) > Int(Int16.max) { throw .numericOverflow }
            mask >>= 1
        }
        return result
    }

    private mutating func multiply(by other: Rounded, _ significant: Int) {
        let wanted = significant - (weight + other.weight) * NumericScale.digitsPerWord
        let exact = scale + other.scale
        let kept = max(min(wanted, exact), 0)
        digits = scaled(digits * other.digits, by: kept - exact)
        scale = kept
    }
}

extension Numeric {
    /// The power when one of both is no number, by the rules of POSIX.
    private func specialPower(_ exponent: Numeric) throws(EvalFault) -> Numeric {
        if isNaN { return exponent.isZero ? .one : .nan }
        if exponent.isNaN { return self == .one ? .one : .nan }
        if isZero, exponent.signum < 0 {
            throw EvalFault(.invalidPower, "zero raised to a negative power is undefined")
        }
        if signum < 0, exponent.isFinite, exponent.minimumScale() > 0 { throw Self.complexPower }
        if self == .one || exponent.isZero { return .one }
        if isZero { return .zero }
        if exponent.isInfinite {
            if self == Numeric(-1) { return .one }
            let isAboveOne = isInfinite || Self.compare(absolute(), .one) > 0
            return isAboveOne == (exponent.signum > 0) ? .infinity : .zero
        }
        if exponent.signum < 0 { return .zero }
        return signum < 0 && exponent.isOdd ? .negativeInfinity : .infinity
    }
}
