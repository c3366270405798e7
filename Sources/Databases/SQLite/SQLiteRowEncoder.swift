import TrancheColumnar

/// Turns a chunk's columns into what is bound, and sets rows aside that do not fit.
///
/// Immutable, so that many workers use one.
struct SQLiteRowEncoder: Sendable {
    let plan: SQLiteSinkPlan

    init(_ plan: SQLiteSinkPlan) {
        self.plan = plan
    }

    func encode(_ chunk: Chunk) {
        for (position, column) in plan.columns.enumerated() {
            let misfits: [Int]
            switch column.binding {
            case .integer:
                makeOwn(position, chunk)
                misfits = castToInt64(
                    chunk.columns[position], in: chunk, lenient: column.isLenient)
            case .double:
                makeOwn(position, chunk)
                misfits = castToDouble(
                    chunk.columns[position], in: chunk, lenient: column.isLenient)
            case .boolean:
                makeOwn(position, chunk)
                misfits = castToBoolean(chunk.columns[position], in: chunk, column)
            case .text:
                castToText(chunk.columns[position], in: chunk)
                misfits = check(chunk.columns[position], in: chunk, column)
            case .blob: misfits = []
            }
            reject(misfits, position, chunk)
            if column.binding == .double { rejectNaN(position, chunk) }
            if column.isKey { rejectNullKey(position, chunk) }
        }
    }

    /// A step may have put one column in two places; casting it in place would change both.
    private func makeOwn(_ position: Int, _ chunk: Chunk) {
        let column = chunk.columns[position]
        guard column.representation == .slices else { return }
        for other in chunk.columns.indices
        where other != position && chunk.columns[other] === column {
            let copy = chunk.takeColumn(rows: chunk.rowCount)
            // SAFETY: both columns have room for the chunk's rows.
            unsafe copy.raw.copyMemory(from: column.raw, byteCount: 8 * chunk.rowCount)
            chunk.columns[position] = copy
            return
        }
    }

    private func reject(_ rows: [Int], _ position: Int, _ chunk: Chunk) {
        guard !rows.isEmpty else { return }
        let column = plan.columns[position]
        // The cells of rows that did not fit still hold their slices.
        let slices = unsafe chunk.columns[position].slices
        let hint =
            column.field.origin == .inferred
            ? "declare it with --types \(column.field.name):text"
            : "correct the value, or let the rejects file take it with --max-rejects"
        for row in rows {
            let slice = unsafe slices[row]
            let found = excerpt(chunk.bytes.string(slice.start..<slice.end))
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, column: column.field.name,
                    message: "found '\(found)', wanted \(column.wanted)", hint: hint))
        }
        chunk.selection.remove(rows)
    }

    /// SQLite would store NaN as NULL.
    private func rejectNaN(_ position: Int, _ chunk: Chunk) {
        let column = chunk.columns[position]
        let doubles = unsafe column.doubles
        let rows = chunk.selectedRows { row in
            unsafe doubles[row].isNaN && !column.isNull(row)
        }
        for row in rows {
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, column: plan.columns[position].field.name,
                    message: "found 'NaN', which SQLite cannot store as a number",
                    hint: "declare it with --types \(plan.columns[position].field.name):text"))
        }
        chunk.selection.remove(rows)
    }

    private func rejectNullKey(_ position: Int, _ chunk: Chunk) {
        let column = chunk.columns[position]
        let rows = chunk.selectedRows { column.isNull($0) }
        for row in rows {
            chunk.reject(
                RowFault(
                    row: row, code: .constraint, column: plan.columns[position].field.name,
                    message: "found NULL in the key, wanted a value",
                    hint: "choose key columns that every record has"))
        }
        chunk.selection.remove(rows)
    }

    // MARK: Casts and checks

    private func castToBoolean(
        _ column: Column, in chunk: Chunk, _ planned: SQLiteSinkPlan.Column
    ) -> [Int] {
        guard column.representation == .slices else { return [] }
        column.setAllValid(chunk.rowCount)
        let slices = unsafe column.slices
        let cells = unsafe column.int64s
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let misfits = chunk.selectedRows { row in
            let slice = unsafe slices[row]
            if slice.isNull {
                column.setNull(row)
                return false
            }
            // SAFETY: a slice lies in the chunk's bytes, which are padded.
            let text = unsafe bytes + slice.start
            guard unsafe planned.isLenient || isBooleanText(text, slice.length),
                let value = unsafe parseBoolean(text, slice.length)
            else { return true }
            unsafe cells[row] = value ? 1 : 0
            return false
        }
        column.representation = .int64
        return misfits
    }

    private func check(
        _ column: Column, in chunk: Chunk, _ planned: SQLiteSinkPlan.Column
    ) -> [Int] {
        let mustSurvive = planned.affinity.convertsText
        // An untyped column's text needs no look.
        guard planned.type != .text || mustSurvive else { return [] }
        let slices = unsafe column.slices
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        let type = planned.type
        let isLenient = planned.isLenient
        return chunk.selectedRows { row in
            let slice = unsafe slices[row]
            guard !slice.isNull else { return false }
            // SAFETY: a slice lies in the chunk's bytes, which are padded.
            let text = unsafe bytes + slice.start
            guard unsafe matches(type, text, slice.length, lenient: isLenient) else { return true }
            guard mustSurvive else { return false }
            return unsafe !survives(planned.affinity, type, text, slice.length)
        }
    }
}

extension SQLiteSinkPlan.Column {
    /// What a value must be, for messages.
    fileprivate var wanted: String {
        guard binding == .text, affinity.convertsText else { return type.rawValue }
        return "\(type.rawValue) that SQLite's column '\(name)' does not change"
    }
}

extension Chunk {
    /// The selected rows of which `isWanted` holds, ascending.
    @inline(__always)
    func selectedRows(_ isWanted: (Int) -> Bool) -> [Int] {
        var found: [Int] = []
        unsafe selection.withRows { list, count in
            for position in 0..<count {
                let row = unsafe list.map { unsafe Int($0[position]) } ?? position
                if isWanted(row) { found.append(row) }
            }
        }
        return found
    }
}

/// The first 40 characters, for a message.
private func excerpt(_ text: String) -> String {
    text.count <= 40 ? text : String(text.prefix(39)) + "…"
}
