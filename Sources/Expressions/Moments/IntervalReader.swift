#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Adds up an interval, with fractions spilling to smaller units.
struct IntervalSum {
    private var years: Int32 = 0
    private var months: Int32 = 0
    private var days: Int32 = 0
    private var microseconds: Int64 = 0

    /// Adds `value` and `fraction` of a unit.
    mutating func add(
        _ value: Int, _ fraction: Double, _ unit: MomentUnit
    ) throws(MomentTextFault) {
        switch unit {
        case .microseconds: try addTime(value, fraction, 1)
        case .milliseconds: try addTime(value, fraction, 1000)
        case .second: try addTime(value, fraction, Moment.microsecondsPerSecond)
        case .minute: try addTime(value, fraction, Moment.microsecondsPerMinute)
        case .hour: try addTime(value, fraction, Moment.microsecondsPerHour)
        case .day:
            try add(value, 1, to: &days)
            try addTime(0, fraction, Moment.microsecondsPerDay)
        case .week:
            try add(value, 7, to: &days)
            try addDays(fraction * 7)
        case .month:
            try add(value, 1, to: &months)
            try addDays(fraction * 30)
        case .year: try addYears(value, fraction, 1)
        case .decade: try addYears(value, fraction, 10)
        case .century: try addYears(value, fraction, 100)
        case .millennium: try addYears(value, fraction, 1000)
        default: throw .badFormat
        }
    }

    private mutating func addTime(
        _ value: Int, _ fraction: Double, _ unit: Int64
    ) throws(MomentTextFault) {
        let (whole, overflowed) = Int64(value).multipliedReportingOverflow(by: unit)
        let (sum, overflowedSum) = microseconds.addingReportingOverflow(whole)
        let scaled = fraction * Double(unit)
        var part = Int64(scaled)
        let rest = scaled - Double(part)
        part += rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0
        let (total, overflowedTotal) = sum.addingReportingOverflow(part)
        guard !overflowed, !overflowedSum, !overflowedTotal else { throw .fieldOverflow }
        microseconds = total
    }

    private mutating func addDays(_ value: Double) throws(MomentTextFault) {
        let whole = value.rounded(.towardZero)
        try add(Int(whole), 1, to: &days)
        try addTime(0, value - whole, Moment.microsecondsPerDay)
    }

    private mutating func addYears(
        _ value: Int, _ fraction: Double, _ scale: Int
    ) throws(MomentTextFault) {
        try add(value, scale, to: &years)
        try add(Int(rint(fraction * Double(scale) * 12)), 1, to: &months)
    }

    private func add(
        _ value: Int, _ scale: Int, to part: inout Int32
    ) throws(MomentTextFault) {
        guard let small = Int32(exactly: value),
            let sum = Int32(exactly: Int(small) * scale + Int(part)),
            Int32(exactly: Int(small) * scale) != nil
        else { throw .fieldOverflow }
        part = sum
    }

    mutating func clearTime() { microseconds = 0 }

    /// Turns every part round.
    mutating func negate() throws(MomentTextFault) {
        guard years != .min, months != .min, days != .min, microseconds != .min else {
            throw .fieldOverflow
        }
        (years, months, days, microseconds) = (-years, -months, -days, -microseconds)
    }

    func interval() throws(MomentTextFault) -> Interval {
        guard let total = Int32(exactly: Int(years) * 12 + Int(months)) else {
            throw .intervalOutOfRange
        }
        return Interval(months: total, days: days, microseconds: microseconds)
    }
}

/// Makes an interval of the fields of a text, from its end to its start: units come before values.
struct IntervalReader {
    private var sum = IntervalSum()
    private var seen: Set<MomentUnit> = []
    /// The unit of the number to the left; nil after `ago`.
    private var unit: MomentUnit? = .second
    private var isAgo = false

    private static let clock: Set<MomentUnit> = [
        .hour, .minute, .second, .milliseconds, .microseconds,
    ]

    static func read(_ fields: [MomentTextField]) throws(MomentTextFault) -> Interval {
        var reader = IntervalReader()
        for field in fields.reversed() { try reader.read(field) }
        guard !reader.seen.isEmpty else { throw .badFormat }
        if reader.isAgo { try reader.sum.negate() }
        return try reader.sum.interval()
    }

    private mutating func read(_ field: MomentTextField) throws(MomentTextFault) {
        switch field.kind {
        case .time: try readTime(field.bytes[...], isNegative: false)
        case .zone:
            let rest = field.bytes.dropFirst()
            guard rest.contains(UInt8(ascii: ":")), (try? MomentClockText.read(rest)) != nil else {
                return try readNumber(field.bytes)
            }
            try readTime(rest, isNegative: field.bytes[0] == UInt8(ascii: "-"))
        case .date, .number: try readNumber(field.bytes)
        case .text, .special:
            let word = String(field.string.prefix(10))
            if word == "ago" {
                isAgo = true
                unit = nil
            } else if let found = MomentUnit.lengths[word] {
                unit = found
            } else {
                throw .badFormat
            }
        }
    }

    private mutating func readTime(
        _ bytes: ArraySlice<UInt8>, isNegative: Bool
    ) throws(MomentTextFault) {
        let time = try MomentClockText.read(bytes)
        let sign = isNegative ? -1 : 1
        try see(Self.clock)
        // As in PostgreSQL, a clock time replaces what fractions to its right had added.
        sum.clearTime()
        try sum.add(sign * time.hour, 0, .hour)
        try sum.add(sign * time.minute, 0, .minute)
        try sum.add(sign * time.second, 0, .second)
        try sum.add(sign * Int(time.microsecond), 0, .microseconds)
        unit = .day
    }

    private mutating func readNumber(_ bytes: [UInt8]) throws(MomentTextFault) {
        var (value, end) = try MomentNumber.integer(bytes[...], bits: 64)
        let isNegative = bytes[0] == UInt8(ascii: "-")
        var fraction = 0.0
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") {
            let (months, last) = try MomentNumber.integer(bytes[(end + 1)...])
            guard 0..<12 ~= months else { throw .fieldOverflow }
            guard last == bytes.count else { throw .badFormat }
            let (total, overflowed) = value.multipliedReportingOverflow(by: 12)
            guard !overflowed, total.magnitude < 1 << 62 else { throw .fieldOverflow }
            value = total + (isNegative ? -months : months)
            unit = .month
        } else if end < bytes.count {
            guard bytes[end] == UInt8(ascii: ".") else { throw .badFormat }
            fraction = try MomentNumber.fraction(bytes[end...])
            if isNegative { fraction = -fraction }
        }
        guard let unit else { throw .badFormat }
        try sum.add(value, fraction, unit)
        switch unit {
        case .second where fraction != 0: try see([.second, .milliseconds, .microseconds])
        case .hour:
            try see([.hour])
            self.unit = .day
        default: try see([unit])
        }
    }

    private mutating func see(_ units: Set<MomentUnit>) throws(MomentTextFault) {
        guard seen.isDisjoint(with: units) else { throw .badFormat }
        seen.formUnion(units)
    }
}
