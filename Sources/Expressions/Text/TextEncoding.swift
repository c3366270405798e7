import TrancheColumnar

/// How bytes are written as text.
enum TextEncoding: String {
    case hex, base64, escape

    /// - Parameter name: As `encode` and `decode` take it, in any case of letters.
    /// - Throws: ``EvalFault`` for another name.
    init(name: Text) throws(EvalFault) {
        guard let found = TextEncoding(rawValue: name.string.lowercased()) else {
            throw EvalFault(.invalidParameter, "unrecognized encoding: \"\(name.string)\"")
        }
        self = found
    }
}

/// Bytes as text; base64 has a line feed after each 76 digits.
func encode(_ bytes: Text, _ encoding: TextEncoding, _ out: ByteBuffer) -> Text {
    switch encoding {
    case .hex: return build(out, most: bytes.count * 2) { p in unsafe writeHex(bytes, p) }
    case .base64: return encodeBase64(bytes, out)
    case .escape: return encodeEscape(bytes, out)
    }
}

/// The bytes that a text stands for, which need not be UTF-8.
///
/// - Throws: ``EvalFault`` for what is not in the encoding.
func decode(
    _ s: Text, _ encoding: TextEncoding, _ out: ByteBuffer
) throws(EvalFault) -> Text {
    let mark = out.count
    out.reserve(mark + s.count)
    switch encoding {
    case .hex: try decodeHex(s, out)
    case .base64: try decodeBase64(s, out)
    case .escape: try decodeEscape(s, out)
    }
    return out.text(from: mark)
}

/// Bytes as PostgreSQL shows a `bytea`: `\x` and hexadecimal digits.
func byteaOutput(_ bytes: Text, _ out: ByteBuffer) -> Text {
    build(out, most: bytes.count * 2 + 2) { p in
        // SAFETY: room was made for two bytes more than the digits.
        unsafe p[0] = UInt8(ascii: "\\")
        unsafe p[1] = UInt8(ascii: "x")
        return unsafe 2 + writeHex(bytes, p + 2)
    }
}

/// The bytes of a `bytea` written with `\x` and digits, or with escapes.
///
/// - Throws: ``EvalFault`` for what is neither.
func byteaInput(_ s: Text, _ out: ByteBuffer) throws(EvalFault) -> Text {
    let isHex = s.count >= 2 && s[0] == UInt8(ascii: "\\") && s[1] == UInt8(ascii: "x")
    return try isHex ? decode(s.slice(2, s.count), .hex, out) : decode(s, .escape, out)
}

private func writeHex(_ bytes: Text, _ p: UnsafeMutablePointer<UInt8>) -> Int {
    for index in 0..<bytes.count {
        let byte = bytes[index]
        // SAFETY: the caller made room for two digits a byte.
        unsafe p[2 * index] = hexDigit(byte &>> 4)
        unsafe p[2 * index + 1] = hexDigit(byte & 15)
    }
    return 2 * bytes.count
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 10 || byte == 13
}

/// The value of a hexadecimal digit, `nil` for another byte.
func hexValue(_ byte: UInt8) -> UInt8? {
    if byte &- 48 < 10 { return byte &- 48 }
    let letter = (byte | 0x20) &- 97
    return letter < 6 ? letter &+ 10 : nil
}

private func decodeHex(_ s: Text, _ out: ByteBuffer) throws(EvalFault) {
    var at = 0
    while at < s.count {
        if isBlank(s[at]) {
            at += 1
            continue
        }
        let high = try hexValue(s, at)
        at += 1
        guard at < s.count else {
            throw EvalFault(
                .invalidParameter, "invalid hexadecimal data: odd number of digits")
        }
        out.append(high &<< 4 | (try hexValue(s, at)))
        at += 1
    }
}

private func hexValue(_ s: Text, _ at: Int) throws(EvalFault) -> UInt8 {
    if let value = hexValue(s[at]) { return value }
    let digit = s.slice(at, at + s.characterLength(at: at)).string
    throw EvalFault(.invalidParameter, "invalid hexadecimal digit: \"\(digit)\"")
}

private func encodeEscape(_ bytes: Text, _ out: ByteBuffer) -> Text {
    let mark = out.count
    for index in 0..<bytes.count {
        let byte = bytes[index]
        if byte == 0 || byte >= 0x80 {
            out.append(UInt8(ascii: "\\"))
            out.append(48 &+ (byte &>> 6))
            out.append(48 &+ (byte &>> 3 & 7))
            out.append(48 &+ (byte & 7))
        } else {
            if byte == UInt8(ascii: "\\") { out.append(byte) }
            out.append(byte)
        }
    }
    return out.text(from: mark)
}

private func decodeEscape(_ s: Text, _ out: ByteBuffer) throws(EvalFault) {
    var at = 0
    while at < s.count {
        let byte = s[at]
        if byte != UInt8(ascii: "\\") {
            out.append(byte)
            at += 1
        } else if at + 3 < s.count, s[at + 1] &- 48 < 4, s[at + 2] &- 48 < 8, s[at + 3] &- 48 < 8 {
            out.append((s[at + 1] &- 48) &<< 6 | (s[at + 2] &- 48) &<< 3 | (s[at + 3] &- 48))
            at += 4
        } else if at + 1 < s.count, s[at + 1] == byte {
            out.append(byte)
            at += 2
        } else {
            throw EvalFault(.invalidText, "invalid input syntax for type bytea")
        }
    }
}
