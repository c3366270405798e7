/// How dates and times are stored: PostgreSQL's own numbers, with its limits and infinities.
///
/// A date is days since 2000-01-01 within `Int32`, whose ends are the infinities; a timestamp is
/// microseconds since 2000-01-01 00:00 (of UTC, when it has a zone), with the ends of `Int64`.
public enum Moment {
    public static let microsecondsPerSecond: Int64 = 1_000_000
    public static let microsecondsPerMinute: Int64 = 60_000_000
    public static let microsecondsPerHour: Int64 = 3_600_000_000
    public static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `-infinity` and `infinity` of dates.
    public static let earliestDate = Int64(Int32.min)
    public static let latestDate = Int64(Int32.max)
    /// `-infinity` and `infinity` of timestamps.
    public static let earliestTimestamp = Int64.min
    public static let latestTimestamp = Int64.max

    /// Julian day of 2000-01-01.
    static let epochJulian: Int64 = 2_451_545
    /// Days from 1970-01-01 to 2000-01-01.
    static let unixEpochDays: Int64 = 10_957
    /// Microseconds from 1970-01-01 to 2000-01-01.
    static let unixEpochMicroseconds: Int64 = 10_957 * 86_400_000_000
    /// Finite dates: 4714-11-24 BC to 5874897-12-31.
    static let dates: Range<Int64> = -2_451_545..<2_145_031_949
    /// Finite timestamps: 4714-11-24 BC 00:00 to 294276-12-31 23:59:59.999999.
    static let timestamps: Range<Int64> = -211_813_488_000_000_000..<9_223_371_331_200_000_000

    /// False for the infinities.
    public static func isFinite(date days: Int64) -> Bool {
        days != earliestDate && days != latestDate
    }

    /// False for the infinities.
    public static func isFinite(timestamp: Int64) -> Bool {
        timestamp != earliestTimestamp && timestamp != latestTimestamp
    }

    /// The timestamp when it is in range.
    static func checked(_ timestamp: Int64) throws(EvalFault) -> Int64 {
        guard timestamps.contains(timestamp) else { throw .timestampOutOfRange }
        return timestamp
    }

    /// The date when it is in range.
    static func checked(date days: Int64) throws(EvalFault) -> Int64 {
        guard dates.contains(days) else { throw .dateOutOfRange }
        return days
    }
}

extension EvalFault {
    static var timestampOutOfRange: EvalFault {
        EvalFault(.datetimeOverflow, "timestamp out of range")
    }
    static var dateOutOfRange: EvalFault { EvalFault(.datetimeOverflow, "date out of range") }
    static var intervalOutOfRange: EvalFault {
        EvalFault(.datetimeOverflow, "interval out of range")
    }
}

/// Division that rounds down, for a divisor above zero.
@inline(__always)
func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    var (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    if remainder < 0 {
        quotient &-= 1
        remainder &+= divisor
    }
    return (quotient, remainder)
}
