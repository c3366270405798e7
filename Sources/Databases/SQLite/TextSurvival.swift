import TrancheColumnar

/// Whether text that SQLite may turn into a number keeps its meaning in a column of such affinity.
///
/// SQLite stores text that looks like a number as one: as an integer when it fits 64 bits, else as
/// a double, of which it trusts 15 digits. For numbers the value must stay, for other types every
/// character.
///
/// - SeeAlso: <https://www.sqlite.org/datatype3.html>, §3 and §4.2.
func survives(
    _ affinity: SQLiteAffinity, _ type: DataType, _ p: UnsafePointer<UInt8>, _ length: Int
) -> Bool {
    guard let number = unsafe NumberLook(p, length) else { return true }
    let isInteger = unsafe number.isInteger && isInt64(p, length)
    switch type {
    case .numeric, .json:
        if affinity != .real && isInteger { return true }
        // 15 digits within these powers of ten are the same double again.
        return number.significantDigits <= 15 && abs(number.magnitude) < 300
    case _:
        var integer: Int64 = 0
        return unsafe affinity != .real && parseCanonicalInt64(p, length, &integer)
    }
}

private func isInt64(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    var value: Int64 = 0
    return unsafe parseInt64(p, length, &value)
}

/// What SQLite would read as a number: blanks, a sign, digits with a point, an exponent, blanks.
private struct NumberLook {
    var isInteger = true
    /// Digits from the first to the last that is not 0.
    var significantDigits = 0
    /// About the power of ten of the first digit.
    var magnitude = 0

    init?(_ p: UnsafePointer<UInt8>, _ length: Int) {
        var at = 0
        var end = length
        while at < end, unsafe isBlank(p[at]) { at += 1 }
        while end > at, unsafe isBlank(p[end - 1]) { end -= 1 }
        if at < end, unsafe p[at] == 0x2B || p[at] == 0x2D { at += 1 }
        var digits = 0
        var zeros = 0
        var isBehindPoint = false
        while at < end {
            let byte = unsafe p[at]
            if byte == 0x2E, !isBehindPoint {
                isBehindPoint = true
                isInteger = false
            } else if byte &- 0x30 < 10 {
                digits += 1
                if byte != 0x30 {
                    significantDigits += zeros + 1
                    zeros = 0
                } else if significantDigits > 0 {
                    zeros += 1
                }
                if !isBehindPoint, significantDigits > 0 { magnitude += 1 }
                if isBehindPoint, significantDigits == 0 { magnitude -= 1 }
            } else {
                break
            }
            at += 1
        }
        guard digits > 0 else { return nil }
        guard at < end else { return }
        guard unsafe p[at] | 0x20 == 0x65 else { return nil }
        isInteger = false
        var exponent: Int64 = 0
        guard unsafe parseInt64(p + at + 1, end - at - 1, &exponent),
            unsafe !isBlank(p[at + 1])
        else { return nil }
        magnitude += Int(max(-100_000, min(100_000, exponent)))
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
}
