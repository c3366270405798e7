/// How rows meet those that a table has already.
public enum WriteMode: Sendable, Hashable {
    /// Every row is added.
    case append
    /// The rows take the place of the table's content, all at once at the end.
    case replace
    /// A row with the key of a row that is there gives it new values.
    ///
    /// With `skipsUnchanged` a row that is there with the same values is left out, and counted.
    case upsert(key: [String], skipsUnchanged: Bool = false)
    /// A row with the key of a row that is there is left out, and counted.
    case insertIgnore(key: [String])
    /// A row gives its other values to the rows of its key; one whose key is not there is left out,
    /// and counted. The key need not be unique.
    /// With `skipsUnchanged` rows that have these values are left as they are, and counted.
    case update(key: [String], skipsUnchanged: Bool = false)
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

    /// Whether rows stay untouched that already have the values that come.
    ///
    /// The server compares the values themselves, byte by byte, with what it would write in their
    /// place: no hash of an earlier run has to be kept, none can be outdated by another writer, and
    /// two different rows are never taken for one.
    public var skipsUnchanged: Bool {
        switch self {
        case .upsert(_, let skips), .update(_, let skips): skips
        case .append, .replace, .insertIgnore, .delete: false
        }
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
