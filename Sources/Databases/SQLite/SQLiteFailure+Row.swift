import CSQLite
import TrancheColumnar

extension SQLiteFailure {
    /// Whether one row's values are the reason, and other rows may do.
    var isOfRow: Bool {
        [SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG].contains(status & 0xFF)
    }

    /// The fault of the row that was inserted alone; `table` is the statement's name for the table,
    /// `displayName` the user's, who knows nothing of a loading table.
    func fault(of row: Int, _ plan: SQLiteSinkPlan, table: String, _ displayName: String)
        -> RowFault
    {
        RowFault(
            row: row, code: .constraint, column: column(plan, table),
            message: table == displayName ? text : text.replacing(table, with: displayName),
            hint: hint(displayName))
    }

    /// The input's name of the one column that the text names.
    private func column(_ plan: SQLiteSinkPlan, _ table: String) -> String? {
        let mark: String
        switch status {
        case Constraint.notNull, Constraint.primaryKey, Constraint.unique,
            Constraint.rowid:
            mark = " constraint failed: "
        case Constraint.dataType: mark = " column "
        default: return nil
        }
        guard let range = text.firstRange(of: mark) else { return nil }
        let place = String(text[range.upperBound...])
        return plan.columns.first { sameName("\(table).\($0.name)", place) }?.field.name
    }

    private func hint(_ table: String) -> String {
        switch status {
        case Constraint.primaryKey, Constraint.unique, Constraint.rowid:
            "correct the record, or choose another mode"
        case Constraint.trigger:
            "correct the record, or look at the triggers of table '\(table)'"
        case SQLITE_TOOBIG: "shorten the value, or leave its column out"
        default: "correct the record"
        }
    }
}

extension RowFault {
    /// The fault when the database answered with the end of the transaction: no row of it is left.
    func afterRollback(_ rows: Int) -> RowFault {
        var fault = self
        let place = rows > 1 ? "in this record or one of the next \(rows - 1), " : ""
        fault.message += ", \(place)which rolled back the whole transaction"
        fault.hint = "correct the record, or let the table say ABORT instead of ROLLBACK"
        return fault
    }
}

/// Extended result codes, which are macros that Swift does not import.
///
/// - SeeAlso: <https://www.sqlite.org/rescode.html#constraint>
private enum Constraint {
    static let notNull = SQLITE_CONSTRAINT | 5 << 8
    static let primaryKey = SQLITE_CONSTRAINT | 6 << 8
    static let trigger = SQLITE_CONSTRAINT | 7 << 8
    static let unique = SQLITE_CONSTRAINT | 8 << 8
    static let rowid = SQLITE_CONSTRAINT | 10 << 8
    static let dataType = SQLITE_CONSTRAINT | 12 << 8
}
