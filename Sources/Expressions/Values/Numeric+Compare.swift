internal import BigInt

extension Numeric: Hashable {
    /// By value: 1.0 equals 1.00, NaN equals NaN.
    public static func == (left: Numeric, right: Numeric) -> Bool {
        compare(left, right) == 0
    }

    public func hash(into hasher: inout Hasher) {
        guard isFinite else { return hasher.combine(tag) }
        // The shortest digits of the value: equal ones of any display scale have the same.
        let plain = strippingTrailingZeros(to: 0)
        if let limbs = plain.limbs {
            hasher.combine(limbs.value)
        } else {
            hasher.combine(plain.coefficient)
        }
        hasher.combine(plain.coefficient == 0 && plain.isSmall ? 0 : plain.displayScale)
    }
}

extension Numeric {
    /// -1, 0 or 1 as `left` is less than, equal to or greater than `right`.
    ///
    /// -Infinity is the least, then the numbers, Infinity, and NaN.
    @inline(__always)
    static func compare(_ left: Numeric, _ right: Numeric) -> Int {
        if (left.tag | right.tag) < bigBit {
            if left.tag == right.tag { return order(left.coefficient, right.coefficient) }
            if left.coefficient.isInt64, right.coefficient.isInt64,
                let pair = aligned(left.small, right.small)
            {
                return order(pair.left, pair.right)
            }
        }
        return compareSlowly(left, right)
    }

    @inline(__always)
    private static func order(_ left: Int128, _ right: Int128) -> Int {
        (left > right ? 1 : 0) &- (left < right ? 1 : 0)
    }

    @inline(never)
    static func compareSlowly(_ left: Numeric, _ right: Numeric) -> Int {
        guard left.isFinite, right.isFinite else {
            let ranks = (left.rank, right.rank)
            return ranks.0 < ranks.1 ? -1 : ranks.0 > ranks.1 ? 1 : 0
        }
        if left.signum != right.signum { return left.signum < right.signum ? -1 : 1 }
        let scale = max(left.displayScale, right.displayScale)
        let first = scaled(left.digits, by: scale - left.displayScale)
        let second = scaled(right.digits, by: scale - right.displayScale)
        return first < second ? -1 : first > second ? 1 : 0
    }

    /// The place among the kinds of values.
    private var rank: Int {
        isFinite ? 0 : isNaN ? 2 : tag == Self.infinity.tag ? 1 : -1
    }
}
