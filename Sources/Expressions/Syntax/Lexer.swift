/// Cuts a text into tokens, one at a time, from any offset where one may begin.
///
/// - SeeAlso: PostgreSQL 15, §4.1 Lexical Structure.
struct Lexer: Sendable {
    let bytes: [UInt8]

    /// The byte at `offset`; 0, which no text contains, behind the end.
    func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The first token at or after `offset`.
    func token(from offset: Int) throws(ExpressionError) -> Token {
        let start = try skipBlanks(from: offset)
        guard start < bytes.count else { return Token(kind: .end, text: "", place: start..<start) }
        let first = bytes[start]
        switch first {
        case 0x27: return try quotedText(at: start)
        case 0x22: return try quotedName(at: start)
        case 0x24: return try dollarText(at: start)
        case 0x30...0x39: return try number(at: start)
        case 0x2E where isDigit(byte(start + 1)): return try number(at: start)
        default: break
        }
        if isNameStart(first) { return try word(at: start) }
        if Self.isOperator[Int(first)] { return operatorToken(at: start) }
        let two = string(start..<min(start + 2, bytes.count))
        let isMark = "()[],.;:".utf8.contains(first)
        let length = two == "::" || two == ":=" ? 2 : 1
        guard isMark else {
            let isVisible = first > 0x20 && first < 0x7F
            throw ExpressionError(
                message:
                    "found \(isVisible ? "'\(string(start..<start + 1))'" : "a control character"),"
                    + " which no expression has", place: start..<start + 1)
        }
        return Token(
            kind: .symbol, text: string(start..<start + length), place: start..<start + length)
    }

    // MARK: Blanks and comments

    /// The offset of the next byte that is neither blank nor comment.
    func skipBlanks(from offset: Int) throws(ExpressionError) -> Int {
        var at = offset
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: at += 1
            case 0x2D where byte(at + 1) == 0x2D: at = endOfLine(from: at)
            case 0x2F where byte(at + 1) == 0x2A: at = try endOfComment(from: at)
            default: return at
            }
        }
        return at
    }

    func endOfLine(from offset: Int) -> Int {
        var at = offset
        while at < bytes.count, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
        return at
    }

    private func endOfComment(from offset: Int) throws(ExpressionError) -> Int {
        var at = offset + 2
        var depth = 1
        while at < bytes.count {
            if bytes[at] == 0x2A, byte(at + 1) == 0x2F {
                depth -= 1
                at += 2
                if depth == 0 { return at }
            } else if bytes[at] == 0x2F, byte(at + 1) == 0x2A {
                depth += 1
                at += 2
            } else {
                at += 1
            }
        }
        throw ExpressionError(
            message: "found end of expression, wanted the end of the comment",
            place: offset..<offset + 2, hint: "close it with */")
    }

    // MARK: Names

    private func isNameStart(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F || byte >= 0x80
    }

    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    func endOfName(from offset: Int) -> Int {
        var at = offset
        while isNameStart(byte(at)) || isDigit(byte(at)) || byte(at) == 0x24 { at += 1 }
        return at
    }

    private func word(at start: Int) throws(ExpressionError) -> Token {
        if byte(start + 1) == 0x27 || byte(start + 1) == 0x26 {
            if let token = try prefixedText(at: start) { return token }
        }
        let end = endOfName(from: start)
        var letters = Array(bytes[start..<end])
        for index in letters.indices where letters[index] >= 0x41 && letters[index] <= 0x5A {
            letters[index] |= 0x20
        }
        return Token(
            kind: .word, text: String(decoding: letters, as: UTF8.self), place: start..<end)
    }

    // MARK: Numbers

    private func number(at start: Int) throws(ExpressionError) -> Token {
        var at = endOfDigits(from: start)
        var kind = Token.Kind.integer
        if byte(at) == 0x2E, byte(at + 1) != 0x2E {
            kind = .decimal
            at = endOfDigits(from: at + 1)
        }
        if byte(at) | 0x20 == 0x65 {
            let hasSign = byte(at + 1) == 0x2B || byte(at + 1) == 0x2D
            let digits = at + (hasSign ? 2 : 1)
            if isDigit(byte(digits)) {
                kind = .decimal
                at = endOfDigits(from: digits)
            }
        }
        guard !isNameStart(byte(at)) else {
            let end = endOfName(from: at)
            throw ExpressionError(
                message: "found '\(string(start..<end))', wanted a number or a name",
                place: start..<end,
                hint: "a name that starts with a digit stands in double quotes")
        }
        return Token(kind: kind, text: string(start..<at), place: start..<at)
    }

    private func endOfDigits(from offset: Int) -> Int {
        var at = offset
        while isDigit(byte(at)) { at += 1 }
        return at
    }

    // MARK: Operators

    private static let isOperator: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in "+-*/<>=~!@#%^&|`?".utf8 { table[Int(byte)] = true }
        return table
    }()

    /// The longest operator, cut before a comment; it ends in + or - only when PostgreSQL lets it.
    private func operatorToken(at start: Int) -> Token {
        var end = start
        while Self.isOperator[Int(byte(end))] {
            let isComment =
                (byte(end) == 0x2D && byte(end + 1) == 0x2D)
                || (byte(end) == 0x2F && byte(end + 1) == 0x2A)
            if isComment { break }
            end += 1
        }
        let mayEndInSign = bytes[start..<end].contains { "~!@#%^&|`?".utf8.contains($0) }
        while !mayEndInSign, end > start + 1, bytes[end - 1] == 0x2B || bytes[end - 1] == 0x2D {
            end -= 1
        }
        let symbol = string(start..<end)
        return Token(kind: .symbol, text: symbol == "!=" ? "<>" : symbol, place: start..<end)
    }
}
