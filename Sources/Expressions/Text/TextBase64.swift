import TrancheColumnar

private let base64Digits: StaticString =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func encodeBase64(_ bytes: Text, _ out: ByteBuffer) -> Text {
    let digits = (bytes.count + 2) / 3 * 4
    let alphabet = Text(base64Digits)
    return build(out, most: digits + digits / 76 + 1) { p in
        var written = 0
        var column = 0
        var at = 0
        while at < bytes.count {
            let have = min(3, bytes.count - at)
            var bits = UInt32(bytes[at]) &<< 16
            if have > 1 { bits |= UInt32(bytes[at + 1]) &<< 8 }
            if have > 2 { bits |= UInt32(bytes[at + 2]) }
            for place in 0..<4 {
                let digit = Int(bits &>> UInt32(18 - 6 * place) & 63)
                // SAFETY: four digits for three bytes, and one byte more a line.
                unsafe p[written] = place <= have ? alphabet[digit] : UInt8(ascii: "=")
                written += 1
            }
            at += 3
            column += 4
            // PostgreSQL ends a full line even when it is the last of whole triples.
            if column == 76, have == 3 {
                unsafe p[written] = 10
                written += 1
                column = 0
            }
        }
        return written
    }
}

private func base64Value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 65...90: UInt32(byte) - 65
    case 97...122: UInt32(byte) - 71
    case 48...57: UInt32(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
}

func decodeBase64(_ s: Text, _ out: ByteBuffer) throws(EvalFault) {
    var bits: UInt32 = 0
    var place = 0
    var padding = 0
    var at = 0
    while at < s.count {
        let byte = s[at]
        let start = at
        at += 1
        if byte == 32 || byte == 9 || byte == 10 || byte == 13 { continue }
        var value: UInt32 = 0
        if byte == UInt8(ascii: "=") {
            if padding == 0 {
                guard place >= 2 else {
                    let message = "unexpected \"=\" while decoding base64 sequence"
                    throw EvalFault(.invalidParameter, message)
                }
                padding = place == 2 ? 1 : 2
            }
        } else if let digit = base64Value(byte) {
            value = digit
        } else {
            let symbol = s.slice(start, start + s.characterLength(at: start)).string
            let message = "invalid symbol \"\(symbol)\" found while decoding base64 sequence"
            throw EvalFault(.invalidParameter, message)
        }
        bits = bits &<< 6 | value
        place += 1
        guard place == 4 else { continue }
        out.append(UInt8(truncatingIfNeeded: bits &>> 16))
        if padding != 1 { out.append(UInt8(truncatingIfNeeded: bits &>> 8)) }
        if padding == 0 { out.append(UInt8(truncatingIfNeeded: bits)) }
        bits = 0
        place = 0
    }
    guard place == 0 else {
        throw EvalFault(.invalidParameter, "invalid base64 end sequence")
    }
}
