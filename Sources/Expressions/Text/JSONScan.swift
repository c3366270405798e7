/// Walks over the text of a JSON value that is known to be valid.
///
/// What is not valid gives some part of it and never reads beyond the text.
struct JSONScan {
    let json: Text
    var at: Int

    /// Begins at the first byte that is no blank.
    init(_ json: Text, at start: Int = 0) {
        self.json = json
        at = start
        skipBlanks()
    }

    /// The byte here, 0 at the end.
    var byte: UInt8 { at < json.count ? json[at] : 0 }

    mutating func skipBlanks() {
        while at < json.count, json[at] == 32 || json[at] == 10 || json[at] == 13 || json[at] == 9 {
            at += 1
        }
    }

    /// Goes behind the string that begins here, and returns it without its quotes.
    mutating func takeString() -> (text: Text, isEscaped: Bool) {
        let start = at + 1
        var isEscaped = false
        at = start
        while at < json.count, json[at] != UInt8(ascii: "\"") {
            if json[at] == UInt8(ascii: "\\") {
                isEscaped = true
                at += 1
            }
            at += 1
        }
        let end = min(at, json.count)
        at = min(at + 1, json.count)
        return (json.slice(min(start, end), end), isEscaped)
    }

    /// Goes behind the value that begins here, and returns its text.
    ///
    /// - Complexity: O(*n*) without recursion, however deep it is.
    mutating func takeValue() -> Text {
        let start = min(at, json.count)
        var depth = 0
        repeat {
            switch byte {
            case UInt8(ascii: "\""): _ = takeString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                at += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"): at += 1
            default: takeWord()
            }
            if depth > 0 { skipBlanks() }
        } while depth > 0 && at < json.count
        at = min(at, json.count)
        return json.slice(start, at)
    }

    /// Goes behind a number or a word.
    private mutating func takeWord() {
        at = min(at + 1, json.count)
        while at < json.count {
            switch json[at] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"),
                32, 10, 13, 9:
                return
            default: at += 1
            }
        }
    }

    /// Enters the object or array that begins here; false when it is empty.
    mutating func enter(closing: UInt8) -> Bool {
        at += 1
        skipBlanks()
        return byte != closing
    }

    /// Goes from behind one element to the next; false at the end of the object or array.
    mutating func advance() -> Bool {
        skipBlanks()
        guard byte == UInt8(ascii: ",") else { return false }
        at += 1
        skipBlanks()
        return true
    }
}
