public import TrancheColumnar

/// The type of an expression, named as PostgreSQL names it.
///
/// A column of a chunk has a ``DataType``; expressions know a few more between column and column.
public enum SQLType: String, Sendable, Hashable, CaseIterable {
    case boolean
    case smallint
    case integer
    case bigint
    case numeric
    case doublePrecision = "double precision"
    case text
    case date
    case timestamp
    case timestamptz
    case interval
    case bytea
    case uuid
    case json
    case textArray = "text[]"
    /// A literal in quotes, or NULL, whose type its surroundings decide.
    case unknown

    /// The type that values of a column have in expressions.
    public init(_ type: DataType) {
        switch type {
        case .boolean: self = .boolean
        case .bigint: self = .bigint
        case .numeric: self = .numeric
        case .doublePrecision: self = .doublePrecision
        case .text: self = .text
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .timestamptz: self = .timestamptz
        case .bytea: self = .bytea
        case .uuid: self = .uuid
        case .json: self = .json
        }
    }

    /// The type of a column that holds such values: integers widen, intervals become text, arrays
    /// json.
    public var columnType: DataType {
        switch self {
        case .boolean: .boolean
        case .smallint, .integer, .bigint: .bigint
        case .numeric: .numeric
        case .doublePrecision: .doublePrecision
        case .text, .unknown, .interval: .text
        case .date: .date
        case .timestamp: .timestamp
        case .timestamptz: .timestamptz
        case .bytea: .bytea
        case .uuid: .uuid
        case .json, .textArray: .json
        }
    }

    /// How values are held while they are calculated with.
    var storage: Storage {
        switch self {
        case .boolean: .bool
        case .smallint, .integer, .bigint, .date, .timestamp, .timestamptz: .int64
        case .numeric: .numeric
        case .doublePrecision: .double
        case .interval: .interval
        case .text, .bytea, .uuid, .json, .textArray, .unknown: .text
        }
    }

    public var isInteger: Bool { self == .smallint || self == .integer || self == .bigint }
    public var isNumber: Bool { isInteger || self == .numeric || self == .doublePrecision }
}

/// What the memory of a ``Vector`` holds.
///
/// A date is its days since 2000-01-01, timestamps are microseconds since 2000-01-01 00:00 (UTC for
/// timestamptz); bytea holds the bytes themselves, uuid its 36 characters in lower case, json its
/// text, an array the text of a JSON array.
enum Storage: Sendable {
    case bool, int64, double, numeric, interval, text
}
