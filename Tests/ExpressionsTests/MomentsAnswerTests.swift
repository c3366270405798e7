@testable import TrancheExpressions

/// The text of a function's result, as PostgreSQL prints it, or `ERR code: message`.
///
/// One line of a table names a function and its arguments as text; so the same lines ask
/// PostgreSQL and this.
enum MomentsAnswer {
    static func of(_ name: String, _ arguments: [String]) -> String {
        do {
            return try value(name, arguments)
        } catch let fault as EvalFault {
            return "ERR \(fault.code.rawValue): \(fault.message)"
        } catch {
            return "ERR \(error)"
        }
    }

    private static func value(_ name: String, _ text: [String]) throws -> String {
        switch name {
        case "date_in": return print(date: try date(text[0]))
        case "ts_in": return print(timestamp: try timestamp(text[0]))
        case "tstz_in": return print(timestamptz: try timestamptz(text[0]))
        case "iv_in": return print(try interval(text[0]))
        case "date_pl":
            return print(date: try MomentMath.add(date: date(text[0]), days: number(text[1])))
        case "date_mi":
            return "\(try MomentMath.subtract(date: date(text[0]), date: date(text[1])))"
        case "date_ts": return print(timestamp: try MomentMath.timestamp(date: date(text[0])))
        case "ts_date": return print(date: MomentMath.date(timestamp: try timestamp(text[0])))
        case "ts_pl":
            return print(
                timestamp: try MomentMath.add(timestamp: timestamp(text[0]), interval(text[1])))
        case "ts_mi_iv":
            return print(
                timestamp: try MomentMath.subtract(
                    timestamp: timestamp(text[0]), interval(text[1])))
        case "tstz_pl":
            let zone = try TimeZones.rules(named: text[2])
            return print(
                timestamptz: try MomentMath.add(
                    timestamp: timestamptz(text[0]), interval(text[1]), in: zone))
        case "ts_mi":
            return print(
                try MomentMath.subtract(
                    timestamp: timestamp(text[0]), timestamp: timestamp(text[1])))
        case "age":
            return print(try MomentMath.age(timestamp(text[0]), timestamp(text[1])))
        default: return try intervals(name, text)
        }
    }

    private static func intervals(_ name: String, _ text: [String]) throws -> String {
        switch name {
        case "iv_pl": return print(try IntervalMath.add(interval(text[0]), interval(text[1])))
        case "iv_mi":
            return print(try IntervalMath.subtract(interval(text[0]), interval(text[1])))
        case "iv_um": return print(try IntervalMath.negate(interval(text[0])))
        case "iv_mul":
            return print(try IntervalMath.multiply(interval(text[0]), double(text[1])))
        case "iv_div": return print(try IntervalMath.divide(interval(text[0]), double(text[1])))
        case "iv_cmp":
            let (left, right) = (try interval(text[0]), try interval(text[1]))
            if left.equals(right) { return "0" }
            return left.comparable < right.comparable ? "-1" : "1"
        case "justify_hours": return print(try IntervalMath.justifyHours(interval(text[0])))
        case "justify_days": return print(try IntervalMath.justifyDays(interval(text[0])))
        case "justify_interval": return print(try IntervalMath.justify(interval(text[0])))
        default: return try parts(name, text)
        }
    }

    private static func parts(_ name: String, _ text: [String]) throws -> String {
        guard ["extract", "date_part", "date_trunc"].contains(name) else {
            return try making(name, text)
        }
        let (word, type) = (text[0], text[1])
        let unit =
            name == "date_trunc"
            ? MomentUnit(truncating: word) : MomentUnit(extracting: word)
        if unit == nil, let early = try refusal(text, type) { return early }
        guard let unit else { throw MomentUnit.unknown(word, for: type) }
        if name == "date_trunc" {
            if type == "interval" {
                guard let cut = MomentTruncate.interval(unit, try interval(text[2])) else {
                    throw MomentUnit.unsupported(word, for: type)
                }
                return print(cut)
            }
            let isZoned = type == "timestamp with time zone"
            let value = isZoned ? try timestamptz(text[2]) : try timestamp(text[2])
            let zone = text.count > 3 ? try TimeZones.resolve(text[3]) : nil
            guard let cut = try MomentTruncate.timestamp(unit, value, in: zone) else {
                throw MomentUnit.unsupported(word, for: type)
            }
            return isZoned ? print(timestamptz: cut) : print(timestamp: cut)
        }
        if name == "date_part" {
            guard let part = try datePart(unit, type, text[2]) else {
                throw MomentUnit.unsupported(word, for: type)
            }
            guard let part else { return "NULL" }
            return hex(part)
        }
        guard let part = try extract(unit, type, text[2]) else {
            throw MomentUnit.unsupported(word, for: type)
        }
        switch part {
        case .null: return "NULL"
        case .infinity(let isNegative): return isNegative ? "-Infinity" : "Infinity"
        case .number(let number): return print(number)
        }
    }

    /// PostgreSQL reads value and zone before it looks at the unit, and returns infinities at once.
    private static func refusal(_ text: [String], _ type: String) throws -> String? {
        var isFinite = true
        switch type {
        case "date": _ = try date(text[2])
        case "interval": _ = try interval(text[2])
        case "timestamp with time zone":
            isFinite = Moment.isFinite(timestamp: try timestamptz(text[2]))
        default: isFinite = Moment.isFinite(timestamp: try timestamp(text[2]))
        }
        if !isFinite { return text[2] }
        if text.count > 3 { _ = try TimeZones.resolve(text[3]) }
        return nil
    }

    private static func extract(
        _ unit: MomentUnit, _ type: String, _ text: String
    ) throws -> ExtractedPart? {
        switch type {
        case "date": MomentExtract.date(unit, try date(text))
        case "interval": MomentExtract.interval(unit, try interval(text))
        case "timestamp with time zone":
            MomentExtract.timestamp(unit, try timestamptz(text), isZoned: true)
        default: MomentExtract.timestamp(unit, try timestamp(text))
        }
    }

    private static func datePart(
        _ unit: MomentUnit, _ type: String, _ text: String
    ) throws -> Double?? {
        type == "interval"
            ? MomentDatePart.interval(unit, try interval(text))
            : MomentDatePart.timestamp(
                unit,
                type == "timestamp with time zone" ? try timestamptz(text) : try timestamp(text),
                isZoned: type == "timestamp with time zone")
    }

    private static func making(_ name: String, _ text: [String]) throws -> String {
        switch name {
        case "make_date":
            return print(
                date: try MomentMake.date(
                    year: number(text[0]), month: number(text[1]), day: number(text[2])))
        case "make_timestamp":
            return print(
                timestamp: try MomentMake.timestamp(
                    year: number(text[0]), month: number(text[1]), day: number(text[2]),
                    hour: number(text[3]), minute: number(text[4]), second: double(text[5])))
        case "make_interval":
            return print(
                try MomentMake.interval(
                    years: number(text[0]), months: number(text[1]), weeks: number(text[2]),
                    days: number(text[3]), hours: number(text[4]), minutes: number(text[5]),
                    seconds: double(text[6])))
        case "to_timestamp":
            return print(timestamptz: try MomentMake.timestamp(unixSeconds: double(text[0])))
        case "date_bin":
            return print(
                timestamp: try MomentMath.bin(
                    interval(text[0]), timestamp(text[1]), origin: timestamp(text[2])))
        case "overlaps":
            let ends = try text.map(timestamp)
            return MomentMath.overlaps(ends[0], ends[1], ends[2], ends[3]) ? "t" : "f"
        case "zone_local":
            let value = try timestamptz(text[0])
            if !Moment.isFinite(timestamp: value) { return print(timestamp: value) }
            return print(timestamp: try TimeZones.resolve(text[1]).local(value))
        case "zone_universal":
            let value = try timestamp(text[0])
            if !Moment.isFinite(timestamp: value) { return print(timestamptz: value) }
            return print(timestamptz: try TimeZones.resolve(text[1]).universal(value))
        default: return try formats(name, text)
        }
    }

    private static func formats(_ name: String, _ text: [String]) throws -> String {
        let format = MomentFormat(text[1])
        switch name {
        case "char_ts": return format.string(timestamp: try timestamp(text[0])) ?? "NULL"
        case "char_tstz": return format.string(timestamptz: try timestamptz(text[0])) ?? "NULL"
        case "char_iv": return try format.string(interval: try interval(text[0])) ?? "NULL"
        case "to_date": return print(date: try format.date(text[0]))
        case "to_ts": return print(timestamptz: try format.timestamptz(text[0]))
        default: return "no such function"
        }
    }

    // MARK: Values of text and back

    static func date(_ text: String) throws(EvalFault) -> Int64 {
        try unsafe lend(text) { pointer, count throws(EvalFault) in
            try unsafe MomentText.date(pointer, count: count)
        }
    }

    static func timestamp(_ text: String) throws(EvalFault) -> Int64 {
        try unsafe lend(text) { pointer, count throws(EvalFault) in
            try unsafe MomentText.timestamp(pointer, count: count)
        }
    }

    static func timestamptz(_ text: String) throws(EvalFault) -> Int64 {
        try unsafe lend(text) { pointer, count throws(EvalFault) in
            try unsafe MomentText.timestamptz(pointer, count: count)
        }
    }

    static func interval(_ text: String) throws(EvalFault) -> Interval {
        try unsafe lend(text) { pointer, count throws(EvalFault) in
            try unsafe MomentText.interval(pointer, count: count)
        }
    }

    private static func lend<Value>(
        _ text: String, _ body: (UnsafePointer<UInt8>, Int) throws(EvalFault) -> Value
    ) throws(EvalFault) -> Value {
        let bytes = Array(text.utf8) + [0]
        return try unsafe bytes.withUnsafeBufferPointer { buffer throws(EvalFault) in
            guard let base = buffer.baseAddress else { throw EvalFault(.invalidText, "") }
            return try unsafe body(base, bytes.count - 1)
        }
    }

    static func print(date: Int64) -> String {
        unsafe MomentPrint.string { unsafe MomentPrint.date(date, to: $0) }
    }

    static func print(timestamp: Int64) -> String {
        unsafe MomentPrint.string { unsafe MomentPrint.timestamp(timestamp, to: $0) }
    }

    static func print(timestamptz: Int64) -> String {
        unsafe MomentPrint.string { unsafe MomentPrint.timestamptz(timestamptz, to: $0) }
    }

    static func print(_ interval: Interval) -> String {
        unsafe MomentPrint.string { unsafe MomentPrint.interval(interval, to: $0) }
    }

    private static func print(_ number: ScaledNumber) -> String {
        guard number.scale > 0 else { return "\(number.unscaled)" }
        let digits = String(number.unscaled.magnitude)
        let padded = String(repeating: "0", count: max(0, number.scale + 1 - digits.count)) + digits
        let sign = number.unscaled < 0 ? "-" : ""
        return sign + padded.dropLast(number.scale) + "." + padded.suffix(number.scale)
    }

    private static func number(_ text: String) throws(EvalFault) -> Int64 {
        guard let value = Int64(text) else { throw EvalFault(.invalidText, text) }
        return value
    }

    private static func double(_ text: String) throws(EvalFault) -> Double {
        guard let value = Double(text) else { throw EvalFault(.invalidText, text) }
        return value
    }

    private static func hex(_ value: Double) -> String {
        let digits = String(value.bitPattern, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
