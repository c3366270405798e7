/// Functions of dates and times beside their parts.
let momentFunctions: [FunctionEntry] = clock + makers + zones + spans

private let clock: [FunctionEntry] = [
    FunctionEntry(
        "now", [], .timestamptz, volatility: .stable,
        "when the run began; the same for all records, also after a resume",
        kernel: runMoment { $0 }),
    FunctionEntry(
        "transaction_timestamp", [], .timestamptz, volatility: .stable, "the same as now()",
        kernel: runMoment { $0 }),
    FunctionEntry(
        "current_timestamp", [], .timestamptz, volatility: .stable, "the same as now()",
        kernel: runMoment { $0 }),
    FunctionEntry(
        "localtimestamp", [], .timestamp, volatility: .stable, "when the run began, in UTC",
        kernel: runMoment { $0 }),
    FunctionEntry(
        "current_date", [], .date, volatility: .stable, "the day the run began, in UTC",
        kernel: runMoment { MomentMath.date(timestamp: $0) }),
]

private func runMoment(_ value: @escaping @Sendable (Int64) -> Int64) -> Kernel {
    { frame, rows, _, result in
        let out = unsafe result.cells(Int64.self)
        let moment = value(frame.context.moment)
        rows.each { row in unsafe out[row] = moment }
    }
}

private let makers: [FunctionEntry] = [
    FunctionEntry(
        "make_date", [.integer, .integer, .integer], .date, "the date of a year, month and day",
        ("make_date(2026, 11, 24)", "2026-11-24"),
        kernel: lift { (a: Int64, b: Int64, c: Int64, _: Frame) throws(EvalFault) in
            try MomentMake.date(year: a, month: b, day: c)
        }),
    FunctionEntry(
        "make_timestamp", [.integer, .integer, .integer, .integer, .integer, .doublePrecision],
        .timestamp, "the time of a year, month, day, hour, minute and second",
        ("make_timestamp(2026, 11, 24, 17, 30, 1.5)", "2026-11-24 17:30:01.5"),
        kernel: makeTimestamp),
    FunctionEntry(
        "to_timestamp", [.doublePrecision], .timestamptz, "the time so many seconds after 1970",
        ("to_timestamp(0)", "1970-01-01 00:00:00+00"),
        kernel: lift { (a: Double, _: Frame) throws(EvalFault) in
            try MomentMake.timestamp(unixSeconds: a)
        }),
    FunctionEntry(
        "date_bin", [.interval, .timestamp, .timestamp], .timestamp,
        "the start of the span of that length, counted from an origin",
        (
            "date_bin('15 minutes', timestamp '2026-11-24 17:37', timestamp '2001-01-01')",
            "2026-11-24 17:30:00"
        ), kernel: bin),
    FunctionEntry(
        "date_bin", [.interval, .timestamptz, .timestamptz], .timestamptz,
        "the start of the span of that length, counted from an origin", kernel: bin),
]

private let makeTimestamp: Kernel = { frame, rows, arguments, result in
    let out = unsafe result.cells(Int64.self)
    rows.each { row in
        for argument in arguments where argument.isNull(row) { return result.setNull(row) }
        let whole = arguments[0..<5].map { unsafe $0.cells(Int64.self)[row] }
        do throws(EvalFault) {
            unsafe out[row] = try MomentMake.timestamp(
                year: whole[0], month: whole[1], day: whole[2], hour: whole[3], minute: whole[4],
                second: arguments[5].cells(Double.self)[row])
        } catch {
            frame.fail(row, error)
            result.setNull(row)
        }
    }
}

private let bin: Kernel = lift { (a: Interval, b: Int64, c: Int64, _: Frame) throws(EvalFault) in
    try MomentMath.bin(a, b, origin: c)
}

private let zones: [FunctionEntry] = [
    FunctionEntry(
        "timezone", [.text, .timestamptz], .timestamp, "what clocks in a zone show: AT TIME ZONE",
        ("timestamptz '2026-07-01 12:00+00' at time zone 'Europe/Berlin'", "2026-07-01 14:00:00"),
        bind: { constants throws(EvalFault) in
            let zone = try Prepared(constants[0], resolve)
            return lift { (a: Text, b: Int64, _: Frame) throws(EvalFault) in
                try zone(a).local(b)
            }
        }),
    FunctionEntry(
        "timezone", [.text, .timestamp], .timestamptz,
        "when clocks in a zone show it: AT TIME ZONE",
        ("timestamp '2026-07-01 12:00' at time zone 'Europe/Berlin'", "2026-07-01 10:00:00+00"),
        bind: { constants throws(EvalFault) in
            let zone = try Prepared(constants[0], resolve)
            return lift { (a: Text, b: Int64, _: Frame) throws(EvalFault) in
                try zone(a).universal(b)
            }
        }),
    FunctionEntry(
        "timezone", [.interval, .timestamptz], .timestamp, "what clocks so far east of UTC show",
        kernel: lift { (a: Interval, b: Int64, _: Frame) throws(EvalFault) in
            try TimeZones.resolve(a).local(b)
        }),
    FunctionEntry(
        "timezone", [.interval, .timestamp], .timestamptz, "when clocks so far east of UTC show it",
        kernel: lift { (a: Interval, b: Int64, _: Frame) throws(EvalFault) in
            try TimeZones.resolve(a).universal(b)
        }),
]

private let resolve: @Sendable (Text) throws(EvalFault) -> ZoneReference = {
    name throws(EvalFault) in try TimeZones.resolve(name.string)
}

private let spans: [FunctionEntry] = [
    FunctionEntry(
        "age", [.timestamp, .timestamp], .interval, "the time between, in years, months and days",
        ("age(timestamp '2026-11-24', timestamp '2001-02-03')", "25 years 9 mons 21 days"),
        kernel: age),
    FunctionEntry(
        "age", [.timestamptz, .timestamptz], .interval,
        "the time between, in years, months and days", kernel: age),
    FunctionEntry(
        "age", [.timestamp], .interval, volatility: .stable,
        "the time from then to the day the run began, in UTC", kernel: ageToday),
    FunctionEntry(
        "age", [.timestamptz], .interval, volatility: .stable,
        "the time from then to the day the run began, in UTC", kernel: ageToday),
    FunctionEntry(
        "justify_hours", [.interval], .interval, "with 24 hours as a day",
        kernel: lift { (a: Interval, _: Frame) throws(EvalFault) in
            try IntervalMath.justifyHours(a)
        }),
    FunctionEntry(
        "justify_days", [.interval], .interval, "with 30 days as a month",
        kernel: lift { (a: Interval, _: Frame) throws(EvalFault) in
            try IntervalMath.justifyDays(a)
        }),
    FunctionEntry(
        "justify_interval", [.interval], .interval, "with days and months, all of one sign",
        kernel: lift { (a: Interval, _: Frame) throws(EvalFault) in try IntervalMath.justify(a) }),
    FunctionEntry(
        "isfinite", [.date], .boolean, "false for infinity and -infinity",
        kernel: total { (a: Int64) in Moment.isFinite(date: a) }),
    FunctionEntry(
        "isfinite", [.timestamp], .boolean, "false for infinity and -infinity",
        kernel: total { (a: Int64) in Moment.isFinite(timestamp: a) }),
    FunctionEntry(
        "isfinite", [.timestamptz], .boolean, "false for infinity and -infinity",
        kernel: total { (a: Int64) in Moment.isFinite(timestamp: a) }),
    FunctionEntry(
        "isfinite", [.interval], .boolean, "always true", kernel: total { (_: Interval) in true }),
]

private let ageToday: Kernel = lift { (a: Int64, frame: Frame) throws(EvalFault) in
    let moment = frame.context.moment
    let day: Int64 = 86_400_000_000
    let rest = moment % day
    return try MomentMath.age(moment - (rest < 0 ? rest + day : rest), a)
}

private let age: Kernel = lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
    try MomentMath.age(a, b)
}
