#if arch(x86_64)
import _Builtin_intrinsics.intel.sse2
#endif

/// Sixteen bytes to compute with, as the scanners that keep their findings in lanes do.
///
/// SSE2 on x86-64, where comparing with SIMD types and combining what comes of it would be done
/// byte by byte; portable SIMD elsewhere. Comparisons give 255 for true and 0 for false.
struct ByteLane {
    #if arch(x86_64)
    private var lane: __m128i

    @inline(__always)
    private init(lane: __m128i) { self.lane = lane }

    @inline(__always)
    init(repeating byte: UInt8) { lane = _mm_set1_epi8(CChar(bitPattern: byte)) }

    @inline(__always)
    init(_ address: UnsafeRawPointer) {
        lane = unsafe address.loadUnaligned(as: __m128i.self)
    }

    @inline(__always)
    func equals(_ other: ByteLane) -> ByteLane {
        ByteLane(lane: _mm_cmpeq_epi8(lane, other.lane))
    }

    @inline(__always)
    func isAtMost(_ other: ByteLane) -> ByteLane {
        ByteLane(lane: _mm_cmpeq_epi8(_mm_min_epu8(lane, other.lane), lane))
    }

    @inline(__always)
    func without(_ other: ByteLane) -> ByteLane {
        ByteLane(lane: _mm_andnot_si128(other.lane, lane))
    }

    @inline(__always)
    static func | (left: ByteLane, right: ByteLane) -> ByteLane {
        ByteLane(lane: _mm_or_si128(left.lane, right.lane))
    }

    /// The differences, modulo 256.
    @inline(__always)
    static func &- (left: ByteLane, right: ByteLane) -> ByteLane {
        ByteLane(lane: _mm_sub_epi8(left.lane, right.lane))
    }

    /// The high bits, bit *i* for byte *i*.
    @inline(__always)
    var highBits: UInt64 { UInt64(UInt16(truncatingIfNeeded: _mm_movemask_epi8(lane))) }

    /// The sum of the bytes.
    @inline(__always)
    var sum: Int {
        let halves = _mm_sad_epu8(lane, _mm_setzero_si128())
        return Int(truncatingIfNeeded: halves[0] &+ halves[1])
    }
    #else
    private var lane: SIMD16<UInt8>

    @inline(__always)
    private init(lane: SIMD16<UInt8>) { self.lane = lane }

    @inline(__always)
    private init(_ mask: SIMDMask<SIMD16<Int8>>) {
        lane = unsafe unsafeBitCast(mask, to: SIMD16<UInt8>.self)
    }

    @inline(__always)
    init(repeating byte: UInt8) { lane = SIMD16(repeating: byte) }

    @inline(__always)
    init(_ address: UnsafeRawPointer) {
        lane = unsafe address.loadUnaligned(as: SIMD16<UInt8>.self)
    }

    @inline(__always)
    func equals(_ other: ByteLane) -> ByteLane { ByteLane(lane .== other.lane) }

    @inline(__always)
    func isAtMost(_ other: ByteLane) -> ByteLane { ByteLane(lane .<= other.lane) }

    @inline(__always)
    func without(_ other: ByteLane) -> ByteLane { ByteLane(lane: lane & ~other.lane) }

    @inline(__always)
    static func | (left: ByteLane, right: ByteLane) -> ByteLane {
        ByteLane(lane: left.lane | right.lane)
    }

    /// The differences, modulo 256.
    @inline(__always)
    static func &- (left: ByteLane, right: ByteLane) -> ByteLane {
        ByteLane(lane: left.lane &- right.lane)
    }

    /// The high bits, bit *i* for byte *i*.
    @inline(__always)
    var highBits: UInt64 {
        let words = unsafe unsafeBitCast(lane &>> 7, to: SIMD2<UInt64>.self)
        let low = (words[0] &* 0x0102_0408_1020_4080) &>> 56
        let high = (words[1] &* 0x0102_0408_1020_4080) &>> 56
        return low | (high &<< 8)
    }

    /// The sum of the bytes.
    var sum: Int {
        let words = words
        return byteSum(words[0]) &+ byteSum(words[1])
    }

    private func byteSum(_ word: UInt64) -> Int {
        let pairs = (word & 0x00FF_00FF_00FF_00FF) &+ ((word &>> 8) & 0x00FF_00FF_00FF_00FF)
        return Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
    }
    #endif

    /// Whether any bit is set.
    var isAny: Bool {
        let words = words
        return words[0] | words[1] != 0
    }

    private var words: SIMD2<UInt64> { unsafe unsafeBitCast(lane, to: SIMD2<UInt64>.self) }
}
