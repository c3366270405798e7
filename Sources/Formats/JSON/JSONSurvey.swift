import TrancheColumnar

/// What one quick look over a chunk tells: how many lines, and what the parser must care for.
struct JSONSurvey {
    var lineFeeds = 0
    var hasBackslash = false
    var isASCII = true

    /// Looks at `count` bytes, 64 at a time; up to 63 bytes behind them are read.
    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        let lineFeed = ByteNeedle(0x0A)
        let backslash = ByteNeedle(0x5C)
        var feeds = 0
        var slashes: UInt64 = 0
        var high: UInt64 = 0
        var place = 0
        while place < count {
            let rest = count &- place
            let valid: UInt64 = rest >= 64 ? ~0 : (1 &<< UInt64(rest)) &- 1
            let block = unsafe UnsafeRawPointer(bytes + place)
            feeds &+= unsafe (lineFeed.bits(block) & valid).nonzeroBitCount
            unsafe slashes |= backslash.bits(block) & valid
            unsafe high |= highBits(block) & valid
            place &+= 64
        }
        lineFeeds = feeds
        hasBackslash = slashes != 0
        isASCII = high == 0
    }
}

/// Where `count` bytes stop being UTF-8: the offset of the first byte that cannot be, or `nil`.
///
/// - SeeAlso: The Unicode Standard, table 3-7, well-formed UTF-8 byte sequences.
func firstNonUTF8(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int? {
    var place = 0
    while place < count {
        let first = unsafe bytes[place]
        if first < 0x80 {
            let high = unsafe SixteenBytes(bytes + place).high
            place &+= high == 0 ? 16 : high.trailingZeroBitCount
            continue
        }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return place
        }
        guard place &+ length <= count, unsafe second.contains(bytes[place &+ 1]) else {
            return place
        }
        for offset in 2..<max(2, length) where unsafe bytes[place &+ offset] & 0xC0 != 0x80 {
            return place
        }
        place &+= length
    }
    return nil
}
