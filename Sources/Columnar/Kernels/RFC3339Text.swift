/// The most bytes that ``rfc3339Text(of:_:as:lenient:to:)`` writes.
public let longestRFC3339 = 32

/// Writes a date or time as RFC 3339 has it: `2026-01-31`, or `2026-01-31T10:00:00.5+02:00`.
///
/// Of a time, the digits of the second's fraction and the offset stay; no offset, `+00` and `z` are `Z`,
/// and midnight stands behind a mere date.
///
/// - Parameters:
///   - p: The text; 16 bytes behind it must be readable, as ``ByteBuffer`` guarantees.
///   - length: Bytes of text, 0 or more.
///   - type: `date`, `timestamp` or `timestamptz`.
///   - lenient: As in ``matches(_:_:_:lenient:)``.
///   - destination: Room for ``longestRFC3339`` bytes; must not overlap the text.
/// - Returns: The bytes written, or `nil` when the text does not fit the type, or is no time that RFC 3339
///   has: infinity, 24:00, an offset with seconds, a year before 1 or after 9999.
/// - SeeAlso: RFC 3339, §5.6.
public func rfc3339Text(
    of p: UnsafePointer<UInt8>, _ length: Int, as type: DataType, lenient: Bool,
    to destination: UnsafeMutablePointer<UInt8>
) -> Int? {
    guard unsafe matches(type, p, length, lenient: lenient) else { return nil }
    let text = unsafe trimmed(p, length)
    let start = unsafe p + text.lowerBound
    guard unsafe !endsInBC(start, text.count) else { return nil }
    var writer = unsafe MomentWriter(start, text.count, destination)
    let isEpoch = unsafe equalsIgnoringCase(start, text.count, "epoch")
    let isWritten =
        isEpoch
        ? writer.putEpoch(withTime: type != .date)
        : writer.putDate() && (type == .date || writer.putTime() && writer.putZone())
    return isWritten ? writer.count : nil
}

/// Spells the parts of a text anew that is known to be a date or time, front to back.
@safe private struct MomentWriter {
    private let p: UnsafePointer<UInt8>
    private let end: Int
    private let out: UnsafeMutablePointer<UInt8>
    private var at = 0
    /// Bytes written.
    private(set) var count = 0

    init(_ p: UnsafePointer<UInt8>, _ length: Int, _ out: UnsafeMutablePointer<UInt8>) {
        unsafe self.p = p
        unsafe self.out = out
        end = length
    }

    mutating func putEpoch(withTime: Bool) -> Bool {
        put("1970-01-01")
        if withTime { put("T00:00:00Z") }
        return true
    }

    mutating func putDate() -> Bool {
        let digits = (at..<end).prefix { unsafe p[$0] &- 0x30 < 10 }.count
        guard digits == 4 || digits == 8 else { return false }
        copyDigits(4)
        for _ in 0..<2 {
            put("-")
            _ = take(0x2D)
            putTwoDigits()
        }
        return true
    }

    mutating func putTime() -> Bool {
        put("T")
        guard at < end else {
            put("00:00:00")
            return true
        }
        if !take(0x54), !take(0x74) { skipBlanks() }
        let hour = count
        putTwoDigits()
        // It is the next day's beginning.
        guard unsafe !(out[hour] == 0x32 && out[hour + 1] == 0x34) else { return false }
        put(":")
        _ = take(0x3A)
        putTwoDigits()
        put(":")
        guard take(0x3A) else {
            put("00")
            return true
        }
        putTwoDigits()
        guard take(0x2E) else { return true }
        put(".")
        while at < end, unsafe p[at] &- 0x30 < 10 { copyDigits(1) }
        return true
    }

    mutating func putZone() -> Bool {
        skipBlanks()
        guard at < end, !take(0x5A), !take(0x7A) else {
            put("Z")
            return true
        }
        let zone = count
        copyDigits(1)
        putTwoDigits()
        put(":")
        if at < end {
            _ = take(0x3A)
            putTwoDigits()
        } else {
            put("00")
        }
        if take(0x3A) {
            guard unsafe p[at] == 0x30 && p[at + 1] == 0x30 else { return false }
        }
        let isZero = (1..<6).allSatisfy { unsafe out[zone + $0] == 0x30 || $0 == 3 }
        guard isZero else { return true }
        count = zone
        put("Z")
        return true
    }

    // MARK: Bytes

    private mutating func put(_ text: StaticString) {
        unsafe (out + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        count += text.utf8CodeUnitCount
    }

    private mutating func copyDigits(_ digits: Int) {
        unsafe (out + count).update(from: p + at, count: digits)
        at += digits
        count += digits
    }

    /// One or two digits as two.
    private mutating func putTwoDigits() {
        guard at + 1 < end, unsafe p[at + 1] &- 0x30 < 10 else {
            put("0")
            return copyDigits(1)
        }
        copyDigits(2)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < end, unsafe p[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while at < end, unsafe isBlank(p[at]) { at += 1 }
    }
}
