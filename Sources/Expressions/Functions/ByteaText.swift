import TrancheColumnar

/// Bytes as PostgreSQL prints them: `\x` and two hexadecimal digits a byte.
func byteaText(_ bytes: Text, _ out: ByteBuffer) -> Text {
    out.reserve(2 * bytes.count + 2)
    out.append("\\x")
    for index in 0..<bytes.count {
        out.append(hexDigit(bytes[index] >> 4))
        out.append(hexDigit(bytes[index] & 15))
    }
    return out.text(from: 0)
}

/// The bytes that a text stands for: `\x` and hexadecimal digits, else the escape format, where a
/// backslash begins three octal digits or another backslash.
func byteaValue(_ text: Text, _ out: ByteBuffer) throws(EvalFault) -> Text {
    if text.hasPrefix(Text("\\x")) { return try hexValue(text, out) }
    out.reserve(text.count)
    var index = 0
    while index < text.count {
        let byte = text[index]
        index += 1
        guard byte == 0x5C else {
            out.append(byte)
            continue
        }
        if index < text.count, text[index] == 0x5C {
            out.append(0x5C)
            index += 1
            continue
        }
        let digits = (index..<min(index + 3, text.count)).map { Int(text[$0]) - 0x30 }
        guard digits.count == 3, digits.allSatisfy({ 0...7 ~= $0 }), digits[0] <= 3 else {
            throw EvalFault(.invalidText, "invalid input syntax for type bytea")
        }
        out.append(UInt8(digits[0] * 64 + digits[1] * 8 + digits[2]))
        index += 3
    }
    return out.text(from: 0)
}

private func hexValue(_ text: Text, _ out: ByteBuffer) throws(EvalFault) -> Text {
    out.reserve(text.count / 2)
    var high: UInt8?
    for index in 2..<max(text.count, 2) {
        let byte = text[index]
        // Blanks may stand between pairs of digits.
        if high == nil, byte == 0x20 || byte &- 0x09 < 5 { continue }
        guard let digit = hexValue(byte) else {
            let character = text.character(at: index)
            let shown = text.slice(index, index + character.length).string
            throw EvalFault(.invalidParameter, "invalid hexadecimal digit: \"\(shown)\"")
        }
        if let first = high {
            out.append(first << 4 | digit)
            high = nil
        } else {
            high = digit
        }
    }
    guard high == nil else {
        throw EvalFault(.invalidParameter, "invalid hexadecimal data: odd number of digits")
    }
    return out.text(from: 0)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
}
