import TrancheColumnar

/// The statements that write rows; each has a parameter a column, in order, for each of its rows.
extension SQLiteSinkPlan {
    /// The statement for `rows` rows; an update or a delete takes one.
    func statement(into table: String, rows: Int, mode: WriteMode) -> String {
        let dialect = SQLDialect.sqlite
        let names = columns.map(\.name)
        var insert: String { dialect.insert(into: table, columns: names, rows: rows) }
        switch mode {
        case .append, .replace: return insert
        case .insertIgnore: return insert + dialect.onConflictIgnore(key: key)
        case .upsert:
            let upsert = insert + dialect.onConflictUpdate(key: key, columns: names)
            let pairs = compared(mode).map { column in
                let name = dialect.quoted(column.name)
                return (column, "\(dialect.quoted(table)).\(name)", "excluded.\(name)")
            }
            return mode.skipsUnchanged && !pairs.isEmpty
                ? upsert + " WHERE \(differs(pairs))" : upsert
        case .update:
            let changes = changed.map { "\(dialect.quoted($0.name)) = \(parameter($0))" }
            let pairs = compared(mode).map { ($0, dialect.quoted($0.name), parameter($0)) }
            return "UPDATE \(dialect.quoted(table)) SET \(changes.joined(separator: ", "))"
                + " WHERE \(isOfKey)" + (mode.skipsUnchanged ? " AND (\(differs(pairs)))" : "")
        case .delete: return "DELETE FROM \(dialect.quoted(table)) WHERE \(isOfKey)"
        }
    }

    /// The query that tells whether the table has the key of a row; it has all the parameters.
    func search(in table: String) -> String {
        let last = SQLDialect.sqlite.placeholder(columns.count)
        return
            "SELECT 1 FROM \(SQLDialect.sqlite.quoted(table)) WHERE \(isOfKey) AND \(last) IS \(last)"
    }

    private var isOfKey: String {
        columns.filter(\.isKey).map { "\(SQLDialect.sqlite.quoted($0.name)) = \(parameter($0))" }
            .joined(separator: " AND ")
    }

    /// The columns that are compared where rows that change nothing are left out.
    private func compared(_ mode: WriteMode) -> [Column] {
        guard let name = mode.hashColumn else { return changed }
        return changed.filter { sameName($0.name, name) }
    }

    private func parameter(_ column: Column) -> String {
        let index = columns.firstIndex { $0.name == column.name } ?? 0
        return SQLDialect.sqlite.placeholder(index + 1)
    }

    /// Whether a column is not what it would be; NULL is like NULL, and letters are not without their
    /// case, whatever the column's collation.
    private func differs(_ pairs: [(column: Column, old: String, new: String)]) -> String {
        pairs.map { column, old, new in
            let differs = "\(old) IS NOT \(new) COLLATE BINARY"
            // A column without a type holds 1 and 1.0 as two values that are equal.
            guard column.affinity == .blob else { return differs }
            return "\(differs) OR typeof(\(old)) IS NOT typeof(\(new))"
        }.joined(separator: " OR ")
    }
}
