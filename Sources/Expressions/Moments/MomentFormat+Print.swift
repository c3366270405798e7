/// The parts that a format prints, of a time or of an interval.
struct FormatParts {
    var year = 0
    var month = 0
    var day = 0
    var hour: Int64 = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    var dayOfYear = 0
    /// Days since 2000-01-01; of an interval meaningless.
    var days: Int64 = 0
    var isInterval = false
    /// Whether the value has a zone, which is UTC.
    var isZoned = false

    init(timestamp: Int64, isZoned: Bool = false) {
        let broken = BrokenTime(timestamp: timestamp)
        (year, month, day) = (broken.year, broken.month, broken.day)
        (hour, minute, second) = (Int64(broken.hour), broken.minute, broken.second)
        microsecond = broken.fraction
        days = broken.days
        dayOfYear = Int(days - CivilCalendar.days(year: year, month: 1, day: 1)) + 1
        self.isZoned = isZoned
    }

    init(interval: Interval) {
        (year, month) = (Int(interval.months / 12), Int(interval.months % 12))
        day = Int(interval.days)
        let time = interval.microseconds
        hour = time / Moment.microsecondsPerHour
        minute = Int(time / Moment.microsecondsPerMinute % 60)
        second = Int(time / Moment.microsecondsPerSecond % 60)
        microsecond = Int(time % Moment.microsecondsPerSecond)
        // PostgreSQL counts it in 32 bits, and wraps around.
        dayOfYear = Int(Int32(truncatingIfNeeded: Int(interval.months) * 30 + day))
        days = CivilCalendar.days(year: year, month: month, day: day)
        isInterval = true
    }
}

extension MomentFormat {
    /// `to_char(timestamp, format)`; nil, which is null, for the infinities and an empty format.
    public func string(timestamp: Int64) -> String? {
        guard !isEmpty, Moment.isFinite(timestamp: timestamp) else { return nil }
        return string(FormatParts(timestamp: timestamp))
    }

    /// `to_char(timestamptz, format)`, shown in UTC; nil, which is null, for the infinities and an
    /// empty format.
    public func string(timestamptz: Int64) -> String? {
        guard !isEmpty, Moment.isFinite(timestamp: timestamptz) else { return nil }
        return string(FormatParts(timestamp: timestamptz, isZoned: true))
    }

    /// `to_char(interval, format)`; nil, which is null, for an empty format.
    ///
    /// - Throws: That an interval has no such part.
    public func string(interval: Interval) throws(EvalFault) -> String? {
        guard !isEmpty else { return nil }
        for case .field(let field) in nodes where field.pattern.needsCalendar {
            throw EvalFault(
                .invalidDatetime, "invalid format specification for an interval value")
        }
        return string(FormatParts(interval: interval))
    }

    /// Appends what ``string(timestamp:)`` or ``string(timestamptz:)`` would give.
    ///
    /// - Parameters:
    ///   - timestamp: A stored timestamp.
    ///   - isZoned: Whether it has a time zone.
    ///   - text: Where to append UTF-8.
    /// - Returns: False, and nothing appended, when the result is null.
    public func append(timestamp: Int64, isZoned: Bool, to text: inout [UInt8]) -> Bool {
        guard !isEmpty, Moment.isFinite(timestamp: timestamp) else { return false }
        print(FormatParts(timestamp: timestamp, isZoned: isZoned), to: &text)
        return true
    }

    private func string(_ parts: FormatParts) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(nodes.count * 4)
        print(parts, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func print(_ parts: FormatParts, to text: inout [UInt8]) {
        for step in steps {
            switch step {
            case .literal(let range): for index in range { text.append(literals[index]) }
            case .field(let printer): printer.print(parts, to: &text)
            }
        }
    }
}
