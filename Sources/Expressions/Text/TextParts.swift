/// Characters in the text: `length` and `char_length`.
func length(_ s: Text) -> Int { s.characterCount }

/// Bytes in the text.
func octetLength(_ s: Text) -> Int { s.count }

/// Bits in the text.
func bitLength(_ s: Text) -> Int { s.count * 8 }

/// The first `n` characters; all but the last -`n` when it is negative.
func left(_ s: Text, _ n: Int) -> Text {
    if n >= 0 { return s.slice(0, s.offset(ofCharacter: n)) }
    return s.slice(0, backwards(s, n))
}

/// The last `n` characters; all but the first -`n` when it is negative.
func right(_ s: Text, _ n: Int) -> Text {
    if n > 0 { return s.slice(backwards(s, -n), s.count) }
    return s.slice(n == 0 ? s.count : s.offset(ofCharacter: n == .min ? .max : -n), s.count)
}

/// The byte where the last -`n` characters begin, `n` being negative.
private func backwards(_ s: Text, _ n: Int) -> Int {
    var at = s.count
    var left = n
    while left < 0, at > 0 {
        at = s.offset(before: at)
        left += 1
    }
    return at
}

/// The characters from number `from` (the first is 1) on.
func substr(_ s: Text, _ from: Int) -> Text {
    s.slice(from <= 1 ? 0 : s.offset(ofCharacter: from - 1), s.count)
}

/// The characters number `from` to `from` + `length` - 1, as far as there are any.
///
/// - Throws: ``EvalFault`` for a negative length.
func substr(_ s: Text, _ from: Int, _ length: Int) throws(EvalFault) -> Text {
    guard length >= 0 else {
        throw EvalFault(.substringError, "negative substring length not allowed")
    }
    let (end, overflow) = from.addingReportingOverflow(length)
    if overflow { return substr(s, from) }
    guard end > 1 else { return .empty }
    let first = max(from, 1)
    let lower = s.offset(ofCharacter: first - 1)
    return s.slice(lower, s.offset(ofCharacter: end - first, from: lower))
}

/// A set of characters to trim.
private struct TrimSet {
    private let ascii: ASCIISet
    /// The whole set, for characters beyond ASCII.
    private let characters: Text

    init(_ characters: Text) {
        self.characters = characters
        ascii = ASCIISet(characters)
    }

    func contains(_ s: Text, _ at: Int, _ length: Int) -> Bool {
        let byte = s[at]
        if byte < 128 { return ascii.contains(byte) }
        return characters.find(s.slice(at, at + length)) != nil
    }
}

/// The text without the characters of `set` at its beginning, a space by default.
func ltrim(_ s: Text, _ set: Text = Text(" ")) -> Text {
    let trimmed = TrimSet(set)
    var at = 0
    while at < s.count {
        let length = s.characterLength(at: at)
        guard trimmed.contains(s, at, length) else { break }
        at += length
    }
    return s.slice(at, s.count)
}

/// The text without the characters of `set` at its end, a space by default.
func rtrim(_ s: Text, _ set: Text = Text(" ")) -> Text {
    let trimmed = TrimSet(set)
    var end = s.count
    while end > 0 {
        let at = s.offset(before: end)
        guard trimmed.contains(s, at, end - at) else { break }
        end = at
    }
    return s.slice(0, end)
}

/// The text without the characters of `set` at both ends, a space by default.
func btrim(_ s: Text, _ set: Text = Text(" ")) -> Text {
    rtrim(ltrim(s, set), set)
}

/// The character number (from 1) where `needle` begins, 0 when it is not there: `position`.
func strpos(_ s: Text, _ needle: Text) -> Int {
    guard let found = s.find(needle) else { return 0 }
    return s.slice(0, found).characterCount + 1
}

func startsWith(_ s: Text, _ prefix: Text) -> Bool { s.hasPrefix(prefix) }

/// The field number `n` (from 1, or from the last when negative) between delimiters.
///
/// - Throws: ``EvalFault`` for field 0.
func splitPart(_ s: Text, _ delimiter: Text, _ n: Int) throws(EvalFault) -> Text {
    guard n != 0 else {
        throw EvalFault(.invalidParameter, "field position must not be zero")
    }
    guard !s.isEmpty else { return .empty }
    guard !delimiter.isEmpty else { return n == 1 || n == -1 ? s : .empty }
    var wanted = n
    if n < 0 {
        if n == -1 { return lastPart(s, delimiter) }
        var fields = 1
        var at = 0
        while let found = s.find(delimiter, from: at) {
            fields += 1
            at = found + delimiter.count
        }
        wanted = fields + 1 + n
        guard wanted > 0 else { return .empty }
    }
    var at = 0
    while let found = s.find(delimiter, from: at) {
        if wanted == 1 { return s.slice(at, found) }
        wanted -= 1
        at = found + delimiter.count
    }
    return wanted == 1 ? s.slice(at, s.count) : .empty
}

/// What follows the last delimiter, delimiters being counted from the front.
private func lastPart(_ s: Text, _ delimiter: Text) -> Text {
    var at = 0
    while let found = s.find(delimiter, from: at) { at = found + delimiter.count }
    return s.slice(at, s.count)
}

/// The code point of the first character, 0 for an empty text.
func ascii(_ s: Text) -> Int {
    s.isEmpty ? 0 : Int(s.character(at: 0).value)
}
