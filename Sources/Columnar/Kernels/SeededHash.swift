/// A 64-bit hash of some bytes that nobody can foresee who does not know the seed.
///
/// - Parameters:
///   - p: The bytes.
///   - count: How many, 0 or more.
///   - seed: Random; equal bytes have equal hashes under one seed alone.
/// - Returns: A number all of whose bits depend on all bytes. Different bytes may have the same.
/// - SeeAlso: https://github.com/wangyi-fudan/wyhash, the final version 4, in the public domain.
@inlinable
public func seededHash(_ p: UnsafePointer<UInt8>, _ count: Int, seed: UInt64) -> UInt64 {
    let secret: UInt64 = 0xA076_1D64_78BD_642F
    let other: UInt64 = 0xE703_7ED1_A0B4_28DB
    var state = seed
    var a: UInt64 = 0
    var b: UInt64 = 0
    if count > 16 {
        var at = 0
        while count &- at > 16 {
            state = unsafe folded(word(p + at) ^ secret, word(p + at + 8) ^ state)
            at &+= 16
        }
        a = unsafe word(p + count - 16)
        b = unsafe word(p + count - 8)
    } else if count >= 4 {
        let middle = (count &>> 3) &<< 2
        a = unsafe half(p) &<< 32 | half(p + middle)
        b = unsafe half(p + count - 4) &<< 32 | half(p + count - 4 - middle)
    } else if count > 0 {
        a = unsafe UInt64(p[0]) &<< 16 | UInt64(p[count &>> 1]) &<< 8 | UInt64(p[count &- 1])
    }
    let (high, low) = (a ^ other).multipliedFullWidth(by: b ^ state)
    return folded(low ^ secret ^ UInt64(truncatingIfNeeded: count), high ^ other)
}

@inlinable
func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high ^ low
}

@inlinable
func word(_ p: UnsafePointer<UInt8>) -> UInt64 {
    unsafe UnsafeRawPointer(p).loadUnaligned(as: UInt64.self).littleEndian
}

@inlinable
func half(_ p: UnsafePointer<UInt8>) -> UInt64 {
    unsafe UInt64(UnsafeRawPointer(p).loadUnaligned(as: UInt32.self).littleEndian)
}
