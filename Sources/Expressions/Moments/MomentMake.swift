#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Dates, timestamps and intervals made of numbers.
public enum MomentMake {
    /// `make_date(year, month, day)`; a negative year is BC.
    public static func date(year: Int64, month: Int64, day: Int64) throws(EvalFault) -> Int64 {
        // PostgreSQL names the year as it counts it, with 0 for 1 BC.
        let shown = calendar(year < 0 ? year + 1 : year, month, day)
        guard let broken = broken(year, month, day) else {
            throw EvalFault(.datetimeOverflow, "date field value out of range: \(shown)")
        }
        guard broken.isJulian, Moment.dates.contains(broken.days) else {
            throw EvalFault(.datetimeOverflow, "date out of range: \(shown)")
        }
        return broken.days
    }

    /// `make_timestamp(year, month, day, hour, minute, second)`; a negative year is BC.
    public static func timestamp(
        year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Double
    ) throws(EvalFault) -> Int64 {
        guard var broken = broken(year, month, day) else {
            throw EvalFault(
                .datetimeOverflow,
                "date field value out of range: \(calendar(year, month, day))")
        }
        guard broken.isJulian else {
            throw EvalFault(
                .datetimeOverflow, "date out of range: \(calendar(year, month, day))")
        }
        let clock = "\(hour):\(pad(minute)):\(pad(shortest(second)))"
        let fraction = rint(second * 1e6)
        guard 0...24 ~= hour, 0...59 ~= minute, fraction >= 0, fraction <= 6e7 else {
            throw EvalFault(.datetimeOverflow, "time field value out of range: \(clock)")
        }
        broken.microseconds = (hour * 60 + minute) * Moment.microsecondsPerMinute + Int64(fraction)
        guard broken.microseconds <= Moment.microsecondsPerDay else {
            throw EvalFault(.datetimeOverflow, "time field value out of range: \(clock)")
        }
        guard let result = broken.timestamp() else {
            throw EvalFault(
                .datetimeOverflow,
                "timestamp out of range: \(calendar(year, month, day)) \(clock)")
        }
        return result
    }

    /// `make_interval(years, months, weeks, days, hours, mins, secs)`.
    public static func interval(
        years: Int64 = 0, months: Int64 = 0, weeks: Int64 = 0, days: Int64 = 0,
        hours: Int64 = 0, minutes: Int64 = 0, seconds: Double = 0
    ) throws(EvalFault) -> Interval {
        let parts = [years, months, weeks, days, hours, minutes]
        guard parts.allSatisfy({ Int32(exactly: $0) != nil }),
            let fraction = IntervalMath.wholeInt64(rint(seconds * 1e6))
        else { throw .intervalOutOfRange }
        let (time, overflowed) = (hours * 60 + minutes).multipliedReportingOverflow(
            by: Moment.microsecondsPerMinute)
        let (total, overflowedTotal) = time.addingReportingOverflow(fraction)
        guard !overflowed, !overflowedTotal else { throw .intervalOutOfRange }
        return try IntervalMath.build(years * 12 + months, weeks * 7 + days, total)
    }

    /// `to_timestamp(double precision)`: seconds since 1970-01-01 00:00 UTC.
    public static func timestamp(unixSeconds: Double) throws(EvalFault) -> Int64 {
        guard !unixSeconds.isNaN else {
            throw EvalFault(.datetimeOverflow, "timestamp cannot be NaN")
        }
        guard unixSeconds.isFinite else {
            return unixSeconds < 0 ? Moment.earliestTimestamp : Moment.latestTimestamp
        }
        let seconds = unixSeconds - Double(Moment.unixEpochDays * 86_400)
        guard let result = IntervalMath.wholeInt64(rint(seconds * 1e6)),
            Moment.timestamps.contains(result)
        else {
            throw EvalFault(
                .datetimeOverflow, "timestamp out of range: \"\(shortest(unixSeconds))\"")
        }
        return result
    }

    private static func broken(_ year: Int64, _ month: Int64, _ day: Int64) -> BrokenTime? {
        guard year != 0, Int32(exactly: year) != nil, 1...12 ~= month, day >= 1 else {
            return nil
        }
        var broken = BrokenTime()
        broken.year = year < 0 ? Int(year) + 1 : Int(year)
        broken.month = Int(month)
        guard day <= CivilCalendar.daysInMonth(broken.year, broken.month) else { return nil }
        broken.day = Int(day)
        return broken
    }

    private static func calendar(_ year: Int64, _ month: Int64, _ day: Int64) -> String {
        "\(year)-\(pad(month))-\(pad(day))"
    }

    private static func pad(_ value: Int64) -> String { pad(String(value)) }

    private static func pad(_ text: String) -> String { text.utf8.count < 2 ? "0" + text : text }

    /// A number as C's `%g` writes it: six significant digits.
    static func shortest(_ value: Double) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            _ = unsafe withVaList([value]) { unsafe vsnprintf(base, 40, "%g", $0) }
            return unsafe String(cString: base)
        }
    }
}
