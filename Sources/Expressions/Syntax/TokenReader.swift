/// Reads tokens from the front of a text, for a step's words as for an expression.
public struct TokenReader: Sendable {
    /// Most UTF-8 bytes of a text, 1 MiB.
    public static let greatestByteCount = 1 << 20

    let lexer: Lexer
    /// The token that comes next; `end` for ever when nothing does.
    public private(set) var token: Token
    /// Where the last token taken ended, in bytes from the start of the text.
    public private(set) var lastEnd = 0

    /// - Throws: ``ExpressionError`` when `text` is too long, or does not begin with a token.
    public init(_ text: String) throws(ExpressionError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.greatestByteCount else {
            throw ExpressionError(
                message: "found \(bytes.count) bytes, wanted at most \(Self.greatestByteCount)",
                place: 0..<0)
        }
        lexer = Lexer(bytes: bytes)
        token = try lexer.token(from: 0)
    }

    /// Whether all tokens are taken.
    public var isAtEnd: Bool { token.kind == .end }

    /// The token after ``token``, which stays.
    public func following() throws(ExpressionError) -> Token {
        try lexer.token(from: token.place.upperBound)
    }

    /// Takes the next token, whatever it is.
    @discardableResult
    public mutating func take() throws(ExpressionError) -> Token {
        let taken = token
        token = try lexer.token(from: taken.place.upperBound)
        lastEnd = taken.place.upperBound
        return taken
    }

    /// Takes the next token when it is this keyword, which is given in lower case.
    public mutating func takes(word: String) throws(ExpressionError) -> Bool {
        guard token.isWord(word) else { return false }
        try take()
        return true
    }

    /// Takes the next token when it is this operator or mark.
    public mutating func takes(symbol: String) throws(ExpressionError) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        try take()
        return true
    }

    /// Takes this keyword.
    ///
    /// - Throws: ``ExpressionError`` that tells what was found instead.
    @discardableResult
    public mutating func expect(word: String) throws(ExpressionError) -> Token {
        guard token.isWord(word) else { throw unexpected(wanted: "'\(word)'") }
        return try take()
    }

    /// Takes this operator or mark; `wanted` names it in the error.
    @discardableResult
    public mutating func expect(
        symbol: String, wanted: String? = nil
    ) throws(ExpressionError) -> Token {
        guard token.isSymbol(symbol) else { throw unexpected(wanted: wanted ?? "'\(symbol)'") }
        return try take()
    }

    /// Makes sure that all tokens are taken.
    public func expectEnd(wanted: String = "an operator") throws(ExpressionError) {
        guard isAtEnd else { throw unexpected(wanted: wanted) }
    }

    /// Takes a column's name, quoted or not.
    ///
    /// - Parameters:
    ///   - wanted: How the error names it.
    ///   - anyWord: Whether a reserved word is a name, too, as after `as`.
    /// - Returns: The name with its place.
    /// - Throws: ``ExpressionError`` that tells what was found instead.
    public mutating func takeName(
        wanted: String = "a name", anyWord: Bool = false
    ) throws(ExpressionError) -> Name {
        switch token.kind {
        case .quotedName: break
        case .word where anyWord || Words.canNameColumn(token.text): break
        case .word:
            throw unexpected(
                wanted: wanted, hint: "a name like that stands in double quotes: \"\(token.text)\"")
        case .text:
            throw unexpected(wanted: wanted, hint: "a name stands in double quotes, or in none")
        default: throw unexpected(wanted: wanted)
        }
        let taken = try take()
        return Name(taken.text, isQuoted: taken.kind == .quotedName, at: taken.place)
    }

    /// Takes names with commas between them, at least one.
    public mutating func takeNames(wanted: String = "a name") throws(ExpressionError) -> [Name] {
        var names = [try takeName(wanted: wanted)]
        while try takes(symbol: ",") { names.append(try takeName(wanted: wanted)) }
        return names
    }

    /// Takes an expression; what follows it is left.
    public mutating func takeExpression() throws(ExpressionError) -> SyntaxNode {
        var parser = Parser(reader: self)
        let node = try parser.expression()
        self = parser.reader
        return node
    }

    /// The error that tells of the next token and of what should stand there instead.
    public func unexpected(wanted: String, hint: String? = nil) -> ExpressionError {
        ExpressionError(
            message: "found \(token.asFound), wanted \(wanted)", place: token.place,
            hint: hint ?? guess())
    }

    /// What people mean who write the next token where it cannot stand.
    private func guess() -> String? {
        switch token.kind {
        case .symbol: Operators.hints[token.text]
        case .quotedName: "a text stands in single quotes, a name in double quotes"
        case .word where token.text == "collate": "collations are not supported"
        case .word where token.text == "overlaps":
            "write a < d and c < b, where a to b and c to d are the spans"
        case .word where token.text == "over" || token.text == "filter":
            "an expression sees one record at a time"
        default: nil
        }
    }
}
