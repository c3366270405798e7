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

    /// The type of a column of type `oid`; `nil` for those that are read as their text, or as JSON.
    static func dataType(_ oid: UInt32) -> DataType? {
        switch oid {
        case boolean: .boolean
        case bytea: .bytea
        case int8, int2, int4, Self.oid: .bigint
        case float4, float8: .doublePrecision
        case 1700: .numeric
        case 25, 1043, 1042, 19, 18: .text
        case 1082: .date
        case 1114: .timestamp
        case 1184: .timestamptz
        case 2950: .uuid
        case 114, 3802: .json
        default: nil
        }
    }
}

extension DataType {
    /// The type as a new PostgreSQL table declares it.
    var postgreSQLDeclaration: String { rawValue }
}
