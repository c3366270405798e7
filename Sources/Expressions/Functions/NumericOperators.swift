private let pair: [SQLType] = [.numeric, .numeric]

/// Arithmetic of exact numbers.
let numericOperators: [FunctionEntry] = [
    FunctionEntry(
        "+", pair, .numeric, "sum, exact", ("1.10 + 2", "3.10"),
        kernel: quick(Numeric.quickSum) { a, b throws(EvalFault) in try a.adding(b) }),
    FunctionEntry(
        "-", pair, .numeric, "difference, exact", ("1.10 - 1.1", "0.00"),
        kernel: quick(Numeric.quickDifference) { a, b throws(EvalFault) in
            try a.subtracting(b)
        }),
    FunctionEntry(
        "*", pair, .numeric, "product, exact", ("1.10 * 1.5", "1.650"),
        kernel: quick(Numeric.quickProduct) { a, b throws(EvalFault) in
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
    FunctionEntry(
        "+", [.numeric], .numeric, "the value itself", kernel: total { (a: Numeric) in a }),
    FunctionEntry(
        "@", [.numeric], .numeric, "absolute value", kernel: total { (a: Numeric) in a.absolute() }),
]

/// A kernel that calculates small numbers where they lie, without a copy that would count as an
/// owner of memory, and all others as `slow` does.
@inline(__always)
private func quick(
    _ fast: @escaping @Sendable (Numeric.Small, Numeric.Small) -> Numeric.Small?,
    _ slow: @escaping @Sendable (Numeric, Numeric) throws(EvalFault) -> Numeric
) -> Kernel {
    { frame, rows, arguments, result in
        let (a, b) = (arguments[0], arguments[1])
        let (cellsA, cellsB) = unsafe (a.cells(Numeric.self), b.cells(Numeric.self))
        let out = unsafe result.cells(Numeric.self)
        result.takeNulls(a, rows)
        result.takeNulls(b, rows)
        rows.each { row in
            if let value = unsafe fast(cellsA[row].small, cellsB[row].small) {
                return unsafe out[row].become(value)
            }
            guard !result.isNull(row) else { return }
            do throws(EvalFault) {
                unsafe out[row] = try slow(cellsA[row], cellsB[row])
            } catch {
                frame.fail(row, error)
                result.setNull(row)
            }
        }
    }
}
