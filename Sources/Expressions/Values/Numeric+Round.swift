internal import BigInt

extension Numeric {
    /// What becomes of the digits that are cut off.
    private enum Cut { case halfAway, towardZero, up, down }

    /// Rounded half away from zero to `places` behind the point, before it when negative.
    ///
    /// - Throws: ``EvalFault`` when that makes one digit too many.
    @inline(__always)
    func rounded(_ places: Int) throws(EvalFault) -> Numeric {
        if tag < Self.bigBit, places >= 0, coefficient.isInt64 {
            let dropped = Int(tag) &- places
            if dropped == 0 { return Numeric(small: coefficient, tag: tag) }
            if dropped > 0, dropped <= 18 { return cutWord(dropped, .halfAway) }
        }
        return try cut(places, .halfAway)
    }

    /// Cut to `places` behind the point, before it when negative.
    func truncated(_ places: Int) throws(EvalFault) -> Numeric {
        try cut(places, .towardZero)
    }

    /// The least whole number that is not less.
    func ceiling() throws(EvalFault) -> Numeric { try cut(0, .up) }

    /// The greatest whole number that is not greater.
    func floor() throws(EvalFault) -> Numeric { try cut(0, .down) }

    @inline(never)
    private func cut(_ places: Int, _ how: Cut) throws(EvalFault) -> Numeric {
        guard isFinite else { return self }
        let places = min(max(places, -Self.maximumWholeDigits - 1), Self.maximumScale)
        let scale = max(places, 0)
        let dropped = displayScale - places
        if dropped <= 0 { return try extended(by: -dropped) }
        if dropped <= 18, scale == places, isSmall, coefficient.isInt64 {
            return cutWord(dropped, how)
        }
        if isSmall, dropped <= 38 { return cutSmall(dropped, how, regrown: scale - places) }
        let all = digits
        if decimalLength(all.magnitude) < dropped {
            // Less than a tenth of a unit is left, and the power of ten need not be made.
            let step = BigInt(Self.step(how, rest: signum, isHalf: false))
            return Numeric(unchecked: scaled(step, by: scale - places), scale: scale)
        }
        let power = powerOfTen(dropped)
        let parts = all.quotientAndRemainder(dividingBy: power)
        let step = Self.step(
            how, rest: parts.remainder.isZero ? 0 : signum,
            isHalf: (parts.remainder.magnitude << 1) >= power.magnitude)
        let kept = parts.quotient + BigInt(step)
        return try Numeric(scaled(kept, by: scale - places), scale: scale)
    }

    /// What to add to the digits that are kept.
    @inline(__always)
    private static func step(_ how: Cut, rest: Int, isHalf: Bool) -> Int {
        switch how {
        case .halfAway: return isHalf ? rest : 0
        case .towardZero: return 0
        case .up: return rest > 0 ? 1 : 0
        case .down: return rest < 0 ? -1 : 0
        }
    }

    /// Drops 1...18 digits, all behind the point, of a number of one word.
    @inline(__always)
    private func cutWord(_ dropped: Int, _ how: Cut) -> Numeric {
        let power = powerOfTen64(dropped)
        let (kept, rest) = Int64(truncatingIfNeeded: coefficient)
            .quotientAndRemainder(dividingBy: power)
        let sign = rest > 0 ? 1 : rest < 0 ? -1 : 0
        let isHalf = rest.magnitude >= UInt64(bitPattern: power) &>> 1
        let step = Self.step(how, rest: sign, isHalf: isHalf)
        return Numeric(small: Int128(kept &+ Int64(step)), tag: tag &- UInt16(dropped))
    }

    /// Drops 1...38 digits; `regrown` zeros take the place of those before the point.
    private func cutSmall(_ dropped: Int, _ how: Cut, regrown: Int) -> Numeric {
        let power = Int128(truncatingIfNeeded: powerOfTen128(dropped))
        var kept: Int128
        let rest: Int128
        (kept, rest) = coefficient.quotientAndRemainder(dividingBy: power)
        let isHalf = rest.magnitude >= power.magnitude - rest.magnitude
        kept += Int128(
            Self.step(how, rest: Int(truncatingIfNeeded: rest.signum()), isHalf: isHalf))
        let scale = displayScale - dropped + regrown
        if regrown == 0 { return Numeric(small: kept, tag: UInt16(scale)) }
        let (whole, overflow) = kept.multipliedReportingOverflow(
            by: Int128(truncatingIfNeeded: powerOfTen128(min(regrown, 38))))
        if !overflow, whole != .min { return Numeric(small: whole, tag: UInt16(scale)) }
        return Numeric(unchecked: BigInt(kept) * powerOfTen(regrown), scale: scale)
    }

    /// The same value with more zeros behind the point.
    private func extended(by zeros: Int) throws(EvalFault) -> Numeric {
        if zeros == 0 { return self }
        let scale = displayScale + zeros
        if isZero { return Numeric(small: 0, tag: UInt16(scale)) }
        if isSmall, zeros <= 38 {
            let (whole, overflow) = coefficient.multipliedReportingOverflow(
                by: Int128(truncatingIfNeeded: powerOfTen128(zeros)))
            if !overflow, whole != .min { return Numeric(small: whole, tag: UInt16(scale)) }
        }
        return try Numeric(digits * powerOfTen(zeros), scale: scale)
    }

    /// The value as a column of type `numeric(precision, scale)` holds it.
    ///
    /// - Parameters:
    ///   - precision: The most significant digits, 1...1000.
    ///   - scale: The digits behind the point, -1000...1000.
    /// - Returns: The value, rounded to the scale.
    /// - Throws: ``EvalFault`` when the rounded value needs more digits before the point.
    func fitted(precision: Int, scale: Int) throws(EvalFault) -> Numeric {
        if isNaN { return self }
        if isInfinite { throw EvalFault(.numericOutOfRange, "numeric field overflow") }
        let value = try rounded(scale)
        // Below 10^(precision - scale), that is this many digits before or behind the point.
        let most = precision - scale + value.displayScale
        let fits: Bool
        if value.isSmall {
            let magnitude = value.coefficient.magnitude
            fits = most > 38 || (most >= 0 ? magnitude < powerOfTen128(most) : magnitude == 0)
        } else {
            fits = most > 38 && value.digits.magnitude < powerOfTen(most).magnitude
        }
        if !fits { throw EvalFault(.numericOutOfRange, "numeric field overflow") }
        return value
    }

    /// The least scale at which nothing of the value is lost; 0 for what is no number.
    func minimumScale() -> Int { strippingTrailingZeros(to: 0).displayScale }

    /// The value without zeros at the end behind the point.
    func trimmed() -> Numeric { strippingTrailingZeros(to: 0) }

    /// The value without zeros at the end, at a display scale of at least `least`.
    func strippingTrailingZeros(to least: Int) -> Numeric {
        guard isFinite, displayScale > least else { return self }
        if isZero { return Numeric(small: 0, tag: UInt16(least)) }
        if limbs != nil { return strippingBig(to: least) }
        var value = coefficient
        var scale = displayScale
        if value.isInt64 {
            var word = Int64(truncatingIfNeeded: value)
            while scale > least, word % 10 == 0 {
                word /= 10
                scale -= 1
            }
            return Numeric(small: Int128(word), tag: UInt16(scale))
        }
        while scale > least, value % 10 == 0 {
            value /= 10
            scale -= 1
        }
        return Numeric(small: value, tag: UInt16(scale))
    }

    /// Halves the step: tens of zeros in few divisions, and few when there are none.
    private func strippingBig(to least: Int) -> Numeric {
        var value = digits
        var scale = displayScale
        var step = 1
        while step * 2 <= scale - least { step *= 2 }
        while step > 0 {
            if step <= scale - least, value.trailingZeroBitCount >= step {
                let parts = value.quotientAndRemainder(dividingBy: powerOfTen(step))
                if parts.remainder.isZero {
                    value = parts.quotient
                    scale -= step
                    continue
                }
            }
            step /= 2
        }
        return Numeric(unchecked: value, scale: scale)
    }
}
