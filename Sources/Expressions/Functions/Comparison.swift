#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Comparison of two doubles in PostgreSQL's order: NaN equals NaN and is greater than all others.
@inline(__always)
func compareDoubles(_ a: Double, _ b: Double) -> Int {
    if a < b { return -1 }
    if a > b { return 1 }
    if a == b { return 0 }
    return (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0)
}

/// Comparison of two texts byte for byte, which is the C collation.
@inline(__always)
func compareTexts(_ a: Text, _ b: Text) -> Int {
    unsafe compareBytes(a.start, a.count, b.start, b.count)
}

@inline(__always)
func compareBytes(
    _ a: UnsafePointer<UInt8>?, _ countA: Int, _ b: UnsafePointer<UInt8>?, _ countB: Int
) -> Int {
    guard let a = unsafe a, let b = unsafe b else { return countA - countB }
    let order = unsafe memcmp(a, b, min(countA, countB))
    return order != 0 ? Int(order) : countA - countB
}

@inline(__always)
func equalTexts(_ a: Text, _ b: Text) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe memcmp(a.start, b.start, a.count) == 0
}

/// `= <> < <= > >=` for every type that has an order, and `IS DISTINCT FROM`.
let comparisonOperators: [FunctionEntry] =
    comparisons(.boolean, "false < true", { (a: Bool, b: Bool) in (a ? 1 : 0) - (b ? 1 : 0) })
    + comparisons(.bigint, "1 < 2", { (a: Int64, b: Int64) in a < b ? -1 : a > b ? 1 : 0 })
    + comparisons(.numeric, "1.10 = 1.1", { (a: Numeric, b: Numeric) in Numeric.compare(a, b) })
    + comparisons(.doublePrecision, "1e3 > 1e2", compareDoubles)
    + comparisons(.text, "'a' < 'b'", compareTexts)
    + comparisons(.bytea, "", compareTexts)
    + comparisons(.uuid, "", compareTexts)
    + comparisons(.date, "date '2026-01-31' < date '2026-02-01'", order)
    + comparisons(.timestamp, "", order)
    + comparisons(.timestamptz, "", order)
    + comparisons(.interval, "interval '1 day' = interval '24 hours'", { (a: Interval, b: Interval) in
            a.comparable < b.comparable ? -1 : a.comparable > b.comparable ? 1 : 0
        })

@inline(__always)
private func order(_ a: Int64, _ b: Int64) -> Int { a < b ? -1 : a > b ? 1 : 0 }

@inline(__always)
private func comparisons<Value: Lane>(
    _ type: SQLType, _ example: String, _ compare: @escaping @Sendable (Value, Value) -> Int
) -> [FunctionEntry] {
    let types = [type, type]
    return [
        FunctionEntry("=", types, .boolean, "equal", kernel: total { compare($0, $1) == 0 }),
        FunctionEntry("<>", types, .boolean, "not equal", kernel: total { compare($0, $1) != 0 }),
        FunctionEntry(
            "<", types, .boolean, "less than", (example.contains("<") ? example : "", "true"),
            kernel: total { compare($0, $1) < 0 }),
        FunctionEntry(
            "<=", types, .boolean, "less than or equal", kernel: total { compare($0, $1) <= 0 }),
        FunctionEntry(">", types, .boolean, "greater than", kernel: total { compare($0, $1) > 0 }),
        FunctionEntry(
            ">=", types, .boolean, "greater than or equal", kernel: total { compare($0, $1) >= 0 }),
        FunctionEntry(
            "is distinct from", types, .boolean, "not equal, where NULL equals NULL",
            kernel: distinct { compare($0, $1) != 0 }),
        FunctionEntry(
            "greatest", types, type, isVariadic: true, "the greatest of the values that are not NULL",
            kernel: extreme { compare($0, $1) > 0 }),
        FunctionEntry(
            "least", types, type, isVariadic: true, "the least of the values that are not NULL",
            kernel: extreme { compare($0, $1) < 0 }),
    ]
}

/// NULL is not distinct from NULL, and distinct from everything else.
@inline(__always)
private func distinct<Value: Lane>(
    _ differ: @escaping @Sendable (Value, Value) -> Bool
) -> Kernel {
    { _, rows, arguments, result in
        let (a, b) = (arguments[0], arguments[1])
        let (cellsA, cellsB) = unsafe (a.cells(Value.self), b.cells(Value.self))
        let out = unsafe result.cells(Bool.self)
        rows.forEach { row in
            let (nullA, nullB) = (a.isNull(row), b.isNull(row))
            unsafe out[row] = nullA || nullB ? nullA != nullB : differ(cellsA[row], cellsB[row])
        }
    }
}

/// GREATEST and LEAST: NULLs do not count, unless there is nothing else.
@inline(__always)
private func extreme<Value: Lane>(
    _ isBetter: @escaping @Sendable (Value, Value) -> Bool
) -> Kernel {
    { _, rows, arguments, result in
        let out = unsafe result.cells(Value.self)
        rows.forEach { row in
            var isFound = false
            for argument in arguments where !argument.isNull(row) {
                let value = unsafe argument.cells(Value.self)[row]
                if unsafe !isFound || isBetter(value, out[row]) { unsafe out[row] = value }
                isFound = true
            }
            if !isFound { result.setNull(row) }
        }
    }
}
