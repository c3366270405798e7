/// A timestamp taken apart: calendar day and time of day.
struct BrokenTime: Equatable {
    /// 0 is 1 BC.
    var year = 2000
    /// From 1 on.
    var month = 1
    /// From 1 on.
    var day = 1
    /// Since midnight; up to and with 24 hours while text is being read.
    var microseconds: Int64 = 0

    init() {}

    /// Takes apart a finite timestamp.
    @inline(__always)
    init(timestamp: Int64) {
        let (days, time) = floorDivide(timestamp, Moment.microsecondsPerDay)
        let date = CivilCalendar.civil(days)
        (year, month, day, microseconds) = (date.year, date.month, date.day, time)
    }

    var hour: Int { Int(microseconds / Moment.microsecondsPerHour) }
    var minute: Int { Int(microseconds / Moment.microsecondsPerMinute % 60) }
    var second: Int { Int(microseconds / Moment.microsecondsPerSecond % 60) }
    var fraction: Int { Int(microseconds % Moment.microsecondsPerSecond) }
    var days: Int64 { CivilCalendar.days(year: year, month: month, day: day) }
    var isJulian: Bool { CivilCalendar.isJulian(year: year, month: month) }

    /// Puts it together again; `nil` when it leaves the range of timestamps.
    ///
    /// - Parameter offset: Seconds west of UTC, added to come to UTC.
    /// - Returns: A stored timestamp.
    func timestamp(west offset: Int = 0) -> Int64? {
        guard isJulian else { return nil }
        let (base, overflowed) = days.multipliedReportingOverflow(by: Moment.microsecondsPerDay)
        let (sum, overflowedSum) = base.addingReportingOverflow(microseconds)
        let (result, overflowedResult) = sum.addingReportingOverflow(
            Int64(offset) * Moment.microsecondsPerSecond)
        guard !overflowed, !overflowedSum, !overflowedResult,
            Moment.timestamps.contains(result)
        else { return nil }
        return result
    }
}
