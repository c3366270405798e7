/// An exact decimal: `unscaled` / 10^`scale`, with the digits PostgreSQL would print.
public struct ScaledNumber: Sendable, Hashable {
    public var unscaled: Int128 { Int128(high) &<< 64 | Int128(low) }
    // Two words: an Int128 would ask for an alignment that enums around it do not get.
    private let high: Int64
    private let low: UInt64
    /// Digits behind the point, 0 to 28.
    public var scale: Int

    /// Makes a number of its digits and where the point stands.
    public init(_ unscaled: Int128, scale: Int = 0) {
        high = Int64(truncatingIfNeeded: unscaled &>> 64)
        low = UInt64(truncatingIfNeeded: unscaled)
        self.scale = scale
    }

}

/// What `extract` and `date_part` find.
public enum ExtractedPart: Sendable, Hashable {
    case number(ScaledNumber)
    /// The part of an infinite value that grows without end.
    case infinity(isNegative: Bool)
    /// The part of an infinite value that goes round, as its hour.
    case null

    static func whole(_ value: Int) -> ExtractedPart { .number(ScaledNumber(Int128(value))) }

}

/// `extract(unit FROM value)`, exact as in PostgreSQL 14 and later.
///
/// nil means that the type has no such unit: see ``MomentUnit/unsupported(_:for:)``.
public enum MomentExtract {
    /// The part of a date.
    public static func date(_ unit: MomentUnit, _ days: Int64) -> ExtractedPart? {
        switch unit {
        case .microseconds, .milliseconds, .second, .minute, .hour, .timezone, .timezoneHour,
            .timezoneMinute:
            return nil
        default: break
        }
        guard Moment.isFinite(date: days) else { return infinite(unit, days < 0) }
        switch unit {
        case .epoch: return .whole(Int(days + Moment.unixEpochDays) * 86_400)
        case .julian: return .whole(Int(days + Moment.epochJulian))
        default: return calendar(unit, days)
        }
    }

    /// The part of a timestamp without or, with `isZoned`, with time zone (of the session, UTC).
    public static func timestamp(
        _ unit: MomentUnit, _ timestamp: Int64, isZoned: Bool = false
    ) -> ExtractedPart? {
        guard Moment.isFinite(timestamp: timestamp) else {
            return infinite(unit, timestamp < 0)
        }
        let (days, time) = floorDivide(timestamp, Moment.microsecondsPerDay)
        switch unit {
        case .epoch:
            var total = Int128(timestamp) + Int128(Moment.unixEpochMicroseconds)
            // Beyond 64 bits PostgreSQL divides numerics, to four decimals of so large a number.
            if total > Int128(Int64.max) { total = (total + 50) / 100 * 100 }
            return .number(ScaledNumber(total, scale: 6))
        case .timezone, .timezoneHour, .timezoneMinute: return isZoned ? .whole(0) : nil
        case .julian:
            return .number(julian(days + Moment.epochJulian, time))
        default:
            return clock(unit, time) ?? calendar(unit, days)
        }
    }

    /// The part of an interval.
    public static func interval(_ unit: MomentUnit, _ value: Interval) -> ExtractedPart? {
        let years = Int(value.months / 12)
        switch unit {
        case .hour: return .whole(Int(value.microseconds / Moment.microsecondsPerHour))
        case .day: return .whole(Int(value.days))
        case .month: return .whole(Int(value.months % 12))
        case .quarter: return .whole(Int(value.months % 12) / 3 + 1)
        case .year: return .whole(years)
        case .decade: return .whole(years / 10)
        case .century: return .whole(years / 100)
        case .millennium: return .whole(years / 1000)
        case .epoch: return .number(ScaledNumber(epoch(value), scale: 6))
        default: return clock(unit, value.microseconds)
        }
    }

    /// Microseconds with a year of 365.25 days, a month of 30 and a day of 24 hours.
    private static func epoch(_ value: Interval) -> Int128 {
        let years = Int128(value.months / 12)
        let quarterDays =
            1461 * years + 120 * Int128(value.months % 12) + 4 * Int128(value.days)
        return quarterDays * 21_600_000_000 + Int128(value.microseconds)
    }

    private static func infinite(_ unit: MomentUnit, _ isNegative: Bool) -> ExtractedPart {
        unit.isMonotonic ? .infinity(isNegative: isNegative) : .null
    }

    /// The parts below a day, of microseconds of a day or of an interval's time.
    private static func clock(_ unit: MomentUnit, _ time: Int64) -> ExtractedPart? {
        let inMinute = Int128(time % Moment.microsecondsPerMinute)
        switch unit {
        case .microseconds: return .number(ScaledNumber(inMinute))
        case .milliseconds: return .number(ScaledNumber(inMinute, scale: 3))
        case .second: return .number(ScaledNumber(inMinute, scale: 6))
        case .minute: return .whole(Int(time / Moment.microsecondsPerMinute % 60))
        case .hour: return .whole(Int(time / Moment.microsecondsPerHour))
        default: return nil
        }
    }

    /// The parts of a day and above.
    private static func calendar(_ unit: MomentUnit, _ days: Int64) -> ExtractedPart? {
        let date = CivilCalendar.civil(days)
        switch unit {
        case .day: return .whole(date.day)
        case .month: return .whole(date.month)
        case .quarter: return .whole((date.month - 1) / 3 + 1)
        case .week: return .whole(CivilCalendar.isoWeek(days).week)
        case .isoyear:
            let year = CivilCalendar.isoWeek(days).year
            return .whole(year > 0 ? year : year - 1)
        case .dow: return .whole(CivilCalendar.dayOfWeek(days))
        case .isodow: return .whole((CivilCalendar.dayOfWeek(days) + 6) % 7 + 1)
        case .doy:
            return .whole(Int(days - CivilCalendar.days(year: date.year, month: 1, day: 1)) + 1)
        case .year: return .whole(date.year > 0 ? date.year : date.year - 1)
        case .decade: return .whole(date.year >= 0 ? date.year / 10 : -((9 - date.year) / 10))
        case .century: return .whole(span(date.year, 100))
        case .millennium: return .whole(span(date.year, 1000))
        default: return nil
        }
    }

    /// Centuries and millennia, which begin with year 1 and have no number 0.
    static func span(_ year: Int, _ length: Int) -> Int {
        year > 0 ? (year + length - 1) / length : -((length - year) / length)
    }

    /// The Julian day with its fraction, to as many digits as a numeric division gives.
    private static func julian(_ day: Int64, _ time: Int64) -> ScaledNumber {
        // The quotient has 16 significant digits or up to 7 more: numeric counts in groups of four.
        let scale = time >= 8_650_000 ? 20 : time >= 865 ? 24 : 28
        var power: Int128 = 1
        for _ in 0..<scale { power *= 10 }
        let divisor = Int128(Moment.microsecondsPerDay)
        let quotient = tenfold(Int128(time), divisor, scale)
        return ScaledNumber(Int128(day) * power + quotient, scale: scale)
    }

    /// `value` * 10^`digits` / `divisor`, rounded half up, digit by digit to stay in 128 bits.
    private static func tenfold(_ value: Int128, _ divisor: Int128, _ digits: Int) -> Int128 {
        var result = value / divisor
        var rest = value % divisor
        for _ in 0..<digits {
            rest *= 10
            result = result * 10 + rest / divisor
            rest %= divisor
        }
        return 2 * rest >= divisor ? result + 1 : result
    }
}
