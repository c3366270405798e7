#if arch(x86_64)
import _Builtin_intrinsics.intel.sse2
#endif

/// Sixteen bytes at any address, and the questions the loops of the formats ask of them.
///
/// Answers are bit masks, bit *i* for byte *i*. SSE2 on x86-64, portable SIMD elsewhere.
struct SixteenBytes {
    #if arch(x86_64)
    private let lane: __m128i

    @inline(__always)
    init(_ address: UnsafeRawPointer) {
        lane = unsafe address.loadUnaligned(as: __m128i.self)
    }

    @inline(__always)
    func store(_ address: UnsafeMutableRawPointer) {
        unsafe address.storeBytes(of: lane, as: __m128i.self)
    }

    /// Bytes that end or interrupt a JSON string: `"`, `\` and everything below a blank.
    @inline(__always)
    var stringStops: UInt32 {
        let control = _mm_cmpeq_epi8(_mm_min_epu8(lane, _mm_set1_epi8(0x1F)), lane)
        let quote = _mm_cmpeq_epi8(lane, _mm_set1_epi8(0x22))
        let backslash = _mm_cmpeq_epi8(lane, _mm_set1_epi8(0x5C))
        return Self.mask(_mm_or_si128(control, _mm_or_si128(quote, backslash)))
    }

    /// Bytes that are not one of `0`…`9`.
    @inline(__always)
    var nonDigits: UInt32 {
        let value = _mm_sub_epi8(lane, _mm_set1_epi8(0x30))
        return Self.mask(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value)) ^ 0xFFFF
    }

    /// Bytes that equal those of `other`.
    @inline(__always)
    func equals(_ other: SixteenBytes) -> UInt32 { Self.mask(_mm_cmpeq_epi8(lane, other.lane)) }

    /// Bytes for which a CSV field needs quotes: the delimiter, `"`, LF and CR.
    @inline(__always)
    func quotables(_ delimiter: UInt8) -> UInt32 {
        let separator = _mm_cmpeq_epi8(lane, _mm_set1_epi8(CChar(bitPattern: delimiter)))
        let quote = _mm_cmpeq_epi8(lane, _mm_set1_epi8(0x22))
        let feed = _mm_cmpeq_epi8(lane, _mm_set1_epi8(0x0A))
        let carriage = _mm_cmpeq_epi8(lane, _mm_set1_epi8(0x0D))
        return Self.mask(_mm_or_si128(_mm_or_si128(separator, quote), _mm_or_si128(feed, carriage)))
    }

    @inline(__always)
    private static func mask(_ lane: __m128i) -> UInt32 {
        UInt32(truncatingIfNeeded: _mm_movemask_epi8(lane))
    }
    #else
    private let lane: SIMD16<UInt8>

    @inline(__always)
    init(_ address: UnsafeRawPointer) {
        lane = unsafe address.loadUnaligned(as: SIMD16<UInt8>.self)
    }

    @inline(__always)
    func store(_ address: UnsafeMutableRawPointer) {
        unsafe address.storeBytes(of: lane, as: SIMD16<UInt8>.self)
    }

    /// Bytes that end or interrupt a JSON string: `"`, `\` and everything below a blank.
    @inline(__always)
    var stringStops: UInt32 {
        let control = lane .< SIMD16(repeating: 0x20)
        let quote = lane .== SIMD16(repeating: 0x22)
        let backslash = lane .== SIMD16(repeating: 0x5C)
        return Self.mask(control .| quote .| backslash)
    }

    /// Bytes that are not one of `0`…`9`.
    @inline(__always)
    var nonDigits: UInt32 {
        Self.mask((lane &- SIMD16(repeating: 0x30)) .> SIMD16(repeating: 9))
    }

    /// Bytes that equal those of `other`.
    @inline(__always)
    func equals(_ other: SixteenBytes) -> UInt32 { Self.mask(lane .== other.lane) }

    /// Bytes for which a CSV field needs quotes: the delimiter, `"`, LF and CR.
    @inline(__always)
    func quotables(_ delimiter: UInt8) -> UInt32 {
        let marks = (lane .== SIMD16(repeating: delimiter)) .| (lane .== SIMD16(repeating: 0x22))
        let ends = (lane .== SIMD16(repeating: 0x0A)) .| (lane .== SIMD16(repeating: 0x0D))
        return Self.mask(marks .| ends)
    }

    @inline(__always)
    private static func mask(_ found: SIMDMask<SIMD16<Int8>>) -> UInt32 {
        let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
        let low = ((words[0] & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
        let high = ((words[1] & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
        return UInt32(truncatingIfNeeded: low | (high &<< 8))
    }
    #endif
}

/// Copies `count` bytes sixteen at a time; writes, and reads, up to 15 bytes more.
@inline(__always)
func overCopy(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
) {
    var done = 0
    repeat {
        unsafe SixteenBytes(source + done).store(target + done)
        done &+= 16
    } while done < count
}
