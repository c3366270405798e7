internal import BigInt

extension Numeric {
    /// The square root, of at least 16 significant digits, rounded half up.
    ///
    /// - Throws: ``EvalFault`` for a negative number.
    func squareRoot() throws(EvalFault) -> Numeric {
        if signum < 0 {
            throw EvalFault(.invalidPower, "cannot take square root of a negative number")
        }
        guard isFinite else { return self }
        // Half the digits before the point, by the size in base 10000.
        let whole = leadingWord.weight * NumericScale.digitsPerWord / 2 + 1
        var scale = max(NumericScale.minimumSignificantDigits - whole, displayScale, 0)
        scale = min(scale, NumericScale.maximumDisplay)
        // One digit more, cut: a half is then told from less by that digit alone.
        let shift = 2 * (scale + 1) - displayScale
        let root = wholeSquareRoot(
            shift >= 0 ? digits * powerOfTen(shift) : digits / powerOfTen(-shift))
        return try Numeric(roundedDivision(root, by: 10), scale: scale)
    }
}

/// The greatest whole number whose square is not above `value`, which is not negative.
private func wholeSquareRoot(_ value: BigInt) -> BigInt {
    guard value.bitWidth <= 126 else { return BigInt(longSquareRoot(value.magnitude)) }
    let small = UInt128(truncatingIfNeeded: value.magnitude)
    if small == 0 { return 0 }
    // Right to 52 bits; a step of Newton's makes it right, or one off.
    var root = UInt128(Double(small).squareRoot())
    root = (root + small / root) / 2
    while root * root > small { root -= 1 }
    while (root + 1) * (root + 1) <= small { root += 1 }
    return BigInt(root)
}

/// The same for a long number: each step doubles the bits that are right, and works with no more.
private func longSquareRoot(_ value: BigUInt) -> BigUInt {
    let half = (value.bitWidth - 1) / 2
    var root: BigUInt = 1
    var bits = 0
    var step = Int.bitWidth - half.leadingZeroBitCount
    while step > 0 {
        step -= 1
        let before = bits
        bits = half >> step
        let top = value >> (2 * half - before - bits + 1)
        root = (root << (bits - before - 1)) + top / root
    }
    return root * root > value ? root - 1 : root
}
