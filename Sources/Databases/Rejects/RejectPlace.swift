import TrancheColumnar

/// A table that rejects go to.
public enum RejectPlace: Sendable, Hashable {
    case sqlite(path: String, table: String)
    case postgresql(PostgreSQLAddress, table: PostgreSQLName)

    /// What a person calls it, without passwords.
    public var name: String {
        switch self {
        case .sqlite(let path, let table): "sqlite:\(path)#\(table)"
        case .postgresql(let address, let table): "\(address.name)#\(table.text)"
        }
    }

    /// The table's name as messages have it.
    var table: String {
        switch self {
        case .sqlite(_, let table): table
        case .postgresql(_, let table): table.text
        }
    }

    /// The table's name in a statement.
    var quoted: String {
        switch self {
        case .sqlite(_, let table): SQLDialect.sqlite.quoted(table)
        case .postgresql(_, let table): table.quoted
        }
    }

    /// - Throws: `JobError(.usage)` for a name that is not the user's to take.
    func checkName() throws(JobError) {
        let folded =
            switch self {
            case .sqlite(_, let table): foldedName(table)
            case .postgresql(_, let table): foldedName(table.table)
            }
        guard !folded.hasPrefix("_tranche_"), !folded.hasPrefix("sqlite_"), !folded.utf8.contains(0)
        else {
            throw JobError(
                .usage, "found table name '\(table)', which SQLite or Tranche keeps for itself",
                hint: "name another table for the rejects")
        }
    }
}
