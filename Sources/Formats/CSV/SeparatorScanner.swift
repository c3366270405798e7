#if arch(x86_64)
import _Builtin_intrinsics.intel.sse2
#endif

/// Finds the separators of 64 bytes at a time, and keeps count of what else it came across.
///
/// Counts and findings cover the blocks since ``clear()``; they are kept in lanes, where they cost
/// an instruction each.
struct SeparatorScanner {
    private typealias Lane = SIMD16<UInt8>

    /// The most blocks between two ``clear()``: a lane counts to 255.
    static let blockLimit = 63

    private let delimiter: Lane
    private let lineFeed = Lane(repeating: 0x0A)
    private let quote = Lane(repeating: 0x22)
    private let backslash = Lane(repeating: 0x5C)
    private let lastControl = Lane(repeating: 0x1F)
    private var lineFeeds = Lane.zero
    private var quotes = Lane.zero
    private var escapes = Lane.zero
    private var bytes = Lane.zero

    init(delimiter: UInt8) {
        self.delimiter = Lane(repeating: delimiter)
    }

    mutating func clear() {
        lineFeeds = .zero
        quotes = .zero
        escapes = .zero
        bytes = .zero
    }

    /// The line feeds in the blocks.
    var lineFeedCount: Int {
        let words = unsafe unsafeBitCast(lineFeeds, to: SIMD2<UInt64>.self)
        return byteSum(words[0]) &+ byteSum(words[1])
    }

    /// Whether a `"` stands in the blocks.
    var hasQuote: Bool { isAny(quotes) }

    /// Whether a backslash or a control character that is no separator stands in the blocks.
    var hasEscapes: Bool { isAny(escapes) }

    /// Whether a byte above 127 stands in the blocks.
    var hasHighBytes: Bool { isAny(bytes & Lane(repeating: 0x80)) }

    /// Bit *i* is set where byte *i* of the 64 is a delimiter or a line feed.
    @inline(__always)
    mutating func separators(_ block: UnsafeRawPointer) -> UInt64 {
        unsafe sixteen(block) | sixteen(block + 16) &<< 16 | sixteen(block + 32) &<< 32
            | sixteen(block + 48) &<< 48
    }

    @inline(__always)
    private mutating func sixteen(_ block: UnsafeRawPointer) -> UInt64 {
        let lane = unsafe block.loadUnaligned(as: Lane.self)
        let feeds = equal(lane, lineFeed)
        let found = equal(lane, delimiter) | feeds
        let controls = unsafe unsafeBitCast(lane .<= lastControl, to: Lane.self)
        lineFeeds = lineFeeds &- feeds
        quotes |= equal(lane, quote)
        escapes |= (controls | equal(lane, backslash)) & ~found
        bytes |= lane
        return mask(found)
    }

    /// 255 where the bytes are equal, 0 elsewhere.
    @inline(__always)
    private func equal(_ lane: Lane, _ other: Lane) -> Lane {
        unsafe unsafeBitCast(lane .== other, to: Lane.self)
    }

    /// One bit a byte, of bytes that are 0 or 255.
    @inline(__always)
    private func mask(_ lane: Lane) -> UInt64 {
        #if arch(x86_64)
        let found = unsafe _mm_movemask_epi8(unsafeBitCast(lane, to: __m128i.self))
        return UInt64(UInt16(truncatingIfNeeded: found))
        #else
        let words = unsafe unsafeBitCast(lane, to: SIMD2<UInt64>.self)
        let low = ((words[0] & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
        let high = ((words[1] & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
        return low | (high &<< 8)
        #endif
    }

    private func isAny(_ lane: Lane) -> Bool {
        let words = unsafe unsafeBitCast(lane, to: SIMD2<UInt64>.self)
        return words[0] | words[1] != 0
    }

    private func byteSum(_ word: UInt64) -> Int {
        let pairs = (word & 0x00FF_00FF_00FF_00FF) &+ ((word &>> 8) & 0x00FF_00FF_00FF_00FF)
        return Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48)
    }
}
