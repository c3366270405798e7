import TrancheColumnar

/// What one quick look over a chunk tells: how many lines, and what the parser must care for.
struct JSONSurvey {
    var lineFeeds = 0
    var hasBackslash = false

    /// Looks at `count` bytes, 64 at a time.
    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        let lineFeed = ByteLane(repeating: 0x0A)
        let backslash = ByteLane(repeating: 0x5C)
        var slashes = ByteLane(repeating: 0)
        var place = 0
        while place &+ 64 <= count {
            // A lane counts to 255, four times a block.
            let end = min(count &- 64, place &+ 62 &* 64)
            var feeds = ByteLane(repeating: 0)
            while place <= end {
                for part in 0..<4 {
                    let lane = unsafe ByteLane(bytes + place + 16 &* part)
                    feeds = feeds &- lane.equals(lineFeed)
                    slashes = slashes | lane.equals(backslash)
                }
                place &+= 64
            }
            lineFeeds &+= feeds.sum
        }
        hasBackslash = slashes.isAny
        while place < count {
            if unsafe bytes[place] == 0x0A { lineFeeds &+= 1 }
            if unsafe bytes[place] == 0x5C { hasBackslash = true }
            place &+= 1
        }
    }
}
