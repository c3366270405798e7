/// Dates, timestamps and intervals of text, as PostgreSQL reads it under `DateStyle` ISO, MDY and
/// zone UTC.
///
/// The usual ISO texts take a short way; `now`, `today`, `tomorrow` and `yesterday` are refused,
/// since a run must not depend on its clock.
public enum MomentText {
    /// The date in a text.
    ///
    /// - Throws: `invalid input syntax for type date`, or that a field or the date is out of range.
    public static func date(
        _ text: UnsafePointer<UInt8>, count: Int
    ) throws(EvalFault) -> Int64 {
        if let days = unsafe MomentScan.date(text, count) { return days }
        let buffer = unsafe UnsafeBufferPointer(start: text, count: count)
        let reader = try unsafe read(buffer, "date")
        switch reader.special {
        case .infinity(let isNegative)?:
            return isNegative ? Moment.earliestDate : Moment.latestDate
        case .epoch?: return -Moment.unixEpochDays
        default: break
        }
        guard reader.time.isJulian, Moment.dates.contains(reader.time.days) else {
            throw unsafe EvalFault(.datetimeOverflow, "date out of range: \"\(string(buffer))\"")
        }
        return reader.time.days
    }

    /// The timestamp in a text; a time zone in it is read and dropped.
    ///
    /// - Throws: `invalid input syntax for type timestamp`, or that it is out of range.
    public static func timestamp(
        _ text: UnsafePointer<UInt8>, count: Int
    ) throws(EvalFault) -> Int64 {
        if let value = unsafe MomentScan.timestamp(text, count, isZoned: false) { return value }
        return try unsafe slowTimestamp(UnsafeBufferPointer(start: text, count: count), false)
    }

    /// The timestamp with time zone in a text; UTC when the text has none.
    ///
    /// - Throws: `invalid input syntax for type timestamp with time zone`, or that it is out of
    ///   range.
    public static func timestamptz(
        _ text: UnsafePointer<UInt8>, count: Int
    ) throws(EvalFault) -> Int64 {
        if let value = unsafe MomentScan.timestamp(text, count, isZoned: true) { return value }
        return try unsafe slowTimestamp(UnsafeBufferPointer(start: text, count: count), true)
    }

    /// The interval in a text: `1 year 2 mons`, `P1Y2M`, `1-2`, `3 4:05:06`, `2 hours ago`.
    ///
    /// - Throws: `invalid input syntax for type interval`, or that a field is out of range.
    public static func interval(
        _ text: UnsafePointer<UInt8>, count: Int
    ) throws(EvalFault) -> Interval {
        let buffer = unsafe UnsafeBufferPointer(start: text, count: count)
        do {
            return try unsafe readInterval(buffer)
        } catch .fieldOverflow {
            throw unsafe EvalFault(
                .intervalOverflow, "interval field value out of range: \"\(string(buffer))\"")
        } catch .intervalOutOfRange {
            throw .intervalOutOfRange
        } catch {
            throw unsafe fault(error, buffer, "interval")
        }
    }

    private static func readInterval(
        _ buffer: UnsafeBufferPointer<UInt8>
    ) throws(MomentTextFault) -> Interval {
        do {
            return try IntervalReader.read(try unsafe MomentTextFields.split(buffer, most: 256))
        } catch .badFormat {
            return try IntervalISOReader.read(unsafe Array(buffer))
        } catch {
            throw error
        }
    }

    private static func slowTimestamp(
        _ buffer: UnsafeBufferPointer<UInt8>, _ isZoned: Bool
    ) throws(EvalFault) -> Int64 {
        let type = isZoned ? "timestamp with time zone" : "timestamp"
        let reader = try unsafe read(buffer, type)
        switch reader.special {
        case .infinity(let isNegative)?:
            return isNegative ? Moment.earliestTimestamp : Moment.latestTimestamp
        case .epoch?: return -Moment.unixEpochMicroseconds
        default: break
        }
        guard let value = reader.time.timestamp(west: isZoned ? reader.west : 0) else {
            throw unsafe EvalFault(
                .datetimeOverflow, "timestamp out of range: \"\(string(buffer))\"")
        }
        return value
    }

    private static func read(
        _ buffer: UnsafeBufferPointer<UInt8>, _ type: String
    ) throws(EvalFault) -> MomentReader {
        do {
            let fields = try unsafe MomentTextFields.split(
                buffer, most: type == "date" ? 129 : 153)
            var reader = MomentReader(fields)
            try reader.read()
            return reader
        } catch {
            throw unsafe fault(error, buffer, type)
        }
    }

    private static func fault(
        _ fault: MomentTextFault, _ buffer: UnsafeBufferPointer<UInt8>, _ type: String
    ) -> EvalFault {
        let text = unsafe string(buffer)
        switch fault {
        case .badFormat:
            return EvalFault(
                .invalidDatetime, "invalid input syntax for type \(type): \"\(text)\"")
        case .fieldOverflow:
            return EvalFault(
                .datetimeOverflow, "date/time field value out of range: \"\(text)\"")
        case .zoneOverflow:
            return EvalFault(
                .zoneDisplacement, "time zone displacement out of range: \"\(text)\"")
        case .intervalOutOfRange: return .intervalOutOfRange
        case .other(let fault): return fault
        }
    }

    private static func string(_ buffer: UnsafeBufferPointer<UInt8>) -> String {
        unsafe String(decoding: buffer, as: UTF8.self)
    }
}
