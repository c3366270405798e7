/// Roots, powers and logarithms of exact numbers, and lengths of types.
let exactFunctions: [FunctionEntry] = powers + divisors + modifiers

/// A function of one exact number.
func exactFunction(
    _ name: String, _ summary: String, _ example: (String, String) = ("", ""),
    _ body: @escaping @Sendable (Numeric) throws(EvalFault) -> Numeric
) -> FunctionEntry {
    FunctionEntry(
        name, [.numeric], .numeric, summary, example,
        kernel: lift { (a: Numeric, _: Frame) throws(EvalFault) in try body(a) })
}

private func exactFunction(
    _ name: String, _ summary: String, _ example: (String, String) = ("", ""),
    pair body: @escaping @Sendable (Numeric, Numeric) throws(EvalFault) -> Numeric
) -> FunctionEntry {
    FunctionEntry(
        name, [.numeric, .numeric], .numeric, summary, example,
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in try body(a, b) })
}

private let powers: [FunctionEntry] = [
    exactFunction("sqrt", "square root", ("sqrt(2.0)", "1.414213562373095")) {
        a throws(EvalFault) in
        try a.squareRoot()
    },
    exactFunction("exp", "e to this power", ("exp(1.0)", "2.7182818284590452")) {
        a throws(EvalFault) in
        try a.exponential()
    },
    exactFunction("ln", "natural logarithm", ("ln(2.0)", "0.6931471805599453")) {
        a throws(EvalFault) in
        try a.naturalLogarithm()
    },
    exactFunction("log", "logarithm to base 10", ("log(100.0)", "2.0000000000000000")) {
        a throws(EvalFault) in
        try a.commonLogarithm()
    },
    exactFunction("log10", "logarithm to base 10") { a throws(EvalFault) in try a.commonLogarithm()
    },
    exactFunction(
        "log", "logarithm of the second to the base of the first",
        ("log(2.0, 64.0)", "6.0000000000000000"),
        pair: {
            a, b throws(EvalFault) in try b.logarithm(base: a)
        }),
    exactFunction(
        "^", "power", ("2.0 ^ 3", "8.0000000000000000"),
        pair: { a, b throws(EvalFault) in try a.power(b) }),
    exactFunction(
        "power", "power", ("power(9.0, 3.0)", "729.0000000000000000"),
        pair: { a, b throws(EvalFault) in
            try a.power(b)
        }),
    exactFunction("pow", "power", pair: { a, b throws(EvalFault) in try a.power(b) }),
]

private let divisors: [FunctionEntry] = [
    exactFunction(
        "gcd", "greatest common divisor",
        pair: { a, b throws(EvalFault) in
            Numeric.greatestCommonDivisor(a, b)
        }),
    exactFunction(
        "lcm", "least common multiple",
        pair: { a, b throws(EvalFault) in
            try Numeric.leastCommonMultiple(a, b)
        }),
    FunctionEntry(
        "factorial", [.bigint], .numeric, "the product of all whole numbers up to it",
        ("factorial(5)", "120"),
        kernel: lift { (a: Int64, _: Frame) throws(EvalFault) in try Numeric.factorial(a) }),
    FunctionEntry(
        "width_bucket", [.doublePrecision, .doublePrecision, .doublePrecision, .integer], .integer,
        "the number of the bucket among so many of equal width between two bounds",
        kernel: lift { (a: Double, b: Double, c: Double, d: Int64, _: Frame) throws(EvalFault) in
            try widthBucket(a, b, c, d)
        }),
    FunctionEntry(
        "width_bucket", [.numeric, .numeric, .numeric, .integer], .integer,
        "the number of the bucket among so many of equal width between two bounds",
        ("width_bucket(5.35, 0.024, 10.06, 5)", "3"),
        kernel: lift { (a: Numeric, b: Numeric, c: Numeric, d: Int64, _: Frame) throws(EvalFault) in
            Int64(try Numeric.widthBucket(a, b, c, Int32(truncatingIfNeeded: d)))
        }),
]

/// As ``Numeric/widthBucket(_:_:_:_:)``, with the rounding of doubles.
private func widthBucket(
    _ operand: Double, _ low: Double, _ high: Double, _ count: Int64
) throws(EvalFault) -> Int64 {
    guard count > 0 else {
        throw EvalFault(.invalidWidthBucket, "count must be greater than zero")
    }
    if operand.isNaN || low.isNaN || high.isNaN {
        throw EvalFault(.invalidWidthBucket, "operand, lower bound, and upper bound cannot be NaN")
    }
    guard low.isFinite, high.isFinite else {
        throw EvalFault(.invalidWidthBucket, "lower and upper bounds must be finite")
    }
    if low == high {
        throw EvalFault(.invalidWidthBucket, "lower bound cannot equal upper bound")
    }
    let isRising = low < high
    if isRising ? operand < low : operand > low { return 0 }
    if isRising ? operand >= high : operand <= high {
        guard count < Int64(Int32.max) else {
            throw EvalFault(.numericOutOfRange, "integer out of range")
        }
        return count + 1
    }
    let part = isRising ? (operand - low) / (high - low) : (low - operand) / (low - high)
    // Bounds whose difference is infinite are halved, and a part of one is the last bucket.
    let share =
        (high - low).isFinite
        ? part
        : isRising
            ? (operand / 2 - low / 2) / (high / 2 - low / 2)
            : (low / 2 - operand / 2) / (low / 2 - high / 2)
    return min(Int64(Double(count) * share), count - 1) + 1
}

private let modifiers: [FunctionEntry] = [
    FunctionEntry(
        "timestamp", [.timestamp, .integer], .timestamp, "rounded to so many digits of a second",
        kernel: roundSeconds),
    FunctionEntry(
        "timestamptz", [.timestamptz, .integer], .timestamptz,
        "rounded to so many digits of a second", kernel: roundSeconds),
]

private let roundSeconds: Kernel = lift { (a: Int64, b: Int64, _: Frame) in
    guard Moment.isFinite(timestamp: a), b >= 0, b < 6 else { return a }
    var unit: Int64 = 1
    for _ in b..<6 { unit *= 10 }
    let half = unit / 2
    // Half a unit away from zero, as PostgreSQL rounds its count of microseconds.
    return a >= 0 ? (a + half) / unit * unit : -((half - a) / unit * unit)
}
