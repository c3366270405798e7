import TrancheColumnar

/// How a value is made unreadable for good.
enum Mask: Sendable, Equatable {
    /// `keep first n last m`: the other characters become `*`; a value that would be shown whole,
    /// becomes `*` throughout.
    case keep(first: Int, last: Int)
    /// `a***@example.org`: the first letter and the domain stay.
    case email
    /// Every letter and digit becomes `*`, so that a number's shape stays.
    case digits
    case null
    case constant(String)
    /// The year of a date or of a timestamp: `2026`, or `0044 BC`.
    case year

    private static let star: UInt8 = 0x2A

    /// The most bytes that a text of `count` becomes.
    func room(_ count: Int) -> Int {
        if case .constant(let text) = self { return text.utf8.count }
        return count + 3
    }

    /// Writes the masked text.
    ///
    /// - Returns: Its length; `nil` when the value is nothing that the mask can be put on, as a
    ///   text without a date has no year.
    func write(
        _ text: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        switch self {
        case .keep(let first, let last):
            return unsafe Self.keep(
                first, last, UnsafeBufferPointer(start: text, count: count), out)
        case .email: return unsafe Self.email(UnsafeBufferPointer(start: text, count: count), out)
        case .digits:
            return unsafe Self.digits(UnsafeBufferPointer(start: text, count: count), out)
        case .null: return 0
        case .constant(let word):
            var length = 0
            for byte in word.utf8 {
                unsafe out[length] = byte
                length += 1
            }
            return length
        case .year: return unsafe Self.year(text, count, out)
        }
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    private static func keep(
        _ first: Int, _ last: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let characters = unsafe text.count { !isContinuation($0) }
        let isWhole = first + last >= characters
        var index = -1
        var length = 0
        var isKept = false
        for place in 0..<text.count {
            let byte = unsafe text[place]
            if !isContinuation(byte) {
                index += 1
                isKept = !isWhole && (index < first || index >= characters - last)
                if !isKept {
                    unsafe out[length] = star
                    length += 1
                }
            }
            if isKept {
                unsafe out[length] = byte
                length += 1
            }
        }
        return length
    }

    private static func email(
        _ text: UnsafeBufferPointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var length = 0
        func append(_ byte: UInt8) {
            unsafe out[length] = byte
            length += 1
        }
        guard let at = unsafe text.lastIndex(of: 0x40), at > 0, at + 1 < text.count else {
            for _ in 0..<3 { append(star) }
            return length
        }
        // A name of one letter would be told by it.
        let isLonger = (1..<at).contains { unsafe !isContinuation(text[$0]) }
        if isLonger {
            var place = 0
            repeat {
                append(unsafe text[place])
                place += 1
            } while unsafe isContinuation(text[place])
        }
        for _ in 0..<3 { append(star) }
        for place in at..<text.count { append(unsafe text[place]) }
        return length
    }

    private static func digits(
        _ text: UnsafeBufferPointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var length = 0
        for place in 0..<text.count {
            let byte = unsafe text[place]
            if isContinuation(byte) { continue }
            let isShape = byte < 0x80 && byte &- 0x30 >= 10 && (byte | 0x20) &- 0x61 >= 26
            unsafe out[length] = isShape ? byte : star
            length += 1
        }
        return length
    }

    private static func year(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ out: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        let isDate = [DataType.date, .timestamp, .timestamptz].contains {
            unsafe matches($0, text, count, lenient: true)
        }
        guard isDate else { return nil }
        var length = 0
        while length < count, case let byte = unsafe text[length], byte &- 0x30 < 10 {
            unsafe out[length] = byte
            length += 1
        }
        let isYear = unsafe (4...6).contains(length) && length < count && text[length] == 0x2D
        guard isYear else { return nil }
        var end = count
        while end > 0, unsafe text[end - 1] <= 0x20 { end -= 1 }
        guard unsafe endsInBC(text, end) else { return length }
        for byte in " BC".utf8 {
            unsafe out[length] = byte
            length += 1
        }
        return length
    }
}
