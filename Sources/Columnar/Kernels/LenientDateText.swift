/// Whether the text is an ISO 8601 date or time as PostgreSQL reads it for `type`.
///
/// Accepted besides the canonical spelling: blanks around it, one-digit months, days and hours, years of
/// more than four digits, `YYYYMMDD`, times without seconds, `24:00:00`, second 60, `t` and `z` in
/// lower case, a blank before the zone, seconds in an offset, `infinity`, `-infinity`, `epoch`, and `BC`
/// behind all of it.
/// A timestamp may be a mere date (midnight); a `timestamptz` without a zone counts as UTC.
/// Refused, though PostgreSQL reads it, is what it would silently change: a zone in a `timestamp`,
/// a time in a `date`, more than six digits of a second; and what depends on settings or on the
/// clock: `01/02/2024`, `today`.
func isLenientMoment(_ p: UnsafePointer<UInt8>, _ length: Int, _ type: DataType) -> Bool {
    let text = unsafe trimmed(p, length)
    let start = unsafe p + text.lowerBound
    for word in ["infinity", "-infinity", "epoch"] as [StaticString]
    where unsafe equalsIgnoringCase(start, text.count, word) { return true }
    let isBC = unsafe endsInBC(start, text.count)
    var scanner = unsafe MomentScanner(start, isBC ? text.count - 2 : text.count)
    if isBC { scanner.dropBlanksAtEnd() }
    guard scanner.takeDate(largestYear: largestYear(of: type), isBC: isBC) else { return false }
    if scanner.isAtEnd { return true }
    guard type != .date, scanner.takeTime() else { return false }
    return scanner.isAtEnd || (type == .timestamptz && scanner.takeZone() && scanner.isAtEnd)
}

/// Whether a blank and `BC` in any letter case end a date or time, which is then before year 1.
///
/// - Parameters:
///   - p: The text, without blanks at its end.
///   - length: Bytes of text, 0 or more.
/// - Returns: Whether it ends so; the rest need not be a date.
public func endsInBC(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard length > 3, unsafe isBlank(p[length - 3]) else { return false }
    return unsafe p[length - 2] | 0x20 == 0x62 && p[length - 1] | 0x20 == 0x63
}

/// The last year that the type holds whole, whatever the zone.
///
/// - SeeAlso: PostgreSQL manual, table 8.9.
private func largestYear(of type: DataType) -> Int {
    switch type {
    case .date: 5_874_897
    case .timestamptz: 294_275
    default: 294_276
    }
}

/// Reads the parts of a date and time front to back.
@safe private struct MomentScanner {
    private let p: UnsafePointer<UInt8>
    private var end: Int
    private var at = 0

    init(_ p: UnsafePointer<UInt8>, _ length: Int) {
        unsafe self.p = unsafe p
        end = length
    }

    var isAtEnd: Bool { at == end }

    mutating func dropBlanksAtEnd() {
        while end > 0, unsafe isBlank(p[end - 1]) { end -= 1 }
    }

    mutating func takeDate(largestYear: Int, isBC: Bool) -> Bool {
        guard let year = number(4...8) else { return false }
        let digits = at
        if digits == 8 {
            return isDay(
                year: year / 10_000, month: year / 100 % 100, day: year % 100, isBC: isBC)
        }
        guard digits <= 7, year <= largestYear, take(0x2D), let month = number(1...2),
            take(0x2D), let day = number(1...2)
        else { return false }
        return isDay(year: year, month: month, day: day, isBC: isBC)
    }

    mutating func takeTime() -> Bool {
        guard take(0x54) || take(0x74) || takeBlanks() else { return false }
        guard let hour = number(1...2), take(0x3A), let minute = number(2...2) else {
            return false
        }
        var second = 0
        var fraction = 0
        if take(0x3A) {
            guard let whole = number(2...2) else { return false }
            second = whole
            if take(0x2E) {
                guard let part = number(1...6) else { return false }
                fraction = part
            }
        }
        if hour == 24 { return minute == 0 && second == 0 && fraction == 0 }
        return hour < 24 && minute < 60 && (second < 60 || (second == 60 && fraction == 0))
    }

    mutating func takeZone() -> Bool {
        _ = takeBlanks()
        if take(0x5A) || take(0x7A) { return true }
        guard take(0x2B) || take(0x2D), let hours = number(1...2), hours < 16 else {
            return false
        }
        guard !isAtEnd else { return true }
        let colon = take(0x3A)
        guard let minutes = number(2...2), minutes < 60 else { return false }
        guard !isAtEnd else { return true }
        guard colon, take(0x3A), let seconds = number(2...2) else { return false }
        return seconds < 60
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard at < end, unsafe p[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func takeBlanks() -> Bool {
        let start = at
        while at < end, unsafe isBlank(p[at]) { at += 1 }
        return at > start
    }

    /// A number of as many digits as there are, within `digits`.
    private mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        let start = at
        var value = 0
        while at < end, at - start < digits.upperBound, unsafe p[at] &- 0x30 < 10 {
            value = unsafe value * 10 + Int(p[at] &- 0x30)
            at += 1
        }
        return at - start >= digits.lowerBound ? value : nil
    }
}
