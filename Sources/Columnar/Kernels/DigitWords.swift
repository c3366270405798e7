// Eight decimal digits at a time in one 64-bit word: the base of all number kernels.
//
// A word holds text as it stands in memory: the first character in the lowest byte.

/// Eight bytes of text from `p`, the first in the lowest byte.
@inlinable @inline(__always)
func loadWord(_ p: UnsafePointer<UInt8>) -> UInt64 {
    unsafe UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
}

/// Stores eight bytes of text, the lowest byte first.
@inlinable @inline(__always)
func storeWord(_ word: UInt64, _ p: UnsafeMutablePointer<UInt8>) {
    unsafe UnsafeMutableRawPointer(p).storeBytes(of: word.littleEndian, as: UInt64.self)
}

/// Whether all eight bytes are `0`...`9`.
@inlinable @inline(__always)
func areDigits(_ word: UInt64) -> Bool {
    let high = word & 0xF0F0_F0F0_F0F0_F0F0
    let carried = (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
    return (high | (carried &>> 4)) == 0x3333_3333_3333_3333
}

/// How many of the eight bytes, from the first, are digits: 0...8.
@inlinable @inline(__always)
func leadingDigitCount(_ word: UInt64) -> Int {
    let bits = word ^ 0x3030_3030_3030_3030
    let above = (((bits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | bits)
    return (above & 0x8080_8080_8080_8080).trailingZeroBitCount &>> 3
}

/// The first `count` (1...8) bytes moved to the end, with `0` put before them.
@inlinable @inline(__always)
func padded(_ word: UInt64, _ count: Int) -> UInt64 {
    let zeros = (0x0030_3030_3030_3030 as UInt64) &>> UInt64(8 &* (count &- 1))
    return (word &<< UInt64(64 &- 8 &* count)) | zeros
}

/// The number that eight digits spell.
@inlinable @inline(__always)
func eightDigits(_ word: UInt64) -> UInt64 {
    let digits = word &- 0x3030_3030_3030_3030
    let pairs = (digits &* 10) &+ (digits &>> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
}

/// The number that `count` (1...19) bytes spell; false when one of them is not a digit.
///
/// Reads whole words: 8 bytes from `p` must be readable, whatever `count`.
@inlinable @inline(__always)
func parseDigits(_ p: UnsafePointer<UInt8>, _ count: Int, _ value: inout UInt64) -> Bool {
    let lead = ((count &- 1) & 7) &+ 1
    let first = unsafe padded(loadWord(p), lead)
    guard areDigits(first) else { return false }
    value = eightDigits(first)
    guard count > 8 else { return true }
    let second = unsafe loadWord(p + lead)
    guard areDigits(second) else { return false }
    value = (value &* 100_000_000) &+ eightDigits(second)
    guard count > 16 else { return true }
    let third = unsafe loadWord(p + lead + 8)
    guard areDigits(third) else { return false }
    value = (value &* 100_000_000) &+ eightDigits(third)
    return true
}

/// The eight digits of `value` (0..<100 000 000) as numbers 0...9, the first in the lowest byte.
@inlinable @inline(__always)
func digitBytes(_ value: UInt64) -> UInt64 {
    let upper = value / 10_000
    let fours = upper | ((value &- (upper &* 10_000)) &<< 32)
    let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
    let pairs = hundreds | ((fours &- (hundreds &* 100)) &<< 16)
    let tens = ((pairs &* 103) &>> 10) & 0x000F_000F_000F_000F
    return tens | ((pairs &- (tens &* 10)) &<< 8)
}

/// 10 to the power of `exponent`, 0...8.
@inlinable @inline(__always)
func smallPowerOfTen(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    default: 100_000_000
    }
}

/// Whether `byte` is a blank to PostgreSQL's input functions: space, tab, LF, VT, FF or CR.
@inlinable @inline(__always)
func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte &- 0x09 < 5
}

/// The part of `0..<length` that is left without the blanks around it.
@inlinable
func trimmed(_ p: UnsafePointer<UInt8>, _ length: Int) -> Range<Int> {
    var start = 0
    var end = length
    while start < end, unsafe isBlank(p[start]) { start &+= 1 }
    while end > start, unsafe isBlank(p[end &- 1]) { end &-= 1 }
    return start..<end
}
