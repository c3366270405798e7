/// `date_trunc(unit, value)`: the value with all below the unit set to its start.
///
/// nil means that the type has no such unit: see ``MomentUnit/unsupported(_:for:)``.
public enum MomentTruncate {
    /// The start of the unit a timestamp is in.
    ///
    /// - Parameters:
    ///   - unit: How far to cut.
    ///   - timestamp: A timestamp, with a time zone when `zone` is given.
    ///   - zone: Where days begin; nil for UTC and for timestamps without a zone.
    /// - Returns: A stored timestamp; nil when there is no such unit.
    /// - Throws: `timestamp out of range`.
    public static func timestamp(
        _ unit: MomentUnit, _ timestamp: Int64, in zone: ZoneReference? = nil
    ) throws(EvalFault) -> Int64? {
        guard Moment.isFinite(timestamp: timestamp) else { return timestamp }
        guard let zone else { return try local(unit, timestamp) }
        if case .abbreviation(_, let rules) = zone {
            return try Self.timestamp(unit, timestamp, in: .zone(rules))
        }
        let shown = try zone.local(timestamp)
        guard let cut = try local(unit, shown) else { return nil }
        switch unit {
        case .hour, .minute, .second, .milliseconds, .microseconds:
            // The offset stays the one in force, also within an hour that comes twice.
            return try Moment.checked(timestamp - (shown - cut))
        default: return try zone.universal(cut)
        }
    }

    private static func local(_ unit: MomentUnit, _ timestamp: Int64) throws(EvalFault) -> Int64? {
        guard let length = length(unit) else {
            let days = floorDivide(timestamp, Moment.microsecondsPerDay).quotient
            guard let start = day(unit, days) else { return nil }
            guard start >= Moment.dates.lowerBound else { throw .timestampOutOfRange }
            return start * Moment.microsecondsPerDay
        }
        return try Moment.checked(timestamp - floorDivide(timestamp, length).remainder)
    }

    /// Microseconds of the units that begin at the same place in every day.
    private static func length(_ unit: MomentUnit) -> Int64? {
        switch unit {
        case .microseconds: 1
        case .milliseconds: 1000
        case .second: Moment.microsecondsPerSecond
        case .minute: Moment.microsecondsPerMinute
        case .hour: Moment.microsecondsPerHour
        case .day: Moment.microsecondsPerDay
        default: nil
        }
    }

    private static func day(_ unit: MomentUnit, _ days: Int64) -> Int64? {
        if unit == .week { return days - floorDivide(days + 5, 7).remainder }
        let date = CivilCalendar.civil(days)
        let year = date.year
        switch unit {
        case .month: return CivilCalendar.days(year: year, month: date.month, day: 1)
        case .quarter:
            return CivilCalendar.days(year: year, month: (date.month - 1) / 3 * 3 + 1, day: 1)
        case .year: return CivilCalendar.days(year: year, month: 1, day: 1)
        case .decade:
            let decade = year > 0 ? year / 10 * 10 : -((9 - year) / 10) * 10
            return CivilCalendar.days(year: decade, month: 1, day: 1)
        case .century: return firstDay(year, 100)
        case .millennium: return firstDay(year, 1000)
        default: return nil
        }
    }

    private static func firstDay(_ year: Int, _ length: Int) -> Int64 {
        let number = MomentExtract.span(year, length)
        let first = number > 0 ? (number - 1) * length + 1 : number * length + 1
        return CivilCalendar.days(year: first, month: 1, day: 1)
    }

    /// The interval without what is smaller than the unit; weeks are no unit of it.
    public static func interval(_ unit: MomentUnit, _ value: Interval) -> Interval? {
        if let length = length(unit), unit != .day {
            var cut = value
            cut.microseconds -= value.microseconds % length
            return cut
        }
        let months: Int32
        switch unit {
        case .day: return Interval(months: value.months, days: value.days)
        case .month: months = 1
        case .quarter: months = 3
        case .year: months = 12
        case .decade: months = 120
        case .century: months = 1200
        case .millennium: months = 12_000
        default: return nil
        }
        return Interval(months: value.months - value.months % months)
    }
}
