/// `extract`, `date_part`, `date_trunc`, `date_bin`: parts of dates and times.
let momentParts: [FunctionEntry] = extractions + dateParts + truncations

private func unit(_ type: String) -> @Sendable (Text) throws(EvalFault) -> MomentUnit {
    { text throws(EvalFault) in
        guard let unit = MomentUnit(extracting: text.string) else {
            throw MomentUnit.unknown(text.string, for: type)
        }
        return unit
    }
}

private func value(_ part: ExtractedPart?, _ unit: Text, _ type: String) throws(EvalFault)
    -> Numeric?
{
    switch part {
    case nil: throw MomentUnit.unsupported(unit.string, for: type)
    case .null: return nil
    case .infinity(let isNegative): return isNegative ? .negativeInfinity : .infinity
    case .number(let number): return Numeric(small: number.unscaled, tag: UInt16(number.scale))
    }
}

private let extractions: [FunctionEntry] = [
    extraction(.date, "date", ("extract(year from date '2026-11-24')", "2026")) { unit, days in
        MomentExtract.date(unit, days)
    },
    extraction(
        .timestamp, "timestamp without time zone",
        ("extract(hour from timestamp '2026-11-24 17:30')", "17")
    ) { unit, time in MomentExtract.timestamp(unit, time) },
    extraction(.timestamptz, "timestamp with time zone", ("", "")) { unit, time in
        MomentExtract.timestamp(unit, time, isZoned: true)
    },
    FunctionEntry(
        "extract", [.text, .interval], .numeric, "a part of the interval",
        bind: { constants throws(EvalFault) in
            let prepared = try Prepared(constants[0], unit("interval"))
            return lift { (a: Text, b: Interval, _: Frame) throws(EvalFault) in
                try value(MomentExtract.interval(try prepared(a), b), a, "interval")
            }
        }),
]

private func extraction(
    _ type: SQLType, _ name: String, _ example: (String, String),
    _ extract: @escaping @Sendable (MomentUnit, Int64) -> ExtractedPart?
) -> FunctionEntry {
    FunctionEntry(
        "extract", [.text, type], .numeric, "a part such as year, hour or epoch", example,
        bind: { constants throws(EvalFault) in
            let prepared = try Prepared(constants[0], unit(name))
            return lift { (a: Text, b: Int64, _: Frame) throws(EvalFault) in
                try value(extract(try prepared(a), b), a, name)
            }
        })
}

private let dateParts: [FunctionEntry] = [
    datePart(.date, "date") { unit, days throws(EvalFault) in
        MomentDatePart.timestamp(unit, try MomentMath.timestamp(date: days))
    },
    datePart(.timestamp, "timestamp without time zone") { unit, time throws(EvalFault) in
        MomentDatePart.timestamp(unit, time)
    },
    datePart(.timestamptz, "timestamp with time zone") { unit, time throws(EvalFault) in
        MomentDatePart.timestamp(unit, time, isZoned: true)
    },
    FunctionEntry(
        "date_part", [.text, .interval], .doublePrecision, "a part, in double precision",
        bind: { constants throws(EvalFault) in
            let prepared = try Prepared(constants[0], unit("interval"))
            return lift { (a: Text, b: Interval, _: Frame) throws(EvalFault) in
                guard let part = MomentDatePart.interval(try prepared(a), b) else {
                    throw MomentUnit.unsupported(a.string, for: "interval")
                }
                return part
            }
        }),
]

private func datePart(
    _ type: SQLType, _ name: String,
    _ extract: @escaping @Sendable (MomentUnit, Int64) throws(EvalFault) -> Double??
) -> FunctionEntry {
    FunctionEntry(
        "date_part", [.text, type], .doublePrecision, "a part, in double precision",
        bind: { constants throws(EvalFault) in
            let prepared = try Prepared(constants[0], unit(name))
            return lift { (a: Text, b: Int64, _: Frame) throws(EvalFault) in
                guard let part = try extract(try prepared(a), b) else {
                    throw MomentUnit.unsupported(a.string, for: name)
                }
                return part
            }
        })
}

private func cut(_ type: String) -> @Sendable (Text) throws(EvalFault) -> MomentUnit {
    { text throws(EvalFault) in
        guard let unit = MomentUnit(truncating: text.string) else {
            throw MomentUnit.unknown(text.string, for: type)
        }
        return unit
    }
}

private let truncations: [FunctionEntry] = [
    truncation(
        .timestamp, "timestamp without time zone",
        ("date_trunc('month', timestamp '2026-11-24 17:30')", "2026-11-01 00:00:00")),
    truncation(.timestamptz, "timestamp with time zone", ("", "")),
    FunctionEntry(
        "date_trunc", [.text, .timestamptz, .text], .timestamptz,
        "the start of the unit in a time zone",
        bind: { constants throws(EvalFault) in
            let unit = try Prepared(constants[0], cut("timestamp with time zone"))
            let zone = try Prepared(constants[2]) { name throws(EvalFault) in
                try TimeZones.resolve(name.string)
            }
            return lift { (a: Text, b: Int64, c: Text, _: Frame) throws(EvalFault) in
                let start = try MomentTruncate.timestamp(try unit(a), b, in: try zone(c))
                guard let start else {
                    throw MomentUnit.unsupported(a.string, for: "timestamp with time zone")
                }
                return start
            }
        }),
    FunctionEntry(
        "date_trunc", [.text, .interval], .interval, "the interval without smaller parts",
        bind: { constants throws(EvalFault) in
            let prepared = try Prepared(constants[0], cut("interval"))
            return lift { (a: Text, b: Interval, _: Frame) throws(EvalFault) in
                guard let cut = MomentTruncate.interval(try prepared(a), b) else {
                    throw MomentUnit.unsupported(a.string, for: "interval")
                }
                return cut
            }
        }),
]

private func truncation(
    _ type: SQLType, _ name: String, _ example: (String, String)
) -> FunctionEntry {
    FunctionEntry(
        "date_trunc", [.text, type], type, "the start of the unit that the time lies in", example,
        bind: { constants throws(EvalFault) in
            let prepared = try Prepared(constants[0], cut(name))
            return lift { (a: Text, b: Int64, _: Frame) throws(EvalFault) in
                guard let start = try MomentTruncate.timestamp(try prepared(a), b) else {
                    throw MomentUnit.unsupported(a.string, for: name)
                }
                return start
            }
        })
}
