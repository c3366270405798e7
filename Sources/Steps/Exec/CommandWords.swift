import TrancheColumnar

/// Splits a command into words as a shell does, without anything else that a shell does: blanks
/// separate, quotes of both kinds and a backslash keep together.
///
/// - Returns: `nil` when a quote is not closed.
public func commandWords(_ text: String) -> [String]? {
    var words: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var isEscaped = false
    for byte in text.utf8 {
        if isEscaped {
            if quote != nil, byte != 0x22, byte != 0x5C { word?.append(0x5C) }
            word = (word ?? []) + [byte]
            isEscaped = false
            continue
        }
        switch byte {
        case 0x5C where quote != 0x27: isEscaped = true
        case 0x22 where quote != 0x27, 0x27 where quote != 0x22:
            quote = quote == nil ? byte : nil
            word = word ?? []
        case 0x20 where quote == nil, 0x09 where quote == nil, 0x0A where quote == nil:
            if let whole = word { words.append(String(decoding: whole, as: UTF8.self)) }
            word = nil
        default: word = (word ?? []) + [byte]
        }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let whole = word { words.append(String(decoding: whole, as: UTF8.self)) }
    return words
}

/// The text that ``commandWords(_:)`` splits into these words.
public func commandText(_ words: [String]) -> String {
    words.map { word in
        let isPlain = word.utf8.allSatisfy { byte in
            byte > 0x20 && byte != 0x22 && byte != 0x27 && byte != 0x5C && byte != 0x7F
        }
        guard !isPlain || word.isEmpty else { return word }
        let inside = word.utf8.flatMap { byte in
            byte == 0x22 || byte == 0x5C ? [0x5C, byte] : [byte]
        }
        return "\"" + String(decoding: inside, as: UTF8.self) + "\""
    }.joined(separator: " ")
}
