import CSQLite
import TrancheColumnar
import TranchePipeline

/// Steps through a SELECT and puts its rows into chunks.
@safe final class SQLiteRowReader {
    private let statement: SQLiteStatement
    private let fields: [Field]
    /// Where in the SELECT each field stands.
    private let places: [Int32]
    private let rowidPlace: Int32?
    private(set) var position: SourcePosition
    private var isEnded = false
    private let cells: UnsafeMutablePointer<Cells>

    /// A column of the chunk at hand.
    @safe private struct Cells {
        var raw: UnsafeMutableRawPointer
        /// Where in the SELECT it stands.
        var place: Int32
        var kind: Column.Representation
        var column: Unmanaged<Column>
    }

    init(
        _ statement: consuming SQLiteStatement, schema: Schema, places: [Int], rowidPlace: Int?,
        position: SourcePosition
    ) {
        self.statement = statement
        fields = schema.fields
        self.places = places.map(Int32.init)
        self.rowidPlace = rowidPlace.map(Int32.init)
        self.position = position
        unsafe cells = .allocate(capacity: max(1, schema.count))
    }

    deinit { unsafe cells.deallocate() }

    /// Leaves out the first `rows`, which an earlier run has read.
    func skip(_ rows: Int64) throws {
        for _ in 0..<rows where !isEnded { isEnded = try !statement.step() }
    }

    /// - Returns: `false` when there are no more rows.
    func fill(_ chunk: Chunk, rows: Int, bytes: Int) throws -> Bool {
        guard !isEnded else { return false }
        takeColumns(chunk, rows: rows)
        let buffer = chunk.bytes
        let width = fields.count
        var count = 0
        while count < rows, buffer.count < bytes {
            guard try statement.step() else {
                isEnded = true
                break
            }
            for index in 0..<width { try take(index, row: count, chunk, buffer) }
            count += 1
            // Of each row: once the last one is behind, its rowid cannot be asked for.
            if let rowidPlace {
                position.digest = unsafe UInt64(
                    bitPattern: sqlite3_column_int64(statement.handle, rowidPlace))
            }
        }
        finish(chunk, count)
        return count > 0
    }

    private func takeColumns(_ chunk: Chunk, rows: Int) {
        for (index, field) in fields.enumerated() {
            let column = chunk.takeColumn(rows: rows)
            chunk.columns.append(column)
            switch field.type {
            case .bigint: column.representation = .int64
            case .doublePrecision: column.representation = .double
            default: break
            }
            if column.representation != .slices { column.setAllValid(rows) }
            unsafe (cells + index).initialize(
                to: Cells(
                    raw: column.raw, place: places[index], kind: column.representation,
                    column: Unmanaged.passUnretained(column)))
        }
    }

    private func finish(_ chunk: Chunk, _ count: Int) {
        // Rows of a table have no raw bytes.
        chunk.inputCount = 0
        chunk.reserveRows(count)
        for row in 0...count { unsafe chunk.rowStarts[row] = 0 }
        chunk.setRowCount(count)
        var faulty = chunk.faults.map(\.row)
        // One row may have several faults; the first is told.
        if faulty.count > 1 {
            var seen: Set<Int> = []
            chunk.faults.removeAll { !seen.insert($0.row).inserted }
            faulty = chunk.faults.map(\.row)
        }
        chunk.selection.remove(faulty)
        position.offset += Int64(count)
    }

    // MARK: Values

    @inline(__always)
    private func take(_ index: Int, row: Int, _ chunk: Chunk, _ buffer: ByteBuffer) throws {
        let cells = unsafe cells[index]
        let handle = unsafe statement.handle
        let place = cells.place
        let kind = unsafe sqlite3_column_type(handle, place)
        // SAFETY: the columns have room for the chunk's rows.
        let cell = unsafe cells.raw + 8 &* row
        switch (cells.kind, kind) {
        case (.slices, SQLITE_TEXT):
            let text = unsafe sqlite3_column_text(handle, place)
            let slice = unsafe try append(text, index, row, buffer)
            unsafe cell.storeBytes(of: slice, as: FieldSlice.self)
        case (.slices, SQLITE_NULL): unsafe cell.storeBytes(of: .null, as: FieldSlice.self)
        case (.slices, _):
            let slice = try otherSlice(index, row, kind, chunk)
            unsafe cell.storeBytes(of: slice, as: FieldSlice.self)
        case (.int64, SQLITE_INTEGER):
            unsafe cell.storeBytes(of: sqlite3_column_int64(handle, place), as: Int64.self)
        case (.double, SQLITE_FLOAT), (.double, SQLITE_INTEGER):
            unsafe cell.storeBytes(of: sqlite3_column_double(handle, place), as: Double.self)
        case (_, SQLITE_NULL): unsafe cells.column.takeUnretainedValue().setNull(row)
        default: misfit(index, row, kind, chunk)
        }
    }

    /// A value that is no text, for a column that is held as text.
    private func otherSlice(_ index: Int, _ row: Int, _ kind: Int32, _ chunk: Chunk) throws
        -> FieldSlice
    {
        let place = places[index]
        let handle = unsafe statement.handle
        let type = fields[index].type
        switch kind {
        case SQLITE_BLOB where type == .bytea:
            let bytes = unsafe sqlite3_column_blob(handle, place)
            return unsafe try append(
                bytes?.assumingMemoryBound(to: UInt8.self), index, row, chunk.bytes)
        case SQLITE_INTEGER:
            let number = unsafe sqlite3_column_int64(handle, place)
            if type == .boolean {
                guard number == 0 || number == 1 else { break }
                return print(number == 1 ? "true" : "false", chunk)
            }
            return unsafe print(number, chunk, maximumInt64Length, formatInt64)
        case SQLITE_FLOAT where type != .boolean:
            let number = unsafe sqlite3_column_double(handle, place)
            return unsafe print(number, chunk, maximumDoubleLength, formatDouble)
        default: break
        }
        misfit(index, row, kind, chunk)
        return .null
    }

    @inline(__always)
    private func append(
        _ start: UnsafePointer<UInt8>?, _ index: Int, _ row: Int, _ buffer: ByteBuffer
    ) throws -> FieldSlice {
        let length = unsafe Int(sqlite3_column_bytes(statement.handle, places[index]))
        let offset = buffer.count
        guard length <= FieldSlice.maximumLength, offset + length <= Int(UInt32.max) else {
            throw tooLong(length, index, row)
        }
        if let start = unsafe start { unsafe buffer.append(start, count: length) }
        return FieldSlice(offset: offset, length: length)
    }

    private func tooLong(_ length: Int, _ index: Int, _ row: Int) -> JobError {
        JobError(
            .data,
            "found a value of \(length) bytes in column '\(fields[index].name)', too long for a record",
            at: "row \(position.offset + Int64(row) + 1)",
            hint: "leave the column out with -e 'select …'")
    }

    private func print(_ text: String, _ chunk: Chunk) -> FieldSlice {
        let offset = chunk.bytes.count
        chunk.bytes.append(text)
        return FieldSlice(offset: offset, length: chunk.bytes.count - offset)
    }

    private func print<Number>(
        _ number: Number, _ chunk: Chunk, _ most: Int,
        _ format: (Number, UnsafeMutablePointer<UInt8>) -> Int
    ) -> FieldSlice {
        let offset = chunk.bytes.count
        chunk.bytes.reserve(offset + most)
        let length = unsafe format(number, chunk.bytes.base + offset)
        chunk.bytes.count = offset + length
        return FieldSlice(offset: offset, length: length)
    }

    private func misfit(_ index: Int, _ row: Int, _ kind: Int32, _ chunk: Chunk) {
        let handle = unsafe statement.handle
        let place = places[index]
        let field = fields[index]
        let length = unsafe sqlite3_column_bytes(handle, place)
        var found = "a blob of \(length) bytes"
        if kind != SQLITE_BLOB {
            let start = unsafe sqlite3_column_text(handle, place)
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: start, count: min(Int(length), 160)),
                as: UTF8.self)
            found = "'\(text.count <= 40 ? text : String(text.prefix(39)) + "…")'"
        }
        chunk.reject(
            RowFault(
                row: row, code: .typeMismatch, column: field.name,
                message: "found \(found), wanted \(field.type.rawValue)",
                hint:
                    "declare it with --types \(field.name):\(kind == SQLITE_BLOB ? "bytea" : "text")"
            ))
    }
}

/// Sets rows aside whose text is not UTF-8, which SQLite does not check.
func rejectInvalidText(_ chunk: Chunk, _ schema: Schema) {
    let bytes = unsafe UnsafePointer(chunk.bytes.base)
    let texts = schema.fields.indices.filter { position in
        schema.fields[position].type != .bytea
            && chunk.columns[position].representation == .slices
    }
    // Valid as a whole, values are valid one by one when none begins inside a character.
    let isWhole =
        unsafe texts.count
        == schema.fields.filter { $0.type != .bigint && $0.type != .doublePrecision }.count
        && firstInvalidText(bytes, chunk.bytes.count) == nil
    for position in texts {
        let slices = unsafe chunk.columns[position].slices
        let rows = chunk.selectedRows { row in
            let slice = unsafe slices[row]
            guard !slice.isNull, slice.length > 0 else { return false }
            if isWhole { return unsafe bytes[slice.start] & 0xC0 == 0x80 }
            return unsafe firstInvalidText(bytes + slice.start, slice.length) != nil
        }
        for row in rows {
            chunk.reject(
                RowFault(
                    row: row, code: .invalidText, column: schema.fields[position].name,
                    message: "found bytes that are not UTF-8, or a NUL, wanted text",
                    hint: "declare it with --types \(schema.fields[position].name):bytea"))
        }
        chunk.selection.remove(rows)
    }
}
