/// Powers of ten to 128 bits, shared by the reading and the printing of doubles.
///
/// Entry *k* holds the top 128 bits of 10^*k*, truncated, so that
/// `entry * 2^(floor(log2(10^k)) - 127) <= 10^k` and the highest bit is set. It is exact for
/// 0...55. Computed once in about 40 µs, which is less than reading it from a larger binary.
@safe struct PowersOfTen: Sendable {
    static let lowest = -348
    static let highest = 347

    /// The entry of 10^0: (high, low) pairs, `lowest...highest`.
    nonisolated(unsafe) let zero: UnsafePointer<UInt64>

    static let shared = PowersOfTen()

    private init() {
        let entries = Self.highest - Self.lowest + 1
        let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * entries)
        let middle = unsafe table - 2 * Self.lowest
        unsafe Self.fillPositive(middle)
        unsafe Self.fillNegative(middle)
        unsafe zero = unsafe UnsafePointer(middle)
    }

    /// 5^k as a growing row of 32-bit limbs, the lowest first; 5^347 has 806 bits.
    private static func fillPositive(_ middle: UnsafeMutablePointer<UInt64>) {
        var limbs = [UInt32](repeating: 0, count: limbCount)
        limbs[4] = 1  // four limbs of zeros below, so that there are always 128 bits to take
        for power in 0...highest {
            unsafe (middle[2 * power], middle[2 * power + 1]) = topBits(of: limbs)
            var carry: UInt64 = 0
            for index in 4..<limbCount {
                let product = UInt64(limbs[index]) &* 5 &+ carry
                limbs[index] = UInt32(truncatingIfNeeded: product)
                carry = product &>> 32
            }
        }
    }

    /// floor(2^959 / 5^k) by dividing again and again: flooring in between loses nothing.
    private static func fillNegative(_ middle: UnsafeMutablePointer<UInt64>) {
        var limbs = [UInt32](repeating: 0, count: limbCount)
        limbs[limbCount - 1] = 1 &<< 31
        for power in 1...(-lowest) {
            var rest: UInt64 = 0
            for index in stride(from: limbCount - 1, through: 0, by: -1) {
                let dividend = (rest &<< 32) | UInt64(limbs[index])
                limbs[index] = UInt32(truncatingIfNeeded: dividend / 5)
                rest = dividend % 5
            }
            unsafe (middle[-2 * power], middle[-2 * power + 1]) = topBits(of: limbs)
        }
    }

    /// 960 bits: 5^348 has 809, and 128 more are taken.
    private static let limbCount = 30

    /// The 128 bits from the highest set one on.
    private static func topBits(of limbs: [UInt32]) -> (high: UInt64, low: UInt64) {
        var top = limbs.count - 1
        while limbs[top] == 0 { top -= 1 }
        let shift = UInt64(limbs[top].leadingZeroBitCount)
        let high = UInt64(limbs[top]) &<< 32 | UInt64(limbs[top - 1])
        let low = UInt64(limbs[top - 2]) &<< 32 | UInt64(limbs[top - 3])
        let rest = UInt64(limbs[top - 4])
        guard shift > 0 else { return (high, low) }
        return (
            high &<< shift | low &>> (64 &- shift),
            low &<< shift | (rest &<< 32) &>> (64 &- shift)
        )
    }
}
