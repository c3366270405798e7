/// What a value's text may be taken for without losing a character of it.
public enum ValueClass: UInt8, Sendable, Hashable, CaseIterable {
    case boolean
    case bigint
    case numeric
    case date
    case timestamp
    case timestamptz
    case uuid
    case text

    /// The column type that holds such values.
    public var type: DataType {
        switch self {
        case .boolean: .boolean
        case .bigint: .bigint
        case .numeric: .numeric
        case .date: .date
        case .timestamp: .timestamp
        case .timestamptz: .timestamptz
        case .uuid: .uuid
        case .text: .text
        }
    }
}

/// Tells what a value is by its text alone, for type inference; whatever has another spelling
/// than its type would print is text.
///
/// - boolean: `true`, `false`.
/// - bigint: `-?(0|[1-9][0-9]*)` without `-0`, within `Int64`.
/// - numeric: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?` that is no bigint and not `-0`,
///   with at most 131072 digits before and 16383 behind the point. `007`, `+5`, `.5` are text.
/// - date: `YYYY-MM-DD`, a day that the calendar has.
/// - timestamp: `YYYY-MM-DD[ T]HH:MM:SS` and up to six digits behind a point, before 24:00.
/// - timestamptz: the same and `Z`, `±HH`, `±HHMM` or `±HH:MM`.
/// - uuid: 8-4-4-4-12 hexadecimal digits.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more; the empty text is text.
/// - Returns: The narrowest class; never that of a NULL, which the caller knows.
public func classifyValue(_ p: UnsafePointer<UInt8>, _ length: Int) -> ValueClass {
    guard length > 0 else { return .text }
    let first = unsafe p[0]
    if first &- 0x30 < 10 || first == 0x2D {
        var value: Int64 = 0
        if unsafe parseCanonicalInt64(p, length, &value) { return .bigint }
        if unsafe isCanonicalNumeric(p, length) { return .numeric }
        if let moment = unsafe classifyMoment(p, length) { return moment }
    } else if unsafe isBooleanText(p, length) {
        return .boolean
    }
    return unsafe isCanonicalUUID(p, length) ? .uuid : .text
}
