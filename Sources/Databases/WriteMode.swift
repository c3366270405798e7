/// What happens to rows that would change nothing.
public enum UnchangedRows: Sendable, Hashable {
    /// They are written like any.
    case written
    /// They are left out, and counted.
    ///
    /// The server compares the values themselves, byte by byte, with those that it would write in
    /// their place: no hash of an earlier run has to be kept, none can be outdated by another writer,
    /// and two different rows are never taken for one.
    case skipped
    /// As `skipped`, but only this column is compared, in which the input has a hash of the others:
    /// for wide tables that nobody else writes.
    case skippedByHash(column: String)
}

/// How rows meet those that a table has already.
public enum WriteMode: Sendable, Hashable {
    /// Every row is added.
    case append
    /// The rows take the place of the table's content, all at once at the end.
    case replace
    /// A row with the key of a row that is there gives it new values.
    case upsert(key: [String], unchanged: UnchangedRows = .written)
    /// A row with the key of a row that is there is left out, and counted.
    case insertIgnore(key: [String])
    /// A row gives its other values to the rows of its key; one whose key is not there is left out,
    /// and counted. The key need not be unique.
    case update(key: [String], unchanged: UnchangedRows = .written)
    /// The rows of the key go, whatever else the input has; one whose key is not there is left out,
    /// and counted.
    case delete(key: [String])

    /// The columns that tell rows apart; none in modes that do not compare.
    public var key: [String] {
        switch self {
        case .append, .replace: []
        case .upsert(let key, _), .insertIgnore(let key), .update(let key, _), .delete(let key): key
        }
    }

    private var unchanged: UnchangedRows {
        switch self {
        case .upsert(_, let unchanged), .update(_, let unchanged): unchanged
        case .append, .replace, .insertIgnore, .delete: .written
        }
    }

    /// Whether rows stay untouched that have already the values that come.
    public var skipsUnchanged: Bool { unchanged != .written }

    /// The column that stands for all others; `nil` where they are compared themselves.
    var hashColumn: String? {
        if case .skippedByHash(let column) = unchanged { return column }
        return nil
    }

    /// Whether the mode changes rows that are there and adds none, so that the table must exist and
    /// its key need not be unique.
    package var addsNone: Bool {
        switch self {
        case .append, .replace, .upsert, .insertIgnore: false
        case .update, .delete: true
        }
    }
}
