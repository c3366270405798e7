import TrancheColumnar

/// Turns a chunk's selected rows into lines of COPY's text format, and sets rows aside that do not fit.
///
/// Immutable, so that many workers use one.
///
/// - SeeAlso: PostgreSQL manual, COPY, "Text Format".
struct CopyTextEncoder: Sendable {
    let plan: PostgreSQLSinkPlan
    /// Whether each line ends with its number in the chunk, from 0.
    let isNumbered: Bool

    /// Writes into `chunk.output`, one line a selected row.
    func encode(_ chunk: Chunk) {
        for (position, column) in plan.columns.enumerated() {
            if column.isChecked { check(position, column, chunk) }
            if column.isKey { chunk.rejectNulls(inKey: position, column.field) }
        }
        let writer = CopyTextWriter(chunk)
        let faulty = writer.write(plan.columns, isNumbered: isNumbered)
        guard !faulty.isEmpty else { return }
        for (row, position) in faulty {
            chunk.reject(
                RowFault(
                    row: row, code: .invalidText, column: plan.columns[position].field.name,
                    message: "found a NUL in a text, which PostgreSQL cannot hold",
                    hint: "take it out, or leave the column out with -e 'select …'"))
        }
        chunk.selection.remove(faulty.map(\.row))
    }

    private func check(_ position: Int, _ planned: PostgreSQLSinkPlan.Column, _ chunk: Chunk) {
        let column = chunk.columns[position]
        switch column.representation {
        // What the source has as a number needs no look, but where the table has a narrower kind.
        case .int64: if planned.type != .boolean { return }
        case .double: if planned.type == .doublePrecision { return }
        case .slices: break
        }
        let text = chunk.ownedColumn(position)
        castToText(text, in: chunk)
        let slices = unsafe text.slices
        let bytes = unsafe UnsafePointer(chunk.bytes.base)
        var hasOtherSpelling = false
        let type = planned.type
        let takesIntegers = type == .bigint || type == .numeric
        let misfits = unsafe chunk.selectedRows(but: takesIntegers ? slices : nil) { row in
            let slice = unsafe slices[row]
            guard !slice.isNull else { return false }
            // SAFETY: a slice lies in the chunk's bytes, which are padded.
            let start = unsafe bytes + slice.start
            var number: Int64 = 0
            if takesIntegers, unsafe parseCanonicalInt64(start, slice.length, &number) {
                return false
            }
            guard unsafe matches(type, start, slice.length, lenient: planned.isLenient) else {
                return true
            }
            hasOtherSpelling = true
            guard let scale = planned.scale else { return false }
            return unsafe decimals(start, slice.length) > scale
        }
        reject(misfits, planned, text, chunk)
        // Servers before 16 do not read all spellings of integers.
        if type == .bigint, hasOtherSpelling { _ = castToInt64(text, in: chunk, lenient: true) }
    }

    private func reject(
        _ rows: [Int], _ planned: PostgreSQLSinkPlan.Column, _ column: Column, _ chunk: Chunk
    ) {
        guard !rows.isEmpty else { return }
        let hint = planned.field.misfitHint
        let scale = planned.scale.map { " with at most \($0) digits behind the point" } ?? ""
        for row in rows {
            let found = unsafe chunk.excerpt(column.slices[row])
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, column: planned.field.name,
                    message: "found \(found), wanted \(planned.type.rawValue)\(scale)", hint: hint))
        }
        chunk.selection.remove(rows)
    }
}

/// The digits behind the point that are not 0 at the end; those of an exponent count as too many.
private func decimals(_ p: UnsafePointer<UInt8>, _ length: Int) -> Int {
    var point: Int?
    var last = 0
    for at in 0..<length {
        let byte = unsafe p[at]
        if byte == 0x2E { point = at }
        if byte | 0x20 == 0x65 { return Int.max }
        if byte > 0x30, byte <= 0x39 { last = at }
    }
    return point.map { max(0, last - $0) } ?? 0
}
