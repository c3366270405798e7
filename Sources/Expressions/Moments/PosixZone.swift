/// A time zone in the notation of POSIX `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Offsets count west of UTC there, so `UTC+2` is two hours behind UTC.
struct PosixZone: Sendable {
    /// A day of the year on which clocks change.
    enum Day: Sendable {
        /// 1...365, February 29 is never counted.
        case julian(Int)
        /// 0...365
        case ordinal(Int)
        /// The first ... last (5) weekday (0 for Sunday) of a month.
        case weekday(month: Int, week: Int, day: Int)
    }

    /// When daylight saving time begins and ends, each in the time shown before the change.
    struct Rule: Sendable {
        var start: Day
        var startSeconds: Int
        var end: Day
        var endSeconds: Int
    }

    let standard: TimeZoneRules.Stretch
    let daylight: TimeZoneRules.Stretch?
    let rule: Rule?

    /// Reads the notation; nil when it is none.
    init?(_ text: String) {
        var reader = PosixZoneReader(text)
        guard let name = reader.name(), !reader.isAtEnd, let west = reader.offset() else {
            return nil
        }
        standard = .init(east: -west, isDaylight: false, abbreviation: name)
        guard !reader.isAtEnd else {
            (daylight, rule) = (nil, nil)
            return
        }
        guard let other = reader.name(), !other.isEmpty else { return nil }
        var daylightWest = west - 3600
        if !reader.isAtEnd, !reader.isAtSeparator {
            guard let offset = reader.offset() else { return nil }
            daylightWest = offset
        }
        daylight = .init(east: -daylightWest, isDaylight: true, abbreviation: other)
        if reader.isAtEnd {
            rule = Rule(
                start: .weekday(month: 3, week: 2, day: 0), startSeconds: 7200,
                end: .weekday(month: 11, week: 1, day: 0), endSeconds: 7200)
        } else {
            guard let rule = reader.rule(), reader.isAtEnd else { return nil }
            self.rule = rule
        }
    }

    /// What clocks show at a time in seconds since 1970.
    func stretch(at unix: Int64) -> TimeZoneRules.Stretch {
        guard let daylight, let rule else { return standard }
        let days = floorDivide(unix, 86_400).quotient - Moment.unixEpochDays
        let year = CivilCalendar.civil(days).year
        var latest = (at: Int64.min, stretch: standard)
        for year in year - 1...year + 1 {
            for (at, next) in changes(year, rule, daylight) where at <= unix && at >= latest.at {
                latest = (at, next)
            }
        }
        return latest.stretch
    }

    /// The first change after a time in seconds since 1970, and what follows it.
    func change(after unix: Int64) -> (at: Int64, next: TimeZoneRules.Stretch)? {
        guard let daylight, let rule else { return nil }
        let days = floorDivide(unix, 86_400).quotient - Moment.unixEpochDays
        let year = CivilCalendar.civil(days).year
        var first: (at: Int64, next: TimeZoneRules.Stretch)?
        for year in year - 1...year + 1 {
            for (at, next) in changes(year, rule, daylight)
            where at > unix && at < first?.at ?? .max {
                first = (at, next)
            }
        }
        return first
    }

    private func changes(
        _ year: Int, _ rule: Rule, _ daylight: TimeZoneRules.Stretch
    ) -> [(Int64, TimeZoneRules.Stretch)] {
        let start = Self.seconds(rule.start, year) + Int64(rule.startSeconds - standard.east)
        let end = Self.seconds(rule.end, year) + Int64(rule.endSeconds - daylight.east)
        return [(start, daylight), (end, standard)]
    }

    /// Midnight of a day of change, in seconds since 1970 as if in UTC.
    private static func seconds(_ day: Day, _ year: Int) -> Int64 {
        let days: Int64
        switch day {
        case .julian(let number):
            let skips = CivilCalendar.isLeap(year) && number >= 60
            days = CivilCalendar.days(year: year, month: 1, day: number) + (skips ? 1 : 0)
        case .ordinal(let number):
            days = CivilCalendar.days(year: year, month: 1, day: number + 1)
        case .weekday(let month, let week, let weekday):
            let first = CivilCalendar.days(year: year, month: month, day: 1)
            var number = (weekday - CivilCalendar.dayOfWeek(first) + 7) % 7 + (week - 1) * 7
            if number >= CivilCalendar.daysInMonth(year, month) { number -= 7 }
            days = first + Int64(number)
        }
        return (days + Moment.unixEpochDays) * 86_400
    }
}
