/// Writes a declared value's text in the one spelling its type prints, for writers that must not
/// copy it as it stands, such as JSON's.
///
/// - boolean: `true` or `false`.
/// - bigint: no blanks, `+` or leading zeros.
/// - numeric: a JSON number with the digits, scale and exponent of the text: `+007.50` becomes
///   `7.50`, `.5` `0.5`, `5.` `5`, `-0.0` `0.0`; or `NaN`, `Infinity`, `-Infinity`.
/// - double precision: as ``formatDouble(_:to:)`` prints it.
/// - every other type: the text without the blanks around it; text and json are copied whole.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
///   - type: The column's type.
///   - destination: Room for `length` + ``maximumDoubleLength`` bytes; must not overlap the text.
/// - Returns: The bytes written, or `nil` when the text does not fit the type.
public func normalizedText(
    of p: UnsafePointer<UInt8>, _ length: Int, as type: DataType,
    to destination: UnsafeMutablePointer<UInt8>
) -> Int? {
    switch type {
    case .boolean:
        guard let value = unsafe parseBoolean(p, length) else { return nil }
        return unsafe write(value ? "true" : "false", to: destination)
    case .bigint:
        var value: Int64 = 0
        guard unsafe parseInt64(p, length, &value) else { return nil }
        return unsafe formatInt64(value, to: destination)
    case .doublePrecision:
        var value = 0.0
        guard unsafe parseDouble(p, length, &value) else { return nil }
        return unsafe formatDouble(value, to: destination)
    case .numeric: return unsafe normalizedNumeric(p, length, to: destination)
    case .text, .json:
        guard unsafe matches(type, p, length, lenient: true) else { return nil }
        return unsafe copy(p, 0..<length, to: destination)
    case .date, .timestamp, .timestamptz, .bytea, .uuid:
        guard unsafe matches(type, p, length, lenient: true) else { return nil }
        return unsafe copy(p, trimmed(p, length), to: destination)
    }
}

private func write(_ text: StaticString, to destination: UnsafeMutablePointer<UInt8>) -> Int {
    unsafe destination.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    return text.utf8CodeUnitCount
}

private func copy(
    _ p: UnsafePointer<UInt8>, _ range: Range<Int>, to destination: UnsafeMutablePointer<UInt8>
) -> Int {
    unsafe destination.update(from: p + range.lowerBound, count: range.count)
    return range.count
}

private func normalizedNumeric(
    _ p: UnsafePointer<UInt8>, _ length: Int, to destination: UnsafeMutablePointer<UInt8>
) -> Int? {
    let text = unsafe trimmed(p, length)
    let start = unsafe p + text.lowerBound
    guard let shape = unsafe NumberShape(lenient: p, text), shape.fitsNumeric else {
        guard let special = unsafe specialNumber(start, text.count) else { return nil }
        return unsafe formatDouble(special, to: destination)
    }
    var at = text.lowerBound
    if unsafe p[at] == 0x2D || p[at] == 0x2B { at += 1 }
    let mantissaEnd =
        at + shape.integerDigits + shape.fractionDigits + (shape.fractionDigits > 0 ? 1 : 0)
    var count = 0
    if shape.isNegative, (at..<mantissaEnd).contains(where: { unsafe p[$0] &- 0x31 < 9 }) {
        unsafe destination[0] = 0x2D
        count = 1
    }
    let integerEnd = at + shape.integerDigits
    while at < integerEnd - 1, unsafe p[at] == 0x30 { at += 1 }
    if shape.integerDigits == 0 {
        unsafe destination[count] = 0x30
        count += 1
    }
    unsafe count += copy(p, at..<mantissaEnd, to: destination + count)
    guard shape.hasExponent else { return count }
    let tail = unsafe integerEnd + (p[integerEnd] == 0x2E ? 1 + shape.fractionDigits : 0)
    return unsafe count + copy(p, tail..<text.upperBound, to: destination + count)
}
