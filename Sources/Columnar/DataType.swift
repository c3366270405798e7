/// The type of a column, named as PostgreSQL names it.
///
/// A column of any type may be held as text slices; see ``Column/Representation``.
public enum DataType: String, Sendable, Hashable, CaseIterable {
    case boolean
    case bigint
    case numeric
    case doublePrecision = "double precision"
    case text
    case date
    case timestamp
    case timestamptz
    case bytea
    case uuid
    case json

    /// The type PostgreSQL calls `name`, in any letter case; `nil` when there is none.
    ///
    /// `integer` and `smallint` widen to `bigint`, `real` to `double precision`, `varchar(n)` and
    /// `numeric(p,s)` lose their modifiers.
    ///
    /// - SeeAlso: PostgreSQL manual, table 8.1, data types and their aliases.
    public init?(name: String) {
        let words = name.lowercased().split(separator: "(", maxSplits: 1)
        guard let first = words.first else { return nil }
        let bare = first.split(separator: " ").joined(separator: " ")
        if let exact = DataType(rawValue: bare) {
            self = exact
            return
        }
        switch bare {
        case "bool": self = .boolean
        case "int8", "int", "int4", "integer", "int2", "smallint": self = .bigint
        case "decimal": self = .numeric
        case "float8", "float4", "float", "real", "double": self = .doublePrecision
        case "varchar", "character varying", "char", "character", "string": self = .text
        case "timestamp without time zone", "datetime": self = .timestamp
        case "timestamp with time zone": self = .timestamptz
        case "blob": self = .bytea
        case "jsonb": self = .json
        default: return nil
        }
    }
}
