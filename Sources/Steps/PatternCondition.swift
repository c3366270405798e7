/// The condition that the whole text of a column is of a pattern.
///
/// - Parameters:
///   - column: The column as an expression has it.
///   - pattern: A regular expression of PostgreSQL; `***:`, `***=` and options such as `(?i)` may
///     stand before it.
/// - Returns: The condition's text.
public func patternCondition(_ column: String, _ pattern: String) -> String {
    var rest = Substring(pattern)
    // As in an expression, the director comes first and allows options, unless it says literal.
    if rest.hasPrefix("***=") {
        return "\(column)::text = " + quotedText(String(rest.dropFirst(4)))
    }
    let director = rest.hasPrefix("***:") ? "***:" : ""
    rest = rest.dropFirst(director.count)
    let options = embeddedOptions(rest)
    guard !options.isEmpty || !director.isEmpty else {
        return "\(column)::text ~ " + quotedText("^(?:\(pattern))$")
    }
    rest = rest.dropFirst(options.count)
    if options.contains("q") {
        // A literal takes neither anchors nor parentheses.
        let fold = options.last { $0 == "i" || $0 == "c" } == "i" ? "lower" : ""
        return "\(fold)(\(column)::text) = \(fold)(" + quotedText(String(rest)) + ")"
    }
    // With these, ^ and $ may match within the text; a comment at the end goes to the line's end.
    return "\(column)::text ~ "
        + quotedText("\(director)\(options)\\A(?:\(rest)\(lineEnd(options)))\\Z")
}

/// Options in parentheses at the start: `(?i)`; empty when there are none.
///
/// - SeeAlso: PostgreSQL manual, §9.7.3.4, regular expression metasyntax.
private func embeddedOptions(_ pattern: Substring) -> Substring {
    guard pattern.hasPrefix("(?"), let end = pattern.firstIndex(of: ")") else { return "" }
    let letters = pattern[..<end].dropFirst(2)
    let isList = !letters.isEmpty && letters.unicodeScalars.allSatisfy(\.properties.isAlphabetic)
    return isList ? pattern[...end] : ""
}

/// What ends a comment of an expanded expression.
private func lineEnd(_ options: Substring) -> String {
    options.last { $0 == "x" || $0 == "t" } == "x" ? "\n" : ""
}
