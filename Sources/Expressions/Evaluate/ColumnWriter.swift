import TrancheColumnar

/// Turns vectors into columns of a chunk.
///
/// Texts lie in the chunk's bytes or elsewhere; the latter are gathered in a buffer that is
/// appended to the chunk's bytes at the end, so that no address moves before all are read.
struct ColumnWriter {
    private let chunk: Chunk
    private let gathered: ByteBuffer
    /// Where the gathered bytes will begin in the chunk.
    private let origin: Int

    init(_ chunk: Chunk, _ frame: Frame) {
        self.chunk = chunk
        gathered = frame.gathered
        gathered.count = 0
        origin = chunk.bytes.count
    }

    /// A column of the chunk's own memory with the values of `vector` at `rows`.
    func column(_ vector: Vector, _ type: SQLType, _ rows: Rows) -> Column {
        let column = chunk.takeColumn(rows: chunk.rowCount)
        switch vector.storage {
        case .int64 where type.isInteger:
            column.representation = .int64
            column.setAllValid(chunk.rowCount)
            let (from, out) = unsafe (vector.cells(Int64.self), column.int64s)
            rows.each { row in
                if vector.isNull(row) { return column.setNull(row) }
                unsafe out[row] = from[row]
            }
        case .double:
            column.representation = .double
            column.setAllValid(chunk.rowCount)
            let (from, out) = unsafe (vector.cells(Double.self), column.doubles)
            rows.each { row in
                if vector.isNull(row) { return column.setNull(row) }
                unsafe out[row] = from[row]
            }
        case .text: writeTexts(vector, column, rows)
        case .bool:
            print(vector, column, rows, Bool.self) { value, out in appendValue(value, to: out) }
        case .numeric:
            print(vector, column, rows, Numeric.self) { value, out in value.append(to: out) }
        case .interval:
            print(vector, column, rows, Interval.self) { value, out in appendValue(value, to: out) }
        case .int64:
            print(vector, column, rows, Int64.self) { value, out in
                appendValue(value, as: type, to: out)
            }
        }
        return column
    }

    private func writeTexts(_ vector: Vector, _ column: Column, _ rows: Rows) {
        let (from, out) = unsafe (vector.cells(Text.self), column.slices)
        let first = unsafe UnsafePointer(chunk.bytes.base)
        let last = unsafe first + chunk.bytes.count
        rows.each { row in
            guard !vector.isNull(row) else {
                unsafe out[row] = .null
                return
            }
            let text = unsafe from[row]
            if unsafe text.start >= first, unsafe text.start + text.count <= last {
                unsafe out[row] = FieldSlice(offset: text.start - first, length: text.count)
            } else {
                unsafe out[row] = FieldSlice(
                    offset: origin + gathered.count, length: text.count)
                unsafe gathered.append(text.start, count: text.count)
            }
        }
    }

    @inline(__always)
    private func print<Value: Lane>(
        _ vector: Vector, _ column: Column, _ rows: Rows, _ type: Value.Type,
        _ append: (Value, ByteBuffer) -> Void
    ) {
        let (from, out) = unsafe (vector.cells(Value.self), column.slices)
        rows.each { row in
            guard !vector.isNull(row) else {
                unsafe out[row] = .null
                return
            }
            let start = gathered.count
            unsafe append(from[row], gathered)
            unsafe out[row] = FieldSlice(offset: origin + start, length: gathered.count - start)
        }
    }

    /// Appends what was gathered to the chunk's bytes; the columns are whole from then on.
    func finish() {
        unsafe chunk.bytes.append(gathered.base, count: gathered.count)
    }
}
