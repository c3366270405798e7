/// Text of dates and times as PostgreSQL prints them under `DateStyle` ISO, zone UTC.
public enum MomentPrint {
    /// Room that any value needs, in bytes.
    public static let capacity = 128

    /// Writes `2013-01-01`, `0044-03-15 BC`, `infinity`.
    ///
    /// - Parameters:
    ///   - days: A stored date.
    ///   - target: Room for ``capacity`` bytes.
    /// - Returns: The bytes written.
    public static func date(_ days: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var text = unsafe DigitWriter(target)
        guard Moment.isFinite(date: days) else { return text.infinity(days < 0) }
        let date = CivilCalendar.civil(days)
        text.date(date.year, date.month, date.day)
        if date.year <= 0 { text.string(" BC") }
        return text.count
    }

    /// Writes `2013-01-01 05:00:00`, with a fraction only when there is one.
    ///
    /// - Parameters:
    ///   - timestamp: A stored timestamp.
    ///   - target: Room for ``capacity`` bytes.
    /// - Returns: The bytes written.
    public static func timestamp(
        _ timestamp: Int64, to target: UnsafeMutablePointer<UInt8>
    ) -> Int { unsafe print(timestamp, isZoned: false, target) }

    /// Writes `2013-01-01 05:00:00+00`, with a fraction only when there is one.
    ///
    /// - Parameters:
    ///   - timestamp: A stored timestamp with time zone.
    ///   - target: Room for ``capacity`` bytes.
    /// - Returns: The bytes written.
    public static func timestamptz(
        _ timestamp: Int64, to target: UnsafeMutablePointer<UInt8>
    ) -> Int { unsafe print(timestamp, isZoned: true, target) }

    /// Writes `1 year 2 mons -3 days +04:05:06.789`, `00:00:00` for nothing.
    ///
    /// - Parameters:
    ///   - interval: Any interval.
    ///   - target: Room for ``capacity`` bytes.
    /// - Returns: The bytes written.
    public static func interval(
        _ interval: Interval, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var text = unsafe DigitWriter(target)
        var wasNegative = false
        text.unit(Int64(interval.months / 12), " year", &wasNegative)
        text.unit(Int64(interval.months % 12), " mon", &wasNegative)
        text.unit(Int64(interval.days), " day", &wasNegative)
        if text.count > 0, interval.microseconds == 0 { return text.count }
        if text.count > 0 { text.byte(0x20) }
        if interval.microseconds < 0 {
            text.byte(0x2D)
        } else if wasNegative {
            text.byte(0x2B)
        }
        text.time(interval.microseconds.magnitude)
        return text.count
    }

    @inline(__always)
    private static func print(
        _ timestamp: Int64, isZoned: Bool, _ target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var text = unsafe DigitWriter(target)
        guard Moment.isFinite(timestamp: timestamp) else { return text.infinity(timestamp < 0) }
        let (days, time) = floorDivide(timestamp, Moment.microsecondsPerDay)
        let date = CivilCalendar.civil(days)
        text.date(date.year, date.month, date.day)
        text.byte(0x20)
        text.timeOfDay(time)
        if isZoned { text.string("+00") }
        if date.year <= 0 { text.string(" BC") }
        return text.count
    }

    /// A string of a value that one of the functions above prints; for messages and slow paths.
    static func string(_ print: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let count = unsafe print(base)
            return unsafe String(
                decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
        }
    }
}
