import TrancheColumnar

extension Chunk {
    /// The selected rows of which `isWanted` holds, ascending; blocks of rows that are nothing but NULL
    /// and short integers in the slices `integers`, unless they are `nil`, are not asked about.
    @inline(__always)
    func selectedRows(
        but integers: UnsafePointer<FieldSlice>?, _ isWanted: (Int) -> Bool
    ) -> [Int] {
        var found: [Int] = []
        let bytes = unsafe UnsafePointer(self.bytes.base)
        var integers = unsafe integers
        let short = ShortIntegers.usual
        unsafe selection.withRows { list, count in
            for first in stride(from: 0, to: count, by: 256) {
                let block = first..<min(first &+ 256, count)
                if let cells = unsafe integers {
                    if unsafe short.areAll(bytes, cells, list, block) { continue }
                    // A column that has another kind of value is likely to have more of it.
                    unsafe integers = nil
                }
                for position in block {
                    let row = unsafe list.map { unsafe Int($0[position]) } ?? position
                    if isWanted(row) { found.append(row) }
                }
            }
        }
        return found
    }
}

/// Tells integers of at most 8 bytes in their usual spelling: digits without zeros before them, perhaps
/// behind a minus.
// Sendable unchecked: the words never change and live as long as the program.
@safe private struct ShortIntegers: @unchecked Sendable {
    /// For digits without a minus and then for digits behind one, for each number of digits: the least
    /// bytes that are good, and the high bit of each byte that is looked at.
    private let bounds: UnsafePointer<UInt64>
    /// A number of digits is below it.
    private static let lengths = 16

    static let usual = ShortIntegers()

    private init() {
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 4 * Self.lengths)
        unsafe words.initialize(repeating: 0, count: 4 * Self.lengths)
        for sign in 0...1 {
            for count in 0...8 {
                let place = 2 * (sign * Self.lengths + count)
                // A zero stands before no other digit, and behind no minus.
                let first: UInt64 = count > 1 || sign > 0 ? 1 : 0
                unsafe words[place] = 0x3030_3030_3030_3030 + first
                unsafe words[place + 1] =
                    0x8080_8080_8080_8080 & (count < 8 ? (1 << UInt64(8 * count)) - 1 : .max)
            }
            // No byte is within these: there has to be a digit.
            let none = 2 * sign * Self.lengths
            unsafe (words[none], words[none + 1]) = (0x3A, 0x80)
        }
        unsafe bounds = UnsafePointer(words)
    }

    /// Whether each value is NULL or such an integer.
    @inline(__always)
    func areAll(
        _ bytes: UnsafePointer<UInt8>, _ cells: UnsafePointer<FieldSlice>,
        _ rows: UnsafePointer<UInt32>?, _ positions: Range<Int>
    ) -> Bool {
        let bounds = unsafe self.bounds
        var found: UInt64 = 0
        if let rows = unsafe rows {
            for position in positions {
                unsafe found |= Self.flaws(bytes, cells[Int(rows[position])], bounds)
            }
        } else {
            for row in positions { unsafe found |= Self.flaws(bytes, cells[row], bounds) }
        }
        return found == 0
    }

    /// Not zero for another value; without a branch, as values differ from row to row.
    @inline(__always)
    private static func flaws(
        _ bytes: UnsafePointer<UInt8>, _ cell: FieldSlice, _ bounds: UnsafePointer<UInt64>
    ) -> UInt64 {
        let text = unsafe bytes + cell.start
        let sign = unsafe text[0] == 0x2D ? 1 : 0
        let length = cell.length
        let bound =
            unsafe bounds
            + 2 &* (((length &- sign) & (lengths &- 1)) | sign &* lengths)
        let word = unsafe UnsafeRawPointer(text + sign).loadUnaligned(as: UInt64.self).littleEndian
        // The first byte above 9 carries into its high bit, and the first one below borrows it; one
        // of both does for bytes that have it already.
        let others = unsafe ((word &+ 0x4646_4646_4646_4646) | (word &- bound[0])) & bound[1]
        let excess = UInt64(bitPattern: Int64(8 &- length)) &>> 63
        return (others | excess) & (UInt64(cell.packed &>> 31) &- 1)
    }
}
