internal import BigInt

extension Numeric {
    /// The product, exact unless it needs more than 16383 digits behind the point.
    ///
    /// - Throws: ``EvalFault`` when it has too many digits before the point.
    @inline(__always)
    func multiplied(by other: Numeric) throws(EvalFault) -> Numeric {
        let scale = tag &+ other.tag
        // Two tags of small numbers add up to less than 2^15, and an unsmall one is seen first.
        if (tag | other.tag) < Self.bigBit, scale <= UInt16(Self.maximumScale),
            coefficient.isInt64, other.coefficient.isInt64
        {
            let left = Int64(truncatingIfNeeded: coefficient)
            let product = Self.wide(left, Int64(truncatingIfNeeded: other.coefficient))
            return Numeric(small: product, tag: scale)
        }
        return try multipliedSlowly(by: other)
    }

    @inline(never)
    func multipliedSlowly(by other: Numeric) throws(EvalFault) -> Numeric {
        guard isFinite, other.isFinite else {
            // NaN has the sign 0, and zero times infinity is NaN.
            let sign = signum * other.signum
            if isNaN || other.isNaN || sign == 0 { return .nan }
            return sign > 0 ? .infinity : .negativeInfinity
        }
        let scale = displayScale + other.displayScale
        let product = digits * other.digits
        if scale <= Self.maximumScale { return try Numeric(product, scale: scale) }
        let rounded = roundedDivision(product, byPowerOfTen: scale - Self.maximumScale)
        return try Numeric(rounded, scale: Self.maximumScale)
    }
}
