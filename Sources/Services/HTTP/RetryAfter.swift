/// How long a Retry-After asks to wait: a count of seconds, or a date in one of HTTP's three forms.
///
/// - Parameters:
///   - text: The header's value.
///   - now: The time, in seconds since 1970-01-01 00:00 UTC.
/// - Returns: Zero or more, at most a day; `nil` for what is neither.
/// - SeeAlso: RFC 9110 §10.2.3 and §5.6.7.
public func retryDelay(_ text: String, now: Int64) -> Duration? {
    let words = text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map(String.init)
    if words.count == 1, text.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x20 }) {
        return .seconds(min(Int64(words[0]) ?? day, day))
    }
    guard let date = secondsOfDate(words) else { return nil }
    return .seconds(min(max(0, date - now), day))
}

private let day: Int64 = 86400

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`,
/// as words.
private func secondsOfDate(_ words: [String]) -> Int64? {
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    guard let place = words.firstIndex(where: { months.contains($0.lowercased()) }),
        let month = months.firstIndex(of: words[place].lowercased())
    else { return nil }
    let numbers = words.compactMap { Int64($0) }
    guard numbers.count == 5 else { return nil }
    // Where the day comes before the month, the year comes before the time.
    let isDayFirst = place == 2
    let (dayOfMonth, time) = (numbers[0], isDayFirst ? numbers[2...4] : numbers[1...3])
    var year = isDayFirst ? numbers[1] : numbers[4]
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    let (hour, minute, second) = (time.first ?? 0, time.dropFirst().first ?? 0, time.last ?? 0)
    guard (1...31).contains(dayOfMonth), (0..<24).contains(hour), (0..<60).contains(minute),
        (0...60).contains(second), (1970..<10000).contains(year)
    else { return nil }
    return days(year, Int64(month + 1), dayOfMonth) * day + hour * 3600 + minute * 60 + second
}

/// Days since 1970-01-01 of a date in the Gregorian calendar.
private func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    // A year that begins in March has its leap day at the end.
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}
