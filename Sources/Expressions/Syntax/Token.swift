/// A word, a value or a sign of an expression's text.
public struct Token: Sendable, Equatable {
    /// What a token is.
    public enum Kind: Sendable, Equatable {
        /// A name or keyword without quotes; its text is in lower case.
        case word
        /// A name in double quotes; its text is what they enclose.
        case quotedName
        /// A text in single quotes, `E'…'` or `$$…$$`; its text is the value.
        case text
        /// Digits alone.
        case integer
        /// A number with a point or an exponent.
        case decimal
        /// An operator or a mark such as `(`; `!=` has the text `<>`.
        case symbol
        case end
    }

    public let kind: Kind
    public let text: String
    /// Byte offsets into the text, quotes included.
    public let place: Range<Int>

    /// Whether it is this keyword, which is given in lower case.
    public func isWord(_ word: String) -> Bool { kind == .word && text == word }

    /// Whether it is this operator or mark.
    public func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// How a message names it.
    var asFound: String {
        switch kind {
        case .word, .integer, .decimal, .symbol: "'\(clipped)'"
        case .quotedName: "the name \"\(clipped)\""
        case .text: "the text '\(clipped)'"
        case .end: "end of expression"
        }
    }

    private var clipped: String { text.count > 40 ? text.prefix(39) + "…" : text }
}
