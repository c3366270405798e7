import TrancheColumnar
import TranchePipeline

/// What the sinks of all databases check and say alike when they hold an input against a table.
extension Schema {
    /// Checks that the columns of a key are there.
    func requireKey(_ key: [String]) throws(JobError) {
        for name in key where !fields.contains(where: { sameName($0.name, name) }) {
            let near = nearest(to: name).map { ", did you mean '\($0)'" } ?? ""
            throw JobError(
                .usage, "found no column '\(name)' for the key\(near)",
                hint: "name columns of the input with --key")
        }
    }

    /// Refuses columns that only one side has.
    ///
    /// - Parameters:
    ///   - writable: The names of the table's columns that can be written.
    ///   - required: Those of them that the table cannot fill itself.
    ///   - table: The table and where it is, as messages name them.
    ///   - hint: What to do about a column that only the input has, instead of the nearest name.
    /// - Throws: `JobError(.data)` that lists both sides.
    func requireColumns(
        _ writable: [String], required: [String], of table: String,
        hint: (String) -> String? = { _ in nil }
    ) throws(JobError) {
        let extra = names.filter { name in !writable.contains { sameName($0, name) } }
        let missing = required.filter { column in !names.contains { sameName($0, column) } }
        guard !extra.isEmpty || !missing.isEmpty else { return }
        var sides: [String] = []
        if !extra.isEmpty { sides.append("only in the input: \(listed(extra))") }
        if !missing.isEmpty { sides.append("only in the table: \(listed(missing))") }
        let free = writable.filter { column in !names.contains { sameName($0, column) } }
        let hints = extra.compactMap { name in
            hint(name)
                ?? nearestName(to: name, among: free).map { near in
                    "map it with -e 'rename \(name) as \(near)', or choose columns with -e 'select …'"
                }
        }
        throw JobError(
            .data,
            "found columns that do not match table \(table): " + sides.joined(separator: "; "),
            hint: hints.first
                ?? "leave columns out with -e 'select …', or map them with -e 'rename INPUT as TABLE'"
        )
    }
}

private func listed(_ names: [String]) -> String {
    let most = 20
    let rest = names.count > most ? " and \(names.count - most) more" : ""
    return names.prefix(most).joined(separator: ", ") + rest
}

extension WriteMode {
    /// Checks that a mode that compares has something to compare by.
    func requireKey() throws(JobError) {
        switch self {
        case .append, .replace: break
        case .upsert(let key, _), .insertIgnore(let key), .update(let key, _), .delete(let key):
            guard !key.isEmpty else {
                throw JobError(
                    .usage, "found no key for the mode", hint: "name the key's columns with --key")
            }
        }
    }

    /// Which of the input's columns the mode makes use of; `nil` for all.
    func positions(in schema: Schema) throws(JobError) -> [Int]? {
        guard case .delete(let key) = self else { return nil }
        try schema.requireKey(key)
        return schema.fields.indices.filter { position in
            key.contains { sameName($0, schema.fields[position].name) }
        }
    }

    /// Checks that an update has something to change.
    func requireChanges(_ columns: [String]) throws(JobError) {
        guard case .update(let key, _) = self, columns.isEmpty else { return }
        throw JobError(
            .usage,
            "found no column to update beside the key \(key.joined(separator: ", "))",
            hint: "give the columns that are to change, or use --mode delete")
    }
}

extension Checkpoint {
    /// Checks that the table is there into which a resumed job has written.
    func requireTable(_ isThere: Bool, _ table: String, in place: String) throws(JobError) {
        guard !isThere else { return }
        throw JobError(
            .data,
            "found no table '\(table)' in \(place), where the job has written "
                + "\(counts.written) rows: it was dropped since",
            hint: "start over with --fresh")
    }
}

extension Schema {
    /// The schema with the columns at `positions` alone; all of them for `nil`.
    func narrowed(to positions: [Int]?) -> Schema {
        positions.map { Schema($0.map { fields[$0] }) } ?? self
    }
}

extension Field {
    /// What to do about a value that is not of the column's type.
    var misfitHint: String {
        origin == .inferred
            ? "declare it with --types \(name):text"
            : "correct the value, or let the rejects file take it with --max-rejects"
    }
}

extension Chunk {
    /// Sets the rows aside that have NULL in a column of the key.
    func rejectNulls(inKey position: Int, _ field: Field) {
        let column = columns[position]
        let rows = selectedRows { column.isNull($0) }
        for row in rows {
            reject(
                RowFault(
                    row: row, code: .constraint, column: field.name,
                    message: "found NULL in the key, wanted a value",
                    hint: "choose key columns that every record has"))
        }
        selection.remove(rows)
    }

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
