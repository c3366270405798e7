public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Cuts a block of delimited text after its last whole record.
///
/// A line feed ends a record where the number of quotes before it is even, so no field has to be
/// parsed: the quotes of the block are counted, then it is walked back from its end.
public struct CSVCutter: RecordCutter {
    private static let quote: UInt8 = 0x22
    private static let lineFeed: UInt8 = 0x0A

    public init() {}

    public mutating func cut(
        _ bytes: UnsafeMutablePointer<UInt8>, count: Int, rowLimit: Int, isLast: Bool
    ) throws(JobError) -> Int {
        if rowLimit != .max {
            let end = unsafe endOfRow(rowLimit, bytes, count)
            if end > 0 { return end }
            // Fewer records than the limit: all of them at the end, else those that are whole.
        }
        if isLast { return count }
        return unsafe lastRecordEnd(bytes, count)
    }

    /// Bytes up to the end of the last record that is whole; 0 when none is.
    private func lastRecordEnd(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
        var isInside = unsafe isOdd(Self.quote, bytes, count)
        var place = count
        while place > 0 {
            place &-= 1
            let byte = unsafe bytes[place]
            if byte == Self.quote { isInside.toggle() }
            if byte == Self.lineFeed && !isInside { return place &+ 1 }
        }
        return 0
    }

    /// Whether `byte` occurs an odd number of times.
    private func isOdd(_ byte: UInt8, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
        // Most blocks have none, which the C library finds out with the machine's widest registers.
        guard let first = unsafe memchr(bytes, Int32(byte), count) else { return false }
        let needle = ByteNeedle(byte)
        // Each word turns around the parity of the places where it has a bit.
        var parity: UInt64 = 0
        var place = unsafe first - UnsafeMutableRawPointer(bytes)
        while place &+ 64 <= count {
            unsafe parity ^= needle.bits(bytes + place)
            place &+= 64
        }
        // SAFETY: buffers are padded by 64 bytes, so the last word may be read beyond `count`.
        unsafe parity ^= needle.bits(bytes + place) & ((1 &<< UInt64(count &- place)) &- 1)
        return parity.nonzeroBitCount & 1 == 1
    }

    /// Bytes up to the end of record `limit`, counted from 1; 0 when there are fewer.
    private func endOfRow(_ limit: Int, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
        let quotes = ByteNeedle(Self.quote)
        let lines = ByteNeedle(Self.lineFeed)
        var carry: UInt64 = 0
        var left = limit
        var place = 0
        while place < count {
            let inside = unsafe quotedRegion(quotes.bits(bytes + place), &carry)
            var ends = unsafe lines.bits(bytes + place) & ~inside
            if count &- place < 64 { ends &= (1 &<< UInt64(count &- place)) &- 1 }
            while ends != 0 {
                left &-= 1
                if left == 0 { return place &+ ends.trailingZeroBitCount &+ 1 }
                ends &= ends &- 1
            }
            place &+= 64
        }
        return 0
    }
}
