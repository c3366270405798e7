/// `date_part(unit, value)`: as ``MomentExtract``, but in double precision with its rounding.
///
/// The outer nil means that the type has no such unit, the inner one is null.
public enum MomentDatePart {
    /// The part of a timestamp without or, with `isZoned`, with time zone.
    public static func timestamp(
        _ unit: MomentUnit, _ timestamp: Int64, isZoned: Bool = false
    ) -> Double?? {
        guard let part = MomentExtract.timestamp(unit, timestamp, isZoned: isZoned) else {
            return .none
        }
        guard unit == .julian, Moment.isFinite(timestamp: timestamp) else {
            return .some(double(unit, part))
        }
        let (days, time) = floorDivide(timestamp, Moment.microsecondsPerDay)
        let second = Double(time / Moment.microsecondsPerSecond)
        let fraction = Double(time % Moment.microsecondsPerSecond) / 1e6
        return .some(Double(days + Moment.epochJulian) + (second + fraction) / 86_400)
    }

    /// The part of an interval.
    public static func interval(_ unit: MomentUnit, _ value: Interval) -> Double?? {
        guard unit == .epoch else {
            guard let part = MomentExtract.interval(unit, value) else { return .none }
            return .some(double(unit, part))
        }
        var result = Double(value.microseconds) / 1e6
        result += 365.25 * 86_400 * Double(value.months / 12)
        result += 30 * 86_400 * Double(value.months % 12)
        result += 86_400 * Double(value.days)
        return .some(result)
    }

    private static func double(_ unit: MomentUnit, _ part: ExtractedPart) -> Double? {
        switch part {
        case .null: return nil
        case .infinity(let isNegative): return isNegative ? -.infinity : .infinity
        case .number(let number):
            let whole = Double(number.unscaled / 1_000_000)
            let fraction = Double(number.unscaled % 1_000_000)
            switch unit {
            case .second: return whole + fraction / 1e6
            case .milliseconds: return whole * 1000 + fraction / 1000
            case .epoch where number.scale == 6: return Double(number.unscaled) / 1e6
            default: return Double(number.unscaled)
            }
        }
    }
}
