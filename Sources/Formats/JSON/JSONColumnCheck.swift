import TrancheColumnar

/// A look at all selected values of a column, one after the other and without a branch for most:
/// what is found good here need not be judged again between the other cells of its row.
struct JSONColumnCheck {
    let style: JSONStyle
    private(set) var path = JSONCellPath.judged

    /// - Parameters:
    ///   - chunk: The chunk, with the rows to look at selected.
    ///   - field: What the column holds.
    ///   - column: The column.
    ///   - prefixLength: The bytes before each value, but for a string's quote.
    init(_ chunk: Chunk, _ field: Field, _ column: Column, prefixLength: Int) {
        style = JSONStyle(field, column)
        guard style.rawValue <= JSONStyle.number.rawValue else { return }
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let cells = unsafe UnsafePointer(column.slices)
        // Decoded values stand behind the input, of which the chunk says nothing.
        let isEscapeFree = chunk.isEscapeFree && chunk.bytes.count == chunk.inputCount
        let isGood = unsafe chunk.selection.withRows { rows, count in
            let before = prefixLength + (style == .string ? 1 : 0)
            let room = (8..<24).contains(before) ? 8 - before % 8 : 0
            let (all, isFitting, hasEmpty) = unsafe unionOfCells(cells, rows, count, room)
            let isShort = all.length < 16
            path = all.isNull ? .nullable : isShort ? .short : .medium
            if isFitting, room > 0, !all.isNull { path = before < 16 ? .joined : .tailed }
            guard all.length < 32 else { return false }
            if style == .string {
                return unsafe isEscapeFree || needNoEscapes(bytes, cells, rows, count)
            }
            guard isShort, !hasEmpty else { return false }
            let start = unsafe all.length < 8 ? countOfDigits(bytes, cells, rows, count) : 0
            return unsafe areNumbers(bytes, cells, rows, start..<count)
        }
        if !isGood { path = .judged }
    }

    /// Whether each value is NULL or a canonical number of at most 15 bytes.
    private func areNumbers(
        _ bytes: UnsafePointer<UInt8>, _ cells: UnsafePointer<FieldSlice>,
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

    /// Whether no value of at most 31 bytes holds a control character, a quote or a backslash.
    private func needNoEscapes(
        _ bytes: UnsafePointer<UInt8>, _ cells: UnsafePointer<FieldSlice>,
        _ rows: UnsafePointer<UInt32>?, _ count: Int
    ) -> Bool {
        for position in 0..<count {
            let cell = unsafe cells[rows.map { unsafe Int($0[position]) } ?? position]
            let text = unsafe bytes + cell.start
            let stops =
                unsafe SixteenBytes(text).stringStops
                | (SixteenBytes(text + 16).stringStops &<< 16)
            let inside = (1 &<< UInt32(truncatingIfNeeded: cell.length)) &- 1 as UInt32
            if stops & inside != 0 { return false }
        }
        return true
    }
}

/// All cells' bits in one: NULL when any is, and at least as long as the longest; and whether none
/// is longer than `room`, and whether one is empty.
@inline(never)
private func unionOfCells(
    _ cells: UnsafePointer<FieldSlice>, _ rows: UnsafePointer<UInt32>?, _ count: Int, _ room: Int
) -> (cell: FieldSlice, isFitting: Bool, hasEmpty: Bool) {
    var all: UInt64 = 0
    var excess: UInt64 = 0
    var missing: UInt64 = 0
    let one: UInt64 = 1 &<< 32
    let (limit, lengths) = (UInt64(room) &<< 32, UInt64(FieldSlice.maximumLength) &<< 32)
    let raw = unsafe UnsafeRawPointer(cells)
    if let rows = unsafe rows {
        for position in 0..<count {
            let word = unsafe raw.loadUnaligned(
                fromByteOffset: 8 &* Int(rows[position]), as: UInt64.self
            ).littleEndian
            all |= word
            excess |= limit &- (word & lengths)
            missing |= ((word & lengths) &- one) & ~word
        }
    } else {
        for row in 0..<count {
            let word = unsafe raw.loadUnaligned(fromByteOffset: 8 &* row, as: UInt64.self)
                .littleEndian
            all |= word
            excess |= limit &- (word & lengths)
            missing |= ((word & lengths) &- one) & ~word
        }
    }
    let packed = UInt32(truncatingIfNeeded: all &>> 32)
    return (FieldSlice(offset: 0, packed: packed), excess &>> 63 == 0, missing &>> 63 != 0)
}

/// How many values before some that are not known to be NULL or digits, the first no zero unless
/// alone; none is longer than 7 bytes, and none empty.
@inline(never)
private func countOfDigits(
    _ bytes: UnsafePointer<UInt8>, _ cells: UnsafePointer<FieldSlice>,
    _ rows: UnsafePointer<UInt32>?, _ count: Int
) -> Int {
    unsafe withUnsafeTemporaryAllocation(of: DigitBounds.self, capacity: 8) { bounds in
        for length in 0..<8 { unsafe bounds.initializeElement(at: length, to: .init(length)) }
        guard let bounds = bounds.baseAddress else { return 0 }
        // A flaw is looked for once a batch, as there is hardly ever one.
        var done = 0
        while done < count {
            let end = min(count, done &+ 64)
            var found: UInt64 = 0
            if let rows = unsafe rows {
                for position in done..<end {
                    unsafe found |= flaws(bytes, cells[Int(rows[position])], bounds)
                }
            } else {
                for row in done..<end { unsafe found |= flaws(bytes, cells[row], bounds) }
            }
            if found != 0 { return done }
            done = end
        }
        return count
    }
}

/// Not zero when a byte of the value is out of its bounds.
@inline(__always)
private func flaws(
    _ bytes: UnsafePointer<UInt8>, _ cell: FieldSlice, _ bounds: UnsafePointer<DigitBounds>
) -> UInt64 {
    let word = unsafe UnsafeRawPointer(bytes + cell.start).loadUnaligned(as: UInt64.self)
        .littleEndian
    let bounds = unsafe bounds + Int(cell.packed & 7)
    // A byte above 9 carries into its high bit, or has it already; one below borrows it.
    let above = word &+ 0x4646_4646_4646_4646
    return unsafe (above | word | (word &- bounds.pointee.lowest)) & bounds.pointee.highBits
}

/// Between what a value of some length lies when it is nothing but digits.
private struct DigitBounds {
    /// Zeros, and a one before others.
    let lowest: UInt64
    /// The high bit of each of the value's bytes.
    let highBits: UInt64

    init(_ length: Int) {
        lowest = 0x3030_3030_3030_3030 + (length > 1 ? 1 : 0)
        highBits = 0x8080_8080_8080_8080 & ((1 &<< (8 &* UInt64(length))) &- 1)
    }
}
