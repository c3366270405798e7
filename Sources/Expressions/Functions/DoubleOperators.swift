#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private let overflow = EvalFault(.numericOutOfRange, "value out of range: overflow")
private let underflow = EvalFault(.numericOutOfRange, "value out of range: underflow")
private let zeroDivision = EvalFault(.divisionByZero, "division by zero")

/// Arithmetic of double precision: what leaves its range is an error, as in PostgreSQL.
let doubleOperators: [FunctionEntry] = [
    FunctionEntry(
        "+", pair, .doublePrecision, "sum", ("1.5::float8 + 2", "3.5"),
        kernel: checked({ (_: Double, _: Double) in overflow }) { (a: Double, b: Double) in
            let value = a + b
            return (value, value.isInfinite && a.isFinite && b.isFinite)
        }),
    FunctionEntry(
        "-", pair, .doublePrecision, "difference",
        kernel: checked({ (_: Double, _: Double) in overflow }) { (a: Double, b: Double) in
            let value = a - b
            return (value, value.isInfinite && a.isFinite && b.isFinite)
        }),
    FunctionEntry(
        "*", pair, .doublePrecision, "product",
        kernel: checked({ (a: Double, b: Double) in (a * b).isInfinite ? overflow : underflow }) {
            (a: Double, b: Double) in
            let value = a * b
            let isOver = value.isInfinite && a.isFinite && b.isFinite
            return (value, isOver || (value == 0 && a != 0 && b != 0))
        }),
    FunctionEntry(
        "/", pair, .doublePrecision, "quotient", ("1::float8 / 3", "0.3333333333333333"),
        kernel: checked(
            { (a: Double, b: Double) in
                b == 0 && !a.isNaN ? zeroDivision : (a / b).isInfinite ? overflow : underflow
            },
            { (a: Double, b: Double) in
                let value = a / b
                let isZero = b == 0 && !a.isNaN
                let isOver = value.isInfinite && a.isFinite
                return (value, isZero || isOver || (value == 0 && a != 0 && b.isFinite))
            })),
    FunctionEntry(
        "-", [.doublePrecision], .doublePrecision, "negation", kernel: total { (a: Double) in -a }),
    FunctionEntry(
        "+", [.doublePrecision], .doublePrecision, "the value itself",
        kernel: total { (a: Double) in a }),
    FunctionEntry(
        "abs", [.doublePrecision], .doublePrecision, "absolute value", ("abs(-1.5::float8)", "1.5"),
        kernel: total { (a: Double) in a.magnitude }),
    FunctionEntry(
        "@", [.doublePrecision], .doublePrecision, "absolute value",
        kernel: total { (a: Double) in a.magnitude }),
    FunctionEntry(
        "^", pair, .doublePrecision, "power", ("2::float8 ^ 10", "1024"),
        kernel: lift { (a: Double, b: Double, _: Frame) throws(EvalFault) in try doublePower(a, b) }),
    FunctionEntry(
        "power", pair, .doublePrecision, "power", ("power(9::float8, 0.5)", "3"),
        kernel: lift { (a: Double, b: Double, _: Frame) throws(EvalFault) in try doublePower(a, b) }),
    FunctionEntry(
        "pow", pair, .doublePrecision, "power",
        kernel: lift { (a: Double, b: Double, _: Frame) throws(EvalFault) in try doublePower(a, b) }),
]

private let pair: [SQLType] = [.doublePrecision, .doublePrecision]

/// The power of doubles with PostgreSQL's errors (float.c, dpow).
func doublePower(_ a: Double, _ b: Double) throws(EvalFault) -> Double {
    if a.isNaN { return b == 0 ? 1 : .nan }
    if b.isNaN { return a == 1 ? 1 : .nan }
    if a == 0, b < 0 {
        throw EvalFault(.invalidPower, "zero raised to a negative power is undefined")
    }
    if a < 0, b.isFinite, b != b.rounded(.down) {
        throw EvalFault(
            .invalidPower,
            "a negative number raised to a non-integer power yields a complex result")
    }
    let value = pow(a, b)
    if value.isInfinite, a.isFinite, b.isFinite { throw overflow }
    if value == 0, a != 0, a.isFinite, b.isFinite { throw underflow }
    return value
}

/// A function of one double that fails by leaving its range, never by its argument.
func ranged(_ value: Double, of argument: Double, canVanish: Bool = true) throws(EvalFault) -> Double {
    if value.isInfinite, argument.isFinite { throw overflow }
    if !canVanish, value == 0, argument.isFinite { throw underflow }
    return value
}
