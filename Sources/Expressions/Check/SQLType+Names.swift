/// Groups of types that convert into each other, for the choice among functions.
///
/// - SeeAlso: PostgreSQL 15, table 53.65, codes of `typcategory`.
enum TypeCategory: Sendable {
    case boolean, number, string, moment, span, array, other, unknown
}

extension SQLType {
    var category: TypeCategory {
        switch self {
        case .boolean: .boolean
        case .smallint, .integer, .bigint, .numeric, .doublePrecision: .number
        case .text: .string
        case .date, .timestamp, .timestamptz: .moment
        case .interval: .span
        case .textArray: .array
        case .bytea, .uuid, .json: .other
        case .unknown: .unknown
        }
    }

    /// Whether its category falls back on it.
    var isPreferred: Bool {
        switch self {
        case .boolean, .doublePrecision, .text, .timestamptz, .interval: true
        default: false
        }
    }

    /// What PostgreSQL calls the type in messages.
    var printedName: String {
        switch self {
        case .timestamp: "timestamp without time zone"
        case .timestamptz: "timestamp with time zone"
        default: rawValue
        }
    }

    /// Whether a value of this type goes where `other` is wanted without being asked to.
    func converts(to other: SQLType) -> Bool {
        self == other || self == .unknown
            || CastTable.entry(from: self, to: other)?.context == .implicit
    }

    /// The type that comparisons of integers are made in, which is exact for all of them.
    var widened: SQLType { isInteger ? .bigint : self }
}
