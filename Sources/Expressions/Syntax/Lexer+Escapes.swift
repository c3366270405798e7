/// `E'…'`, a text with backslash escapes.
///
/// - SeeAlso: PostgreSQL 15, §4.1.2.2 String Constants with C-Style Escapes.
extension Lexer {
    func escapedText(at start: Int) throws(ExpressionError) -> Token {
        var value: [UInt8] = []
        var at = start + 2
        while at < bytes.count {
            if bytes[at] == 0x5C {
                at = try takeEscape(at: at, into: &value)
            } else if bytes[at] != 0x27 {
                value.append(bytes[at])
                at += 1
            } else if byte(at + 1) == 0x27 {
                value.append(0x27)
                at += 2
            } else {
                at += 1
                if try !continuesText(&at) { return try textToken(value, start..<at) }
            }
        }
        throw unterminated("'", start..<start + 2)
    }

    /// Appends what the escape at the backslash stands for, and returns the offset behind it.
    private func takeEscape(
        at slash: Int, into value: inout [UInt8]
    ) throws(ExpressionError) -> Int {
        let letter = byte(slash + 1)
        switch letter {
        case 0x62: value.append(0x08)
        case 0x66: value.append(0x0C)
        case 0x6E: value.append(0x0A)
        case 0x72: value.append(0x0D)
        case 0x74: value.append(0x09)
        case 0x78 where digit(byte(slash + 2), radix: 16) != nil:
            let end = endOfDigits(from: slash + 2, most: 2, radix: 16)
            value.append(UInt8(truncatingIfNeeded: number(slash + 2..<end, radix: 16)))
            return end
        case 0x30...0x37:
            let end = endOfDigits(from: slash + 1, most: 3, radix: 8)
            value.append(UInt8(truncatingIfNeeded: number(slash + 1..<end, radix: 8)))
            return end
        case 0x75, 0x55: return try takeScalar(at: slash, into: &value)
        default:
            guard slash + 1 < bytes.count else { return slash + 1 }
            value.append(letter)
        }
        return slash + 2
    }

    /// `\uXXXX` or `\UXXXXXXXX`; two surrogates make one character.
    private func takeScalar(
        at slash: Int, into value: inout [UInt8]
    ) throws(ExpressionError) -> Int {
        var (code, end) = try scalarCode(at: slash)
        if code >> 10 == 0x36, byte(end) == 0x5C, byte(end + 1) | 0x20 == 0x75 {
            let (low, lowEnd) = try scalarCode(at: end)
            if low >> 10 == 0x37 {
                code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
                end = lowEnd
            }
        }
        guard code != 0, let scalar = Unicode.Scalar(UInt32(code)) else {
            throw ExpressionError(
                message: "found '\(string(slash..<end))', which is no character",
                place: slash..<end)
        }
        value.append(contentsOf: Array(String(scalar).utf8))
        return end
    }

    private func scalarCode(at slash: Int) throws(ExpressionError) -> (code: Int, end: Int) {
        let count = byte(slash + 1) == 0x75 ? 4 : 8
        let end = endOfDigits(from: slash + 2, most: count, radix: 16)
        guard end == slash + 2 + count else {
            throw ExpressionError(
                message: "found '\(string(slash..<end))', wanted \(count) hexadecimal digits",
                place: slash..<end)
        }
        return (number(slash + 2..<end, radix: 16), end)
    }

    private func endOfDigits(from offset: Int, most: Int, radix: Int) -> Int {
        var at = offset
        while at < offset + most, digit(byte(at), radix: radix) != nil { at += 1 }
        return at
    }

    private func number(_ range: Range<Int>, radix: Int) -> Int {
        bytes[range].reduce(0) { $0 * radix + (digit($1, radix: radix) ?? 0) }
    }

    private func digit(_ byte: UInt8, radix: Int) -> Int? {
        let value =
            switch byte {
            case 0x30...0x39: Int(byte) - 0x30
            case 0x41...0x46: Int(byte) - 0x37
            case 0x61...0x66: Int(byte) - 0x57
            default: 16
            }
        return value < radix ? value : nil
    }
}
