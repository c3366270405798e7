import TrancheColumnar

/// The types that every server numbers alike.
///
/// - SeeAlso: pg_type.dat in PostgreSQL's sources.
enum PostgreSQLType {
    static let boolean: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let oid: UInt32 = 26
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let text: UInt32 = 25
    static let varchar: UInt32 = 1043
    static let numeric: UInt32 = 1700
    static let date: UInt32 = 1082
    static let timestamp: UInt32 = 1114
    static let timestamptz: UInt32 = 1184
    static let uuid: UInt32 = 2950

    /// The type of a column of type `oid`; `nil` for those that are read as their text, or as JSON.
    static func dataType(_ oid: UInt32) -> DataType? {
        switch oid {
        case boolean: .boolean
        case bytea: .bytea
        case int8, int2, int4, Self.oid: .bigint
        case float4, float8: .doublePrecision
        case numeric: .numeric
        case text, varchar, 1042, 19, 18: .text
        case date: .date
        case timestamp: .timestamp
        case timestamptz: .timestamptz
        case uuid: .uuid
        case 114, 3802: .json
        default: nil
        }
    }
}

extension DataType {
    /// The type as a new PostgreSQL table declares it.
    var postgreSQLDeclaration: String { rawValue }
}
