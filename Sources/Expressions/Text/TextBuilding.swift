import TrancheColumnar

/// Writes at most `most` bytes behind what `out` holds and returns them as a text.
///
/// Room is made before the first byte is written, so the text stays where it is until `out` grows
/// for another value. No input of a function may lie in the `out` it writes to.
@safe @inline(__always)
func build(
    _ out: ByteBuffer, most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int
) -> Text {
    out.reserve(out.count + most)
    // SAFETY: reserve made room for `most` bytes after `count`.
    let start = unsafe out.base + out.count
    let written = unsafe write(start)
    precondition(written <= most, "more bytes than room was made for")
    out.count += written
    return unsafe Text(start: UnsafePointer(start), count: written)
}

extension ByteBuffer {
    /// Appends the bytes of a text that does not lie in this buffer.
    func append(_ text: Text) {
        let start = count
        reserve(start + text.count)
        // SAFETY: reserve made room for the text behind `start`.
        unsafe copyBytes(text.start, to: base + start, count: text.count)
        count = start + text.count
    }

    /// Appends the UTF-8 of a Unicode scalar value.
    func append(character value: UInt32) {
        reserve(count + 4)
        // SAFETY: reserve made room for four bytes.
        count += unsafe encode(value, base + count)
    }

    /// What was appended since the buffer held `mark` bytes.
    func text(from mark: Int) -> Text {
        precondition(mark >= 0 && mark <= count, "a mark beyond the bytes in use")
        return unsafe Text(start: UnsafePointer(base + mark), count: count - mark)
    }
}

/// Writes the UTF-8 of a Unicode scalar value, 1...4 bytes, and returns how many.
@inline(__always)
func encode(_ value: UInt32, _ p: UnsafeMutablePointer<UInt8>) -> Int {
    if value < 0x80 {
        unsafe p[0] = UInt8(truncatingIfNeeded: value)
        return 1
    }
    let length = value < 0x800 ? 2 : value < 0x1_0000 ? 3 : 4
    let lead: UInt32 = length == 2 ? 0xC0 : length == 3 ? 0xE0 : 0xF0
    unsafe p[0] = UInt8(truncatingIfNeeded: lead | (value &>> UInt32(6 * (length - 1))))
    for index in 1..<length {
        let bits = (value &>> UInt32(6 * (length - 1 - index))) & 0x3F
        unsafe p[index] = UInt8(truncatingIfNeeded: 0x80 | bits)
    }
    return length
}

/// Copies a text to `p` and returns its length; `p` has room for it.
@inline(__always)
func copy(_ text: Text, _ p: UnsafeMutablePointer<UInt8>) -> Int {
    unsafe copyBytes(text.start, to: p, count: text.count)
    return text.count
}

/// Copies bytes; most texts are short, and of those each costs less than a call.
@inline(__always)
func copyBytes(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
) {
    guard count <= 16 else { return unsafe target.update(from: source, count: count) }
    // SAFETY: the first and the last word of the text, which may overlap, or all of its bytes.
    if count >= 8 {
        let (from, to) = unsafe (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
        let first = unsafe from.loadUnaligned(as: UInt64.self)
        let last = unsafe (from + (count &- 8)).loadUnaligned(as: UInt64.self)
        unsafe to.storeBytes(of: first, as: UInt64.self)
        unsafe (to + (count &- 8)).storeBytes(of: last, as: UInt64.self)
    } else if count >= 4 {
        let (from, to) = unsafe (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
        let first = unsafe from.loadUnaligned(as: UInt32.self)
        let last = unsafe (from + (count &- 4)).loadUnaligned(as: UInt32.self)
        unsafe to.storeBytes(of: first, as: UInt32.self)
        unsafe (to + (count &- 4)).storeBytes(of: last, as: UInt32.self)
    } else if count > 0 {
        unsafe target[0] = source[0]
        unsafe target[count &>> 1] = source[count &>> 1]
        unsafe target[count &- 1] = source[count &- 1]
    }
}

/// Appends pieces to a buffer and keeps its place at hand, so that a piece costs little more than
/// its bytes.
@safe struct TextWriter {
    private let out: ByteBuffer
    private let mark: Int
    private var start: UnsafeMutablePointer<UInt8>
    private var room: Int
    private(set) var count = 0

    /// Begins behind what `out` holds, with room for `expected` bytes.
    init(_ out: ByteBuffer, expected: Int) {
        self.out = out
        mark = out.count
        out.reserve(mark + expected)
        // SAFETY: the buffer holds `mark` bytes.
        unsafe start = out.base + mark
        room = out.capacity - mark
    }

    mutating func append(_ text: Text) {
        if room - count < text.count { grow(by: text.count) }
        // SAFETY: there is room for the bytes of the text.
        unsafe (start + count).update(from: text.start, count: text.count)
        count &+= text.count
    }

    mutating func append(_ byte: UInt8) {
        if room == count { grow(by: 1) }
        // SAFETY: there is room for a byte.
        unsafe start[count] = byte
        count &+= 1
    }

    private mutating func grow(by more: Int) {
        out.count = mark + count
        out.reserve(mark + count + more)
        // SAFETY: the buffer holds `mark` bytes.
        unsafe start = out.base + mark
        room = out.capacity - mark
    }

    /// Everything appended.
    func finish() -> Text {
        out.count = mark + count
        return unsafe Text(start: UnsafePointer(start), count: count)
    }
}

/// A set of bytes of ASCII.
struct ASCIISet {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// The ASCII characters of a text.
    init(_ characters: Text) {
        for index in 0..<characters.count {
            let byte = characters[index]
            if byte < 64 {
                low |= 1 &<< UInt64(byte)
            } else if byte < 128 {
                high |= 1 &<< UInt64(byte &- 64)
            }
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low &>> UInt64(byte) & 1 == 1 }
        return byte < 128 && high &>> UInt64(byte &- 64) & 1 == 1
    }
}
