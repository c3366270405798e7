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
                if vector.isNull(row) { column.setNull(row) } else { unsafe out[row] = from[row] }
            }
        case .double:
            column.representation = .double
            column.setAllValid(chunk.rowCount)
            let (from, out) = unsafe (vector.cells(Double.self), column.doubles)
            rows.each { row in
                if vector.isNull(row) { column.setNull(row) } else { unsafe out[row] = from[row] }
            }
        case .text: writeTexts(vector, column, rows)
        case .bool:
            unsafe print(
                vector, column, rows, Bool.self, { _ in 8 },
                { value, out in
                    // SAFETY: the room that was asked for, 8 bytes.
                    unsafe UnsafeMutableRawPointer(out).storeBytes(
                        of: (value ? 0x65_7572_74 : 0x65_736C_6166 as UInt64).littleEndian,
                        as: UInt64.self)
                    return value ? 4 : 5
                })
        case .numeric:
            unsafe print(
                vector, column, rows, Numeric.self, { $0.textCapacity },
                { value, out in unsafe value.write(to: out) })
        case .interval:
            unsafe print(
                vector, column, rows, Interval.self, { _ in MomentPrint.capacity },
                { value, out in unsafe MomentPrint.interval(value, to: out) })
        case .int64: printMoments(vector, column, rows, type)
        }
        return column
    }

    private func printMoments(_ vector: Vector, _ column: Column, _ rows: Rows, _ type: SQLType) {
        let room = { (_: Int64) in MomentPrint.capacity }
        switch type {
        case .date:
            unsafe print(vector, column, rows, Int64.self, room) {
                unsafe MomentPrint.date($0, to: $1)
            }
        case .timestamp:
            unsafe print(vector, column, rows, Int64.self, room) {
                unsafe MomentPrint.timestamp($0, to: $1)
            }
        case .timestamptz:
            unsafe print(vector, column, rows, Int64.self, room) {
                unsafe MomentPrint.timestamptz($0, to: $1)
            }
        default:
            unsafe print(vector, column, rows, Int64.self, room) { unsafe formatInt64($0, to: $1) }
        }
    }

    private func writeTexts(_ vector: Vector, _ column: Column, _ rows: Rows) {
        let (from, out) = unsafe (vector.cells(Text.self), column.slices)
        let first = unsafe UnsafePointer(chunk.bytes.base)
        let last = unsafe first + chunk.bytes.count
        var (used, capacity) = (gathered.count, gathered.capacity)
        var base = unsafe gathered.base
        rows.each { row in
            guard !vector.isNull(row) else {
                unsafe out[row] = .null
                return
            }
            let text = unsafe from[row]
            if unsafe text.start >= first, unsafe text.start + text.count <= last {
                unsafe out[row] = FieldSlice(offset: text.start - first, length: text.count)
            } else {
                let end = used &+ text.count
                if end > capacity {
                    gathered.count = used
                    gathered.reserve(end)
                    unsafe base = gathered.base
                    capacity = gathered.capacity
                }
                unsafe copyBytes(text.start, to: base + used, count: text.count)
                unsafe out[row] = FieldSlice(offset: origin &+ used, length: text.count)
                used = end
            }
        }
        gathered.count = used
    }

    /// Writes each value's text behind what is gathered.
    ///
    /// The buffer is another module's, each of its properties a call: it is asked only when it is full.
    ///
    /// `room` gives the bytes that `write` may touch for a value; `write` puts the text at an address
    /// and returns its length.
    @inline(__always)
    private func print<Value: Lane>(
        _ vector: Vector, _ column: Column, _ rows: Rows, _ type: Value.Type,
        _ room: (Value) -> Int, _ write: (Value, UnsafeMutablePointer<UInt8>) -> Int
    ) {
        let (from, out) = unsafe (vector.cells(Value.self), column.slices)
        var (used, capacity) = (gathered.count, gathered.capacity)
        var base = unsafe gathered.base
        rows.each { row in
            guard !vector.isNull(row) else {
                unsafe out[row] = .null
                return
            }
            let end = unsafe used &+ room(from[row])
            if end > capacity {
                gathered.count = used
                gathered.reserve(end)
                unsafe base = gathered.base
                capacity = gathered.capacity
            }
            let length = unsafe write(from[row], base + used)
            unsafe out[row] = FieldSlice(offset: origin &+ used, length: length)
            used &+= length
        }
        gathered.count = used
    }

    /// Appends what was gathered to the chunk's bytes; the columns are whole from then on.
    func finish() {
        unsafe chunk.bytes.append(gathered.base, count: gathered.count)
    }
}
