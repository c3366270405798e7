import TrancheColumnar

/// What is wrong with a JSON text, and at which byte of the buffer.
struct JSONFlaw: Equatable {
    enum Kind: UInt8 {
        case none
        // Something else was wanted at `offset`.
        case wantedObject, wantedKey, wantedKeyOrBrace, wantedColon, wantedCommaOrBrace
        case wantedValue, wantedCommaOrBracket, wantedDigit, wantedLineEnd
        // Inside a string.
        case wantedQuote, control, escape, loneSurrogate
        case leadingZero, tooDeep
        case nul, notUTF8
        // About the field `field`, or a key that is none.
        case unexpectedKey, repeatedKey, typeMismatch
    }

    var kind = Kind.none
    var offset = 0
    /// The schema's field, for `repeatedKey` and `typeMismatch`.
    var field = 0
    /// Where the offending key or value ends.
    var end = 0

    /// What was wanted, in words; `nil` when `kind` is not about that.
    private var wanted: String? {
        switch kind {
        case .wantedObject: "an object"
        case .wantedKey: "a key in quotes"
        case .wantedKeyOrBrace: "a key in quotes or }"
        case .wantedColon: "a colon after the key"
        case .wantedCommaOrBrace: "a comma or }"
        case .wantedValue: "a value"
        case .wantedCommaOrBracket: "a comma or ]"
        case .wantedDigit: "a digit"
        case .wantedLineEnd: "the end of the line"
        case .wantedQuote: "a closing quote"
        case .control: "an escape, for a control character in a string"
        case .escape: "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
        default: nil
        }
    }

    /// The reason as a message, with what was found before what was wanted.
    ///
    /// - Parameters:
    ///   - found: The byte at `offset`; `nil` at the end of the text.
    ///   - place: The byte's number within its line, from 1.
    /// - Returns: One sentence without a full stop.
    func message(found: UInt8?, place: Int) -> String {
        if let wanted {
            return "found \(Self.name(found)) at byte \(place), wanted \(wanted)"
        }
        switch kind {
        case .loneSurrogate:
            return "found half of a surrogate pair at byte \(place), wanted both halves"
        case .leadingZero:
            return "found a number with a leading zero at byte \(place), wanted none"
        case .tooDeep:
            return "found more than \(JSONScanner.depthLimit) nested values at byte \(place), "
                + "wanted at most that"
        case .nul: return "found a NUL at byte \(place), wanted text without"
        case .notUTF8: return "found bytes that are not UTF-8 at byte \(place), wanted UTF-8"
        default: return "found \(Self.name(found)) at byte \(place)"
        }
    }

    /// The code of the fault this flaw leads to.
    var code: RowFault.Code {
        switch kind {
        case .nul, .notUTF8: .invalidText
        case .unexpectedKey, .repeatedKey: .unexpectedKey
        case .typeMismatch: .typeMismatch
        default: .malformedJSON
        }
    }

    static func name(_ byte: UInt8?) -> String {
        switch byte {
        case nil, 0x0A: return "the end of the line"
        case 0x20: return "a blank"
        case 0x22: return "a quote"
        case .some(0x21...0x7E): return String(decoding: [byte ?? 0], as: UTF8.self)
        case .some(0x80...): return "a character that is not ASCII"
        case .some(let control):
            let digits = String(control, radix: 16, uppercase: true)
            return "a control character (0x\(control < 16 ? "0" : "")\(digits))"
        }
    }
}
