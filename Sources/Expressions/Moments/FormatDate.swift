/// Makes a date and time of the fields a text gave under a format.
struct FormatDate {
    private var found: FoundFields
    private let text: String
    private var year = 0
    private var month = 1
    private var day = 1
    private var hasMonth = false
    private var hasDay = false
    private var hasYear = false

    init(_ found: FoundFields, _ text: String) {
        self.found = found
        self.text = text
    }

    /// What a text said.
    struct Settled {
        var time: BrokenTime
        /// Seconds west of UTC.
        var west: Int
        /// Digits of a fraction to round to; 0: all.
        var precision: Int
    }

    /// The time that the fields make together.
    func settled() throws(EvalFault) -> Settled {
        var copy = self
        let (hour, minute, second) = try copy.clock()
        copy.settleYear()
        try copy.settleDay()
        try copy.check()
        let fraction = found.millisecond * 1000 + found.microsecond
        guard 0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second, 0..<1_000_000 ~= fraction else {
            throw outOfRange
        }
        var broken = BrokenTime()
        (broken.year, broken.month, broken.day) = (copy.year, copy.month, copy.day)
        let time = (hour * 60 + minute) * 60 + second
        broken.microseconds = Int64(time) * 1_000_000 + Int64(fraction)
        return Settled(time: broken, west: try west(), precision: found.precision)
    }

    private var outOfRange: EvalFault {
        EvalFault(.datetimeOverflow, "date/time field value out of range: \"\(text)\"")
    }

    /// The time of day.
    private func clock() throws(EvalFault) -> (hour: Int, minute: Int, second: Int) {
        var hour = found.secondOfDay / 3600
        var minute = found.secondOfDay / 60 % 60
        var second = found.secondOfDay % 60
        if found.second != 0 { second = found.second }
        if found.minute != 0 { minute = found.minute }
        if found.hour != 0 { hour = found.hour }
        if found.isTwelveHours {
            guard 1...12 ~= hour else {
                throw EvalFault(
                    .invalidDatetime, "hour \"\(hour)\" is invalid for the 12-hour clock")
            }
            hour = hour % 12 + (found.isAfternoon != 0 ? 12 : 0)
        }
        return (hour, minute, second)
    }

    private mutating func settleYear() {
        let century = found.isBC != 0 ? -found.century : found.century
        if found.year != 0 {
            hasYear = true
            guard found.century != 0, found.yearDigits <= 2 else {
                year = found.isBC != 0 ? -found.year : found.year
                if year < 0 { year += 1 }
                return
            }
            year = found.year % 100
            if year == 0 {
                year = century * 100 + (century >= 0 ? 0 : 1)
            } else {
                year = century >= 0 ? year + (century - 1) * 100 : (century + 1) * 100 - year + 1
            }
        } else if found.century != 0 {
            hasYear = true
            year = (century >= 0 ? century - 1 : century) * 100 + 1
        }
    }

    private mutating func set(_ days: Int64) {
        let date = CivilCalendar.civil(days)
        (year, month, day) = (date.year, date.month, date.day)
        (hasYear, hasMonth, hasDay) = (true, true, true)
    }

    private mutating func settleDay() throws(EvalFault) {
        if found.julian != 0 { set(Int64(found.julian) - Moment.epochJulian) }
        if found.week != 0 {
            if found.convention == .isoWeek {
                let monday = CivilCalendar.isoWeekStart(year: year, week: found.week)
                let weekday = found.weekday
                set(monday + Int64(weekday == 0 ? 0 : weekday > 1 ? weekday - 2 : 6))
            } else {
                found.dayOfYear = (found.week - 1) * 7 + 1
            }
        }
        if found.weekOfMonth != 0 { found.day = (found.weekOfMonth - 1) * 7 + 1 }
        if found.day != 0 {
            day = found.day
            hasDay = true
        }
        if found.month != 0 {
            month = found.month
            hasMonth = true
        }
        if found.dayOfYear != 0, month <= 1 || day <= 1 { try settleDayOfYear() }
    }

    private mutating func settleDayOfYear() throws(EvalFault) {
        guard year != 0 || found.isBC != 0 else {
            throw EvalFault(
                .invalidDatetime, "cannot calculate day of year without year information")
        }
        if found.convention == .isoWeek {
            let first = CivilCalendar.isoWeekStart(year: year, week: 1)
            return set(first + Int64(found.dayOfYear) - 1)
        }
        var rest = found.dayOfYear
        var number = 1
        while number <= 12, rest > CivilCalendar.daysInMonth(year, number) {
            rest -= CivilCalendar.daysInMonth(year, number)
            number += 1
        }
        if month <= 1 { month = number }
        if day <= 1 { day = rest }
        (hasMonth, hasDay) = (true, true)
    }

    private func check() throws(EvalFault) {
        guard !hasMonth || 1...12 ~= month, !hasDay || 1...31 ~= day else { throw outOfRange }
        if hasYear, hasMonth, hasDay {
            guard day <= CivilCalendar.daysInMonth(year, month) else { throw outOfRange }
        }
    }

    private func west() throws(EvalFault) -> Int {
        guard found.zoneSign != 0 else { return 0 }
        guard 0...15 ~= found.zoneHours, 0..<60 ~= found.zoneMinutes else {
            throw EvalFault(
                .zoneDisplacement, "time zone displacement out of range: \"\(text)\"")
        }
        return -found.zoneSign * (found.zoneHours * 3600 + found.zoneMinutes * 60)
    }
}
