internal import BigInt

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension Numeric {
    private static let pointNine = Numeric(small: 9, tag: 1)
    private static let onePointOne = Numeric(small: 11, tag: 1)

    /// About the power of ten of the first digit of the natural logarithm; 0 for what has none.
    var logarithmWeight: Int {
        guard signum > 0, isFinite else { return 0 }
        if Self.compare(self, Self.pointNine) >= 0, Self.compare(self, Self.onePointOne) <= 0 {
            // ln(1 + x) is about x.
            let scale = displayScale
            let distance = (digits - powerOfTen(scale)).magnitude
            return distance.isZero ? 0 : decimalLength(distance) - scale - 1
        }
        let (digits, exponent) = leadingDigits
        return Int(log10(abs(log(digits) + Double(exponent) * 2.302585092994046)))
    }

    /// The first 16 or more digits as a double, and the power of ten that follows them.
    var leadingDigits: (digits: Double, exponent: Int) {
        let magnitude = digits.magnitude
        let dropped = max(decimalLength(magnitude) - 18, 0)
        let top = dropped == 0 ? magnitude : magnitude / powerOfTen(dropped).magnitude
        return (Double(UInt64(truncatingIfNeeded: top)), dropped - displayScale)
    }

    /// What a logarithm of zero, or of a negative number, is refused with.
    private static func refuse(_ sign: Int) -> EvalFault {
        let what = sign == 0 ? "zero" : "a negative number"
        return EvalFault(.invalidLogarithm, "cannot take logarithm of \(what)")
    }

    /// The natural logarithm, of at least 16 significant digits.
    ///
    /// - Throws: ``EvalFault`` for zero and negative numbers.
    func naturalLogarithm() throws(EvalFault) -> Numeric {
        if isNaN { return self }
        if signum <= 0 { throw Self.refuse(signum) }
        guard isFinite else { return self }
        var scale = NumericScale.minimumSignificantDigits - logarithmWeight
        scale = min(max(scale, displayScale, 0), NumericScale.maximumDisplay)
        return try Numeric(logarithm(scale), scale: scale)
    }

    /// The digits of the natural logarithm of a positive number, of `scale`.
    func logarithm(_ scale: Int) -> BigInt {
        NumericSeries.logarithm(digits, scale: displayScale, wanted: scale)
    }

    /// The logarithm of base ten.
    ///
    /// - Throws: ``EvalFault`` for zero and negative numbers.
    func commonLogarithm() throws(EvalFault) -> Numeric {
        try logarithm(base: Numeric(10))
    }

    /// The logarithm of `base`, of at least 16 significant digits.
    ///
    /// - Throws: ``EvalFault`` for zero and negative numbers, and the base one.
    func logarithm(base: Numeric) throws(EvalFault) -> Numeric {
        if isNaN || base.isNaN { return .nan }
        guard isFinite, base.isFinite else {
            if signum < 0 || base.signum < 0 { throw Self.refuse(-1) }
            if signum == 0 || base.signum == 0 { throw Self.refuse(0) }
            if base.isInfinite { return isInfinite ? .nan : .zero }
            return .infinity
        }
        if base.signum <= 0 { throw Self.refuse(base.signum) }
        if signum <= 0 { throw Self.refuse(signum) }
        let weights = (base: base.logarithmWeight, number: logarithmWeight)
        let weight = weights.number - weights.base
        var scale = NumericScale.minimumSignificantDigits - weight
        scale = max(scale, base.displayScale, displayScale, 0)
        scale = min(scale, NumericScale.maximumDisplay)
        // Both logarithms have eight significant digits more than the result.
        let baseScale = max(scale + weight - weights.base + 8, 0)
        let numberScale = max(scale + weight - weights.number + 8, 0)
        let divisor = base.logarithm(baseScale)
        if divisor.isZero { throw .divisionByZero }
        let dividend = logarithm(numberScale)
        return try Numeric(
            scaledQuotient(dividend, divisor, by: scale + baseScale - numberScale), scale: scale)
    }

    private func scaledQuotient(_ dividend: BigInt, _ divisor: BigInt, by shift: Int) -> BigInt {
        shift >= 0
            ? roundedDivision(dividend * powerOfTen(shift), by: divisor)
            : roundedDivision(dividend, by: divisor * powerOfTen(-shift))
    }

    /// e to the power of this number, of at least 16 significant digits.
    ///
    /// - Throws: ``EvalFault`` when that has too many digits.
    func exponential() throws(EvalFault) -> Numeric {
        guard isFinite else { return self.tag == Self.negativeInfinity.tag ? .zero : self }
        // About the power of ten of the result.
        let weight = min(max(approximate * 0.434294481903252, -2000), 2000)
        var scale = NumericScale.minimumSignificantDigits - Int(weight)
        scale = min(max(scale, displayScale, 0), NumericScale.maximumDisplay)
        return try Self.exponential(digits, scale: displayScale, wanted: scale)
    }

    /// e to the power of `digits` / 10^`scale`, of the scale `wanted`.
    static func exponential(
        _ digits: BigInt, scale: Int, wanted: Int
    ) throws(EvalFault) -> Numeric {
        let value = Numeric(unchecked: digits, scale: min(scale, maximumScale))
        let estimate = scale <= maximumScale ? value.approximate : 0
        if abs(estimate) >= 6000 {
            if estimate > 0 { throw .numericOverflow }
            return Numeric(small: 0, tag: UInt16(wanted))
        }
        return try Numeric(
            NumericSeries.exponential(digits, scale: scale, wanted: wanted), scale: wanted)
    }
}
