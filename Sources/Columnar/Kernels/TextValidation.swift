/// The first byte that is a NUL, or begins a sequence that is not UTF-8.
///
/// Overlong forms, surrogates and code points above U+10FFFF are no UTF-8; a sequence that the end
/// of the text cuts off begins an error. Nothing is read behind `count`.
///
/// - Parameters:
///   - p: The text.
///   - count: Its length in bytes.
/// - Returns: The byte's offset, or `nil` when all of the text is valid.
/// - Complexity: O(*n*); 64 bytes a step over ASCII.
/// - SeeAlso: RFC 3629 §4.
public func firstInvalidText(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var at = 0
    while true {
        at = unsafe endOfASCII(p, at, count)
        guard at < count else { return nil }
        repeat {
            let length = unsafe sequenceLength(p + at, count &- at)
            guard length > 0 else { return at }
            at &+= length
        } while unsafe at < count && p[at] >= 0x80
    }
}

/// The first byte from `start` on that is outside 1...127, or `count`.
@inline(__always)
private func endOfASCII(_ p: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
    var at = start
    while at &+ 8 <= count {
        let flagged = unsafe outsideASCII(loadWord(p + at))
        if flagged != 0 { return at &+ (flagged.trailingZeroBitCount &>> 3) }
        at &+= 8
        while at &+ 64 <= count, unsafe isASCIIBlock(p + at) { at &+= 64 }
    }
    while at < count, unsafe p[at] &- 1 < 0x7F { at &+= 1 }
    return at
}

/// Sets the high bit of the bytes that are 0 or above 127; exact up to the first of them.
@inline(__always)
private func outsideASCII(_ word: UInt64) -> UInt64 {
    ((word &- 0x0101_0101_0101_0101) | word) & 0x8080_8080_8080_8080
}

/// Whether 64 bytes are all in 1...127.
@inline(__always)
private func isASCIIBlock(_ p: UnsafePointer<UInt8>) -> Bool {
    let raw = unsafe UnsafeRawPointer(p)
    let one = SIMD16<UInt8>(repeating: 1)
    let a = unsafe raw.loadUnaligned(as: SIMD16<UInt8>.self)
    let b = unsafe raw.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
    let c = unsafe raw.loadUnaligned(fromByteOffset: 32, as: SIMD16<UInt8>.self)
    let d = unsafe raw.loadUnaligned(fromByteOffset: 48, as: SIMD16<UInt8>.self)
    let joined = ((a &- one) | a | (b &- one) | b) | ((c &- one) | c | (d &- one) | d)
    let halves = unsafe unsafeBitCast(joined, to: SIMD2<UInt64>.self)
    return (halves[0] | halves[1]) & 0x8080_8080_8080_8080 == 0
}

/// The length of the sequence of two to four bytes at `p`; 0 when it is none, or cut off.
@inline(__always)
private func sequenceLength(_ p: UnsafePointer<UInt8>, _ room: Int) -> Int {
    let lead = unsafe p[0]
    if lead < 0xE0 {
        guard lead >= 0xC2, room >= 2, unsafe isContinuation(p[1]) else { return 0 }
        return 2
    }
    if lead < 0xF0 {
        guard room >= 3, unsafe isContinuation(p[1]), unsafe isContinuation(p[2]) else { return 0 }
        if lead == 0xE0, unsafe p[1] < 0xA0 { return 0 }
        if lead == 0xED, unsafe p[1] >= 0xA0 { return 0 }
        return 3
    }
    guard lead <= 0xF4, room >= 4, unsafe isContinuation(p[1]), unsafe isContinuation(p[2]),
        unsafe isContinuation(p[3])
    else { return 0 }
    if lead == 0xF0, unsafe p[1] < 0x90 { return 0 }
    if lead == 0xF4, unsafe p[1] >= 0x90 { return 0 }
    return 4
}

@inline(__always)
private func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
