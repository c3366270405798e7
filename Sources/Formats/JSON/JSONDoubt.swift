import TrancheColumnar

/// What is to be told of a column's numbers before they are written as they are.
enum JSONDoubt: UInt8 {
    /// Nothing: they are no numbers, or judged one by one.
    case none
    /// Whether they are digits; none is longer than 7 bytes, and none empty where there are NULLs.
    case digits
    /// Whether they are canonical; none is longer than 15 bytes.
    case numbers
}

extension JSONColumns {
    /// Looks at the numbers of a few rows that are written next, while their text is near; from the
    /// first one on that is not canonical, a column's values are judged one by one.
    func settleDoubts(
        _ bytes: UnsafePointer<UInt8>, _ rows: UnsafePointer<UInt32>?, _ positions: Range<Int>
    ) {
        for index in 0..<count {
            let column = unsafe columns + index
            guard unsafe column.pointee.doubt != .none else { continue }
            let cells = unsafe column.pointee.cells
            let isNullable = unsafe column.pointee.path == .nullable
            let bounds = unsafe isNullable ? nullableBounds.words : bounds.words
            if unsafe column.pointee.doubt == .digits,
                unsafe areDigits(bytes, cells, rows, positions, bounds)
            {
                continue
            }
            let areGood = unsafe areNumbers(column.pointee.style, bytes, cells, rows, positions)
            unsafe column.pointee.doubt = areGood ? .numbers : .none
            guard !areGood else { continue }
            unsafe column.pointee.path = .judged
            pairUp()
        }
    }
}

/// Whether each value is NULL, or digits of which the first is no zero unless alone.
@inline(__always)
private func areDigits(
    _ bytes: UnsafePointer<UInt8>, _ cells: UnsafePointer<FieldSlice>,
    _ rows: UnsafePointer<UInt32>?, _ positions: Range<Int>, _ bounds: UnsafePointer<UInt64>
) -> Bool {
    var found: UInt64 = 0
    if let rows = unsafe rows {
        for position in positions {
            unsafe found |= flaws(bytes, cells[Int(rows[position])], bounds)
        }
    } else {
        for row in positions { unsafe found |= flaws(bytes, cells[row], bounds) }
    }
    return found == 0
}

/// Not zero when a byte of the value, of at most 7, is out of its bounds.
@inline(__always)
private func flaws(
    _ bytes: UnsafePointer<UInt8>, _ cell: FieldSlice, _ bounds: UnsafePointer<UInt64>
) -> UInt64 {
    let word = unsafe UnsafeRawPointer(bytes + cell.start).loadUnaligned(as: UInt64.self)
        .littleEndian
    let length = Int(UInt8(truncatingIfNeeded: cell.packed))
    // The first byte above 9 carries into its high bit, and the first one below borrows it; one of
    // both does for bytes that have it already.
    let above = word &+ 0x4646_4646_4646_4646
    return unsafe (above | (word &- bounds[length])) & bounds[DigitBounds.lengths &+ length]
}

/// Between what a value of some length lies when it is nothing but digits.
@safe struct DigitBounds {
    /// The lengths there are bounds for, from 0 on.
    static let lengths = 8

    /// For each length, zeros, and a one before others; then, the high bit of each of its bytes.
    let words: UnsafeMutablePointer<UInt64>

    /// - Parameter areEmptyGood: Whether a value without bytes is good, as NULL is; it is out of
    ///   its bounds otherwise.
    init(areEmptyGood: Bool) {
        unsafe words = .allocate(capacity: 2 * Self.lengths)
        for length in 0..<Self.lengths {
            let digits: UInt64 = 0x3030_3030_3030_3030 + (length > 1 ? 1 : 0)
            let highBits: UInt64 = 0x8080_8080_8080_8080 & ((1 &<< (8 &* UInt64(length))) &- 1)
            unsafe words[length] = digits
            unsafe words[Self.lengths + length] = highBits
        }
        // No byte is within these.
        if !areEmptyGood { unsafe (words[0], words[Self.lengths]) = (0x3A, 0x80) }
    }

    func deallocate() { unsafe words.deallocate() }
}

/// Whether each value is NULL or a canonical number of at most 15 bytes.
@inline(never)
private func areNumbers(
    _ style: JSONStyle, _ bytes: UnsafePointer<UInt8>, _ cells: UnsafePointer<FieldSlice>,
    _ rows: UnsafePointer<UInt32>?, _ positions: Range<Int>
) -> Bool {
    for position in positions {
        let cell = unsafe cells[rows.map { unsafe Int($0[position]) } ?? position]
        let text = unsafe bytes + cell.start
        if unsafe oddities(text, cell) == 0 { continue }
        guard style == .number, unsafe isCanonicalNumber(text, cell.length) else {
            return false
        }
    }
    return true
}

/// Zero for NULL, and for 1 to 15 digits as JSON writes them, perhaps behind a minus.
///
/// There is no branch, as such values differ from row to row.
@inline(__always)
private func oddities(_ text: UnsafePointer<UInt8>, _ cell: FieldSlice) -> UInt32 {
    let length = UInt32(truncatingIfNeeded: cell.length)
    let sign: UInt32 = unsafe text[0] == 0x2D ? 1 : 0
    // What stands behind the text is shifted out.
    let others = unsafe (SixteenBytes(text).nonDigits ^ sign) &<< (0 &- length)
    let missing = (length &- sign &- 1) &>> 31
    let zero: UInt32 = unsafe text[Int(sign)] == 0x30 ? 1 : 0
    let more = (1 &- length) &>> 31
    return (others | missing | (zero & more)) & ((cell.packed &>> 31) &- 1)
}
