/// Whether the text is a UUID as 8-4-4-4-12 hexadecimal digits in either case.
@usableFromInline
func isCanonicalUUID(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard length == 36, unsafe p[8] == 0x2D, unsafe p[13] == 0x2D, unsafe p[18] == 0x2D,
        unsafe p[23] == 0x2D
    else {
        return false
    }
    return unsafe areHex(p, 8) && areHex(p + 9, 4) && areHex(p + 14, 4) && areHex(p + 19, 4)
        && areHex(p + 24, 12)
}

/// Whether PostgreSQL reads the text as a UUID: braces around it, a dash after any group of four
/// digits or none, but no blanks.
///
/// - SeeAlso: PostgreSQL manual, §8.12.
@usableFromInline
func isLenientUUID(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    if unsafe isCanonicalUUID(p, length) { return true }
    guard length >= 32 else { return false }
    var at = 0
    var end = length
    if unsafe p[0] == 0x7B {
        guard unsafe p[length - 1] == 0x7D else { return false }
        at = 1
        end = length - 1
    }
    for group in 0..<8 {
        if group > 0, at < end, unsafe p[at] == 0x2D { at += 1 }
        guard at + 4 <= end, unsafe areHex(p + at, 4) else { return false }
        at += 4
    }
    return at == end
}

/// Whether `count` bytes are all hexadecimal digits.
@usableFromInline
func areHex(_ p: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    for at in 0..<count where unsafe !isHex(p[at]) { return false }
    return true
}

@inlinable @inline(__always)
func isHex(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
}

/// Whether the text is PostgreSQL's `\x` and pairs of hexadecimal digits, nothing else.
@usableFromInline
func isCanonicalBytea(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    unsafe length >= 2 && length % 2 == 0 && p[0] == 0x5C && p[1] == 0x78
        && areHex(p + 2, length - 2)
}
