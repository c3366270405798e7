/// `+ - * /` of dates, timestamps and intervals.
let momentOperators: [FunctionEntry] = dateOperators + timestampOperators + intervalOperators

private let dateOperators: [FunctionEntry] = [
    FunctionEntry(
        "+", [.date, .integer], .date, "the date so many days later",
        ("date '2026-02-27' + 2", "2026-03-01"),
        kernel: lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
            try MomentMath.add(date: a, days: b)
        }),
    FunctionEntry(
        "+", [.integer, .date], .date, "the date so many days later",
        kernel: lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
            try MomentMath.add(date: b, days: a)
        }),
    FunctionEntry(
        "-", [.date, .integer], .date, "the date so many days earlier",
        kernel: lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
            try MomentMath.add(date: a, days: 0 &- b)
        }),
    FunctionEntry(
        "-", [.date, .date], .integer, "days from the second date to the first",
        ("date '2026-03-01' - date '2026-02-27'", "2"),
        kernel: lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
            try MomentMath.subtract(date: a, date: b)
        }),
    FunctionEntry(
        "+", [.date, .interval], .timestamp, "the time so much later",
        ("date '2026-01-31' + interval '1 month'", "2026-02-28 00:00:00"),
        kernel: lift { (a: Int64, b: Interval, _: Frame) throws(EvalFault) in
            try MomentMath.add(timestamp: try MomentMath.timestamp(date: a), b)
        }),
    FunctionEntry(
        "+", [.interval, .date], .timestamp, "the time so much later",
        kernel: lift { (a: Interval, b: Int64, _: Frame) throws(EvalFault) in
            try MomentMath.add(timestamp: try MomentMath.timestamp(date: b), a)
        }),
    FunctionEntry(
        "-", [.date, .interval], .timestamp, "the time so much earlier",
        kernel: lift { (a: Int64, b: Interval, _: Frame) throws(EvalFault) in
            try MomentMath.subtract(timestamp: try MomentMath.timestamp(date: a), b)
        }),
]

private let timestampOperators: [FunctionEntry] = [SQLType.timestamp, .timestamptz].flatMap { type in
    [
        FunctionEntry(
            "+", [type, .interval], type, "the time so much later",
            kernel: lift { (a: Int64, b: Interval, _: Frame) throws(EvalFault) in
                try MomentMath.add(timestamp: a, b)
            }),
        FunctionEntry(
            "+", [.interval, type], type, "the time so much later",
            kernel: lift { (a: Interval, b: Int64, _: Frame) throws(EvalFault) in
                try MomentMath.add(timestamp: b, a)
            }),
        FunctionEntry(
            "-", [type, .interval], type, "the time so much earlier",
            kernel: lift { (a: Int64, b: Interval, _: Frame) throws(EvalFault) in
                try MomentMath.subtract(timestamp: a, b)
            }),
        FunctionEntry(
            "-", [type, type], .interval, "the time between, in days and hours",
            kernel: lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
                try MomentMath.subtract(timestamp: a, timestamp: b)
            }),
    ]
}

private let intervalOperators: [FunctionEntry] = [
    FunctionEntry(
        "+", [.interval, .interval], .interval, "sum",
        kernel: lift { (a: Interval, b: Interval, _: Frame) throws(EvalFault) in
            try IntervalMath.add(a, b)
        }),
    FunctionEntry(
        "-", [.interval, .interval], .interval, "difference",
        kernel: lift { (a: Interval, b: Interval, _: Frame) throws(EvalFault) in
            try IntervalMath.subtract(a, b)
        }),
    FunctionEntry(
        "-", [.interval], .interval, "negation",
        kernel: lift { (a: Interval, _: Frame) throws(EvalFault) in try IntervalMath.negate(a) }),
    FunctionEntry(
        "*", [.interval, .doublePrecision], .interval, "so many times as long",
        ("interval '1 hour' * 3.5", "03:30:00"),
        kernel: lift { (a: Interval, b: Double, _: Frame) throws(EvalFault) in
            try IntervalMath.multiply(a, b)
        }),
    FunctionEntry(
        "*", [.doublePrecision, .interval], .interval, "so many times as long",
        kernel: lift { (a: Double, b: Interval, _: Frame) throws(EvalFault) in
            try IntervalMath.multiply(b, a)
        }),
    FunctionEntry(
        "/", [.interval, .doublePrecision], .interval, "the part of it",
        kernel: lift { (a: Interval, b: Double, _: Frame) throws(EvalFault) in
            try IntervalMath.divide(a, b)
        }),
]
