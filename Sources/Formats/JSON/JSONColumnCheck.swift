import TrancheColumnar

/// A look at all selected values of a column, one after the other and without a branch for most:
/// what is found good here need not be judged again between the other cells of its row.
struct JSONColumnCheck {
    let style: JSONStyle
    private(set) var path = JSONCellPath.judged

    /// - Parameter prefixLength: The bytes before each value, but for a string's quote.
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
            let (all, isFitting) = unsafe unionOfCells(cells, rows, count, room)
            let isShort = all.length < 16
            path = all.isNull ? .nullable : isShort ? .short : .medium
            if isFitting, !all.isNull { path = before < 16 ? .joined : .tailed }
            guard all.length < 32 else { return false }
            if style == .string {
                return unsafe isEscapeFree || needNoEscapes(bytes, cells, rows, count)
            }
            guard isShort else { return false }
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
/// is longer than `room`.
@inline(never)
private func unionOfCells(
    _ cells: UnsafePointer<FieldSlice>, _ rows: UnsafePointer<UInt32>?, _ count: Int, _ room: Int
) -> (FieldSlice, Bool) {
    var all: UInt64 = 0
    var excess: UInt64 = 0
    let (limit, lengths) = (
        UInt64(room) &<< 32, UInt64(FieldSlice.maximumLength) &<< 32
    )
    let raw = unsafe UnsafeRawPointer(cells)
    if let rows = unsafe rows {
        for position in 0..<count {
            let word = unsafe raw.loadUnaligned(
                fromByteOffset: 8 &* Int(rows[position]), as: UInt64.self).littleEndian
            all |= word
            excess |= limit &- (word & lengths)
        }
    } else {
        for row in 0..<count {
            let word = unsafe raw.loadUnaligned(fromByteOffset: 8 &* row, as: UInt64.self)
                .littleEndian
            all |= word
            excess |= limit &- (word & lengths)
        }
    }
    let packed = UInt32(truncatingIfNeeded: all &>> 32)
    return (FieldSlice(offset: 0, packed: packed), excess &>> 63 == 0)
}

/// How many values, of at most 7 bytes, are NULL or digits, the first no zero unless alone, before
/// one that is neither.
@inline(never)
private func countOfDigits(
    _ bytes: UnsafePointer<UInt8>, _ cells: UnsafePointer<FieldSlice>,
    _ rows: UnsafePointer<UInt32>?, _ count: Int
) -> Int {
    for position in 0..<count {
        let cell = unsafe cells[rows.map { unsafe Int($0[position]) } ?? position]
        let text = unsafe UnsafeRawPointer(bytes + cell.start)
        let length = UInt64(truncatingIfNeeded: cell.length)
        // Digits become 0...9, and what stands behind the text is shifted out.
        let word = unsafe text.loadUnaligned(as: UInt64.self).littleEndian ^ 0x3030_3030_3030_3030
        let digits = word &<< (0 &- (8 &* length))
        // A byte above 9 carries into its high bit, or has it already.
        let others = (digits &+ 0x7676_7676_7676_7676) | digits
        // Below zero, and so with a high bit: no text, or a zero before something.
        let flaw = (length &- 1) | (((word & 0xFF) &- 1) & (1 &- length))
        let isKnown = UInt64(truncatingIfNeeded: cell.packed &>> 31) &- 1
        if (others | flaw) & isKnown & 0x8080_8080_8080_8080 != 0 { return position }
    }
    return count
}
