/// A part of a date or time that `extract`, `date_part` and `date_trunc` name.
public enum MomentUnit: UInt8, Sendable {
    case microseconds, milliseconds, second, minute, hour, day, week, month, quarter, year
    case decade, century, millennium
    case julian, isoyear, dow, isodow, doy, epoch
    case timezone, timezoneHour, timezoneMinute

    /// The words PostgreSQL takes for lengths of time, cut to ten letters as it does.
    static let lengths: [String: MomentUnit] = [
        "c": .century, "cent": .century, "centuries": .century, "century": .century,
        "d": .day, "day": .day, "days": .day,
        "dec": .decade, "decade": .decade, "decades": .decade, "decs": .decade,
        "h": .hour, "hour": .hour, "hours": .hour, "hr": .hour, "hrs": .hour,
        "m": .minute, "min": .minute, "mins": .minute, "minute": .minute, "minutes": .minute,
        "microsecon": .microseconds, "us": .microseconds, "usec": .microseconds,
        "usecond": .microseconds, "useconds": .microseconds, "usecs": .microseconds,
        "mil": .millennium, "millennia": .millennium, "millennium": .millennium,
        "mils": .millennium,
        "millisecon": .milliseconds, "ms": .milliseconds, "msec": .milliseconds,
        "msecond": .milliseconds, "mseconds": .milliseconds, "msecs": .milliseconds,
        "mon": .month, "mons": .month, "month": .month, "months": .month,
        "qtr": .quarter, "quarter": .quarter,
        "s": .second, "sec": .second, "second": .second, "seconds": .second, "secs": .second,
        "timezone": .timezone, "timezone_h": .timezoneHour, "timezone_m": .timezoneMinute,
        "w": .week, "week": .week, "weeks": .week,
        "y": .year, "year": .year, "years": .year, "yr": .year, "yrs": .year,
    ]

    /// The words that only `extract` and `date_part` take.
    private static let positions: [String: MomentUnit] = [
        "j": .julian, "jd": .julian, "julian": .julian, "isoyear": .isoyear, "dow": .dow,
        "isodow": .isodow, "doy": .doy, "epoch": .epoch,
    ]

    /// The unit of `extract` or `date_part`, in any case; `nil` when PostgreSQL knows none.
    public init?(extracting name: String) {
        let key = Self.key(name)
        guard let unit = Self.lengths[key] ?? Self.positions[key] else { return nil }
        self = unit
    }

    /// The unit of `date_trunc`, in any case; `nil` when PostgreSQL knows none.
    public init?(truncating name: String) {
        guard let unit = Self.lengths[Self.key(name)] else { return nil }
        self = unit
    }

    private static func key(_ name: String) -> String {
        String(name.lowercased().prefix(10))
    }

    /// Whether the part of an infinite value is infinite too; the others are null.
    var isMonotonic: Bool {
        switch self {
        case .year, .decade, .century, .millennium, .julian, .isoyear, .epoch: true
        default: false
        }
    }

    /// The refusal of a word that is no unit at all.
    ///
    /// - Parameters:
    ///   - name: The word as written.
    ///   - type: The SQL name of the type asked.
    /// - Returns: The fault to throw.
    public static func unknown(_ name: String, for type: String) -> EvalFault {
        EvalFault(
            .invalidParameter, "unit \"\(name.lowercased())\" not recognized for type \(type)")
    }

    /// The refusal of a unit that a type lacks.
    ///
    /// - Parameters:
    ///   - name: The word as written.
    ///   - type: The SQL name of the type asked.
    /// - Returns: The fault to throw.
    public static func unsupported(_ name: String, for type: String) -> EvalFault {
        EvalFault(
            .featureNotSupported, "unit \"\(name.lowercased())\" not supported for type \(type)")
    }
}
