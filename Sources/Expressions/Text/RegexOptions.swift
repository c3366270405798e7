/// What the flags of a function, or options inside an expression, ask for.
struct RegexOptions {
    var ignoresCase = false
    /// `.` and negated sets do not take a line feed.
    var stopsAtNewline = false
    /// `^` and `$` match at line feeds.
    var anchorsAtNewline = false
    /// White space and comments in the expression mean nothing.
    var isExpanded = false
    /// The expression is plain text.
    var isLiteral = false
    /// Replace or return every match: the flag `g`.
    var isGlobal = false
    /// The older syntaxes, basic and extended.
    var isOldSyntax = false

    init() {}

    /// - Parameter flags: Letters as the last argument of `regexp_replace` has them.
    /// - Throws: ``EvalFault`` for a letter that is no flag.
    init(flags: Text) throws(EvalFault) {
        var at = 0
        while at < flags.count {
            let next = at + flags.characterLength(at: at)
            let byte = flags[at]
            if byte == UInt8(ascii: "g") {
                isGlobal = true
            } else if !apply(UInt32(byte)) {
                let option = flags.slice(at, next).string
                let message = "invalid regular expression option: \"\(option)\""
                throw EvalFault(.invalidParameter, message)
            }
            at = next
        }
        if isLiteral, isExpanded || stopsAtNewline || anchorsAtNewline {
            throw RegexParser.fault("invalid argument to regex function")
        }
    }

    /// Applies one letter; false when it is none.
    mutating func apply(_ letter: UInt32) -> Bool {
        switch Unicode.Scalar(letter) {
        case "b", "e": isOldSyntax = true
        case "c": ignoresCase = false
        case "i": ignoresCase = true
        case "m", "n": (stopsAtNewline, anchorsAtNewline) = (true, true)
        case "p": (stopsAtNewline, anchorsAtNewline) = (true, false)
        case "q": isLiteral = true
        case "s": (stopsAtNewline, anchorsAtNewline) = (false, false)
        case "t": isExpanded = false
        case "w": (stopsAtNewline, anchorsAtNewline) = (false, true)
        case "x": isExpanded = true
        default: return false
        }
        return true
    }
}
