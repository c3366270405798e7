/// A piece of a date's, time's or interval's text, in lower case.
struct MomentTextField {
    enum Kind { case number, text, date, time, zone, special }

    var kind: Kind
    var bytes: [UInt8]

    var string: String { String(decoding: bytes, as: UTF8.self) }
}

/// Why a text is no date, time or interval; the caller knows the text and the type.
enum MomentTextFault: Error {
    case badFormat, fieldOverflow, zoneOverflow, intervalOutOfRange
    case other(EvalFault)
}

/// Takes a text apart into numbers, words, dates, times and zones, as PostgreSQL does.
///
/// It lives within the call that was lent the text.
@safe struct MomentTextFields {
    private let text: UnsafeBufferPointer<UInt8>
    private var place = 0

    private init(_ text: UnsafeBufferPointer<UInt8>) { unsafe self.text = text }

    /// The fields of a text, at most 25 of `most` bytes in all: PostgreSQL's room for them.
    static func split(
        _ text: UnsafeBufferPointer<UInt8>, most: Int
    ) throws(MomentTextFault) -> [MomentTextField] {
        var splitter = unsafe MomentTextFields(text)
        var fields: [MomentTextField] = []
        var room = most
        while true {
            while isSpace(splitter.peek) { splitter.place += 1 }
            guard splitter.peek != 0 else { break }
            guard fields.count < 25 else { throw .badFormat }
            guard let field = try splitter.field() else { continue }
            // Each ends with a NUL there.
            guard field.bytes.count < room else { throw .badFormat }
            room -= field.bytes.count + 1
            fields.append(field)
        }
        guard splitter.place == text.count else { throw .badFormat }
        return fields
    }

    private var peek: UInt8 { unsafe place < text.count ? text[place] : 0 }

    private mutating func field() throws(MomentTextFault) -> MomentTextField? {
        var bytes: [UInt8] = []
        switch peek {
        case 0x30...0x39:
            return MomentTextField(kind: numeric(&bytes), bytes: bytes)
        case UInt8(ascii: "."):
            take(&bytes)
            while Self.isDigit(peek) { take(&bytes) }
            return MomentTextField(kind: .number, bytes: bytes)
        case 0x41...0x5A, 0x61...0x7A:
            return MomentTextField(kind: word(&bytes), bytes: bytes)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            return MomentTextField(kind: try signed(&bytes), bytes: bytes)
        case 0x21...0x7E:
            place += 1
            return nil
        default: throw .badFormat
        }
    }

    /// A number, a date such as `2013-01-01` or `1-jan-2013`, or a time such as `05:00`.
    private mutating func numeric(_ bytes: inout [UInt8]) -> MomentTextField.Kind {
        while Self.isDigit(peek) { take(&bytes) }
        let mark = peek
        if mark == UInt8(ascii: ":") {
            take(&bytes)
            while Self.isDigit(peek) || peek == mark || peek == UInt8(ascii: ".") { take(&bytes) }
            return .time
        }
        guard Self.isDateMark(mark) else { return .number }
        take(&bytes)
        guard Self.isDigit(peek) else {
            while Self.isAlphanumeric(peek) || peek == mark { take(&bytes) }
            return .date
        }
        while Self.isDigit(peek) { take(&bytes) }
        guard peek == mark else { return mark == UInt8(ascii: ".") ? .number : .date }
        while Self.isDigit(peek) || peek == mark { take(&bytes) }
        return .date
    }

    /// A word, or a date or time zone that begins with one: `jan-1-2013`, `europe/berlin`.
    private mutating func word(_ bytes: inout [UInt8]) -> MomentTextField.Kind {
        while Self.isLetter(peek) { take(&bytes) }
        var isDate = Self.isDateMark(peek)
        if peek == UInt8(ascii: "+") || Self.isDigit(peek) {
            isDate = MomentWord.find(String(decoding: bytes, as: UTF8.self)) == nil
        }
        guard isDate else { return .text }
        let marks = Array("+-/_.:".utf8)
        while Self.isAlphanumeric(peek) || marks.contains(peek) { take(&bytes) }
        return .date
    }

    /// `+02:30`, `-1.5` or `-infinity`.
    private mutating func signed(
        _ bytes: inout [UInt8]
    ) throws(MomentTextFault) -> MomentTextField.Kind {
        take(&bytes)
        while Self.isSpace(peek) { place += 1 }
        if Self.isDigit(peek) {
            let marks = Array(":.-".utf8)
            while Self.isDigit(peek) || marks.contains(peek) { take(&bytes) }
            return .zone
        }
        guard Self.isLetter(peek) else { throw .badFormat }
        while Self.isLetter(peek) { take(&bytes) }
        return .special
    }

    private mutating func take(_ bytes: inout [UInt8]) {
        let byte = peek
        bytes.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
        place += 1
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
    static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte | 0x20 }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
    private static func isDateMark(_ byte: UInt8) -> Bool { 0x2D...0x2F ~= byte }
}
