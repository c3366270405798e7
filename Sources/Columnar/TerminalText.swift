/// `text` without control characters, which a terminal would obey: `\n`, `\r`, `\t` and `\xHH`
/// stand for them.
///
/// Names of files and columns and excerpts of values come from others; an escape sequence among
/// them could rewrite what a person sees. Controls are C0, DEL and C1 (ECMA-48 §5).
public func terminalText(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        guard isControl(scalar) else {
            shown.append(scalar)
            continue
        }
        switch scalar {
        case "\n": shown.append(contentsOf: "\\n".unicodeScalars)
        case "\r": shown.append(contentsOf: "\\r".unicodeScalars)
        case "\t": shown.append(contentsOf: "\\t".unicodeScalars)
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let escape = "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            shown.append(contentsOf: escape.unicodeScalars)
        }
    }
    return String(shown)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
}
