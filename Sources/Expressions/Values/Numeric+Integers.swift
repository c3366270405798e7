internal import BigInt

extension Numeric {
    /// The greatest number that divides both a whole number of times; NaN for what is no number.
    static func greatestCommonDivisor(_ left: Numeric, _ right: Numeric) -> Numeric {
        guard left.isFinite, right.isFinite else { return .nan }
        if left.isSmall, right.isSmall, left.tag == right.tag {
            var (first, second) = (left.coefficient, right.coefficient)
            while second != 0 { (first, second) = (second, first % second) }
            return Numeric(small: first.magnitude == 0 ? 0 : abs(first), tag: left.tag)
        }
        let scale = max(left.displayScale, right.displayScale)
        var first = scaled(left.digits, by: scale - left.displayScale).magnitude
        var second = scaled(right.digits, by: scale - right.displayScale).magnitude
        while !second.isZero { (first, second) = (second, first % second) }
        return Numeric(unchecked: BigInt(first), scale: scale)
    }

    /// The least number that both divide a whole number of times; NaN for what is no number.
    ///
    /// - Throws: ``EvalFault`` when it has too many digits.
    static func leastCommonMultiple(
        _ left: Numeric, _ right: Numeric
    ) throws(EvalFault) -> Numeric {
        guard left.isFinite, right.isFinite else { return .nan }
        let scale = max(left.displayScale, right.displayScale)
        if left.isZero || right.isZero { return Numeric(small: 0, tag: UInt16(scale)) }
        let common = greatestCommonDivisor(left, right)
        let count = try left.wholeQuotient(dividingBy: common).absolute()
        let first = try count.multiplied(by: right.absolute())
        return first.displayScale == scale ? first : try first.rounded(scale)
    }

    /// The product of the whole numbers 1...`count`.
    ///
    /// - Throws: ``EvalFault`` for a negative count and for one above 32177.
    static func factorial(_ count: Int64) throws(EvalFault) -> Numeric {
        guard count >= 0 else {
            throw EvalFault(.numericOutOfRange, "factorial of a negative number is undefined")
        }
        guard count <= 32177 else { throw .numericOverflow }
        return try Numeric(BigInt(product(2, Int(count))), scale: 0)
    }

    /// The product of a run of whole numbers, 1 when it is empty; by halves, so that the long
    /// products have factors of like length.
    private static func product(_ first: Int, _ last: Int) -> BigUInt {
        if first > last { return 1 }
        if last - first < 4 { return (first...last).reduce(1) { $0 * BigUInt($1) } }
        let middle = (first + last) / 2
        return product(first, middle) * product(middle + 1, last)
    }

    /// The bucket of `operand` among `count` of equal width from `low` to `high`.
    ///
    /// Numbered from 1; 0 below them and `count` + 1 above. `low` may be greater than `high`.
    ///
    /// - Throws: ``EvalFault`` for bounds that are equal or no numbers, and a count below 1.
    static func widthBucket(
        _ operand: Numeric, _ low: Numeric, _ high: Numeric, _ count: Int32
    ) throws(EvalFault) -> Int32 {
        if count <= 0 { throw EvalFault(.invalidWidthBucket, "count must be greater than zero") }
        if operand.isNaN || low.isNaN || high.isNaN {
            throw EvalFault(
                .invalidWidthBucket, "operand, lower bound, and upper bound cannot be NaN")
        }
        if low.isInfinite || high.isInfinite {
            throw EvalFault(.invalidWidthBucket, "lower and upper bounds must be finite")
        }
        let direction = compare(high, low)
        if direction == 0 {
            throw EvalFault(.invalidWidthBucket, "lower bound cannot equal upper bound")
        }
        if compare(operand, low) * direction < 0 { return 0 }
        if compare(operand, high) * direction >= 0 {
            let (above, overflow) = count.addingReportingOverflow(1)
            if overflow { throw EvalFault(.numericOutOfRange, "integer out of range") }
            return above
        }
        // The quotient is rounded, not cut, as in PostgreSQL 15: right below a border that may
        // be the bucket above, even the one above all.
        let part = try operand.subtracting(low).multiplied(by: Numeric(Int64(count)))
        let quotient = try part.divided(by: high.subtracting(low)).floor()
        return try quotient.adding(.one).whole()
    }
}
