public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Cuts formats with a record a line, such as NDJSON, behind a line feed.
public struct NewlineCutter: RecordCutter {
    public init() {}

    public mutating func cut(
        _ bytes: UnsafeMutablePointer<UInt8>, count: Int, rowLimit: Int, isLast: Bool
    ) throws(JobError) -> Int {
        if rowLimit == .max {
            return unsafe isLast ? count : endOfLastLine(bytes, count)
        }
        return unsafe endOfLine(rowLimit, bytes, count, isLast: isLast)
    }
}

/// Where the last line of `count` bytes ends, behind its line feed; 0 when none does.
func endOfLastLine(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let lineFeed = ByteNeedle(0x0A)
    var end = count
    while end >= 64 {
        let found = unsafe lineFeed.bits(bytes + (end &- 64))
        if found != 0 { return end &- found.leadingZeroBitCount }
        end &-= 64
    }
    while end > 0, unsafe bytes[end &- 1] != 0x0A { end &-= 1 }
    return end
}

/// Where the line number `lines`, from 1, ends, or the last one before it.
///
/// - Parameters:
///   - lines: The line's number, from 1.
///   - bytes: The text.
///   - count: Its length in bytes.
///   - isLast: Whether bytes behind the last line feed are a line, too.
/// - Returns: The offset behind the line; 0 when none is whole.
func endOfLine(
    _ lines: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int, isLast: Bool
) -> Int {
    var end = 0
    for _ in 0..<max(lines, 0) {
        guard end < count else { break }
        guard let found = unsafe memchr(bytes + end, 0x0A, count - end) else {
            return isLast ? count : end
        }
        end = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(bytes) + 1
    }
    return end
}
