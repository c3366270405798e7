internal import BigInt
internal import TrancheColumnar

extension Numeric {
    /// The nearest whole number, halves away from zero; `nil` when it does not fit 64 bits, and
    /// for what is no number.
    func toInt64() -> Int64? {
        guard isFinite, let whole = try? rounded(0), whole.isSmall else { return nil }
        return Int64(exactly: whole.coefficient)
    }

    /// The nearest whole number, halves away from zero, of a type of up to 64 bits.
    ///
    /// - Throws: ``EvalFault`` when it does not fit, and for what is no number; PostgreSQL calls
    ///   the type `smallint`, `integer` or `bigint`.
    func whole<Whole: FixedWidthInteger>(_: Whole.Type = Whole.self) throws(EvalFault) -> Whole {
        if let value = toInt64(), let whole = Whole(exactly: value) { return whole }
        let name = Whole.bitWidth == 16 ? "smallint" : Whole.bitWidth == 32 ? "integer" : "bigint"
        if isFinite { throw EvalFault(.numericOutOfRange, "\(name) out of range") }
        let value = isNaN ? "NaN" : "infinity"
        throw EvalFault(.featureNotSupported, "cannot convert \(value) to \(name)")
    }

    /// The nearest double.
    ///
    /// - Throws: ``EvalFault`` when it would be infinite, or zero though the number is not.
    func toDouble() throws(EvalFault) -> Double {
        if isSmall, tag <= 22, coefficient.magnitude <= 1 << 53 {
            // Both are exact, so the quotient is rounded once.
            return Double(Int64(truncatingIfNeeded: coefficient)) / Self.doublePower(Int(tag))
        }
        if !isFinite { return isNaN ? .nan : signum < 0 ? -.infinity : .infinity }
        let buffer = ByteBuffer(capacity: textCapacity)
        append(to: buffer)
        var value = 0.0
        guard unsafe parseDouble(buffer.base, buffer.count, &value) else {
            throw EvalFault(.numericOutOfRange, "value is out of range for type double precision")
        }
        return value
    }

    /// The nearest double, infinite or zero when it is out of range: for estimates.
    var approximate: Double {
        if let value = try? toDouble() { return value }
        let isGreat = leadingWord.weight >= 0
        return isGreat ? (signum < 0 ? -.infinity : .infinity) : 0
    }

    /// Ten to the `exponent`, 0...22, which doubles hold exactly.
    private static func doublePower(_ exponent: Int) -> Double {
        let low = Double(powerOfTen64(min(exponent, 18)))
        return exponent <= 18 ? low : low * Double(powerOfTen64(exponent - 18))
    }

    /// The number of 15 significant digits nearest to `value`, as PostgreSQL casts doubles; its
    /// display scale is that of the shortest text of these digits.
    init(double value: Double) {
        let magnitude = value.magnitude
        if magnitude < 1e15, magnitude.rounded(.towardZero) == magnitude {
            self.init(Int64(value))
            return
        }
        guard value.isFinite else {
            self = value.isNaN ? .nan : value < 0 ? .negativeInfinity : .infinity
            return
        }
        var (digits, exponent) = Self.fifteenDigits(magnitude)
        while digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        let whole = BigInt(value < 0 ? -Int64(digits) : Int64(digits))
        // Doubles have at most 309 digits before the point and 323 + 15 behind it.
        self.init(unchecked: whole * powerOfTen(max(exponent, 0)), scale: max(-exponent, 0))
    }

    /// The 15 digits nearest to `value`, or the shortest that read back when these are fewer,
    /// and the power of ten of the last.
    private static func fifteenDigits(_ value: Double) -> (digits: UInt64, exponent: Int) {
        let (digits, exponent) = shortest(value)
        // Subnormal numbers are told apart by fewer digits than are asked for.
        if value < .leastNormalMagnitude { return exactDigits(value) }
        let dropped = decimalLength(UInt128(digits)) - 15
        if dropped <= 0 { return (digits, exponent) }
        let parts = digits.quotientAndRemainder(dividingBy: UInt64(powerOfTen64(dropped)))
        let half = UInt64(powerOfTen64(dropped) / 2)
        // The shortest digits round as all digits do, unless they end right in the middle.
        if parts.remainder == half { return exactDigits(value) }
        return (parts.remainder > half ? parts.quotient + 1 : parts.quotient, exponent + dropped)
    }

    /// The 15 digits nearest to `value` by its exact value, the even ones of two as near.
    private static func exactDigits(_ value: Double) -> (digits: UInt64, exponent: Int) {
        let biased = Int(value.exponentBitPattern)
        let binary = max(biased, 1) - 1075
        let mantissa = value.significandBitPattern | (biased > 0 ? (1 << 52) : 0)
        let dividend = BigUInt(mantissa) << max(binary, 0)
        let divisor = BigUInt(1) << max(-binary, 0)
        // All digits behind the point, then as many fewer as are too many.
        let places = 340
        let all = (dividend * powerOfTen(places).magnitude).quotientAndRemainder(
            dividingBy: divisor)
        let dropped = decimalLength(all.quotient) - 15
        let power = powerOfTen(dropped).magnitude
        let parts = all.quotient.quotientAndRemainder(dividingBy: power)
        let twice = parts.remainder << 1
        let digits = UInt64(truncatingIfNeeded: parts.quotient)
        let isMiddle = twice == power && all.remainder.isZero
        let isUp = isMiddle ? digits % 2 == 1 : twice >= power
        return (isUp ? digits + 1 : digits, dropped - places)
    }

    /// The shortest digits that read back as `value`, and the power of ten of the last.
    private static func shortest(_ value: Double) -> (digits: UInt64, exponent: Int) {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maximumDoubleLength) {
            text in
            guard let start = text.baseAddress else { return (0, 0) }
            let count = unsafe formatDouble(value, to: start)
            var digits: UInt64 = 0
            var exponent = 0
            var hasPoint = false
            for index in 0..<count {
                let byte = unsafe start[index]
                if byte == 0x65 {
                    let written = unsafe String(
                        decoding: UnsafeBufferPointer(rebasing: text[(index + 1)..<count]),
                        as: UTF8.self)
                    exponent += Int(written) ?? 0
                    break
                }
                hasPoint = hasPoint || byte == 0x2E
                guard byte != 0x2E else { continue }
                digits = digits * 10 + UInt64(byte - 0x30)
                exponent -= hasPoint ? 1 : 0
            }
            return (digits, exponent)
        }
    }
}
