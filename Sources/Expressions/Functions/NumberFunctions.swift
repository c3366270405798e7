#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Rounding, roots, powers, logarithms and the trigonometric functions.
let numberFunctions: [FunctionEntry] =
    rounding + integerFunctions + numericFunctions + doubleFunctions + trigonometry

private func double(
    _ name: String, _ summary: String, _ example: (String, String) = ("", ""),
    body: @escaping @Sendable (Double) throws(EvalFault) -> Double
) -> FunctionEntry {
    FunctionEntry(
        name, [.doublePrecision], .doublePrecision, summary, example,
        kernel: lift { (a: Double, _: Frame) throws(EvalFault) in try body(a) })
}

private let rounding: [FunctionEntry] = [
    exactFunction("round", "the nearest whole number, halves away from zero", ("round(2.5)", "3")) {
        a throws(EvalFault) in try a.rounded(0)
    },
    FunctionEntry(
        "round", [.numeric, .integer], .numeric, "rounded to so many decimals",
        ("round(2.345, 2)", "2.35"),
        kernel: lift { (a: Numeric, b: Int64, _: Frame) throws(EvalFault) in
            try a.rounded(Int(b))
        }),
    double("round", "the nearest whole number, halves to the even one") {
        $0.rounded(.toNearestOrEven)
    },
    exactFunction("trunc", "cut towards zero", ("trunc(-2.7)", "-2")) { a throws(EvalFault) in
        try a.truncated(0)
    },
    FunctionEntry(
        "trunc", [.numeric, .integer], .numeric, "cut to so many decimals",
        ("trunc(2.789, 2)", "2.78"),
        kernel: lift { (a: Numeric, b: Int64, _: Frame) throws(EvalFault) in
            try a.truncated(Int(b))
        }),
    double("trunc", "cut towards zero") { $0.rounded(.towardZero) },
    exactFunction("ceil", "the least whole number not below", ("ceil(2.1)", "3")) {
        a throws(EvalFault) in
        try a.ceiling()
    },
    exactFunction("ceiling", "the least whole number not below") { a throws(EvalFault) in
        try a.ceiling()
    },
    double("ceil", "the least whole number not below") { $0.rounded(.up) },
    double("ceiling", "the least whole number not below") { $0.rounded(.up) },
    exactFunction("floor", "the greatest whole number not above", ("floor(-2.1)", "-3")) {
        a throws(EvalFault) in try a.floor()
    },
    double("floor", "the greatest whole number not above") { $0.rounded(.down) },
    exactFunction("sign", "-1, 0 or 1") { $0.sign() },
    double("sign", "-1, 0 or 1") { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    exactFunction("abs", "absolute value", ("abs(-1.50)", "1.50")) { $0.absolute() },
]

private let integerFunctions: [FunctionEntry] = [SQLType.integer, .bigint].flatMap { type in
    let limit = type == .integer ? Int64(Int32.max) : Int64.max
    let fault = EvalFault(.numericOutOfRange, "\(type.rawValue) out of range")
    return [
        FunctionEntry(
            "gcd", [type, type], type, "greatest common divisor",
            type == .integer ? ("gcd(12, 18)", "6") : ("", ""),
            kernel: lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
                let divisor = commonDivisor(a.magnitude, b.magnitude)
                guard divisor <= UInt64(limit) else { throw fault }
                return Int64(divisor)
            }),
        FunctionEntry(
            "lcm", [type, type], type, "least common multiple",
            type == .integer ? ("lcm(4, 6)", "12") : ("", ""),
            kernel: lift { (a: Int64, b: Int64, _: Frame) throws(EvalFault) in
                if a == 0 || b == 0 { return 0 as Int64 }
                let divisor = commonDivisor(a.magnitude, b.magnitude)
                let (product, isOver) = (a.magnitude / divisor).multipliedReportingOverflow(
                    by: b.magnitude)
                guard !isOver, product <= UInt64(limit) else { throw fault }
                return Int64(product) as Int64?
            }),
    ]
}

private func commonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}

private let numericFunctions: [FunctionEntry] = [
    FunctionEntry(
        "mod", [.numeric, .numeric], .numeric, "remainder, with the sign of the dividend",
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in
            try a.remainder(dividingBy: b)
        }),
    FunctionEntry(
        "div", [.numeric, .numeric], .numeric, "whole quotient, cut towards zero",
        ("div(7, 2)", "3"),
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in
            try a.wholeQuotient(dividingBy: b)
        }),
    FunctionEntry(
        "numeric", [.numeric, .integer, .integer], .numeric, "fitted to a precision and scale",
        kernel: lift { (a: Numeric, b: Int64, c: Int64, _: Frame) throws(EvalFault) in
            try a.fitted(precision: Int(b), scale: Int(c))
        }),
    FunctionEntry(
        "scale", [.numeric], .integer, "decimals that are displayed", ("scale(1.10)", "2"),
        kernel: lift { (a: Numeric, _: Frame) in
            a.isFinite ? Int64(a.displayScale) : nil as Int64?
        }),
    FunctionEntry(
        "min_scale", [.numeric], .integer, "decimals that are needed", ("min_scale(1.10)", "1"),
        kernel: lift { (a: Numeric, _: Frame) in
            a.isFinite ? Int64(a.minimumScale()) : nil as Int64?
        }),
    exactFunction("trim_scale", "without trailing zeros", ("trim_scale(1.10)", "1.1")) {
        $0.trimmed()
    },
]

private let doubleFunctions: [FunctionEntry] = [
    double("sqrt", "square root", ("sqrt(2::float8)", "1.4142135623730951")) {
        a throws(EvalFault) in
        guard !(a < 0) else {
            throw EvalFault(.invalidPower, "cannot take square root of a negative number")
        }
        return a.squareRoot()
    },
    double("|/", "square root", ("|/ 25", "5")) { a throws(EvalFault) in
        guard !(a < 0) else {
            throw EvalFault(.invalidPower, "cannot take square root of a negative number")
        }
        return a.squareRoot()
    },
    double("cbrt", "cube root", ("cbrt(8)", "2")) { cbrt($0) },
    double("||/", "cube root") { cbrt($0) },
    double("exp", "e to this power") { a throws(EvalFault) in
        try ranged(exp(a), of: a, canVanish: false)
    },
    double("ln", "natural logarithm") { a throws(EvalFault) in log(try logarithmic(a)) },
    double("log", "logarithm to base 10") { a throws(EvalFault) in log10(try logarithmic(a)) },
    double("log10", "logarithm to base 10") { a throws(EvalFault) in log10(try logarithmic(a)) },
    double("degrees", "radians as degrees") { a throws(EvalFault) in
        try ranged(a / (Double.pi / 180), of: a)
    },
    double("radians", "degrees as radians") { a throws(EvalFault) in
        try ranged(a * (Double.pi / 180), of: a, canVanish: a == 0)
    },
    FunctionEntry(
        "pi", [], .doublePrecision, "π",
        kernel: { _, rows, _, result in
            let out = unsafe result.cells(Double.self)
            rows.each { row in unsafe out[row] = Double.pi }
        }),
]

/// A number whose logarithm exists.
private func logarithmic(_ a: Double) throws(EvalFault) -> Double {
    if a == 0 { throw EvalFault(.invalidLogarithm, "cannot take logarithm of zero") }
    if a < 0 {
        throw EvalFault(.invalidLogarithm, "cannot take logarithm of a negative number")
    }
    return a
}

private let domain = EvalFault(.numericOutOfRange, "input is out of range")

private func finite(
    _ function: @escaping @Sendable (Double) -> Double
) -> @Sendable (Double) throws(EvalFault) -> Double {
    { a throws(EvalFault) in
        guard !a.isInfinite else { throw domain }
        return function(a)
    }
}

private func unit(
    _ function: @escaping @Sendable (Double) -> Double
) -> @Sendable (Double) throws(EvalFault) -> Double {
    { a throws(EvalFault) in
        guard a.isNaN || (a >= -1 && a <= 1) else { throw domain }
        return function(a)
    }
}

private let trigonometry: [FunctionEntry] = [
    double("sin", "sine of radians", body: finite { sin($0) }),
    double("cos", "cosine of radians", body: finite { cos($0) }),
    double("tan", "tangent of radians", body: finite { tan($0) }),
    double("cot", "cotangent of radians", body: finite { 1 / tan($0) }),
    double("asin", "arc sine, in radians", body: unit { asin($0) }),
    double("acos", "arc cosine, in radians", body: unit { acos($0) }),
    double("atan", "arc tangent, in radians") { atan($0) },
    double("sinh", "hyperbolic sine") { sinh($0) },
    double("cosh", "hyperbolic cosine") { cosh($0) },
    double("tanh", "hyperbolic tangent") { tanh($0) },
    double("asinh", "inverse hyperbolic sine") { asinh($0) },
    double("acosh", "inverse hyperbolic cosine") { a throws(EvalFault) in
        guard !(a < 1) else { throw domain }
        return acosh(a)
    },
    double("atanh", "inverse hyperbolic tangent", body: unit { atanh($0) }),
    FunctionEntry(
        "atan2", [.doublePrecision, .doublePrecision], .doublePrecision,
        "arc tangent of y / x, in radians",
        kernel: lift { (a: Double, b: Double, _: Frame) in atan2(a, b) }),
]
