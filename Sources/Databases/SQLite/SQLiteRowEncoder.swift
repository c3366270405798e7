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
                misfits = castToInt64(
                    chunk.ownedColumn(position), in: chunk, lenient: column.isLenient)
            case .double:
                misfits = castToDouble(
                    chunk.ownedColumn(position), in: chunk, lenient: column.isLenient)
            case .boolean:
                misfits = castToBoolean(chunk.ownedColumn(position), in: chunk, column)
            case .text:
                castToText(chunk.columns[position], in: chunk)
                misfits = check(chunk.columns[position], in: chunk, column)
            case .blob: misfits = []
            }
            reject(misfits, position, chunk)
            if column.binding == .double { rejectNaN(position, chunk) }
            if column.isKey { chunk.rejectNulls(inKey: position, column.field) }
        }
    }

    private func reject(_ rows: [Int], _ position: Int, _ chunk: Chunk) {
        guard !rows.isEmpty else { return }
        let column = plan.columns[position]
        // The cells of rows that did not fit still hold their slices.
        let slices = unsafe chunk.columns[position].slices
        let hint = column.field.misfitHint
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

/// The first 40 characters, for a message.
private func excerpt(_ text: String) -> String {
    text.count <= 40 ? text : String(text.prefix(39)) + "…"
}
