import TrancheColumnar

/// Conversions to text, which print a value, and from text, which read one.
let textCasts: [CastEntry] = toText + fromText

private let toText: [CastEntry] = [
    cast(
        .boolean, .text, .assignment,
        lift { (a: Bool, frame: Frame) in printed(frame) { appendValue(a, to: $0) } }),
    cast(.smallint, .text, .assignment, printInt64(.bigint)),
    cast(.integer, .text, .assignment, printInt64(.bigint)),
    cast(.bigint, .text, .assignment, printInt64(.bigint)),
    cast(
        .doublePrecision, .text, .assignment,
        lift { (a: Double, frame: Frame) in printed(frame) { appendValue(a, to: $0) } }),
    cast(
        .numeric, .text, .assignment,
        lift { (a: Numeric, frame: Frame) in printed(frame) { a.append(to: $0) } }),
    cast(
        .interval, .text, .assignment,
        lift { (a: Interval, frame: Frame) in printed(frame) { appendValue(a, to: $0) } }),
    cast(.date, .text, .assignment, printInt64(.date)),
    cast(.timestamp, .text, .assignment, printInt64(.timestamp)),
    cast(.timestamptz, .text, .assignment, printInt64(.timestamptz)),
    relabel(.uuid, .text, .assignment), relabel(.json, .text, .assignment),
    cast(
        .bytea, .text, .assignment,
        lift { (a: Text, frame: Frame) in byteaOutput(a, frame.scratch) }),
    relabel(.unknown, .text, .implicit), relabel(.text, .unknown, .implicit),
]

private func printInt64(_ type: SQLType) -> Kernel {
    lift { (a: Int64, frame: Frame) in printed(frame) { appendValue(a, as: type, to: $0) } }
}

/// The text that `append` adds to the scratch buffer.
@inline(__always)
func printed(_ frame: Frame, _ append: (ByteBuffer) -> Void) -> Text {
    frame.scratch.count = 0
    append(frame.scratch)
    return unsafe Text(start: UnsafePointer(frame.scratch.base), count: frame.scratch.count)
}

private let fromText: [CastEntry] = [
    cast(
        .text, .boolean, .explicit,
        lift { (a: Text, _: Frame) throws(EvalFault) in
            guard let value = unsafe parseBoolean(a.start, a.count) else {
                throw invalid("boolean", a)
            }
            return value
        }),
    cast(.text, .smallint, .explicit, readInteger(.smallint)),
    cast(.text, .integer, .explicit, readInteger(.integer)),
    cast(.text, .bigint, .explicit, readInteger(.bigint)),
    cast(
        .text, .doublePrecision, .explicit,
        lift { (a: Text, _: Frame) throws(EvalFault) in try readDouble(a) }),
    cast(
        .text, .numeric, .explicit,
        lift { (a: Text, _: Frame) throws(EvalFault) in unsafe try Numeric(parsing: a.bytes) }),
    cast(
        .text, .interval, .explicit,
        lift { (a: Text, _: Frame) throws(EvalFault) in
            try unsafe MomentText.interval(a.start, count: a.count)
        }),
    cast(.text, .date, .explicit, readMoments(.date)),
    cast(.text, .timestamp, .explicit, readMoments(.timestamp)),
    cast(.text, .timestamptz, .explicit, readMoments(.timestamptz)),
    cast(
        .text, .uuid, .explicit,
        lift { (a: Text, frame: Frame) throws(EvalFault) in try parseUUID(a, frame.scratch) }),
    cast(
        .text, .json, .explicit,
        lift { (a: Text, _: Frame) throws(EvalFault) in
            guard unsafe isValidJSON(a.start, a.count) else { throw invalid("json", a) }
            return a
        }),
    cast(
        .text, .bytea, .explicit,
        lift { (a: Text, frame: Frame) throws(EvalFault) in try byteaInput(a, frame.scratch) }),
]

private func readMoments(_ type: SQLType) -> Kernel {
    lift { (a: Text, _: Frame) throws(EvalFault) in
        if let value = readMoment(a, as: type) { return value }
        return try parseMoment(a, as: type)
    }
}

private func readInteger(_ type: SQLType) -> Kernel {
    lift { (a: Text, _: Frame) throws(EvalFault) in
        var value: Int64 = 0
        guard unsafe parseInt64(a.start, a.count, &value) else {
            throw integerFault(a, type)
        }
        let isOver =
            type == .smallint
            ? value != Int64(Int16(truncatingIfNeeded: value))
            : type == .integer ? value != Int64(Int32(truncatingIfNeeded: value)) : false
        if isOver { throw outOfRange(a, type) }
        return value
    }
}

/// Why a text is no integer: digits that are too many count before what stands behind them.
private func integerFault(_ text: Text, _ type: SQLType) -> EvalFault {
    var place = 0
    while place < text.count, isSpace(text[place]) { place += 1 }
    if place < text.count, text[place] == 0x2D || text[place] == 0x2B { place += 1 }
    let most: UInt64 = type == .smallint ? 1 << 15 : type == .integer ? 1 << 31 : 1 << 63
    var value: UInt64 = 0
    let start = place
    while place < text.count, text[place] &- 0x30 < 10 {
        let (product, isOver) = value.multipliedReportingOverflow(by: 10)
        value = product &+ UInt64(text[place] &- 0x30)
        if isOver || value > most { return outOfRange(text, type) }
        place += 1
    }
    let hasDigits = place > start
    while place < text.count, isSpace(text[place]) { place += 1 }
    return hasDigits && place == text.count ? outOfRange(text, type) : invalid(type.rawValue, text)
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }

private func outOfRange(_ text: Text, _ type: SQLType) -> EvalFault {
    EvalFault(
        .numericOutOfRange, "value \"\(text.string)\" is out of range for type \(type.rawValue)")
}

private func readDouble(_ text: Text) throws(EvalFault) -> Double {
    var value = 0.0
    guard unsafe parseDouble(text.start, text.count, &value) else {
        let number = leadingNumber(unsafe Array(text.bytes))
        if let number, isBeyondDouble(number) {
            throw EvalFault(
                .numericOutOfRange, "\"\(number)\" is out of range for type double precision")
        }
        throw invalid("double precision", text)
    }
    return value
}

/// The number that a text begins with, of which C says first whether a double can hold it; `nil`
/// when there is none.
private func leadingNumber(_ bytes: [UInt8]) -> String? {
    var place = bytes.prefix(while: isSpace).count
    let start = place
    func digits() -> Int {
        let first = place
        while place < bytes.count, bytes[place] &- 0x30 < 10 { place += 1 }
        return place - first
    }
    func skip(_ wanted: UInt8...) -> Bool {
        guard place < bytes.count, wanted.contains(bytes[place]) else { return false }
        place += 1
        return true
    }
    _ = skip(0x2B, 0x2D)
    var count = digits()
    if skip(0x2E) { count += digits() }
    guard count > 0 else { return nil }
    let end = place
    if skip(0x45, 0x65) {
        _ = skip(0x2B, 0x2D)
        if digits() == 0 { place = end }
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
}

/// Whether the nearest double is infinite, or zero for what is not.
private func isBeyondDouble(_ number: String) -> Bool {
    guard let value = Double(number) else { return false }
    let mantissa = number.utf8.prefix { $0 | 0x20 != 0x65 }
    return value.isInfinite || (value == 0 && mantissa.contains { $0 &- 0x31 < 9 })
}
