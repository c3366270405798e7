/// A kernel of an operation that has a value for any two values.
///
/// Rows that are NULL are calculated too, which costs less than asking, and then set to NULL.
@inline(__always)
func total<A: Lane, R: Lane>(_ operation: @escaping @Sendable (A) -> R) -> Kernel {
    { _, rows, arguments, result in
        let a = arguments[0]
        let (cells, out) = unsafe (a.cells(A.self), result.cells(R.self))
        rows.each { row in unsafe out[row] = operation(cells[row]) }
        result.takeNulls(a, rows)
    }
}

@inline(__always)
func total<A: Lane, B: Lane, R: Lane>(_ operation: @escaping @Sendable (A, B) -> R) -> Kernel {
    { _, rows, arguments, result in
        let (a, b) = (arguments[0], arguments[1])
        let (cellsA, cellsB) = unsafe (a.cells(A.self), b.cells(B.self))
        let out = unsafe result.cells(R.self)
        rows.each { row in unsafe out[row] = operation(cellsA[row], cellsB[row]) }
        result.takeNulls(a, rows)
        result.takeNulls(b, rows)
    }
}

/// A kernel of an operation that says by a flag that it has no value: the flags of all rows are
/// gathered without a branch, and only when one is set the rows are looked at again.
@inline(__always)
func checked<A: Lane, B: Lane, R: Lane>(
    _ fault: @escaping @Sendable (A, B) -> EvalFault,
    _ operation: @escaping @Sendable (A, B) -> (R, Bool)
) -> Kernel {
    { frame, rows, arguments, result in
        let (a, b) = (arguments[0], arguments[1])
        let (cellsA, cellsB) = unsafe (a.cells(A.self), b.cells(B.self))
        let out = unsafe result.cells(R.self)
        var hasFailure = false
        rows.each { row in
            let (value, isFailure) = unsafe operation(cellsA[row], cellsB[row])
            unsafe out[row] = value
            hasFailure = hasFailure || isFailure
        }
        result.takeNulls(a, rows)
        result.takeNulls(b, rows)
        guard hasFailure else { return }
        rows.each { row in
            guard !result.isNull(row), unsafe operation(cellsA[row], cellsB[row]).1
            else { return }
            frame.fail(row, unsafe fault(cellsA[row], cellsB[row]))
            result.setNull(row)
        }
    }
}

/// As its namesake, for one argument.
@inline(__always)
func checked<A: Lane, R: Lane>(
    _ fault: EvalFault, _ operation: @escaping @Sendable (A) -> (R, Bool)
) -> Kernel {
    { frame, rows, arguments, result in
        let a = arguments[0]
        let (cells, out) = unsafe (a.cells(A.self), result.cells(R.self))
        var hasFailure = false
        rows.each { row in
            let (value, isFailure) = unsafe operation(cells[row])
            unsafe out[row] = value
            hasFailure = hasFailure || isFailure
        }
        result.takeNulls(a, rows)
        guard hasFailure else { return }
        rows.each { row in
            guard !result.isNull(row), unsafe operation(cells[row]).1 else { return }
            frame.fail(row, fault)
            result.setNull(row)
        }
    }
}
