import PropertyTesting
import Testing

@testable import TrancheExpressions

/// Dates from all of PostgreSQL's range, most of them near to now.
private let dates = Gen<Int64>.weighted([
    (3, Gen<Int64>.int(-40_000...40_000)), (1, Gen<Int64>.int(-2_451_545...2_145_031_948)),
])

/// Timestamps from all of PostgreSQL's range, most of them near to now.
private let timestamps = Gen<Int64>.weighted([
    (2, Gen<Int64>.int(-3_000_000_000_000_000...3_000_000_000_000_000)),
    (2, Gen<Int64>.int(-3_000_000_000...3_000_000_000).map { $0 * 1_000_000 }),
    (1, Gen<Int64>.int(-211_813_488_000_000_000...9_223_371_331_199_999_999)),
])

private let intervals = zip(
    Gen<Int32>.int, Gen<Int32>.int, Gen<Int64>.int(-1_000_000_000_000_000...1_000_000_000_000_000)
).map { Interval(months: $0, days: $1, microseconds: $2) }

@Suite("Dates, timestamps and intervals for all values")
struct MomentsPropertyTests {
    @Test("A date is read as it was printed")
    func dateRoundTrip() {
        forAll("parse(print(x)) == x", dates) { days in
            try MomentsAnswer.date(MomentsAnswer.print(date: days)) == days
        }
    }

    @Test("A timestamp is read as it was printed")
    func timestampRoundTrip() {
        forAll("parse(print(x)) == x", timestamps) { value in
            try MomentsAnswer.timestamp(MomentsAnswer.print(timestamp: value)) == value
                && MomentsAnswer.timestamptz(MomentsAnswer.print(timestamptz: value)) == value
        }
    }

    @Test("An interval is read as it was printed")
    func intervalRoundTrip() {
        forAll("parse(print(x)) == x", intervals) { value in
            try MomentsAnswer.interval(MomentsAnswer.print(value)) == value
        }
    }

    @Test("The short way and the long way read the same")
    func scanAgrees() {
        // A space before the text turns the short way off.
        forAll("scan(x) == read(x)", timestamps) { value in
            let text = MomentsAnswer.print(timestamptz: value)
            return try MomentsAnswer.timestamptz(" " + text) == value
                && MomentsAnswer.date(" " + MomentsAnswer.print(date: value / 86_400_000_000))
                    == value / 86_400_000_000
        }
    }

    @Test("The calendar counts as one that adds up years and months")
    func calendarTwin() {
        forAll("civil(x) == twin(x)", cases: 300, Gen<Int64>.int(-800_000...800_000)) { days in
            let date = CivilCalendar.civil(days)
            return date == Self.twin(days)
                && CivilCalendar.days(year: date.year, month: date.month, day: date.day) == days
        }
    }

    @Test("A day has the same number before and after the calendar, over all of the range")
    func calendarRoundTrip() {
        forAll("days(civil(x)) == x", cases: 5000, dates) { days in
            let date = CivilCalendar.civil(days)
            return CivilCalendar.days(year: date.year, month: date.month, day: date.day) == days
                && 1...CivilCalendar.daysInMonth(date.year, date.month) ~= date.day
        }
    }

    @Test("ISO weeks begin on Monday and their years are the same on the way back")
    func isoWeeks() {
        forAll("isoWeekStart(isoWeek(x)) <= x", dates) { days in
            let (year, week) = CivilCalendar.isoWeek(days)
            let start = CivilCalendar.isoWeekStart(year: year, week: week)
            return start...start + 6 ~= days && CivilCalendar.dayOfWeek(start) == 1
        }
    }

    @Test(
        "What date_trunc cut, it leaves alone",
        arguments: [
            MomentUnit.microseconds, .milliseconds, .second, .minute, .hour, .day, .week, .month,
            .quarter, .year, .decade, .century, .millennium,
        ])
    func truncationIsIdempotent(unit: MomentUnit) {
        let inRange = Gen<Int64>.int(-60_000_000_000_000_000...9_223_371_331_199_999_999)
        forAll("trunc(trunc(x)) == trunc(x) <= x", cases: 300, inRange) { value in
            guard let cut = try MomentTruncate.timestamp(unit, value) else { return false }
            return try MomentTruncate.timestamp(unit, cut) == cut && cut <= value
        }
    }

    @Test(
        "A time goes to a zone and back, unless its clock time comes twice",
        arguments: [
            "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
            "Pacific/Apia", "EST5EDT", "+02", "<X>-3:30",
        ])
    func zoneRoundTrip(name: String) throws {
        let zone = try TimeZones.resolve(name)
        let modern = Gen<Int64>.int(-4_000_000_000...13_000_000_000).map { $0 * 1_000_000 }
        forAll("local(universal(local(x))) == local(x)", cases: 500, modern) { value in
            let shown = try zone.local(value)
            return try zone.local(try zone.universal(shown)) == shown
        }
    }

    @Test("The order of intervals is that of 30-day months and 24-hour days")
    func intervalOrder() {
        let small = zip(
            Gen<Int32>.int(-30...30), Gen<Int32>.int(-1000...1000),
            Gen<Int64>.int(-100_000_000_000...100_000_000_000)
        ).map { Interval(months: $0, days: $1, microseconds: $2) }
        forAll("justify keeps the order's value", zip(small, small)) { left, right in
            try IntervalMath.justify(left).comparable == left.comparable
                && IntervalMath.subtract(IntervalMath.add(left, right), right) == left
        }
    }

    @Test("Adding the difference of two timestamps to one gives the other")
    func differences() {
        forAll("a + (b - a) == b", zip(timestamps, timestamps)) { first, second in
            guard !second.subtractingReportingOverflow(first).overflow else { return true }
            let difference = try MomentMath.subtract(timestamp: second, timestamp: first)
            return try MomentMath.add(timestamp: first, difference) == second
        }
    }

    @Test("A timestamp is read by the format it was printed with")
    func formatRoundTrip() {
        let format = MomentFormat("YYYY-MM-DD HH24:MI:SS.US")
        let common = Gen<Int64>.int(-60_000_000_000_000_000...250_000_000_000_000_000)
        forAll("read(print(x)) == x", common) { value in
            guard let text = format.string(timestamp: value) else { return false }
            return try format.timestamptz(text) == value
        }
    }

    @Test(
        "Words that depend on the clock are refused",
        arguments: ["now", "today", "Tomorrow", "yesterday 05:00"])
    func clockWords(text: String) {
        let fault = #expect(throws: EvalFault.self) { try MomentsAnswer.timestamp(text) }
        #expect(fault?.code == .featureNotSupported)
        #expect(fault?.message.hasSuffix("it would change from run to run") == true)
    }

    /// The calendar by counting whole years and months from 2000 on or back.
    private static func twin(_ days: Int64) -> CivilDate {
        var rest = Int(days)
        var year = 2000
        while rest < 0 {
            year -= 1
            rest += CivilCalendar.isLeap(year) ? 366 : 365
        }
        while rest >= (CivilCalendar.isLeap(year) ? 366 : 365) {
            rest -= CivilCalendar.isLeap(year) ? 366 : 365
            year += 1
        }
        let lengths = [31, CivilCalendar.isLeap(year) ? 29 : 28, 31, 30, 31, 30]
        var month = 0
        for length in lengths + [31, 31, 30, 31, 30, 31] {
            guard rest >= length else { break }
            rest -= length
            month += 1
        }
        return CivilDate(year: year, month: month + 1, day: rest + 1)
    }
}
