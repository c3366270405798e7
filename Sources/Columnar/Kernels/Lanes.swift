#if arch(x86_64)
public import _Builtin_intrinsics.intel.sse2
#endif

/// Comparing 64 bytes with one byte at a time: the ground of every scanner.
///
/// SSE2 through the compiler's own intrinsics on x86-64 (4 compares and 4 move-masks), portable
/// SIMD elsewhere. Both give bit *i* for byte *i*.
@frozen
public struct ByteNeedle: Sendable {
    #if arch(x86_64)
    @usableFromInline let lane: __m128i
    #else
    @usableFromInline let lane: SIMD64<UInt8>
    #endif

    @inlinable
    public init(_ byte: UInt8) {
        #if arch(x86_64)
        lane = _mm_set1_epi8(CChar(bitPattern: byte))
        #else
        lane = SIMD64(repeating: byte)
        #endif
    }

    /// Bit *i* is set where `bytes[i]` is the needle; reads 64 bytes, at any alignment.
    @inlinable @inline(__always)
    public func bits(_ bytes: UnsafeRawPointer) -> UInt64 {
        #if arch(x86_64)
        unsafe sixteen(bytes, 0) | sixteen(bytes, 16) &<< 16 | sixteen(bytes, 32) &<< 32
            | sixteen(bytes, 48) &<< 48
        #else
        unsafe packedBits(bytes.loadUnaligned(as: SIMD64<UInt8>.self) .== lane)
        #endif
    }

    #if arch(x86_64)
    @inlinable @inline(__always)
    func sixteen(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        let found = unsafe _mm_cmpeq_epi8(
            bytes.loadUnaligned(fromByteOffset: offset, as: __m128i.self), lane)
        return UInt64(UInt16(truncatingIfNeeded: _mm_movemask_epi8(found)))
    }
    #endif
}

/// Bit *i* is set where `bytes[i]` is 128 or more, of 64 bytes at any alignment.
@inlinable @inline(__always)
public func highBits(_ bytes: UnsafeRawPointer) -> UInt64 {
    #if arch(x86_64)
    var bits: UInt64 = 0
    for part in 0..<4 {
        let lane = unsafe bytes.loadUnaligned(fromByteOffset: 16 &* part, as: __m128i.self)
        let mask = UInt64(UInt16(truncatingIfNeeded: _mm_movemask_epi8(lane)))
        bits |= mask &<< UInt64(16 &* part)
    }
    return bits
    #else
    let lane = unsafe bytes.loadUnaligned(as: SIMD64<UInt8>.self)
    return packedBits((lane & SIMD64(repeating: 0x80)) .== SIMD64(repeating: 0x80))
    #endif
}

#if !arch(x86_64)
/// One bit a lane, by multiplying each group of eight marked bytes together.
@inlinable @inline(__always)
func packedBits(_ found: SIMDMask<SIMD64<Int8>>) -> UInt64 {
    let words = unsafe unsafeBitCast(found, to: SIMD8<UInt64>.self)
    var bits: UInt64 = 0
    for group in 0..<8 {
        let spread = (words[group] & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101
        bits |= (spread &>> 56) &<< UInt64(8 &* group)
    }
    return bits
}
#endif

/// Bits that are inside quotes: a prefix xor of the quote bits, carried from word to word.
///
/// An opening quote counts as inside, a closing one as outside.
///
/// - Parameters:
///   - quotes: The quotes of this word.
///   - carry: All ones while a quote is open at the end of the word before, else 0.
/// - Returns: The bits inside quotes.
@inlinable @inline(__always)
public func quotedRegion(_ quotes: UInt64, _ carry: inout UInt64) -> UInt64 {
    var region = quotes
    region ^= region &<< 1
    region ^= region &<< 2
    region ^= region &<< 4
    region ^= region &<< 8
    region ^= region &<< 16
    region ^= region &<< 32
    region ^= carry
    carry = UInt64(bitPattern: Int64(bitPattern: region) &>> 63)
    return region
}
