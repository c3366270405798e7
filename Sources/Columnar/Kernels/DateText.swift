/// Whether `YYYY-MM-DD` stands at `p`, a day of the years 1...9999 of the Gregorian calendar.
///
/// Reads 10 bytes. With `isBC` the years are those before Christ, back to the last that PostgreSQL has
/// whole.
func isDate(_ p: UnsafePointer<UInt8>, isBC: Bool = false) -> Bool {
    let word = unsafe loadWord(p)
    // Bytes 4 and 7 are dashes, the others digits: the dashes become zeros for the check.
    guard word & 0xFF00_00FF_0000_0000 == 0x2D00_002D_0000_0000,
        areDigits(word ^ 0x1D00_001D_0000_0000),
        unsafe p[8] &- 0x30 < 10, unsafe p[9] &- 0x30 < 10
    else { return false }
    let year = unsafe twoDigits(p) &* 100 &+ twoDigits(p + 2)
    return unsafe isDay(year: year, month: twoDigits(p + 5), day: twoDigits(p + 8), isBC: isBC)
}

/// Whether `HH:MM:SS` stands at `p`, before 24:00:00 and without a leap second.
///
/// Reads 8 bytes.
func isTime(_ p: UnsafePointer<UInt8>) -> Bool {
    let word = unsafe loadWord(p)
    guard word & 0x0000_FF00_00FF_0000 == 0x0000_3A00_003A_0000,
        areDigits(word ^ 0x0000_0A00_000A_0000)
    else { return false }
    return unsafe twoDigits(p) < 24 && twoDigits(p + 3) < 60 && twoDigits(p + 6) < 60
}

/// The class of a canonical date or time: ``ValueClass/date``, ``ValueClass/timestamp`` or
/// ``ValueClass/timestamptz``; `nil` when it is none.
///
/// - SeeAlso: ``classifyValue(_:_:)`` for the spellings.
@usableFromInline
func classifyMoment(_ p: UnsafePointer<UInt8>, _ length: Int) -> ValueClass? {
    let isBC = unsafe length > 12 && p[length - 1] == 0x43 && isEra(p + length - 3)
    let length = isBC ? length - 3 : length
    guard length >= 10, unsafe isDate(p, isBC: isBC) else { return nil }
    if length == 10 { return .date }
    guard length >= 19, unsafe p[10] == 0x20 || p[10] == 0x54, unsafe isTime(p + 11) else {
        return nil
    }
    var at = 19
    if at < length, unsafe p[at] == 0x2E {
        let digits = unsafe min(leadingDigitCount(loadWord(p + 20)), length - 20)
        guard digits >= 1, digits <= 6 else { return nil }
        at = 20 + digits
    }
    if at == length { return .timestamp }
    return unsafe isZone(p + at, length - at) ? .timestamptz : nil
}

/// Whether ` BC` stands at `p`, as PostgreSQL prints it behind a date or time of before year 1.
private func isEra(_ p: UnsafePointer<UInt8>) -> Bool {
    unsafe p[0] == 0x20 && p[1] == 0x42 && p[2] == 0x43
}

/// Whether the text is `Z` or an offset of less than 16 hours: `±HH`, `±HHMM`, `±HH:MM`.
private func isZone(_ p: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    if length == 1 { return unsafe p[0] == 0x5A }
    guard unsafe p[0] == 0x2B || p[0] == 0x2D, length == 3 || length == 5 || length == 6,
        unsafe p[1] &- 0x30 < 10, unsafe p[2] &- 0x30 < 10, unsafe twoDigits(p + 1) < 16
    else { return false }
    if length == 3 { return true }
    let minutes = length == 6 ? 4 : 3
    guard unsafe length == 5 || p[3] == 0x3A else { return false }
    return unsafe p[minutes] &- 0x30 < 6 && p[minutes + 1] &- 0x30 < 10
}

/// The number that two digits spell.
@inline(__always)
private func twoDigits(_ p: UnsafePointer<UInt8>) -> Int {
    unsafe Int(p[0] &- 0x30) &* 10 &+ Int(p[1] &- 0x30)
}

/// The first year before Christ that PostgreSQL has whole.
let firstYearBC = 4713

/// Whether the proleptic Gregorian calendar has the day; year 0 does not exist.
///
/// - Parameters:
///   - year: The year, 1 or more.
///   - month: 1...12.
///   - day: 1 or more.
///   - isBC: Whether the year is one before Christ, of which there are ``firstYearBC``.
/// - Returns: Whether the day exists.
func isDay(year: Int, month: Int, day: Int, isBC: Bool = false) -> Bool {
    guard year >= 1, month >= 1, month <= 12, day >= 1 else { return false }
    if isBC, year > firstYearBC { return false }
    if day <= 28 { return true }
    if month == 2 {
        // 1 BC is the year before 1, and a leap year.
        let year = isBC ? 1 - year : year
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return isLeap && day == 29
    }
    // April, June, September and November have 30 days.
    return day <= (month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31)
}
