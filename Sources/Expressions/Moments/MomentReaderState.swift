#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The numbers of a date and time while its text is read, and the rules for what is what.
struct MomentReaderState {
    var seen: MomentParts = []
    /// `pm` or `am`; nil for 24 hours.
    var isAfternoon: Bool?
    var isBC = false
    private var hasTextMonth = false
    private var isJulian = false
    private var isTwoDigits = false
    private var year = 0
    private var month = 0
    private var day = 0
    private var dayOfYear = 0
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var microsecond: Int64 = 0

    // MARK: Setting

    mutating func setJulian(_ number: Int) {
        let date = CivilCalendar.civil(Int64(number) - Moment.epochJulian)
        (year, month, day) = (date.year, date.month, date.day)
        isJulian = true
    }

    mutating func setTextMonth(_ value: Int) -> MomentParts {
        var part: MomentParts = .month
        // A number before was taken for a month; with a name it must have been the day.
        if seen.contains(.month), !hasTextMonth, !seen.contains(.day), 1...31 ~= month {
            day = month
            part = .day
        }
        hasTextMonth = true
        month = value
        return part
    }

    /// A number whose meaning a letter before it told; `fraction` begins with a point.
    mutating func set(
        _ label: MomentLabel, _ value: Int, fraction: ArraySlice<UInt8>
    ) throws(MomentTextFault) -> MomentParts {
        switch label {
        case .year:
            year = value
            return .year
        case .month where seen.isSuperset(of: [.month, .hour]):
            minute = value
            return .minute
        case .month:
            month = value
            return .month
        case .day:
            day = value
            return .day
        case .hour:
            hour = value
            return .hour
        case .minute:
            minute = value
            return .minute
        case .second:
            second = value
            guard !fraction.isEmpty else { return .second }
            microsecond = try MomentNumber.microseconds(fraction)
            return .seconds
        case .julian:
            guard value >= 0 else { throw .fieldOverflow }
            setJulian(value)
            guard !fraction.isEmpty else { return .date }
            setTime(Int64(try MomentNumber.fraction(fraction) * 8.64e10))
            return [.date, .time]
        case .time, .other: throw .badFormat
        }
    }

    private mutating func setTime(_ time: Int64) {
        let seconds = Int(time / Moment.microsecondsPerSecond)
        (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        microsecond = time % Moment.microsecondsPerSecond
    }

    // MARK: Reading

    /// A number on its own: a day, a month, a year, or run together as `20130101` or `050000`.
    mutating func readPlainNumber(_ bytes: [UInt8]) throws(MomentTextFault) -> MomentParts {
        if let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
            if seen.isDisjoint(with: .date) { return try readDate(bytes) }
            if point > 2 { return try readRunTogether(bytes[...]) }
        }
        if bytes.count >= 6,
            seen.isDisjoint(with: .date) || seen.isDisjoint(with: .time)
        {
            return try readRunTogether(bytes[...])
        }
        return try readNumber(bytes[...], seen)
    }

    /// `2013-01-01`, `1/2/2013`, `1-jan-2013`, `2013.360`.
    mutating func readDate(_ bytes: [UInt8]) throws(MomentTextFault) -> MomentParts {
        var known = seen
        var found: MomentParts = []
        let pieces = try Self.pieces(bytes)
        hasDateMonth = false
        defer { hasDateMonth = nil }
        for piece in pieces where MomentTextFields.isLetter(piece.first ?? 0) {
            switch MomentWord.find(String(decoding: piece, as: UTF8.self)) {
            case .ignored?: continue
            case .month(let value)?:
                guard !known.contains(.month) else { throw .badFormat }
                month = value
                hasDateMonth = true
                known.insert(.month)
                found.insert(.month)
            default: throw .badFormat
            }
        }
        for piece in pieces where !MomentTextFields.isLetter(piece.first ?? 0) {
            let part = try readNumber(piece, known)
            guard part.isDisjoint(with: known) else { throw .badFormat }
            known.formUnion(part)
            found.formUnion(part)
        }
        guard known.subtracting([.dayOfYear, .zone]) == .date else { throw .badFormat }
        return found
    }

    /// Whether the date being read has its month by name; nil outside of such a date.
    private var hasDateMonth: Bool?

    /// Stretches of digits and of letters, whatever stands between them.
    private static func pieces(
        _ bytes: [UInt8]
    ) throws(MomentTextFault) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var place = 0
        while place < bytes.count {
            while place < bytes.count, !MomentTextFields.isAlphanumeric(bytes[place]) {
                place += 1
            }
            guard place < bytes.count else { throw .badFormat }
            let start = place
            let isLetters = MomentTextFields.isLetter(bytes[start])
            while place < bytes.count,
                isLetters
                    ? MomentTextFields.isLetter(bytes[place])
                    : MomentTextFields.isDigit(bytes[place])
            {
                place += 1
            }
            pieces.append(bytes[start..<place])
            // One character after a piece is a mark, whatever it is.
            place += 1
        }
        return pieces
    }

    /// A number in the light of what is known already.
    private mutating func readNumber(
        _ bytes: ArraySlice<UInt8>, _ known: MomentParts
    ) throws(MomentTextFault) -> MomentParts {
        let (value, end) = try MomentNumber.integer(bytes)
        guard end > bytes.startIndex else { throw .badFormat }
        if end < bytes.endIndex {
            guard bytes[end] == UInt8(ascii: ".") else { throw .badFormat }
            if end - bytes.startIndex > 2 { return try readRunTogether(bytes, hasDate: true) }
            microsecond = try MomentNumber.microseconds(bytes[end...])
        }
        let length = bytes.count
        let date = known.intersection(.date)
        if length == 3, date == .year, 1...366 ~= value {
            dayOfYear = value
            return [.dayOfYear, .month, .day]
        }
        let isNamed = hasDateMonth ?? hasTextMonth
        switch date {
        case []: return length >= 3 ? setYear(value, length) : setMonth(value)
        case .year: return setMonth(value)
        case .month: return isNamed && length >= 3 ? setYear(value, length) : setDay(value)
        case [.year, .month]:
            guard isNamed, length >= 3, isTwoDigits else { return setDay(value) }
            // The first number was not the year but the day.
            day = year
            year = value
            isTwoDigits = false
            return .day
        case .day: return setMonth(value)
        case [.month, .day]: return setYear(value, length)
        case .date: return try readRunTogether(bytes)
        default: throw .badFormat
        }
    }

    private mutating func setYear(_ value: Int, _ length: Int) -> MomentParts {
        year = value
        isTwoDigits = length <= 2
        return .year
    }

    private mutating func setMonth(_ value: Int) -> MomentParts {
        month = value
        return .month
    }

    private mutating func setDay(_ value: Int) -> MomentParts {
        day = value
        return .day
    }

    /// `20130101`, `130101`, `050607.5`, `0506`.
    mutating func readRunTogether(
        _ text: ArraySlice<UInt8>, hasDate: Bool = false
    ) throws(MomentTextFault) -> MomentParts {
        var bytes = text
        let hasWholeDate = hasDate || seen.isSuperset(of: .date)
        if let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
            let fraction = MomentNumber.double(bytes[point...])?.value ?? 0
            microsecond = Int64(rint(fraction * 1e6))
            bytes = bytes[..<point]
        } else if !hasWholeDate, bytes.count >= 6 {
            day = Self.digits(bytes.suffix(2))
            month = Self.digits(bytes.dropLast(2).suffix(2))
            year = Self.digits(bytes.dropLast(4))
            if bytes.count == 6 { isTwoDigits = true }
            return .date
        }
        guard !seen.isSuperset(of: .time), bytes.count == 6 || bytes.count == 4 else {
            throw .badFormat
        }
        hour = Self.digits(bytes.prefix(2))
        minute = Self.digits(bytes.dropFirst(2).prefix(2))
        second = bytes.count == 6 ? Self.digits(bytes.suffix(2)) : 0
        return .time
    }

    /// The number that digits at the start make, as `atoi` in 32 bits.
    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int {
        var value = 0
        for byte in bytes.prefix(while: MomentTextFields.isDigit) {
            let (tenfold, overflowed) = value.multipliedReportingOverflow(by: 10)
            guard !overflowed, tenfold <= Int.max - 9 else { return -1 }
            value = tenfold + Int(byte - 0x30)
        }
        return Int(Int32(truncatingIfNeeded: value))
    }

    /// `05:06`, `05:06:07.5` or, with a fraction, `06:07.5` as minutes and seconds.
    mutating func readTime(_ bytes: ArraySlice<UInt8>) throws(MomentTextFault) {
        let time = try MomentClockText.read(bytes)
        guard time.hour <= 24 else { throw .fieldOverflow }
        (hour, minute, second, microsecond) =
            (time.hour, time.minute, time.second, time.microsecond)
        let total = Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + microsecond
        guard total <= Moment.microsecondsPerDay else { throw .fieldOverflow }
    }

    // MARK: Finishing

    /// The first day of the year, days after 2000-01-01; of a year that no date reaches the one of
    /// PostgreSQL, whose count of days wraps around at 32 bits.
    private var firstDay: Int64 {
        guard let year = Int32(exactly: year), year > 5_874_897 else {
            return CivilCalendar.days(year: year, month: 1, day: 1)
        }
        let shifted = year &+ 4799
        let century = shifted / 100
        let days = shifted &* 365 &- 32_167 &+ shifted / 4 &- century &+ century / 4 &+ 428 &+ 1
        return Int64(UInt32(bitPattern: days)) - 2_451_545
    }

    /// Settles the year, counts days of the year, and holds month and day against the calendar.
    mutating func finishDate() throws(MomentTextFault) {
        if seen.contains(.year), !isJulian {
            if isBC {
                guard year > 0 else { throw .fieldOverflow }
                year = 1 - year
            } else if isTwoDigits {
                year += year < 70 ? 2000 : year < 100 ? 1900 : 0
            } else {
                guard year > 0 else { throw .fieldOverflow }
            }
        }
        if seen.contains(.dayOfYear) {
            let date = CivilCalendar.civil(firstDay + Int64(dayOfYear) - 1)
            (year, month, day) = (date.year, date.month, date.day)
        }
        if seen.contains(.month) {
            guard 1...12 ~= month else { throw .fieldOverflow }
        }
        if seen.contains(.day) {
            guard 1...31 ~= day else { throw .fieldOverflow }
        }
        if seen.isSuperset(of: .date) {
            guard day <= CivilCalendar.daysInMonth(year, month) else { throw .fieldOverflow }
        }
    }

    /// Applies am and pm.
    mutating func finishTime() throws(MomentTextFault) {
        guard let isAfternoon else { return }
        guard hour <= 12 else { throw .fieldOverflow }
        if isAfternoon, hour != 12 { hour += 12 }
        if !isAfternoon, hour == 12 { hour = 0 }
    }

    /// The calendar day and time of day.
    func broken() throws(MomentTextFault) -> BrokenTime {
        var time = BrokenTime()
        (time.year, time.month, time.day) = (year, max(month, 1), max(day, 1))
        let total = (Int64(hour) * 60 + Int64(minute)) * 60 + Int64(second)
        time.microseconds = total * 1_000_000 + microsecond
        return time
    }
}

/// Reads `05:06:07.5`.
enum MomentClockText {
    static func read(
        _ bytes: ArraySlice<UInt8>
    ) throws(MomentTextFault) -> (hour: Int, minute: Int, second: Int, microsecond: Int64) {
        var (hour, end) = try MomentNumber.integer(bytes, bits: 64)
        guard end < bytes.endIndex, bytes[end] == UInt8(ascii: ":") else { throw .badFormat }
        var (minute, second, microsecond) = (0, 0, Int64(0))
        (minute, end) = try MomentNumber.integer(bytes[(end + 1)...])
        if end < bytes.endIndex, bytes[end] == UInt8(ascii: ".") {
            microsecond = try MomentNumber.microseconds(bytes[end...])
            (hour, minute, second) = (0, hour, minute)
        } else if end < bytes.endIndex {
            guard bytes[end] == UInt8(ascii: ":") else { throw .badFormat }
            (second, end) = try MomentNumber.integer(bytes[(end + 1)...])
            if end < bytes.endIndex {
                guard bytes[end] == UInt8(ascii: ".") else { throw .badFormat }
                microsecond = try MomentNumber.microseconds(bytes[end...])
            }
        }
        guard hour >= 0, 0...59 ~= minute, 0...60 ~= second, 0...1_000_000 ~= microsecond else {
            throw .fieldOverflow
        }
        guard hour < Int64.max / Moment.microsecondsPerHour else { throw .fieldOverflow }
        return (hour, minute, second, microsecond)
    }
}
