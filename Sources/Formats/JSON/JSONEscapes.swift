extension JSONScanner {
    /// Reads the escape that begins with the backslash at `start`, a surrogate pair as one.
    ///
    /// - Returns: The offset behind it, or -1: NUL is no text, and half a pair no character.
    mutating func escape(_ start: Int, _ scalar: inout UInt32) -> Int {
        switch byte(start &+ 1) {
        case 0x22: scalar = 0x22
        case 0x5C: scalar = 0x5C
        case 0x2F: scalar = 0x2F
        case 0x62: scalar = 0x08
        case 0x66: scalar = 0x0C
        case 0x6E: scalar = 0x0A
        case 0x72: scalar = 0x0D
        case 0x74: scalar = 0x09
        case 0x75: return unicodeEscape(start, &scalar)
        default: return fail(.escape, start)
        }
        return start &+ 2
    }

    private mutating func unicodeEscape(_ start: Int, _ scalar: inout UInt32) -> Int {
        let unit = hexadecimal(start &+ 2)
        switch unit {
        case ..<0: return fail(.escape, start)
        case 0: return fail(.nul, start)
        case 0xD800...0xDBFF:
            let low =
                byte(start &+ 6) == 0x5C && byte(start &+ 7) == 0x75
                ? hexadecimal(start &+ 8) : -1
            guard 0xDC00...0xDFFF ~= low else { return fail(.loneSurrogate, start) }
            scalar = UInt32(0x10000 &+ ((unit & 0x3FF) &<< 10) &+ (low & 0x3FF))
            return start &+ 12
        case 0xDC00...0xDFFF: return fail(.loneSurrogate, start)
        default:
            scalar = UInt32(unit)
            return start &+ 6
        }
    }
}

/// Writes `scalar`, which is not a surrogate, as one to four bytes of UTF-8.
///
/// - Returns: The bytes written.
func encodeUTF8(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    func trailing(_ shift: UInt32) -> UInt8 { UInt8(0x80 | ((scalar &>> shift) & 0x3F)) }
    switch scalar {
    case ..<0x80:
        unsafe target[0] = UInt8(scalar)
        return 1
    case ..<0x800:
        unsafe target[0] = UInt8(0xC0 | (scalar &>> 6))
        unsafe target[1] = trailing(0)
        return 2
    case ..<0x10000:
        unsafe target[0] = UInt8(0xE0 | (scalar &>> 12))
        unsafe target[1] = trailing(6)
        unsafe target[2] = trailing(0)
        return 3
    default:
        unsafe target[0] = UInt8(0xF0 | (scalar &>> 18))
        unsafe target[1] = trailing(12)
        unsafe target[2] = trailing(6)
        unsafe target[3] = trailing(0)
        return 4
    }
}
