/// Texts and names in quotes.
extension Lexer {
    /// `'…'`, where `''` is one quote; a text goes on in quotes after a line break.
    func quotedText(at start: Int) throws(ExpressionError) -> Token {
        var value: [UInt8] = []
        var at = start + 1
        repeat {
            at = try takeQuoted(from: at, mark: 0x27, opening: start..<start + 1, into: &value)
        } while try continuesText(&at)
        return try textToken(value, start..<at)
    }

    func quotedName(at start: Int) throws(ExpressionError) -> Token {
        var value: [UInt8] = []
        let end = try takeQuoted(
            from: start + 1, mark: 0x22, opening: start..<start + 1, into: &value)
        guard !value.isEmpty else {
            throw ExpressionError(
                message: "found a name without letters", place: start..<end,
                hint: "an empty text is ''")
        }
        return Token(
            kind: .quotedName, text: String(decoding: value, as: UTF8.self), place: start..<end)
    }

    /// The token of `E'…'`; `nil` when no text with a prefix begins here.
    func prefixedText(at start: Int) throws(ExpressionError) -> Token? {
        let letter = bytes[start] | 0x20
        let next = byte(start + 1)
        if letter == 0x65, next == 0x27 { return try escapedText(at: start) }
        let isUnicode =
            letter == 0x75 && next == 0x26 && (byte(start + 2) == 0x27 || byte(start + 2) == 0x22)
        let isOther = next == 0x27 && (letter == 0x62 || letter == 0x78 || letter == 0x6E)
        guard isUnicode || isOther else { return nil }
        let end = start + (isUnicode ? 3 : 2)
        let what =
            switch letter {
            case 0x75: "a name or text with Unicode escapes"
            case 0x6E: "a national text"
            default: "a text of bits"
            }
        throw ExpressionError(
            message: "found \(what), which is not supported", place: start..<end,
            hint: isUnicode ? "write the character itself, or E'\\u20AC'" : nil)
    }

    /// `$tag$…$tag$`, taken as it is.
    func dollarText(at start: Int) throws(ExpressionError) -> Token {
        let tagEnd = isDigit(byte(start + 1)) ? start + 1 : endOfTag(from: start + 1)
        guard byte(tagEnd) == 0x24 else {
            throw ExpressionError(
                message: "found '$', wanted a value", place: start..<start + 1,
                hint: "a text in dollar quotes is $$…$$")
        }
        let tag = bytes[start...tagEnd]
        var at = tagEnd + 1
        while at + tag.count <= bytes.count {
            if bytes[at] == 0x24, bytes[at..<at + tag.count] == tag {
                return try textToken(Array(bytes[tagEnd + 1..<at]), start..<at + tag.count)
            }
            at += 1
        }
        throw unterminated(string(start..<tagEnd + 1), start..<tagEnd + 1)
    }

    private func endOfTag(from offset: Int) -> Int {
        var at = offset
        while byte(at) != 0x24, endOfName(from: at) > at { at += 1 }
        return at
    }

    /// Appends what stands before the closing mark, and returns the offset behind it.
    private func takeQuoted(
        from offset: Int, mark: UInt8, opening: Range<Int>, into value: inout [UInt8]
    ) throws(ExpressionError) -> Int {
        var at = offset
        while at < bytes.count {
            if bytes[at] != mark {
                value.append(bytes[at])
                at += 1
            } else if byte(at + 1) == mark {
                value.append(mark)
                at += 2
            } else {
                return at + 1
            }
        }
        throw unterminated(mark == 0x27 ? "'" : "\"", opening)
    }

    /// Moves behind the next opening quote when only blanks with a line break come before it.
    func continuesText(_ at: inout Int) throws(ExpressionError) -> Bool {
        var next = at
        var sawLineEnd = false
        while next < bytes.count {
            switch bytes[next] {
            case 0x0A, 0x0D:
                sawLineEnd = true
                next += 1
            case 0x20, 0x09, 0x0C: next += 1
            case 0x2D where byte(next + 1) == 0x2D: next = endOfLine(from: next)
            case 0x27 where sawLineEnd:
                at = next + 1
                return true
            default: return false
            }
        }
        return false
    }

    func unterminated(_ mark: String, _ place: Range<Int>) -> ExpressionError {
        ExpressionError(
            message: "found end of expression, wanted the closing \(mark)", place: place,
            hint: mark == "'" ? "a quote inside a text is written twice: ''" : nil)
    }

    func textToken(_ value: [UInt8], _ place: Range<Int>) throws(ExpressionError) -> Token {
        guard !value.contains(0), let text = String(validating: value, as: UTF8.self) else {
            throw ExpressionError(
                message: "found a text that is not UTF-8 without NUL", place: place)
        }
        return Token(kind: .text, text: text, place: place)
    }
}
