/// The range of an integer type, and PostgreSQL's words for a value beyond it.
private struct IntegerRange: Sendable {
    let type: SQLType
    let least: Int64
    let most: Int64

    var fault: EvalFault { EvalFault(.numericOutOfRange, "\(type.rawValue) out of range") }
}

private let ranges = [
    IntegerRange(type: .smallint, least: -32768, most: 32767),
    IntegerRange(type: .integer, least: Int64(Int32.min), most: Int64(Int32.max)),
    IntegerRange(type: .bigint, least: .min, most: .max),
]

private let zeroDivision = EvalFault(.divisionByZero, "division by zero")

/// Arithmetic and bit operators of smallint, integer and bigint.
let integerOperators: [FunctionEntry] = ranges.flatMap(arithmetic) + ranges.flatMap(bits)

private func arithmetic(_ range: IntegerRange) -> [FunctionEntry] {
    let type = range.type
    let (least, most, fault) = (range.least, range.most, range.fault)
    let pair = [type, type]
    let isMain = type == .integer
    return [
        FunctionEntry(
            "+", pair, type, "sum", isMain ? ("2 + 3", "5") : ("", ""),
            kernel: checked({ (_: Int64, _: Int64) in fault }) { (a: Int64, b: Int64) in
                let (value, isOver) = a.addingReportingOverflow(b)
                return (value, isOver || value < least || value > most)
            }),
        FunctionEntry(
            "-", pair, type, "difference", isMain ? ("2 - 3", "-1") : ("", ""),
            kernel: checked({ (_: Int64, _: Int64) in fault }) { (a: Int64, b: Int64) in
                let (value, isOver) = a.subtractingReportingOverflow(b)
                return (value, isOver || value < least || value > most)
            }),
        FunctionEntry(
            "*", pair, type, "product", isMain ? ("2 * 3", "6") : ("", ""),
            kernel: checked({ (_: Int64, _: Int64) in fault }) { (a: Int64, b: Int64) in
                let (value, isOver) = a.multipliedReportingOverflow(by: b)
                return (value, isOver || value < least || value > most)
            }),
        FunctionEntry(
            "/", pair, type, "quotient, cut towards zero", isMain ? ("7 / 2", "3") : ("", ""),
            kernel: checked({ (_: Int64, b: Int64) in b == 0 ? zeroDivision : fault }) {
                (a: Int64, b: Int64) in
                let (value, isOver) = a.dividedReportingOverflow(by: b)
                return (value, isOver || value > most)
            }),
        FunctionEntry(
            "%", pair, type, "remainder, with the sign of the dividend",
            isMain ? ("-7 % 3", "-1") : ("", ""), kernel: remainder),
        FunctionEntry(
            "mod", pair, type, "remainder, with the sign of the dividend",
            isMain ? ("mod(7, 3)", "1") : ("", ""), kernel: remainder),
        FunctionEntry(
            "-", [type], type, "negation",
            kernel: checked(fault) { (a: Int64) in (0 &- a, a == least) }),
        FunctionEntry("+", [type], type, "the value itself", kernel: total { (a: Int64) in a }),
        FunctionEntry(
            "abs", [type], type, "absolute value", isMain ? ("abs(-7)", "7") : ("", ""),
            kernel: checked(fault) { (a: Int64) in (a < 0 ? 0 &- a : a, a == least) }),
        FunctionEntry(
            "@", [type], type, "absolute value",
            kernel: checked(fault) { (a: Int64) in (a < 0 ? 0 &- a : a, a == least) }),
    ]
}

private let remainder: Kernel = checked({ (_: Int64, _: Int64) in zeroDivision }) {
    (a: Int64, b: Int64) in
    // The least value by -1 has the remainder 0, although the quotient overflows.
    let (value, isOver) = a.remainderReportingOverflow(dividingBy: b)
    return (b == -1 ? 0 : value, isOver && b != -1)
}

private func bits(_ range: IntegerRange) -> [FunctionEntry] {
    let type = range.type
    let pair = [type, type]
    let width: Int64 = type == .smallint ? 16 : type == .integer ? 32 : 64
    return [
        FunctionEntry("&", pair, type, "bitwise and", kernel: total { (a: Int64, b: Int64) in a & b }),
        FunctionEntry("|", pair, type, "bitwise or", kernel: total { (a: Int64, b: Int64) in a | b }),
        FunctionEntry(
            "#", pair, type, "bitwise exclusive or", kernel: total { (a: Int64, b: Int64) in a ^ b }),
        FunctionEntry("~", [type], type, "bitwise not", kernel: total { (a: Int64) in ~a }),
        FunctionEntry(
            "<<", [type, .integer], type, "bits moved to the left",
            kernel: total { (a: Int64, b: Int64) in
                let shift = shiftCount(b, type)
                let value = a &<< shift
                return type == .smallint
                    ? Int64(Int16(truncatingIfNeeded: shift > 31 ? 0 : value))
                    : type == .integer ? Int64(Int32(truncatingIfNeeded: value)) : value
            }),
        FunctionEntry(
            ">>", [type, .integer], type, "bits moved to the right, the sign kept",
            kernel: total { (a: Int64, b: Int64) in a &>> min(shiftCount(b, type), width - 1) }),
    ]
}

/// Shifts count modulo the width of the machine's operation, as PostgreSQL's do on x86.
private func shiftCount(_ count: Int64, _ type: SQLType) -> Int64 {
    type == .bigint ? count & 63 : count & 31
}
