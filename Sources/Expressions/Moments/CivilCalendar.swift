/// A day of the proleptic Gregorian calendar; year 0 is 1 BC.
struct CivilDate: Equatable {
    var year: Int
    var month: Int
    var day: Int
}

/// The Gregorian calendar, extended to all times, counted in days since 2000-01-01.
///
/// - SeeAlso: Neri and Schneider, "Euclidean affine functions and their application to calendar
///   algorithms", 2022, whose multiplications replace the divisions here.
enum CivilCalendar {
    /// Whole 400-year cycles added so that every day of PostgreSQL's range counts from 0 up.
    private static let cycles = 800
    private static let daysPerCycle = 146_097
    /// Days from 0000-03-01, the first of the counted years, to 2000-01-01, and the cycles.
    private static let shift = 730_425 + cycles * daysPerCycle

    /// The calendar day of a day number from -117 million to 2^33.
    @inline(__always)
    static func civil(_ days: Int64) -> CivilDate {
        let count = UInt64(truncatingIfNeeded: days &+ Int64(shift))
        let quarters = 4 &* count &+ 3
        let century = quarters / 146_097
        let inCentury = (quarters % 146_097) | 3
        let product = 2_939_745 &* inCentury
        let year = product &>> 32
        let dayOfYear = (product & 0xFFFF_FFFF) / 2_939_745 / 4
        let months = 2141 &* dayOfYear &+ 197_913
        let isNextYear = dayOfYear >= 306
        let month = Int(truncatingIfNeeded: months &>> 16)
        return CivilDate(
            year: Int(truncatingIfNeeded: 100 &* century &+ year) &- 400 &* cycles
                &+ (isNextYear ? 1 : 0),
            month: isNextYear ? month &- 12 : month,
            day: Int(truncatingIfNeeded: (months & 0xFFFF) / 2141) &+ 1)
    }

    /// The day number of a calendar day, which may be past the end of its month.
    ///
    /// - Precondition: The year is -320 000 ... 2^31, the month 1...12.
    @inline(__always)
    static func days(year: Int, month: Int, day: Int) -> Int64 {
        let isEarly = month <= 2
        let counted = year &+ 400 &* cycles &- (isEarly ? 1 : 0)
        let shifted = isEarly ? month &+ 12 : month
        let century = counted / 100
        let yearDays = (1461 &* counted) / 4 &- century &+ century / 4
        let monthDays = (979 &* shifted &- 2919) &>> 5
        return Int64(yearDays &+ monthDays &+ day &- 1 &- shift)
    }

    static func isLeap(_ year: Int) -> Bool {
        year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The days in a month 1...12.
    @inline(__always)
    static func daysInMonth(_ year: Int, _ month: Int) -> Int {
        if month == 2 { return isLeap(year) ? 29 : 28 }
        return 30 | (month ^ (month &>> 3))
    }

    /// The weekday, 0 for Sunday to 6 for Saturday.
    static func dayOfWeek(_ days: Int64) -> Int { Int(floorDivide(days &+ 6, 7).remainder) }

    /// Whether PostgreSQL can hold the day: from 4714-11-24 BC on.
    static func isJulian(year: Int, month: Int) -> Bool {
        (year > -4713 || (year == -4713 && month >= 11))
            && (year < 5_874_898 || (year == 5_874_898 && month < 6))
    }

    /// The ISO 8601 year and week (1...53) of a day.
    static func isoWeek(_ days: Int64) -> (year: Int, week: Int) {
        let weekday = floorDivide(days &+ 5, 7).remainder
        let thursday = days &- weekday &+ 3
        let year = civil(thursday).year
        let first = Self.days(year: year, month: 1, day: 1)
        return (year, Int((thursday &- first) / 7) &+ 1)
    }

    /// The ISO year and week of a day of a year, or of one near to it, as intervals have them.
    ///
    /// It looks at the year before and the year after and no further, as PostgreSQL does.
    static func isoWeek(_ days: Int64, near year: Int) -> (year: Int, week: Int) {
        var year = year
        var start = isoWeekStart(year: year, week: 1)
        if days < start {
            year -= 1
            start = isoWeekStart(year: year, week: 1)
        }
        let week = Int((days &- start) / 7) &+ 1
        guard week >= 52 else { return (year, week) }
        let next = isoWeekStart(year: year + 1, week: 1)
        return days >= next ? (year + 1, Int((days &- next) / 7) &+ 1) : (year, week)
    }

    /// The Monday of an ISO week.
    static func isoWeekStart(year: Int, week: Int) -> Int64 {
        let fourth = days(year: year, month: 1, day: 4)
        return fourth &- floorDivide(fourth &+ 5, 7).remainder &+ Int64(week &- 1) &* 7
    }
}
