internal import BigInt

extension Numeric {
    /// The product, exact unless it needs more than 16383 digits behind the point.
    ///
    /// - Throws: ``EvalFault`` when it has too many digits before the point.
    @inline(__always)
    func multiplied(by other: Numeric) throws(EvalFault) -> Numeric {
        if let product = Self.quickProduct(small, other.small) { return Numeric(product) }
        return try multipliedSlowly(by: other)
    }

    /// The product of two numbers of one word; `nil` for others.
    @inline(__always)
    static func quickProduct(_ left: Small, _ right: Small) -> Small? {
        let scale = left.tag &+ right.tag
        // Two tags of small numbers add up to less than 2^15, and an unsmall one is seen first.
        guard (left.tag | right.tag) < bigBit, scale <= UInt16(maximumScale),
            left.coefficient.isInt64, right.coefficient.isInt64
        else { return nil }
        let product = wide(
            Int64(truncatingIfNeeded: left.coefficient),
            Int64(truncatingIfNeeded: right.coefficient))
        return Small(coefficient: product, tag: scale)
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
