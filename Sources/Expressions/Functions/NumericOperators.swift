private let pair: [SQLType] = [.numeric, .numeric]

/// Arithmetic of exact numbers.
let numericOperators: [FunctionEntry] = [
    FunctionEntry(
        "+", pair, .numeric, "sum, exact", ("1.10 + 2", "3.10"),
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in try a.adding(b) }),
    FunctionEntry(
        "-", pair, .numeric, "difference, exact", ("1.10 - 1.1", "0.00"),
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in
            try a.subtracting(b)
        }),
    FunctionEntry(
        "*", pair, .numeric, "product, exact", ("1.10 * 1.5", "1.650"),
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in
            try a.multiplied(by: b)
        }),
    FunctionEntry(
        "/", pair, .numeric, "quotient, at least 16 significant digits",
        ("1.0 / 3", "0.33333333333333333333"),
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in
            try a.divided(by: b)
        }),
    FunctionEntry(
        "%", pair, .numeric, "remainder, with the sign of the dividend", ("7.5 % 2", "1.5"),
        kernel: lift { (a: Numeric, b: Numeric, _: Frame) throws(EvalFault) in
            try a.remainder(dividingBy: b)
        }),
    FunctionEntry(
        "-", [.numeric], .numeric, "negation", kernel: total { (a: Numeric) in a.negated() }),
    FunctionEntry("+", [.numeric], .numeric, "the value itself", kernel: total { (a: Numeric) in a }),
    FunctionEntry(
        "@", [.numeric], .numeric, "absolute value", kernel: total { (a: Numeric) in a.absolute() }),
]
