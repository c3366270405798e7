/// Reads an integer in its canonical spelling, `-?(0|[1-9][0-9]*)` without `-0`, within `Int64`.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
///   - out: The number; untouched when the text is none.
/// - Returns: Whether writing the number again gives the very same text.
@inlinable @inline(__always)
public func parseCanonicalInt64(
    _ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Int64
) -> Bool {
    unsafe parseShortInt64(p, length, &out) || parseAnyCanonicalInt64(p, length, &out)
}

/// Reads an integer of up to eight digits in its canonical spelling: one word, where most end.
@inlinable @inline(__always)
func parseShortInt64(_ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Int64) -> Bool {
    let negative: UInt64 = unsafe p[0] == 0x2D ? 1 : 0
    let sign = Int(truncatingIfNeeded: negative)
    let count = length &- sign
    guard UInt(bitPattern: count &- 1) < 8 else { return false }
    let word = unsafe loadWord(p + sign) ^ 0x3030_3030_3030_3030
    // A zero in front is none of the canonical spelling, but for 0 itself.
    guard word & 0xFF != 0 || length == 1 else { return false }
    let digits = word &<< UInt64(64 &- 8 &* count)
    guard ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0
    else { return false }
    let magnitude = eightDigits(digits &+ 0x3030_3030_3030_3030)
    out = Int64(truncatingIfNeeded: (magnitude ^ (0 &- negative)) &+ negative)
    return true
}

@usableFromInline
func parseAnyCanonicalInt64(
    _ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Int64
) -> Bool {
    let negative: UInt64 = unsafe p[0] == 0x2D ? 1 : 0
    let sign = Int(truncatingIfNeeded: negative)
    let digits = length &- sign
    guard UInt(bitPattern: digits &- 1) < 19 else { return false }
    if unsafe p[sign] == 0x30 {
        guard length == 1 else { return false }
        out = 0
        return true
    }
    var magnitude: UInt64 = 0
    guard unsafe parseDigits(p + sign, digits, &magnitude) else { return false }
    guard magnitude <= 0x7FFF_FFFF_FFFF_FFFF &+ negative else { return false }
    out = Int64(truncatingIfNeeded: (magnitude ^ (0 &- negative)) &+ negative)
    return true
}

/// Reads an integer in any spelling that PostgreSQL's `bigint` reads: blanks around it, a sign,
/// leading zeros.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
///   - out: The number; untouched when the text is none, or beyond `Int64`.
/// - Returns: Whether the text is an integer within `Int64`.
@inlinable
public func parseInt64(_ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Int64) -> Bool {
    unsafe parseCanonicalInt64(p, length, &out) || parseOtherInt64(p, length, &out)
}

@usableFromInline
func parseOtherInt64(_ p: UnsafePointer<UInt8>, _ length: Int, _ out: inout Int64) -> Bool {
    let text = unsafe trimmed(p, length)
    var at = text.lowerBound
    let end = text.upperBound
    guard at < end else { return false }
    let negative: UInt64 = unsafe p[at] == 0x2D ? 1 : 0
    if unsafe negative == 1 || p[at] == 0x2B { at += 1 }
    guard at < end else { return false }
    while at < end - 1, unsafe p[at] == 0x30 { at += 1 }
    guard end - at <= 19 else { return false }
    var magnitude: UInt64 = 0
    guard unsafe parseDigits(p + at, end - at, &magnitude) else { return false }
    guard magnitude <= 0x7FFF_FFFF_FFFF_FFFF &+ negative else { return false }
    out = Int64(truncatingIfNeeded: (magnitude ^ (0 &- negative)) &+ negative)
    return true
}

/// The most bytes ``formatInt64(_:to:)`` writes: `-9223372036854775808`.
public let maximumInt64Length = 20

/// Writes the canonical spelling of `value`.
///
/// - Parameters:
///   - value: The number.
///   - destination: Room for ``maximumInt64Length`` bytes, whatever the number: bytes behind the
///     text may be overwritten.
/// - Returns: The length of the text, 1...20.
@inlinable
public func formatInt64(_ value: Int64, to destination: UnsafeMutablePointer<UInt8>) -> Int {
    unsafe destination[0] = 0x2D
    return unsafe formatUInt64(value.magnitude, to: destination, after: value < 0 ? 1 : 0)
}

/// Writes `value` at `destination + start` with stores of 8 bytes; returns where the text ends.
@inlinable
func formatUInt64(
    _ value: UInt64, to destination: UnsafeMutablePointer<UInt8>, after start: Int
) -> Int {
    if value < 100_000_000 { return unsafe formatLeading(value, to: destination, after: start) }
    let upper = value / 100_000_000
    let low = digitBytes(value &- (upper &* 100_000_000))
    var at: Int
    if upper < 100_000_000 {
        at = unsafe formatLeading(upper, to: destination, after: start)
    } else {
        let top = upper / 100_000_000
        at = unsafe formatLeading(top, to: destination, after: start)
        let middle = digitBytes(upper &- (top &* 100_000_000))
        unsafe storeWord(middle | 0x3030_3030_3030_3030, destination + at)
        at &+= 8
    }
    unsafe storeWord(low | 0x3030_3030_3030_3030, destination + at)
    return at &+ 8
}

/// Writes `value`, below 100 000 000, without leading zeros; returns where the text ends.
@inlinable @inline(__always)
func formatLeading(
    _ value: UInt64, to destination: UnsafeMutablePointer<UInt8>, after start: Int
) -> Int {
    let digits = digitBytes(value)
    // The highest bit stands in for the last digit, so that 0 keeps one zero.
    let zeros = (digits | 0x8000_0000_0000_0000).trailingZeroBitCount & ~7
    unsafe storeWord((digits | 0x3030_3030_3030_3030) &>> UInt64(zeros), destination + start)
    return start &+ 8 &- (zeros &>> 3)
}
