/// A value that is a row of one table.
public protocol Entity: Sendable {
    /// The table's name, unquoted.
    static var table: String { get }
    /// The columns that tell one row from another, at least one.
    static var keyColumns: [String] { get }
    /// All columns, in the order of ``values``.
    static var columns: [String] { get }
    init(row: SQLRow) throws
    var values: [SQLValue] { get }
}

/// A column of an entity and the type of its values.
public struct Attribute<Value: SQLConvertible>: Sendable {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public func among(_ values: [Value]) -> Predicate { .among(name, values.map(\.sqlValue)) }
    public var ascending: SortOrder { SortOrder(column: name, isAscending: true) }
    public var descending: SortOrder { SortOrder(column: name, isAscending: false) }

    /// `nil` finds NULL, and a value differs from NULL; order comparisons never find NULL.
    public static func == (attribute: Self, value: Value) -> Predicate {
        .compare(attribute.name, .equal, value.sqlValue)
    }
    public static func != (attribute: Self, value: Value) -> Predicate {
        .compare(attribute.name, .unequal, value.sqlValue)
    }
    public static func < (attribute: Self, value: Value) -> Predicate {
        .compare(attribute.name, .less, value.sqlValue)
    }
    public static func <= (attribute: Self, value: Value) -> Predicate {
        .compare(attribute.name, .lessOrEqual, value.sqlValue)
    }
    public static func > (attribute: Self, value: Value) -> Predicate {
        .compare(attribute.name, .greater, value.sqlValue)
    }
    public static func >= (attribute: Self, value: Value) -> Predicate {
        .compare(attribute.name, .greaterOrEqual, value.sqlValue)
    }
}

extension Attribute where Value == String {
    /// Letter case matters, and `%` or `_` are ordinary letters.
    public func hasPrefix(_ prefix: String) -> Predicate { .prefix(name, prefix) }
}

/// One column of an ORDER BY.
public struct SortOrder: Sendable, Hashable {
    public var column: String
    public var isAscending: Bool
}

/// A part of a long list: `limit` rows after the first `offset`.
public struct Page: Sendable, Hashable {
    /// 1 or more.
    public var limit: Int
    /// 0 or more.
    public var offset: Int

    public init(limit: Int, offset: Int = 0) {
        precondition(limit >= 1 && offset >= 0, "a page of \(limit) after \(offset)")
        self.limit = limit
        self.offset = offset
    }
}
