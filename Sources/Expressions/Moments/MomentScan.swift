/// The usual ISO texts of dates and times, read without a detour.
///
/// What is not of the usual shape, or out of range, is `nil` here and left to ``MomentText``.
enum MomentScan {
    /// `2013-01-01`, whole.
    @inline(__always)
    static func date(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        guard count == 10 else { return nil }
        return unsafe calendarDay(text)
    }

    /// `2013-01-01`, then ` 05:00` or `T05:00:00.123`, then a zone: `Z`, `+02`, `-05:30`, which
    /// counts only when `isZoned` and is read and dropped otherwise, as in PostgreSQL.
    @inline(__always)
    static func timestamp(
        _ text: UnsafePointer<UInt8>, _ count: Int, isZoned: Bool
    ) -> Int64? {
        guard count >= 10, let days = unsafe calendarDay(text) else { return nil }
        let midnight = days &* Moment.microsecondsPerDay
        if count == 10 { return midnight }
        guard count >= 16, unsafe text[10] == 0x20 || text[10] == 0x54,
            unsafe text[13] == 0x3A
        else { return nil }
        let hour = unsafe pair(text + 11)
        let minute = unsafe pair(text + 14)
        guard hour < 24, minute < 60 else { return nil }
        var time = Int64(hour &* 60 &+ minute) &* Moment.microsecondsPerMinute
        var place = 16
        if count >= 19, unsafe text[16] == 0x3A {
            let second = unsafe pair(text + 17)
            guard second < 60 else { return nil }
            time &+= Int64(second) &* Moment.microsecondsPerSecond
            place = 19
            if count > 20, unsafe text[19] == 0x2E {
                guard let fraction = unsafe fraction(text, count, &place) else { return nil }
                time &+= fraction
            }
        }
        if place == count { return midnight &+ time }
        guard let east = unsafe zone(text, count, place) else { return nil }
        return midnight &+ time &- (isZoned ? east : 0)
    }

    /// Two digits; 100 or more when they are none.
    @inline(__always)
    private static func pair(_ text: UnsafePointer<UInt8>) -> Int {
        let tens = unsafe text[0] &- 0x30
        let ones = unsafe text[1] &- 0x30
        return tens <= 9 && ones <= 9 ? Int(tens) &* 10 &+ Int(ones) : 100
    }

    /// Ten bytes `YYYY-MM-DD` that are a day of the years 1 to 9999.
    @inline(__always)
    private static func calendarDay(_ text: UnsafePointer<UInt8>) -> Int64? {
        // SAFETY: the callers saw ten bytes.
        let century = unsafe pair(text)
        let years = unsafe pair(text + 2)
        let month = unsafe pair(text + 5)
        let day = unsafe pair(text + 8)
        guard unsafe text[4] == 0x2D, unsafe text[7] == 0x2D,
            century < 100, years < 100, month &- 1 < 12, month > 0, day > 0
        else { return nil }
        let year = century &* 100 &+ years
        guard year > 0, day <= 28 || day <= CivilCalendar.daysInMonth(year, month) else {
            return nil
        }
        return CivilCalendar.days(year: year, month: month, day: day)
    }

    /// A fraction such as `.5` or `.123456` from `place` on, which moves past it.
    @inline(__always)
    private static func fraction(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ place: inout Int
    ) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        place &+= 1
        while place < count {
            // SAFETY: place < count.
            let digit = unsafe text[place] &- 0x30
            guard digit <= 9 else { break }
            value = value &* 10 &+ Int64(digit)
            digits &+= 1
            place &+= 1
            guard digits <= 6 else { return nil }
        }
        guard digits > 0 else { return nil }
        while digits < 6 {
            value &*= 10
            digits &+= 1
        }
        return value
    }

    /// Microseconds east of UTC of `Z`, `+02`, `+0230` or `+02:30`, which ends the text.
    @inline(__always)
    private static func zone(_ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int) -> Int64? {
        // SAFETY: place < count, and every further place is held against count.
        let sign = unsafe text[place]
        if sign == 0x5A { return place &+ 1 == count ? 0 : nil }
        guard sign == 0x2B || sign == 0x2D, count >= place &+ 3 else { return nil }
        let hours = unsafe pair(text + place + 1)
        var minutes = 0
        switch count &- place {
        case 3: break
        case 5: minutes = unsafe pair(text + place + 3)
        case 6 where unsafe text[place + 3] == 0x3A: minutes = unsafe pair(text + place + 4)
        default: return nil
        }
        guard hours <= 15, minutes < 60 else { return nil }
        let east = Int64(hours &* 60 &+ minutes) &* Moment.microsecondsPerMinute
        return sign == 0x2D ? 0 &- east : east
    }
}
