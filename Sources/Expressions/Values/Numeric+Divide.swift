internal import BigInt

/// The rules for the scale of results that are not exact.
enum NumericScale {
    /// The significant digits that a result has at least, about those of a double.
    static let minimumSignificantDigits = 16
    /// The most digits behind the point of such a result, unless an operand has more.
    static let maximumDisplay = 1000
    /// Decimal digits of one digit of PostgreSQL's own base, in which it estimates sizes.
    static let digitsPerWord = 4
}

extension Numeric {
    /// Where the first digit stands in base 10000, and what that digit is; (0, 0) for zero.
    var leadingWord: (weight: Int, digit: Int) {
        if isZero { return (0, 0) }
        if isSmall, coefficient.isInt64 {
            return leadingWord(ofSmall: UInt64(truncatingIfNeeded: coefficient.magnitude))
        }
        let length =
            limbs.map { decimalLength($0.value.magnitude) } ?? decimalLength(coefficient.magnitude)
        // The power of ten of the first digit, then rounded down to one of 10000. More digits
        // than the four at most that are kept, as this is no number of one word.
        let exponent = length - displayScale - 1
        let power = powerOfTen(length - (exponent & 3) - 1).magnitude
        return (exponent >> 2, Int(truncatingIfNeeded: digits.magnitude / power))
    }

    @inline(__always)
    private func leadingWord(ofSmall word: UInt64) -> (weight: Int, digit: Int) {
        let length = decimalLength(word)
        let exponent = length &- displayScale &- 1
        let surplus = length &- (exponent & 3) &- 1
        let digit =
            surplus > 0
            ? word / UInt64(bitPattern: powerOfTen64(surplus))
            : word &* UInt64(bitPattern: powerOfTen64(0 &- surplus))
        return (exponent >> 2, Int(truncatingIfNeeded: digit))
    }

    /// The scale of a quotient: at least 16 significant digits, and no less than the operands.
    static func quotientScale(_ left: Numeric, _ right: Numeric) -> Int {
        let first = left.leadingWord
        let second = right.leadingWord
        // With equal first digits the quotient may be below one; the rule assumes that it is.
        let weight = first.weight - second.weight - (first.digit <= second.digit ? 1 : 0)
        var scale = NumericScale.minimumSignificantDigits - weight * NumericScale.digitsPerWord
        scale = max(scale, left.displayScale, right.displayScale, 0)
        return min(scale, NumericScale.maximumDisplay)
    }

    /// The quotient, rounded half away from zero, of a scale by PostgreSQL's rule.
    ///
    /// - Throws: ``EvalFault`` for a divisor of zero and for too many digits.
    func divided(by other: Numeric) throws(EvalFault) -> Numeric {
        guard isFinite, other.isFinite else { return try dividedSpecially(by: other) }
        if other.isZero { throw .divisionByZero }
        let scale = Self.quotientScale(self, other)
        return try quotient(other, scale: scale)
    }

    /// The quotient rounded half away from zero at `scale`.
    func quotient(_ other: Numeric, scale: Int) throws(EvalFault) -> Numeric {
        let shift = scale + other.displayScale - displayScale
        if isSmall, other.isSmall, shift >= 0, shift <= 38 {
            let (dividend, overflow) = coefficient.magnitude.multipliedReportingOverflow(
                by: powerOfTen128(shift))
            if !overflow {
                let divisor = other.coefficient.magnitude
                var (quotient, rest) = Self.divide(dividend, by: divisor)
                // Not doubled: `rest` may have 128 bits.
                if rest >= divisor - rest { quotient += 1 }
                if quotient <= UInt128(Int128.max) {
                    let whole = Int128(truncatingIfNeeded: quotient)
                    let isNegative = (coefficient < 0) != (other.coefficient < 0)
                    return Numeric(small: isNegative ? -whole : whole, tag: UInt16(scale))
                }
            }
        }
        if shift >= 0 {
            let dividend = digits * powerOfTen(shift)
            return try Numeric(roundedDivision(dividend, by: other.digits), scale: scale)
        }
        let divisor = other.digits * powerOfTen(-shift)
        return try Numeric(roundedDivision(digits, by: divisor), scale: scale)
    }

    /// Quotient and rest, by two divisions of the processor when the divisor is one word.
    @inline(__always)
    private static func divide(
        _ dividend: UInt128, by divisor: UInt128
    ) -> (quotient: UInt128, rest: UInt128) {
        guard divisor <= UInt128(UInt64.max) else {
            let parts = dividend.quotientAndRemainder(dividingBy: divisor)
            return (parts.quotient, parts.remainder)
        }
        let word = UInt64(truncatingIfNeeded: divisor)
        let top = UInt64(truncatingIfNeeded: dividend &>> 64)
        let high = top.quotientAndRemainder(dividingBy: word)
        let low = word.dividingFullWidth((high.remainder, UInt64(truncatingIfNeeded: dividend)))
        let quotient = (UInt128(high.quotient) &<< 64) | UInt128(low.quotient)
        return (quotient, UInt128(low.remainder))
    }

    private func dividedSpecially(by other: Numeric) throws(EvalFault) -> Numeric {
        if isNaN || other.isNaN { return .nan }
        guard isInfinite else { return .zero }
        if other.isInfinite { return .nan }
        if other.isZero { throw .divisionByZero }
        return signum == other.signum ? .infinity : .negativeInfinity
    }

    /// The quotient cut to a whole number, scale 0.
    ///
    /// - Throws: ``EvalFault`` for a divisor of zero and for too many digits.
    func wholeQuotient(dividingBy other: Numeric) throws(EvalFault) -> Numeric {
        guard isFinite, other.isFinite else { return try dividedSpecially(by: other) }
        if other.isZero { throw .divisionByZero }
        if isSmall, other.isSmall, tag == other.tag {
            return Numeric(small: coefficient / other.coefficient, tag: 0)
        }
        let scale = max(displayScale, other.displayScale)
        let left = scaled(digits, by: scale - displayScale)
        return try Numeric(left / scaled(other.digits, by: scale - other.displayScale), scale: 0)
    }

    /// What is left of dividing by `other` a whole number of times; has the sign of `self`.
    ///
    /// - Throws: ``EvalFault`` for a divisor of zero.
    func remainder(dividingBy other: Numeric) throws(EvalFault) -> Numeric {
        guard isFinite, other.isFinite else {
            if isNaN || other.isNaN { return .nan }
            guard isInfinite else { return self }
            if other.isZero { throw .divisionByZero }
            return .nan
        }
        if other.isZero { throw .divisionByZero }
        if isSmall, other.isSmall, tag == other.tag {
            if coefficient.isInt64, other.coefficient.isInt64, other.coefficient != -1 {
                let rest =
                    Int64(truncatingIfNeeded: coefficient)
                    % Int64(truncatingIfNeeded: other.coefficient)
                return Numeric(small: Int128(rest), tag: tag)
            }
            return Numeric(small: coefficient % other.coefficient, tag: tag)
        }
        if isSmall, other.isSmall, coefficient.isInt64, other.coefficient.isInt64,
            let pair = Self.aligned(self.small, other.small)
        {
            return Numeric(small: pair.left % pair.right, tag: max(tag, other.tag))
        }
        let scale = max(displayScale, other.displayScale)
        let left = scaled(digits, by: scale - displayScale)
        let rest = left % scaled(other.digits, by: scale - other.displayScale)
        return Numeric(unchecked: rest, scale: scale)
    }
}
