import TrancheColumnar

/// Makes a chunk's values what Singer has: a key without NULL, finite numbers, dates and times as RFC
/// 3339; a row with another one becomes a fault and leaves the selection.
struct SingerValues: Sendable {
    private let fields: [Field]
    private let keys: [Int]

    /// - Parameters:
    ///   - schema: The columns.
    ///   - keys: Those of the key.
    init(_ schema: Schema, keys: [String]) {
        fields = schema.fields
        self.keys = keys.compactMap { schema.index(of: $0) }
    }

    /// Gives the chunk columns of its own where a value is spelled anew; the others stay as they are.
    ///
    /// - Precondition: the chunk's columns are the schema's.
    func prepare(_ chunk: Chunk) {
        precondition(chunk.columns.count == fields.count, "a chunk of another schema")
        var refused: Set<Int> = []
        for index in keys { refuseNulls(index, chunk, &refused) }
        for (index, field) in fields.enumerated() {
            switch field.type {
            case .numeric, .doublePrecision: refuseSpecials(index, chunk, &refused)
            case .date, .timestamp, .timestamptz: spellMoments(index, chunk, &refused)
            default: continue
            }
        }
        chunk.selection.remove(refused.sorted())
    }

    private func refuseNulls(_ index: Int, _ chunk: Chunk, _ refused: inout Set<Int>) {
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            guard chunk.columns[index].isNull(row), refused.insert(row).inserted else { continue }
            chunk.reject(
                RowFault(
                    row: row, code: .constraint, column: fields[index].name,
                    message: "found NULL in the key, wanted a value",
                    hint: "leave such records out with a filter, or fill in a value"))
        }
    }

    /// JSON has no NaN and no infinity.
    private func refuseSpecials(_ index: Int, _ chunk: Chunk, _ refused: inout Set<Int>) {
        let column = chunk.columns[index]
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            guard !column.isNull(row), let found = special(column, row, chunk),
                refused.insert(row).inserted
            else { continue }
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, column: fields[index].name,
                    message: "found \(found), wanted a number that JSON has",
                    hint: "make it NULL before: derive x = nullif(x, 'NaN')"))
        }
    }

    /// What a value is that is no finite number; `nil` of any other, also of one that does not fit.
    private func special(_ column: Column, _ row: Int, _ chunk: Chunk) -> String? {
        switch column.representation {
        case .int64: return nil
        case .double:
            let value = unsafe column.doubles[row]
            return value.isFinite ? nil : "'\(value)'"
        case .slices:
            let slice = unsafe column.slices[row]
            let text = unsafe UnsafePointer(chunk.bytes.base + slice.start)
            var value = 0.0
            // Nearly every other number has a digit or a point at its end.
            guard slice.length > 0, case let last = unsafe text[slice.length - 1],
                last > 0x39 || last <= 0x20,
                unsafe parseDouble(text, slice.length, &value), !value.isFinite
            else { return nil }
            return chunk.excerpt(slice)
        }
    }

    private func spellMoments(_ index: Int, _ chunk: Chunk, _ refused: inout Set<Int>) {
        let (column, field) = (chunk.columns[index], fields[index])
        guard column.representation == .slices else { return }
        let count = chunk.selection.count
        let fresh = chunk.takeColumn(rows: chunk.rowCount)
        // 16 bytes behind each text are read.
        chunk.bytes.reserve(chunk.bytes.count + count * longestRFC3339 + 64)
        for position in 0..<count {
            let row = chunk.selection.row(position)
            let slice = unsafe column.slices[row]
            unsafe fresh.slices[row] = slice
            guard !slice.isNull, !refused.contains(row) else { continue }
            let start = chunk.bytes.count
            // SAFETY: the room is reserved, and the cell lies inside the chunk's bytes.
            let written = unsafe rfc3339Text(
                of: UnsafePointer(chunk.bytes.base + slice.start), slice.length, as: field.type,
                lenient: field.origin == .declared, to: chunk.bytes.base + start)
            guard let written, start + written <= Int(UInt32.max) else {
                refused.insert(row)
                chunk.reject(noMoment(row, field, chunk.excerpt(slice)))
                continue
            }
            chunk.bytes.count = start + written
            unsafe fresh.slices[row] = FieldSlice(offset: start, length: written)
        }
        chunk.columns[index] = fresh
    }

    private func noMoment(_ row: Int, _ field: Field, _ found: String) -> RowFault {
        RowFault(
            row: row, code: .typeMismatch, column: field.name,
            message: "found \(found), wanted \(field.type.rawValue) as RFC 3339 has it",
            hint: "send it as text: cast \(field.name) as text")
    }
}
