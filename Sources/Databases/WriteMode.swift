/// How rows meet those that a table has already.
public enum WriteMode: Sendable, Hashable {
    /// Every row is added.
    case append
    /// The rows take the place of the table's content, all at once at the end.
    case replace
    /// A row with the key of a row that is there gives it new values.
    case upsert(key: [String])
    /// A row with the key of a row that is there is left out, and counted.
    case insertIgnore(key: [String])

    /// The columns that tell rows apart; none in modes that do not compare.
    public var key: [String] {
        switch self {
        case .append, .replace: []
        case .upsert(let key), .insertIgnore(let key): key
        }
    }
}
