import TrancheColumnar

/// What one quick look over a chunk tells: how many lines, and what the parser must care for.
struct JSONSurvey {
    var lineFeeds = 0
    var hasBackslash = false

    /// Looks at `count` bytes, 64 at a time; up to 63 bytes behind them are read.
    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        let lineFeed = ByteNeedle(0x0A)
        let backslash = ByteNeedle(0x5C)
        var feeds = 0
        var slashes: UInt64 = 0
        var place = 0
        while place < count {
            let rest = count &- place
            let valid: UInt64 = rest >= 64 ? ~0 : (1 &<< UInt64(rest)) &- 1
            let block = unsafe UnsafeRawPointer(bytes + place)
            feeds &+= unsafe (lineFeed.bits(block) & valid).nonzeroBitCount
            unsafe slashes |= backslash.bits(block) & valid
            place &+= 64
        }
        lineFeeds = feeds
        hasBackslash = slashes != 0
    }
}
