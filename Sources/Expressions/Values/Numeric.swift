internal import BigInt

/// An exact decimal number as PostgreSQL's `numeric` holds it: digits, how many of them are
/// displayed behind the point (0...16383), and NaN and both infinities.
///
/// Up to 131072 digits before the point. Equal and hashed by value: 1.0 equals 1.00. As in
/// PostgreSQL NaN equals itself and is the greatest value. 27 bytes, 32 in an array; a number
/// whose digits fit 127 bits owns no memory.
///
/// - SeeAlso: PostgreSQL 15, section 8.1.2, Arbitrary Precision Numbers.
public struct Numeric: Sendable {
    /// The digits as a signed whole number, the value times ten to the ``displayScale``; 0 when
    /// ``limbs`` holds them and for the values that are no numbers.
    var coefficient: Int128 { Int128(high) &<< 64 | Int128(low) }
    // Two words: an Int128 would ask for an alignment that enums around it do not get.
    private var high: Int64
    private var low: UInt64
    /// The digits that do not fit `coefficient`; `nil` otherwise.
    private(set) var limbs: NumericLimbs?
    /// The display scale, with ``bigBit`` or ``specialBit`` on top.
    ///
    /// Below ``bigBit``, which one comparison tells for two operands, the number is small.
    private(set) var tag: UInt16

    /// Set in the tag of a number whose digits are in `limbs`.
    static let bigBit: UInt16 = 0x4000
    /// The tag of what is no number; 0, 1, 2 in the low bits for NaN, Infinity, -Infinity.
    static let specialBit: UInt16 = 0x8000
    /// The most digits behind the point.
    static let maximumScale = 16383
    /// The most digits before the point.
    static let maximumWholeDigits = 131_072

    @inline(__always)
    init(small coefficient: Int128, tag: UInt16) {
        high = Int64(truncatingIfNeeded: coefficient &>> 64)
        low = UInt64(truncatingIfNeeded: coefficient)
        self.limbs = nil
        self.tag = tag
    }

    /// Becomes another small number; the memory that it owned is let go of when there is some, which
    /// an assignment asks the runtime about.
    @inline(__always)
    mutating func become(_ small: Small) {
        if limbs != nil { limbs = nil }
        high = Int64(truncatingIfNeeded: small.coefficient &>> 64)
        low = UInt64(truncatingIfNeeded: small.coefficient)
        tag = small.tag
    }

    private init(big limbs: NumericLimbs, tag: UInt16) {
        high = 0
        low = 0
        self.limbs = limbs
        self.tag = tag
    }

    /// The number itself, scale 0.
    @inline(__always)
    init(_ value: Int64) {
        self.init(small: Int128(value), tag: 0)
    }

    static let nan = Numeric(small: 0, tag: specialBit)
    static let infinity = Numeric(small: 0, tag: specialBit | 1)
    static let negativeInfinity = Numeric(small: 0, tag: specialBit | 2)
    static let zero = Numeric(0)
    static let one = Numeric(1)
}

/// The digits of a number beyond 127 bits, shared by its copies.
final class NumericLimbs: Sendable {
    let value: BigInt

    init(_ value: BigInt) {
        self.value = value
    }
}

extension Numeric {
    /// The coefficient and the tag, without the memory that a number may own.
    struct Small {
        var coefficient: Int128
        var tag: UInt16
    }

    @inline(__always) var small: Small { Small(coefficient: coefficient, tag: tag) }
    @inline(__always) init(_ small: Small) { self.init(small: small.coefficient, tag: small.tag) }

    @inline(__always) var isSmall: Bool { tag < Self.bigBit }
    @inline(__always) var isFinite: Bool { tag < Self.specialBit }
    var isNaN: Bool { tag == Self.specialBit }
    var isInfinite: Bool { tag > Self.specialBit }

    /// The digits behind the point that text shows; 0 for what is no number.
    @inline(__always) var displayScale: Int {
        isFinite ? Int(tag & (Self.bigBit &- 1)) : 0
    }

    /// -1, 0 or 1; 0 for NaN.
    @inline(__always) var signum: Int {
        if isSmall { return Int(truncatingIfNeeded: coefficient.signum()) }
        if let limbs { return limbs.value.sign == .minus ? -1 : 1 }
        return self.tag == Self.specialBit ? 0 : tag == Self.specialBit | 1 ? 1 : -1
    }

    /// Whether this is a number that is zero.
    var isZero: Bool { isSmall && coefficient == 0 }

    /// The digits as a whole number; 0 for what is no number.
    var digits: BigInt {
        if let limbs { return limbs.value }
        return BigInt(coefficient)
    }

    /// A number of `digits` whose last `scale` are behind the point, on the path that checks nothing.
    ///
    /// - Precondition: 0...16383 for the scale, and no more digits before the point than allowed.
    init(unchecked digits: BigInt, scale: Int) {
        if let small = Int128(digits) {
            self.init(small: small, tag: UInt16(scale))
            return
        }
        self.init(big: NumericLimbs(digits), tag: UInt16(scale) | Self.bigBit)
    }

    /// A number of `digits` whose last `scale` are behind the point.
    ///
    /// - Throws: ``EvalFault`` when it has too many digits before or behind the point.
    init(_ digits: BigInt, scale: Int) throws(EvalFault) {
        guard scale <= Self.maximumScale else { throw .numericOverflow }
        let most = Self.maximumWholeDigits + scale
        // Fewer bits than 10^131072 has: in range whatever the scale.
        if digits.magnitude.bitWidth > 435_411, decimalLength(digits.magnitude) > most {
            throw .numericOverflow
        }
        self.init(unchecked: digits, scale: scale)
    }
}

extension EvalFault {
    static var numericOverflow: EvalFault {
        EvalFault(.numericOutOfRange, "value overflows numeric format")
    }

    static var divisionByZero: EvalFault { EvalFault(.divisionByZero, "division by zero") }
}

extension Int128 {
    /// The same number; `nil` beyond 127 bits of magnitude.
    init?(_ big: BigInt) {
        let magnitude = big.magnitude
        guard magnitude.bitWidth <= 127 else { return nil }
        var value: UInt128 = 0
        var shift: UInt128 = 0
        for word in magnitude.words {
            value |= UInt128(word) &<< shift
            shift &+= UInt128(UInt.bitWidth)
        }
        let signed = Int128(truncatingIfNeeded: value)
        self = big.sign == .minus ? -signed : signed
    }

    /// Whether the number fits 64 bits.
    @inline(__always) var isInt64: Bool {
        Int128(Int64(truncatingIfNeeded: self)) == self
    }
}
