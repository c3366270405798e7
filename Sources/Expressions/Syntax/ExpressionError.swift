/// An expression that cannot be understood, where it stands, and what to do about it.
public struct ExpressionError: Error, Sendable, Equatable {
    /// What was found before what was wanted; no capital, no full stop.
    public var message: String
    /// Byte offsets into the UTF-8 of the expression's text; empty at its end.
    public var place: Range<Int>
    /// What to write instead; `nil` when nothing better is known.
    public var hint: String?
    /// PostgreSQL's SQLSTATE when a constant is no value of its type or a function refuses it; `nil`
    /// when names, types or the form of the expression are wrong.
    public var state: String?

    public init(message: String, place: Range<Int>, hint: String? = nil, state: String? = nil) {
        self.message = message
        self.place = place
        self.hint = hint
        self.state = state
    }

    init(_ fault: EvalFault, at place: Range<Int>) {
        self.init(message: fault.message, place: place, state: fault.code.rawValue)
    }

    /// The message, the line of `text` it is about with a caret under the place, and the hint.
    ///
    /// A column of the caret's line is one character; tabs stay tabs, so that it lines up.
    /// Of a long line, about a hundred characters around the place are shown.
    ///
    /// - Parameter text: The text that was parsed.
    /// - Returns: Three lines, or four with a hint, without a line break at the end.
    public func rendered(in text: String) -> String {
        let head = "\(message)\n\(marked(in: text))"
        return hint.map { "\(head)\n  hint: \($0)" } ?? head
    }
}

extension ExpressionError {
    /// The line of `text` the error is about, and one with a caret under the place.
    public func marked(in text: String) -> String {
        let line = MarkedLine(text, place)
        return "  \(line.text)\n  \(line.marks)"
    }
}

/// One line of a text and the marks to print under it.
private struct MarkedLine {
    var text = ""
    var marks = ""

    init(_ whole: String, _ place: Range<Int>) {
        let bytes = Array(whole.utf8)
        let low = min(place.lowerBound, bytes.count)
        let start = bytes[..<low].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = bytes[low...].firstIndex(of: 0x0A) ?? bytes.count
        let high = min(max(place.upperBound, low), end)
        var before = Array(String(decoding: bytes[start..<low], as: UTF8.self))
        var marked = Array(String(decoding: bytes[low..<high], as: UTF8.self))
        var after = Array(String(decoding: bytes[high..<end], as: UTF8.self))
        if before.count > 60 { before = ["…"] + before.suffix(59) }
        if marked.count > 40 { (marked, after) = (marked.prefix(39) + ["…"], []) }
        if after.count > 40 { after = after.prefix(39) + ["…"] }
        text = String((before + marked + after).map(Self.printable))
        marks = String(before.map { $0 == "\t" ? "\t" : " " }) + "^"
        marks += String(repeating: "~", count: max(marked.count - 1, 0))
    }

    /// The character itself, or a replacement for one that would move the cursor.
    private static func printable(_ character: Character) -> Character {
        let isControl = character.unicodeScalars.contains {
            ($0.value < 0x20 && $0 != "\t") || (0x7F..<0xA0).contains($0.value)
        }
        return isControl ? "\u{FFFD}" : character
    }
}
