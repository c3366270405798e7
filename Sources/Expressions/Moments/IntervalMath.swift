#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Arithmetic of intervals, part by part, with PostgreSQL's spill of fractions downwards.
public enum IntervalMath {
    /// `-interval`.
    public static func negate(_ value: Interval) throws(EvalFault) -> Interval {
        guard value.months != .min, value.days != .min, value.microseconds != .min else {
            throw .intervalOutOfRange
        }
        return Interval(
            months: -value.months, days: -value.days, microseconds: -value.microseconds)
    }

    /// `interval + interval`.
    public static func add(_ left: Interval, _ right: Interval) throws(EvalFault) -> Interval {
        let months = left.months.addingReportingOverflow(right.months)
        let days = left.days.addingReportingOverflow(right.days)
        let time = left.microseconds.addingReportingOverflow(right.microseconds)
        guard !months.overflow, !days.overflow, !time.overflow else { throw .intervalOutOfRange }
        return Interval(
            months: months.partialValue, days: days.partialValue, microseconds: time.partialValue)
    }

    /// `interval - interval`.
    public static func subtract(_ left: Interval, _ right: Interval) throws(EvalFault) -> Interval {
        let months = left.months.subtractingReportingOverflow(right.months)
        let days = left.days.subtractingReportingOverflow(right.days)
        let time = left.microseconds.subtractingReportingOverflow(right.microseconds)
        guard !months.overflow, !days.overflow, !time.overflow else { throw .intervalOutOfRange }
        return Interval(
            months: months.partialValue, days: days.partialValue, microseconds: time.partialValue)
    }

    /// `interval * double precision`.
    public static func multiply(_ value: Interval, _ factor: Double) throws(EvalFault) -> Interval {
        try scaled(value) { $0 * factor }
    }

    /// `interval / double precision`.
    public static func divide(_ value: Interval, _ divisor: Double) throws(EvalFault) -> Interval {
        guard divisor != 0 else { throw EvalFault(.divisionByZero, "division by zero") }
        return try scaled(value) { $0 / divisor }
    }

    /// Scales each part; what is lost of months goes to days, of days to time.
    @inline(__always)
    private static func scaled(
        _ value: Interval, _ scale: (Double) -> Double
    ) throws(EvalFault) -> Interval {
        let months = scale(Double(value.months))
        let days = scale(Double(value.days))
        guard let wholeMonths = wholeInt32(months), let wholeDays = wholeInt32(days) else {
            throw .intervalOutOfRange
        }
        let monthDays = toMicrosecond((months - Double(wholeMonths)) * 30)
        var seconds = toMicrosecond(
            (days - Double(wholeDays) + monthDays - monthDays.rounded(.towardZero)) * 86_400)
        var extraDays = Int64(wholeDays) + Int64(monthDays)
        if abs(seconds) >= 86_400 {
            let more = (seconds / 86_400).rounded(.towardZero)
            extraDays += Int64(more)
            seconds -= more * 86_400
        }
        let time = rint(scale(Double(value.microseconds)) + seconds * 1e6)
        guard let total = Int32(exactly: extraDays), let microseconds = wholeInt64(time) else {
            throw .intervalOutOfRange
        }
        return Interval(months: wholeMonths, days: total, microseconds: microseconds)
    }

    private static func wholeInt32(_ value: Double) -> Int32? {
        value >= Double(Int32.min) && value <= Double(Int32.max) ? Int32(value) : nil
    }

    /// The integer a rounded double is, when 64 bits hold it.
    static func wholeInt64(_ value: Double) -> Int64? {
        value >= -0x1p63 && value < 0x1p63 ? Int64(value) : nil
    }

    /// Rounds seconds or days to six decimals, against dust of binary fractions.
    private static func toMicrosecond(_ value: Double) -> Double { rint(value * 1e6) / 1e6 }

    /// `justify_hours`: 24 hours become a day.
    public static func justifyHours(_ value: Interval) throws(EvalFault) -> Interval {
        let (more, time) = value.microseconds.quotientAndRemainder(
            dividingBy: Moment.microsecondsPerDay)
        var days = Int64(value.days) + more
        let rest = sameSign(of: &days, time, unit: Moment.microsecondsPerDay)
        return try build(Int64(value.months), days, rest)
    }

    /// `justify_days`: 30 days become a month.
    public static func justifyDays(_ value: Interval) throws(EvalFault) -> Interval {
        let (more, days) = Int64(value.days).quotientAndRemainder(dividingBy: 30)
        var months = Int64(value.months) + more
        let rest = sameSign(of: &months, days, unit: 30)
        return try build(months, rest, value.microseconds)
    }

    /// `justify_interval`: both, with all parts of one sign.
    public static func justify(_ value: Interval) throws(EvalFault) -> Interval {
        let (moreDays, timeRest) = value.microseconds.quotientAndRemainder(
            dividingBy: Moment.microsecondsPerDay)
        var time = timeRest
        let (moreMonths, daysRest) = (Int64(value.days) + moreDays).quotientAndRemainder(
            dividingBy: 30)
        var days = daysRest
        var months = Int64(value.months) + moreMonths
        if months > 0, days < 0 || (days == 0 && time < 0) {
            days += 30
            months -= 1
        } else if months < 0, days > 0 || (days == 0 && time > 0) {
            days -= 30
            months += 1
        }
        time = sameSign(of: &days, time, unit: Moment.microsecondsPerDay)
        return try build(months, days, time)
    }

    /// Moves one unit so that the larger and the smaller part agree in sign; the smaller part.
    private static func sameSign(of large: inout Int64, _ small: Int64, unit: Int64) -> Int64 {
        if large > 0, small < 0 {
            large -= 1
            return small + unit
        }
        if large < 0, small > 0 {
            large += 1
            return small - unit
        }
        return small
    }

    static func build(
        _ months: Int64, _ days: Int64, _ microseconds: Int64
    ) throws(EvalFault) -> Interval {
        guard let months = Int32(exactly: months), let days = Int32(exactly: days) else {
            throw .intervalOutOfRange
        }
        return Interval(months: months, days: days, microseconds: microseconds)
    }
}
