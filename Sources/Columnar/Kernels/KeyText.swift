/// The most bytes that ``keyText(of:_:as:to:)`` writes beyond those of the text.
public let keyTextPadding = 40

/// Whether values of a type may be spelled in several ways and are compared by value.
public func comparesByValue(_ type: DataType) -> Bool {
    switch type {
    case .boolean, .bigint, .numeric, .doublePrecision, .uuid: true
    case .text, .date, .timestamp, .timestamptz, .bytea, .json: false
    }
}

/// Writes a value so that two texts of a type give the same bytes exactly when they are equal:
/// `1`, `+1` and `1.00` of a numeric do, and `0` and `-0`.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
///   - type: A type that ``comparesByValue(_:)``.
///   - destination: Room for `length` + ``keyTextPadding`` bytes; must not overlap the text.
/// - Returns: The bytes written, or `nil` when the text does not fit the type.
public func keyText(
    of p: UnsafePointer<UInt8>, _ length: Int, as type: DataType,
    to destination: UnsafeMutablePointer<UInt8>
) -> Int? {
    switch type {
    case .doublePrecision:
        var value = 0.0
        guard unsafe parseDouble(p, length, &value) else { return nil }
        return unsafe keyText(of: value, to: destination)
    case .numeric: return unsafe numericKey(p, length, to: destination)
    case .uuid:
        guard unsafe isLenientUUID(p, length) else { return nil }
        var count = 0
        for place in 0..<length {
            let byte = unsafe p[place]
            if byte == 0x2D || byte == 0x7B || byte == 0x7D { continue }
            unsafe destination[count] = byte | 0x20
            count += 1
        }
        return count
    default: return unsafe normalizedText(of: p, length, as: type, to: destination)
    }
}

/// Writes a double so that equal ones give the same bytes: the two zeros do, and all NaNs.
public func keyText(of value: Double, to destination: UnsafeMutablePointer<UInt8>) -> Int {
    unsafe formatDouble(value == 0 ? 0 : value, to: destination)
}

/// Sign, digits from the first to the last that is not 0, and the power of ten they stand at.
private func numericKey(
    _ p: UnsafePointer<UInt8>, _ length: Int, to destination: UnsafeMutablePointer<UInt8>
) -> Int? {
    let text = unsafe trimmed(p, length)
    guard let shape = unsafe NumberShape(lenient: p, text), shape.fitsNumeric else {
        guard let special = unsafe specialNumber(p + text.lowerBound, text.count) else {
            return nil
        }
        return unsafe formatDouble(special, to: destination)
    }
    var at = text.lowerBound
    if unsafe p[at] == 0x2D || p[at] == 0x2B { at += 1 }
    var count = 0
    if shape.isNegative {
        unsafe destination[0] = 0x2D
        count = 1
    }
    let start = count
    var left = shape.integerDigits + shape.fractionDigits
    while left > 0 {
        let byte = unsafe p[at]
        at += 1
        if byte == 0x2E { continue }
        left -= 1
        if byte == 0x30 && count == start { continue }
        unsafe destination[count] = byte
        count += 1
    }
    guard count > start else {
        unsafe destination[0] = 0x30
        return 1
    }
    var exponent = shape.exponent - shape.fractionDigits
    while unsafe destination[count - 1] == 0x30 {
        count -= 1
        exponent += 1
    }
    unsafe destination[count] = 0x65
    count += 1
    return unsafe count + formatInt64(Int64(exponent), to: destination + count)
}
