/// Whether the text is exactly `true` or `false`.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
/// - Returns: Whether a JSON writer may copy the text as it is.
@inlinable
public func isBooleanText(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard length == 4 || length == 5 else { return false }
    let word = unsafe loadWord(p)
    if length == 4 { return word & 0xFFFF_FFFF == 0x6575_7274 }
    return word & 0x00FF_FFFF_FFFF == 0x0065_736C_6166
}

/// The truth value of what PostgreSQL reads as a boolean: `true`, `yes`, `on`, `1`, `false`, `no`,
/// `off`, `0`, any unambiguous beginning of them, in any letter case, blanks around them.
///
/// - Returns: `nil` when the text is none of these.
/// - SeeAlso: PostgreSQL manual, §8.6.
public func parseBoolean(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool? {
    if unsafe isBooleanText(p, length) { return length == 4 }
    let text = unsafe trimmed(p, length)
    guard !text.isEmpty else { return nil }
    let start = unsafe p + text.lowerBound
    let count = text.count
    if count == 1, unsafe start[0] == 0x31 || start[0] == 0x30 { return unsafe start[0] == 0x31 }
    if unsafe begins(start, count, "true") || begins(start, count, "yes") { return true }
    if unsafe begins(start, count, "false") || begins(start, count, "no") { return false }
    // A single `o` could be either.
    guard count >= 2 else { return nil }
    if unsafe begins(start, count, "on") { return true }
    return unsafe begins(start, count, "off") ? false : nil
}

/// Whether the text is a beginning of `word`, which is in lower case, in any letter case.
private func begins(_ p: UnsafePointer<UInt8>, _ length: Int, _ word: StaticString) -> Bool {
    guard length <= word.utf8CodeUnitCount else { return false }
    for at in 0..<length where unsafe p[at] | 0x20 != word.utf8Start[at] { return false }
    return true
}

/// Whether a value's text fits a column of `type`.
///
/// - Parameters:
///   - type: The column's type. Every text fits `text`.
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
///   - lenient: False for inferred columns: only the spellings of ``classifyValue(_:_:)`` fit, where
///     integers are decimals too; for `double precision`, JSON numbers in range. True for declared
///     columns: what PostgreSQL reads fits, but for dates only ISO 8601 that it would not change,
///     and for bytea only `\x` and hexadecimal digits.
/// - Returns: Whether the column takes the text as it stands.
@inlinable
public func matches(
    _ type: DataType, _ p: UnsafePointer<UInt8>, _ length: Int, lenient: Bool
) -> Bool {
    var integer: Int64 = 0
    switch type {
    case .text: return true
    case .bigint:
        return unsafe parseCanonicalInt64(p, length, &integer)
            || (lenient && parseOtherInt64(p, length, &integer))
    case .numeric:
        return unsafe parseCanonicalInt64(p, length, &integer)
            || (lenient ? isLenientNumeric(p, length) : isCanonicalNumeric(p, length))
    case .boolean:
        return unsafe isBooleanText(p, length) || (lenient && parseBoolean(p, length) != nil)
    case .doublePrecision:
        var double = 0.0
        return unsafe (lenient || isCanonicalNumber(p, length)) && parseDouble(p, length, &double)
    case .date, .timestamp, .timestamptz:
        return unsafe matchesMoment(type, p, length, lenient: lenient)
    case .uuid:
        return unsafe lenient ? isLenientUUID(p, length) : isCanonicalUUID(p, length)
    case .bytea: return unsafe isCanonicalBytea(p, length)
    case .json: return unsafe isValidJSON(p, length)
    }
}

@usableFromInline
func matchesMoment(
    _ type: DataType, _ p: UnsafePointer<UInt8>, _ length: Int, lenient: Bool
) -> Bool {
    if let moment = unsafe classifyMoment(p, length), moment.type == type { return true }
    return unsafe lenient && isLenientMoment(p, length, type)
}
