/// Turns a column of text slices into integers, in place and for the selected rows.
///
/// NULL becomes a clear bit of the validity. A column that holds integers already stays as it is.
///
/// - Parameters:
///   - column: A column of `chunk`; its slices must lie in `chunk.bytes`. Doubles are refused.
///   - chunk: The chunk, for the bytes, the selection and the number of rows.
///   - lenient: Whether every spelling that PostgreSQL's `bigint` reads counts, as in
///     ``parseInt64(_:_:_:)``, or the canonical one alone.
/// - Returns: The rows, ascending, whose text is no such integer; the caller takes them out of
///   the selection. Their 8 bytes still hold the slice, for a message that quotes the text.
public func castToInt64(_ column: Column, in chunk: Chunk, lenient: Bool) -> [Int] {
    guard column.representation != .int64 else { return [] }
    precondition(column.representation == .slices, "only text is read as integers")
    let failed = unsafe castSlices(column, in: chunk) { p, length, cell in
        var value: Int64 = 0
        guard
            unsafe lenient ? parseInt64(p, length, &value) : parseCanonicalInt64(p, length, &value)
        else { return false }
        unsafe cell.storeBytes(of: value, as: Int64.self)
        return true
    }
    column.representation = .int64
    return failed
}

/// Turns a column of text slices, or of integers, into doubles, in place and for the selected
/// rows.
///
/// NULL becomes a clear bit of the validity. Integers become the nearest double. A column that holds
/// doubles already stays as it is.
///
/// - Parameters:
///   - column: A column of `chunk`; its slices must lie in `chunk.bytes`.
///   - chunk: The chunk, for the bytes, the selection and the number of rows.
///   - lenient: Whether every spelling that ``parseDouble(_:_:_:)`` reads counts, or JSON numbers
///     alone.
/// - Returns: The rows, ascending, whose text is no such number; as for
///   ``castToInt64(_:in:lenient:)``.
public func castToDouble(_ column: Column, in chunk: Chunk, lenient: Bool) -> [Int] {
    switch column.representation {
    case .double: return []
    case .int64:
        widenToDouble(column, in: chunk)
        return []
    case .slices: break
    }
    let failed = unsafe castSlices(column, in: chunk) { p, length, cell in
        var value = 0.0
        guard unsafe lenient || isCanonicalNumber(p, length), unsafe parseDouble(p, length, &value)
        else {
            return false
        }
        unsafe cell.storeBytes(of: value, as: Double.self)
        return true
    }
    column.representation = .double
    return failed
}

/// Turns a typed column into text slices, in place and for the selected rows; their text is
/// appended to `chunk.bytes`, whose base may move.
///
/// - Parameters:
///   - column: A column of `chunk`. Slices stay as they are.
///   - chunk: The chunk, for the bytes, the selection and the number of rows.
///   - flags: Flags of the new slices: ``FieldSlice/cleanFlag`` when no number can hold the
///     source's delimiter.
public func castToText(_ column: Column, in chunk: Chunk, flags: UInt32 = 0) {
    switch column.representation {
    case .slices: return
    case .int64:
        unsafe printRows(column, in: chunk, flags: flags) { cell, end in
            unsafe formatInt64(cell.load(as: Int64.self), to: end)
        }
    case .double:
        unsafe printRows(column, in: chunk, flags: flags) { cell, end in
            unsafe formatDouble(cell.load(as: Double.self), to: end)
        }
    }
    column.representation = .slices
    column.hasNulls = false
}

/// Runs `parse` on the text of each selected row that is not NULL; the rows it refuses are returned.
@inline(__always)
private func castSlices(
    _ column: Column, in chunk: Chunk,
    _ parse: (UnsafePointer<UInt8>, Int, UnsafeMutableRawPointer) -> Bool
) -> [Int] {
    column.setAllValid(chunk.rowCount)
    let cells = unsafe column.raw
    let bytes = unsafe UnsafePointer(chunk.bytes.base)
    var failed: [Int] = []
    unsafe chunk.selection.withRows { list, count in
        for position in 0..<count {
            let row = unsafe list.map { unsafe Int($0[position]) } ?? position
            let cell = unsafe cells + 8 &* row
            let slice = unsafe cell.load(as: FieldSlice.self)
            if slice.isNull {
                column.setNull(row)
            } else if unsafe !parse(bytes + slice.start, slice.length, cell) {
                failed.append(row)
            }
        }
    }
    return failed
}

/// Replaces each selected row by the slice of what `format` writes.
@inline(__always)
private func printRows(
    _ column: Column, in chunk: Chunk, flags: UInt32,
    _ format: (UnsafeMutableRawPointer, UnsafeMutablePointer<UInt8>) -> Int
) {
    chunk.bytes.reserve(chunk.bytes.count + maximumDoubleLength * chunk.selection.count)
    let cells = unsafe column.raw
    let base = unsafe chunk.bytes.base
    var end = chunk.bytes.count
    unsafe chunk.selection.withRows { list, count in
        for position in 0..<count {
            let row = unsafe list.map { unsafe Int($0[position]) } ?? position
            let cell = unsafe cells + 8 &* row
            if column.isNull(row) {
                unsafe cell.storeBytes(of: .null, as: FieldSlice.self)
                continue
            }
            let length = unsafe format(cell, base + end)
            let slice = FieldSlice(offset: end, length: length, flags: flags)
            unsafe cell.storeBytes(of: slice, as: FieldSlice.self)
            end &+= length
        }
    }
    precondition(end <= Int(UInt32.max), "a chunk's bytes beyond what slices can address")
    chunk.bytes.count = end
}

private func widenToDouble(_ column: Column, in chunk: Chunk) {
    let cells = unsafe column.raw
    unsafe chunk.selection.withRows { list, count in
        for position in 0..<count {
            let cell = unsafe cells + 8 &* (list.map { unsafe Int($0[position]) } ?? position)
            unsafe cell.storeBytes(of: Double(cell.load(as: Int64.self)), as: Double.self)
        }
    }
    column.representation = .double
}
