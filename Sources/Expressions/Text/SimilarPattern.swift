import TrancheColumnar

/// The regular expression of a pattern of `SIMILAR TO` or of `SUBSTRING … SIMILAR`.
///
/// - Parameters:
///   - pattern: A regular expression of SQL.
///   - escape: The character that makes the next one stand for itself; none when empty.
///   - out: Where the result is written.
/// - Returns: An expression for ``Regex`` that is anchored at both ends.
/// - Throws: ``EvalFault`` for an escape of two characters, and for a third separator.
func similarToEscape(
    _ pattern: Text, _ escape: Text = Text("\\"), _ out: ByteBuffer
) throws(EvalFault) -> Text {
    guard escape.isEmpty || escape.characterLength(at: 0) == escape.count else {
        throw EvalFault(.invalidEscape, "invalid escape string")
    }
    let mark = out.count
    out.append("^(?:")
    var at = 0
    var quotes = 0
    var isEscaped = false
    var isInClass = false
    while at < pattern.count {
        let next = at + pattern.characterLength(at: at)
        let piece = pattern.slice(at, next)
        let byte = piece[0]
        at = next
        if isEscaped {
            isEscaped = false
            if byte == UInt8(ascii: "\""), !isInClass {
                guard quotes < 2 else { throw tooManySeparators }
                out.append(quotes == 0 ? "){1,1}?(" : "){1,1}(?:")
                quotes += 1
            } else {
                out.append(UInt8(ascii: "\\"))
                out.append(piece)
            }
        } else if piece.equals(escape) {
            isEscaped = true
        } else if isInClass {
            if byte == UInt8(ascii: "\\") { out.append(byte) }
            out.append(piece)
            if byte == UInt8(ascii: "]") { isInClass = false }
        } else {
            appendSimilar(piece, out)
            isInClass = byte == UInt8(ascii: "[")
        }
    }
    out.append(")$")
    return out.text(from: mark)
}

private let tooManySeparators = EvalFault(
    .invalidEscape,
    "SQL regular expression may not contain more than two escape-double-quote separators")

private func appendSimilar(_ piece: Text, _ out: ByteBuffer) {
    switch piece[0] {
    case UInt8(ascii: "%"): out.append(".*")
    case UInt8(ascii: "_"): out.append(".")
    case UInt8(ascii: "("): out.append("(?:")
    case UInt8(ascii: "\\"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"):
        out.append(UInt8(ascii: "\\"))
        out.append(piece)
    default: out.append(piece)
    }
}
