import TrancheColumnar

/// The most bytes PostgreSQL gives a value, less the four that it keeps its length in.
let longestText = 0x3FFF_FFFF - 4

private let tooLong = EvalFault(.limitExceeded, "requested length too large")

/// The text filled at its left with the characters of `fill` up to `length`, or cut to it.
///
/// - Throws: ``EvalFault`` when the result could be longer than PostgreSQL allows.
func lpad(
    _ s: Text, _ length: Int, _ fill: Text = Text(" "), _ out: ByteBuffer
) throws(EvalFault) -> Text {
    try pad(s, length, fill, out, isLeft: true)
}

/// The text filled at its right; otherwise as ``lpad(_:_:_:_:)``.
func rpad(
    _ s: Text, _ length: Int, _ fill: Text = Text(" "), _ out: ByteBuffer
) throws(EvalFault) -> Text {
    try pad(s, length, fill, out, isLeft: false)
}

private func pad(
    _ s: Text, _ length: Int, _ fill: Text, _ out: ByteBuffer, isLeft: Bool
) throws(EvalFault) -> Text {
    let length = max(length, 0)
    guard length <= longestText / 4 else { throw tooLong }
    let missing = length - s.characterCount
    guard missing >= 0 else { return left(s, length) }
    guard missing > 0, !fill.isEmpty else { return s }
    return build(out, most: s.count + missing * 4) { p in
        var written = isLeft ? 0 : unsafe copy(s, p)
        var at = 0
        let byte = fill[0]
        if fill.count == 1 {
            // SAFETY: room was made for four bytes for each missing character.
            unsafe (p + written).update(repeating: byte, count: missing)
            written += missing
            return isLeft ? unsafe written + copy(s, p + written) : written
        }
        for _ in 0..<missing {
            let next = at + fill.characterLength(at: at)
            written += unsafe copy(fill.slice(at, next), p + written)
            at = next == fill.count ? 0 : next
        }
        return isLeft ? unsafe written + copy(s, p + written) : written
    }
}

/// The text with every occurrence of `from` replaced by `to`, from the left.
func replace(_ s: Text, _ from: Text, _ to: Text, _ out: ByteBuffer) throws(EvalFault) -> Text {
    guard !from.isEmpty, var found = s.find(from) else { return s }
    var writer = TextWriter(out, expected: s.count + to.count)
    var at = 0
    while true {
        writer.append(s.slice(at, found))
        writer.append(to)
        guard writer.count <= longestText else { throw tooLong }
        at = found + from.count
        guard let next = s.find(from, from: at) else { break }
        found = next
    }
    writer.append(s.slice(at, s.count))
    return writer.finish()
}

/// The text with each character of `from` replaced by the one at its place in `to`, or dropped.
func translate(_ s: Text, _ from: Text, _ to: Text, _ out: ByteBuffer) -> Text {
    let touched = ASCIISet(from)
    return build(out, most: s.count * 4) { p in
        var at = 0
        var written = 0
        while at < s.count {
            let byte = s[at]
            if byte < 0x80, !touched.contains(byte) {
                // SAFETY: room was made for four bytes for each character.
                unsafe p[written] = byte
                written &+= 1
                at &+= 1
                continue
            }
            let next = at + s.characterLength(at: at)
            let piece = s.slice(at, next)
            at = next
            guard let found = from.find(piece) else {
                written += unsafe copy(piece, p + written)
                continue
            }
            let place = to.offset(ofCharacter: from.slice(0, found).characterCount)
            guard place < to.count else { continue }
            let end = place + to.characterLength(at: place)
            written += unsafe copy(to.slice(place, end), p + written)
        }
        return written
    }
}

/// The text with `replacement` in place of `length` characters from number `from` on.
///
/// - Parameters:
///   - s: The text.
///   - replacement: What is put in.
///   - from: The first character replaced, from 1.
///   - length: Characters left out, those of the replacement by default; negative repeats some.
///   - out: Where the result is written.
/// - Returns: The new text.
/// - Throws: ``EvalFault`` for a place before the text.
func overlay(
    _ s: Text, _ replacement: Text, _ from: Int, _ length: Int? = nil, _ out: ByteBuffer
) throws(EvalFault) -> Text {
    guard from > 0 else {
        throw EvalFault(.substringError, "negative substring length not allowed")
    }
    let (rest, overflow) = from.addingReportingOverflow(length ?? replacement.characterCount)
    guard !overflow, rest <= Int(Int32.max) else {
        throw EvalFault(.numericOutOfRange, "integer out of range")
    }
    let head = left(s, from - 1)
    let tail = substr(s, rest)
    return build(out, most: head.count + replacement.count + tail.count) { p in
        // SAFETY: room was made for all three.
        var written = unsafe copy(head, p)
        written += unsafe copy(replacement, p + written)
        return unsafe written + copy(tail, p + written)
    }
}

/// The characters in the opposite order.
func reverse(_ s: Text, _ out: ByteBuffer) -> Text {
    build(out, most: s.count) { p in
        var at = 0
        while at < s.count {
            let byte = s[at]
            if byte < 0x80 {
                at &+= 1
                // SAFETY: the pieces of a text take the room of the text.
                unsafe p[s.count &- at] = byte
                continue
            }
            let next = at + s.characterLength(at: at)
            _ = unsafe copy(s.slice(at, next), p + (s.count - next))
            at = next
        }
        return s.count
    }
}

/// The text `times` times in a row, empty when that is negative.
///
/// - Throws: ``EvalFault`` when the result is longer than PostgreSQL allows.
func `repeat`(_ s: Text, _ times: Int, _ out: ByteBuffer) throws(EvalFault) -> Text {
    let (size, overflow) = s.count.multipliedReportingOverflow(by: max(times, 0))
    guard !overflow, size <= longestText else { throw tooLong }
    guard size > 0 else { return .empty }
    return build(out, most: size) { p in
        var written = 0
        while written < size {
            // SAFETY: size is a multiple of the count.
            written += unsafe copy(s, p + written)
        }
        return written
    }
}

/// The character of a code point.
///
/// - Throws: ``EvalFault`` for 0 and for what is no Unicode character.
func chr(_ code: Int, _ out: ByteBuffer) throws(EvalFault) -> Text {
    guard code >= 0 else {
        throw EvalFault(.invalidParameter, "character number must be positive")
    }
    guard code > 0 else { throw EvalFault(.limitExceeded, "null character not permitted") }
    guard code <= 0x10FFFF else {
        let message = "requested character too large for encoding: \(code)"
        throw EvalFault(.limitExceeded, message)
    }
    let value = UInt32(code)
    guard Unicode.Scalar(value) != nil else {
        let message = "requested character not valid for encoding: \(code)"
        throw EvalFault(.limitExceeded, message)
    }
    return build(out, most: 4) { p in unsafe encode(value, p) }
}

/// The hexadecimal digits of a number of 64 bits; a negative one as its two's complement.
func toHex(_ value: Int64, _ out: ByteBuffer) -> Text {
    hexadecimal(UInt64(bitPattern: value), out)
}

/// The hexadecimal digits of a number of 32 bits.
func toHex(_ value: Int32, _ out: ByteBuffer) -> Text {
    hexadecimal(UInt64(UInt32(bitPattern: value)), out)
}

private func hexadecimal(_ value: UInt64, _ out: ByteBuffer) -> Text {
    let digits = max(1, (64 - value.leadingZeroBitCount + 3) / 4)
    return build(out, most: 16) { p in
        for index in 0..<digits {
            let digit = value &>> UInt64(4 * (digits - 1 - index)) & 15
            // SAFETY: at most 16 digits.
            unsafe p[index] = hexDigit(UInt8(truncatingIfNeeded: digit))
        }
        return digits
    }
}

/// The digit of a value of 0...15 in lower case.
@inline(__always)
func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 48 &+ value : 87 &+ value
}
