#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A UTF-8 value where it lies: in a chunk, in a literal or in a scratch buffer.
///
/// The bytes are valid UTF-8 without NUL (``TrancheColumnar`` checks that when it reads them) and
/// outlive the value; nothing is copied or freed. Positions are bytes unless a name says characters.
@safe public struct Text {
    /// The first byte.
    public let start: UnsafePointer<UInt8>
    /// Bytes, 0 or more.
    public let count: Int

    /// The `count` bytes from `start` on.
    public init(start: UnsafePointer<UInt8>, count: Int) {
        precondition(count >= 0, "a text of negative length")
        unsafe self.start = unsafe start
        self.count = count
    }

    /// A literal of the program.
    public init(_ literal: StaticString) {
        precondition(literal.hasPointerRepresentation, "a literal that is not UTF-8 text")
        unsafe self.init(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    /// The empty text.
    public static var empty: Text { Text("") }

    public var isEmpty: Bool { count == 0 }

    /// All bytes, valid as long as the text is.
    public var bytes: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: start, count: count)
    }

    /// The byte at an index of 0..<``count``.
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "a byte beyond the text")
        // SAFETY: the precondition keeps the index inside the text.
        return unsafe start[index]
    }

    /// The bytes from `lower` to before `upper`, with 0 <= lower <= upper <= ``count``.
    public func slice(_ lower: Int, _ upper: Int) -> Text {
        precondition(lower >= 0 && lower <= upper && upper <= count, "a part beyond the text")
        // SAFETY: the precondition keeps both ends inside the text.
        return unsafe Text(start: start + lower, count: upper - lower)
    }

    /// A copy as a `String`: for messages and set-up, not for rows.
    public var string: String {
        unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// Whether both have the same bytes.
    public func equals(_ other: Text) -> Bool {
        guard count == other.count else { return false }
        // SAFETY: both texts hold `count` bytes.
        return unsafe memcmp(start, other.start, count) == 0
    }

    /// Whether the bytes of `prefix` come first.
    public func hasPrefix(_ prefix: Text) -> Bool {
        guard prefix.count <= count else { return false }
        // SAFETY: both texts hold `prefix.count` bytes.
        return unsafe memcmp(start, prefix.start, prefix.count) == 0
    }

    /// Whether the bytes of `suffix` come last.
    public func hasSuffix(_ suffix: Text) -> Bool {
        guard suffix.count <= count else { return false }
        return slice(count - suffix.count, count).equals(suffix)
    }
}

/// One character of a text.
struct TextCharacter {
    /// The Unicode scalar value.
    var value: UInt32
    /// Its bytes in UTF-8, 1...4.
    var length: Int
}

extension Text {
    /// The bytes of the character whose first byte is at `index`, cut at the end of the text.
    func characterLength(at index: Int) -> Int {
        let byte = self[index]
        let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        return min(length, count - index)
    }

    /// The character whose first byte is at `index`.
    func character(at index: Int) -> TextCharacter {
        let byte = self[index]
        guard byte >= 0x80 else { return TextCharacter(value: UInt32(byte), length: 1) }
        let length = characterLength(at: index)
        let mask: UInt32 = length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07
        var value = UInt32(byte) & mask
        for offset in 1..<max(length, 1) {
            value = (value &<< 6) | UInt32(self[index + offset] & 0x3F)
        }
        return TextCharacter(value: value, length: length)
    }

    /// Characters in the text.
    ///
    /// - Complexity: O(*n*), eight bytes a step.
    var characterCount: Int {
        var total = count
        var index = 0
        while index &+ 8 <= count {
            // SAFETY: the loop condition gives index + 8 <= count.
            let word = unsafe UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self)
            // A continuation byte has its high bit set and the next one clear.
            let marks = word & (~word &<< 1) & 0x8080_8080_8080_8080
            total &-= marks.nonzeroBitCount
            index &+= 8
        }
        while index < count {
            // SAFETY: index < count.
            total &-= unsafe start[index] & 0xC0 == 0x80 ? 1 : 0
            index &+= 1
        }
        return total
    }

    /// The byte where the character number `characters` (from 0) begins; ``count`` beyond the last.
    func offset(ofCharacter characters: Int, from start: Int = 0) -> Int {
        var index = start
        var left = characters
        while left > 0, index < count {
            index += characterLength(at: index)
            left -= 1
        }
        return index
    }

    /// The byte where the character before the one at `index` begins; `index` is above 0.
    func offset(before index: Int) -> Int {
        var at = index - 1
        while at > 0, self[at] & 0xC0 == 0x80 { at -= 1 }
        return at
    }
}
