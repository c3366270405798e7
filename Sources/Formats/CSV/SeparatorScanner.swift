/// Finds the separators of 64 bytes at a time, and keeps count of what else it came across.
///
/// Counts and findings cover the blocks since ``clear()``; they are kept in lanes, where they cost
/// an instruction each.
struct SeparatorScanner {
    /// The most blocks between two ``clear()``: a lane counts to 255.
    static let blockLimit = 63

    private let delimiter: ByteLane
    private let lineFeed = ByteLane(repeating: 0x0A)
    private let quote = ByteLane(repeating: 0x22)
    private let backslash = ByteLane(repeating: 0x5C)
    private let lastControl = ByteLane(repeating: 0x1F)
    private var lineFeeds = ByteLane(repeating: 0)
    private var quotes = ByteLane(repeating: 0)
    private var escapes = ByteLane(repeating: 0)
    private var bytes = ByteLane(repeating: 0)

    init(delimiter: UInt8) {
        self.delimiter = ByteLane(repeating: delimiter)
    }

    mutating func clear() {
        let none = ByteLane(repeating: 0)
        (lineFeeds, quotes, escapes, bytes) = (none, none, none, none)
    }

    /// The line feeds in the blocks.
    var lineFeedCount: Int { lineFeeds.sum }

    /// Whether a `"` stands in the blocks.
    var hasQuote: Bool { quotes.isAny }

    /// Whether a backslash or a control character that is no separator stands in the blocks.
    var hasEscapes: Bool { escapes.isAny }

    /// Whether a byte above 127 stands in the blocks.
    var hasHighBytes: Bool { bytes.highBits != 0 }

    /// Bit *i* is set where byte *i* of the 64 is a delimiter or a line feed; and how many are.
    @inline(__always)
    mutating func separators(_ block: UnsafeRawPointer) -> (bits: UInt64, count: Int) {
        let first = unsafe sixteen(block)
        let second = unsafe sixteen(block + 16)
        let third = unsafe sixteen(block + 32)
        let fourth = unsafe sixteen(block + 48)
        let low = first.highBits | second.highBits &<< 16
        let high = third.highBits | fourth.highBits &<< 16
        // To count in lanes takes half of what it takes to count bits.
        let count = (ByteLane(repeating: 0) &- first &- second &- third &- fourth).sum
        return (low | high &<< 32, count)
    }

    @inline(__always)
    private mutating func sixteen(_ block: UnsafeRawPointer) -> ByteLane {
        let lane = unsafe ByteLane(block)
        let feeds = lane.equals(lineFeed)
        let found = lane.equals(delimiter) | feeds
        lineFeeds = lineFeeds &- feeds
        quotes = quotes | lane.equals(quote)
        escapes =
            escapes | (lane.isAtMost(lastControl) | lane.equals(backslash)).without(found)
        bytes = bytes | lane
        return found
    }
}
