/// Sums and differences of dates, timestamps and intervals; infinite values stay infinite.
public enum MomentMath {
    /// `date + integer`.
    public static func add(date: Int64, days: Int64) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(date: date) else { return date }
        let (sum, overflowed) = date.addingReportingOverflow(days)
        guard !overflowed else { throw .dateOutOfRange }
        return try Moment.checked(date: sum)
    }

    /// `date - date`, in days.
    public static func subtract(date: Int64, date other: Int64) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(date: date), Moment.isFinite(date: other) else {
            throw EvalFault(.datetimeOverflow, "cannot subtract infinite dates")
        }
        return date - other
    }

    /// Midnight of a date.
    public static func timestamp(date: Int64) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(date: date) else {
            return date < 0 ? Moment.earliestTimestamp : Moment.latestTimestamp
        }
        guard date < 109_203_528 - Moment.epochJulian else {
            throw EvalFault(.datetimeOverflow, "date out of range for timestamp")
        }
        return date * Moment.microsecondsPerDay
    }

    /// The day of a timestamp.
    public static func date(timestamp: Int64) -> Int64 {
        guard Moment.isFinite(timestamp: timestamp) else {
            return timestamp < 0 ? Moment.earliestDate : Moment.latestDate
        }
        return floorDivide(timestamp, Moment.microsecondsPerDay).quotient
    }

    /// `timestamp - timestamp`: whole days and the rest.
    public static func subtract(
        timestamp: Int64, timestamp other: Int64
    ) throws(EvalFault) -> Interval {
        guard Moment.isFinite(timestamp: timestamp), Moment.isFinite(timestamp: other) else {
            throw EvalFault(.datetimeOverflow, "cannot subtract infinite timestamps")
        }
        let (difference, overflowed) = timestamp.subtractingReportingOverflow(other)
        guard !overflowed else { throw .intervalOutOfRange }
        return try IntervalMath.justifyHours(Interval(microseconds: difference))
    }

    /// `timestamp + interval`: months first, cut to the end of the month, then days, then time.
    ///
    /// - Parameters:
    ///   - timestamp: A timestamp, with a time zone when `zone` is given.
    ///   - interval: What to add.
    ///   - zone: Where months and days are counted; nil for UTC and for timestamps without a zone.
    /// - Returns: A stored timestamp.
    /// - Throws: `timestamp out of range`.
    public static func add(
        timestamp: Int64, _ interval: Interval, in zone: TimeZoneRules? = nil
    ) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
        var result = timestamp
        if interval.months != 0 || interval.days != 0 {
            result = try addCalendar(result, interval, zone)
        }
        let (sum, overflowed) = result.addingReportingOverflow(interval.microseconds)
        guard !overflowed else { throw .timestampOutOfRange }
        return try Moment.checked(sum)
    }

    /// `timestamp - interval`.
    ///
    /// - Parameters:
    ///   - timestamp: A timestamp, with a time zone when `zone` is given.
    ///   - interval: What to take off.
    ///   - zone: Where months and days are counted; nil for UTC and for timestamps without a zone.
    /// - Returns: A stored timestamp.
    /// - Throws: `timestamp out of range`.
    public static func subtract(
        timestamp: Int64, _ interval: Interval, in zone: TimeZoneRules? = nil
    ) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
        return try add(timestamp: timestamp, try IntervalMath.negate(interval), in: zone)
    }

    private static func addCalendar(
        _ timestamp: Int64, _ interval: Interval, _ zone: TimeZoneRules?
    ) throws(EvalFault) -> Int64 {
        var result = timestamp
        if interval.months != 0 {
            var broken = BrokenTime(timestamp: try local(result, zone))
            addMonths(Int(interval.months), to: &broken)
            guard let moved = broken.timestamp() else { throw .timestampOutOfRange }
            result = try universal(moved, zone)
        }
        if interval.days != 0 {
            let (days, isBeyond) = Int64(interval.days).multipliedReportingOverflow(
                by: Moment.microsecondsPerDay)
            let (sum, overflowed) = try local(result, zone).addingReportingOverflow(days)
            guard !isBeyond, !overflowed else { throw .timestampOutOfRange }
            result = try universal(try Moment.checked(sum), zone)
        }
        return result
    }

    private static func local(
        _ timestamp: Int64, _ zone: TimeZoneRules?
    ) throws(EvalFault) -> Int64 {
        guard let zone else { return timestamp }
        return try zone.local(timestamp)
    }

    private static func universal(
        _ timestamp: Int64, _ zone: TimeZoneRules?
    ) throws(EvalFault) -> Int64 {
        guard let zone else { return timestamp }
        return try zone.universal(timestamp)
    }

    /// Moves by months; a day past the end of its month becomes the last.
    private static func addMonths(_ months: Int, to broken: inout BrokenTime) {
        let (years, month) = floorDivide(Int64(broken.month - 1 + months), 12)
        broken.year += Int(years)
        broken.month = Int(month) + 1
        broken.day = min(broken.day, CivilCalendar.daysInMonth(broken.year, broken.month))
    }

    /// `age(timestamp, timestamp)`: years, months, days and time between, as a person counts.
    public static func age(_ left: Int64, _ right: Int64) throws(EvalFault) -> Interval {
        guard min(left, right) >= Moment.timestamps.lowerBound else {
            throw .timestampOutOfRange
        }
        let later = BrokenTime(timestamp: max(left, right))
        let earlier = BrokenTime(timestamp: min(left, right))
        var time = later.microseconds - earlier.microseconds
        var days = later.day - earlier.day
        var months = (later.year - earlier.year) * 12 + later.month - earlier.month
        if time < 0 {
            time += Moment.microsecondsPerDay
            days -= 1
        }
        while days < 0 {
            // A month is completed by the length of the earlier value's month.
            days += CivilCalendar.daysInMonth(earlier.year, earlier.month)
            months -= 1
        }
        let sign = left < right ? -1 : 1
        guard let total = Int32(exactly: sign * months) else { throw .intervalOutOfRange }
        return Interval(
            months: total, days: Int32(sign * days), microseconds: Int64(sign) * time)
    }

    /// `(a, b) OVERLAPS (c, d)` of four values that order as they are stored.
    public static func overlaps(
        _ start: Int64, _ end: Int64, _ otherStart: Int64, _ otherEnd: Int64
    ) -> Bool {
        let (first, firstEnd) = start > end ? (end, start) : (start, end)
        let (second, secondEnd) =
            otherStart > otherEnd ? (otherEnd, otherStart) : (otherStart, otherEnd)
        if first > second { return first < secondEnd }
        return first < second ? second < firstEnd : true
    }

    /// `date_bin(stride, source, origin)`: the start of the bin that holds the source.
    public static func bin(
        _ stride: Interval, _ source: Int64, origin: Int64
    ) throws(EvalFault) -> Int64 {
        guard Moment.isFinite(timestamp: source) else { return source }
        guard Moment.isFinite(timestamp: origin) else {
            throw EvalFault(.datetimeOverflow, "origin out of range")
        }
        guard stride.months == 0 else {
            throw EvalFault(
                .featureNotSupported,
                "timestamps cannot be binned into intervals containing months or years")
        }
        let (days, overflowed) = Int64(stride.days).multipliedReportingOverflow(
            by: Moment.microsecondsPerDay)
        let (width, overflowedSum) = days.addingReportingOverflow(stride.microseconds)
        let (distance, overflowedDistance) = source.subtractingReportingOverflow(origin)
        guard !overflowed, !overflowedSum, !overflowedDistance else { throw .intervalOutOfRange }
        guard width > 0 else {
            throw EvalFault(.datetimeOverflow, "stride must be greater than zero")
        }
        let (steps, overflowedSteps) = (distance - floorDivide(distance, width).remainder)
            .addingReportingOverflow(origin)
        guard !overflowedSteps else { throw .timestampOutOfRange }
        return try Moment.checked(steps)
    }
}
