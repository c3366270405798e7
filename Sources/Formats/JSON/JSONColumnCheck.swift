import TrancheColumnar

/// A look at all selected values of a column, one after the other and without a branch for most:
/// what is found good here need not be judged again between the other cells of its row.
struct JSONColumnCheck {
    let style: JSONStyle
    private(set) var path = JSONCellPath.judged
    private(set) var doubt = JSONDoubt.none

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
            let all = unsafe unionOfCells(cells, rows, count)
            let before = prefixLength + (style == .string ? 1 : 0)
            path = all.isNull ? .nullable : all.length <= 8 && before <= 16 ? .short : .medium
            guard all.length < 32 else { return false }
            if style == .string {
                return unsafe isEscapeFree || needNoEscapes(bytes, cells, rows, count)
            }
            doubt = all.length < 8 ? .digits : .numbers
            guard all.length < 16 else { return false }
            return unsafe !all.isNull || !hasEmptyText(cells, rows, count)
        }
        if isGood { return }
        path = .judged
        doubt = .none
    }

    /// The end of a record.
    static let closing = JSONColumnCheck()

    private init() {
        style = .json
        path = .closing
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

/// All cells' bits in one: NULL when any is, and at least as long as the longest.
@inline(never)
private func unionOfCells(
    _ cells: UnsafePointer<FieldSlice>, _ rows: UnsafePointer<UInt32>?, _ count: Int
) -> FieldSlice {
    var packed: UInt32 = 0
    if let rows = unsafe rows {
        for position in 0..<count { unsafe packed |= cells[Int(rows[position])].packed }
    } else {
        for row in 0..<count { unsafe packed |= cells[row].packed }
    }
    return FieldSlice(offset: 0, packed: packed)
}

/// Whether any value is empty, and not NULL.
@inline(never)
private func hasEmptyText(
    _ cells: UnsafePointer<FieldSlice>, _ rows: UnsafePointer<UInt32>?, _ count: Int
) -> Bool {
    var missing: UInt32 = 0
    let lengths = UInt32(FieldSlice.maximumLength)
    if let rows = unsafe rows {
        for position in 0..<count {
            let packed = unsafe cells[Int(rows[position])].packed
            missing |= ((packed & lengths) &- 1) & ~packed
        }
    } else {
        for row in 0..<count {
            let packed = unsafe cells[row].packed
            missing |= ((packed & lengths) &- 1) & ~packed
        }
    }
    return missing &>> 31 != 0
}
