/// A span of time as PostgreSQL keeps it: months, days and microseconds, each with its own sign.
///
/// Equality of Swift is of the three parts; SQL's is ``comparable``, which takes a month for 30
/// days and a day for 24 hours.
public struct Interval: Sendable, Hashable {
    public var months: Int32
    public var days: Int32
    public var microseconds: Int64

    /// Makes an interval of its parts.
    public init(months: Int32 = 0, days: Int32 = 0, microseconds: Int64 = 0) {
        self.months = months
        self.days = days
        self.microseconds = microseconds
    }

    /// Microseconds with a month of 30 days and a day of 24 hours: what SQL compares and sorts by.
    public var comparable: Int128 {
        let days = Int64(self.days) + 30 * Int64(months)
        return Int128(days) * Int128(Moment.microsecondsPerDay) + Int128(microseconds)
    }

    /// Whether SQL's `=` holds, as for `1 mon` and `30 days`.
    public func equals(_ other: Interval) -> Bool { comparable == other.comparable }
}
