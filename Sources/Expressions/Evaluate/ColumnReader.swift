import TrancheColumnar

/// Reads a column of the chunk into a vector: parses its text once a row, where it is needed.
struct ColumnReader: Sendable {
    let index: Int
    let field: Field

    /// Whether only the canonical spelling of a value fits, as for types that were inferred.
    private var isStrict: Bool { field.origin == .inferred }

    func read(_ rows: Rows, _ result: Vector, _ frame: Frame) {
        guard let chunk = frame.chunk else { return }
        let column = chunk.columns[index]
        switch column.representation {
        case .int64: readInt64s(column, rows, result)
        case .double: readDoubles(column, rows, result)
        case .slices: readSlices(column, chunk, rows, result, frame)
        }
    }

    private func readInt64s(_ column: Column, _ rows: Rows, _ result: Vector) {
        let cells = unsafe column.int64s
        if field.type == .doublePrecision {
            let out = unsafe result.cells(Double.self)
            rows.each { row in
                if column.isNull(row) { return result.setNull(row) }
                unsafe out[row] = Double(cells[row])
            }
            return
        }
        let out = unsafe result.cells(Int64.self)
        rows.each { row in
            if column.isNull(row) { return result.setNull(row) }
            unsafe out[row] = cells[row]
        }
    }

    private func readDoubles(_ column: Column, _ rows: Rows, _ result: Vector) {
        let (cells, out) = unsafe (column.doubles, result.cells(Double.self))
        rows.each { row in
            if column.isNull(row) { return result.setNull(row) }
            unsafe out[row] = cells[row]
        }
    }

    private func readSlices(
        _ column: Column, _ chunk: Chunk, _ rows: Rows, _ result: Vector, _ frame: Frame
    ) {
        let slices = unsafe column.slices
        let base = unsafe UnsafePointer(chunk.bytes.base)
        switch field.type {
        case .text, .json, .bytea:
            let out = unsafe result.cells(Text.self)
            rows.each { row in
                let slice = unsafe slices[row]
                if slice.isNull { return result.setNull(row) }
                unsafe out[row] = Text(start: base + slice.start, count: slice.length)
            }
        case .uuid:
            unsafe parse(slices, base, rows, result, frame, Text.self, readUUID)
        case .bigint:
            let isStrict = isStrict
            unsafe parse(slices, base, rows, result, frame, Int64.self) { text, out, _ in
                unsafe isStrict
                    ? parseCanonicalInt64(text.start, text.count, &out)
                    : parseInt64(text.start, text.count, &out)
            }
        case .doublePrecision:
            let isStrict = isStrict
            unsafe parse(slices, base, rows, result, frame, Double.self) { text, out, _ in
                let fits =
                    unsafe !isStrict
                    || matches(.doublePrecision, text.start, text.count, lenient: false)
                guard fits else { return false }
                return unsafe parseDouble(text.start, text.count, &out)
            }
        case .boolean:
            unsafe parse(slices, base, rows, result, frame, Bool.self) { text, out, _ in
                guard let value = unsafe parseBoolean(text.start, text.count) else { return false }
                out = value
                return true
            }
        case .numeric:
            unsafe parse(slices, base, rows, result, frame, Numeric.self, readNumeric)
        case .date, .timestamp, .timestamptz:
            let type = SQLType(field.type)
            unsafe parse(slices, base, rows, result, frame, Int64.self) { text, out, _ in
                guard let value = readMoment(text, as: type) else { return false }
                out = value
                return true
            }
        }
    }

    /// Runs `read` on each text; a row whose text does not fit fails with the column's name.
    @inline(__always)
    private func parse<Value: Lane>(
        _ slices: UnsafePointer<FieldSlice>, _ base: UnsafePointer<UInt8>, _ rows: Rows,
        _ result: Vector, _ frame: Frame, _ type: Value.Type,
        _ read: (Text, inout Value, Frame) -> Bool
    ) {
        let out = unsafe result.cells(Value.self)
        rows.each { row in
            let slice = unsafe slices[row]
            if slice.isNull { return result.setNull(row) }
            let text = unsafe Text(start: base + slice.start, count: slice.length)
            if unsafe read(text, &out[row], frame) { return }
            result.setNull(row)
            frame.failColumn(row, index)
        }
    }
}

private func readNumeric(_ text: Text, _ out: inout Numeric, _ frame: Frame) -> Bool {
    guard let value = unsafe try? Numeric(parsing: text.bytes) else { return false }
    out = value
    return true
}

private func readUUID(_ text: Text, _ out: inout Text, _ frame: Frame) -> Bool {
    guard let value = try? parseUUID(text, frame.scratch) else { return false }
    out = frame.texts.keep(value)
    frame.scratch.count = 0
    return true
}
