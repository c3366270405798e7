internal import BigInt

extension Numeric {
    /// The sum, with the greater display scale of both.
    ///
    /// - Throws: ``EvalFault`` when it has too many digits.
    @inline(__always)
    func adding(_ other: Numeric) throws(EvalFault) -> Numeric {
        if let sum = Self.quickSum(small, other.small) { return Numeric(sum) }
        return try addingSlowly(other)
    }

    /// The sum of two small numbers; `nil` where it takes more than a few instructions.
    @inline(__always)
    static func quickSum(_ left: Small, _ right: Small) -> Small? {
        guard (left.tag | right.tag) < bigBit else { return nil }
        if left.tag == right.tag {
            let (sum, overflow) = left.coefficient.addingReportingOverflow(right.coefficient)
            // -2^127 has no magnitude of 127 bits.
            return overflow || sum == .min ? nil : Small(coefficient: sum, tag: left.tag)
        }
        guard left.coefficient.isInt64, right.coefficient.isInt64,
            let pair = aligned(left, right)
        else { return nil }
        // Two products below 2^123: their sum is far from overflow.
        return Small(coefficient: pair.left &+ pair.right, tag: max(left.tag, right.tag))
    }

    /// The difference, with the greater display scale of both.
    ///
    /// - Throws: ``EvalFault`` when it has too many digits.
    @inline(__always)
    func subtracting(_ other: Numeric) throws(EvalFault) -> Numeric {
        if let rest = Self.quickDifference(small, other.small) { return Numeric(rest) }
        return try addingSlowly(other.negated())
    }

    /// The difference of two small numbers; `nil` where it takes more than a few instructions.
    @inline(__always)
    static func quickDifference(_ left: Small, _ right: Small) -> Small? {
        guard (left.tag | right.tag) < bigBit else { return nil }
        if left.tag == right.tag {
            let (rest, overflow) = left.coefficient.subtractingReportingOverflow(right.coefficient)
            return overflow || rest == .min ? nil : Small(coefficient: rest, tag: left.tag)
        }
        guard left.coefficient.isInt64, right.coefficient.isInt64,
            let pair = aligned(left, right)
        else { return nil }
        return Small(coefficient: pair.left &- pair.right, tag: max(left.tag, right.tag))
    }

    /// Both digits at the greater scale; `nil` when the scales are more than 18 apart.
    ///
    /// - Precondition: Both fit 64 bits.
    @inline(__always)
    static func aligned(_ left: Small, _ right: Small) -> (left: Int128, right: Int128)? {
        let apart = Int(left.tag) &- Int(right.tag)
        if apart >= 0 {
            guard apart <= 18 else { return nil }
            let power = powerOfTen64(apart)
            return (left.coefficient, wide(Int64(truncatingIfNeeded: right.coefficient), power))
        }
        guard apart >= -18 else { return nil }
        let power = powerOfTen64(0 &- apart)
        return (wide(Int64(truncatingIfNeeded: left.coefficient), power), right.coefficient)
    }

    /// The whole product of two words: one instruction, where `Int128 * Int128` is three and a
    /// check.
    @inline(__always)
    static func wide(_ left: Int64, _ right: Int64) -> Int128 {
        let (high, low) = left.multipliedFullWidth(by: right)
        return Int128(low: UInt64(truncatingIfNeeded: low), high: high)
    }

    @inline(never)
    func addingSlowly(_ other: Numeric) throws(EvalFault) -> Numeric {
        guard isFinite, other.isFinite else {
            if isNaN || other.isNaN { return .nan }
            if isInfinite, other.isInfinite { return tag == other.tag ? self : .nan }
            return isInfinite ? self : other
        }
        let scale = max(displayScale, other.displayScale)
        let left = scaled(digits, by: scale - displayScale)
        return try Numeric(
            left + scaled(other.digits, by: scale - other.displayScale), scale: scale)
    }

    /// The number with the other sign and the same display scale; never fails.
    @inline(__always)
    func negated() -> Numeric {
        isSmall ? Numeric(small: 0 &- coefficient, tag: tag) : negatedSlowly()
    }

    @inline(never)
    func negatedSlowly() -> Numeric {
        guard isFinite else {
            return isNaN ? self : tag == Self.infinity.tag ? .negativeInfinity : .infinity
        }
        return Numeric(unchecked: -digits, scale: displayScale)
    }

    /// The number without its sign, of the same display scale.
    @inline(__always)
    func absolute() -> Numeric {
        signum < 0 ? negated() : self
    }

    /// -1, 0, 1 or NaN.
    func sign() -> Numeric {
        isNaN ? self : Numeric(Int64(signum))
    }
}

extension Int128 {
    /// The number of two halves.
    @inline(__always)
    fileprivate init(low: UInt64, high: Int64) {
        self = (Int128(truncatingIfNeeded: high) &<< 64) | Int128(truncatingIfNeeded: low)
    }
}
