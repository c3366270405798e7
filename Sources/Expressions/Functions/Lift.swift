import TrancheColumnar

/// Turns a function of single values into a kernel: NULL in gives NULL out, an error fails its row.
///
/// The body gets the frame for its scratch buffer; a text it returns may lie in an argument, in a
/// constant or in `frame.scratch`, from where it is copied. Returning `nil` gives NULL.
@inline(__always)
func lift<A: Lane, R: Lane>(
    _ body: @escaping @Sendable (A, Frame) throws(EvalFault) -> R?
) -> Kernel {
    { frame, rows, arguments, result in
        let a = arguments[0]
        let cells = unsafe a.cells(A.self)
        let out = unsafe result.cells(R.self)
        rows.each { row in
            guard !a.isNull(row) else { return result.setNull(row) }
            unsafe store(frame, row, result, out) { () throws(EvalFault) in
                unsafe try body(cells[row], frame)
            }
        }
    }
}

@inline(__always)
func lift<A: Lane, B: Lane, R: Lane>(
    _ body: @escaping @Sendable (A, B, Frame) throws(EvalFault) -> R?
) -> Kernel {
    { frame, rows, arguments, result in
        let (a, b) = (arguments[0], arguments[1])
        let (cellsA, cellsB) = unsafe (a.cells(A.self), b.cells(B.self))
        let out = unsafe result.cells(R.self)
        rows.each { row in
            guard !a.isNull(row), !b.isNull(row) else { return result.setNull(row) }
            unsafe store(frame, row, result, out) { () throws(EvalFault) in
                unsafe try body(cellsA[row], cellsB[row], frame)
            }
        }
    }
}

func lift<A: Lane, B: Lane, C: Lane, R: Lane>(
    _ body: @escaping @Sendable (A, B, C, Frame) throws(EvalFault) -> R?
) -> Kernel {
    { frame, rows, arguments, result in
        let (a, b, c) = (arguments[0], arguments[1], arguments[2])
        let (cellsA, cellsB) = unsafe (a.cells(A.self), b.cells(B.self))
        let cellsC = unsafe c.cells(C.self)
        let out = unsafe result.cells(R.self)
        rows.each { row in
            guard !a.isNull(row), !b.isNull(row), !c.isNull(row) else {
                return result.setNull(row)
            }
            unsafe store(frame, row, result, out) { () throws(EvalFault) in
                unsafe try body(cellsA[row], cellsB[row], cellsC[row], frame)
            }
        }
    }
}

func lift<A: Lane, B: Lane, C: Lane, D: Lane, R: Lane>(
    _ body: @escaping @Sendable (A, B, C, D, Frame) throws(EvalFault) -> R?
) -> Kernel {
    { frame, rows, arguments, result in
        let (a, b, c, d) = (arguments[0], arguments[1], arguments[2], arguments[3])
        let (cellsA, cellsB) = unsafe (a.cells(A.self), b.cells(B.self))
        let (cellsC, cellsD) = unsafe (c.cells(C.self), d.cells(D.self))
        let out = unsafe result.cells(R.self)
        rows.each { row in
            guard !a.isNull(row), !b.isNull(row), !c.isNull(row), !d.isNull(row) else {
                return result.setNull(row)
            }
            unsafe store(frame, row, result, out) { () throws(EvalFault) in
                unsafe try body(cellsA[row], cellsB[row], cellsC[row], cellsD[row], frame)
            }
        }
    }
}

/// Turns a function of no values, or of any number of texts that may be NULL, into a kernel.
func liftTexts<R: Lane>(
    _ body: @escaping @Sendable ([Text?], Frame) throws(EvalFault) -> R?
) -> Kernel {
    { frame, rows, arguments, result in
        let out = unsafe result.cells(R.self)
        var values: [Text?] = Array(repeating: nil, count: arguments.count)
        rows.each { row in
            for (index, argument) in arguments.enumerated() {
                values[index] = argument.isNull(row) ? nil : unsafe argument.cells(Text.self)[row]
            }
            unsafe store(frame, row, result, out) { () throws(EvalFault) in
                try body(values, frame)
            }
        }
    }
}

/// Calculates one cell: the value, NULL, or a failure.
@inline(__always)
private func store<R: Lane>(
    _ frame: Frame, _ row: Int, _ result: Vector, _ out: UnsafeMutablePointer<R>,
    _ value: () throws(EvalFault) -> R?
) {
    do {
        guard let value = try value() else {
            // What was begun for this row is no part of the next one's text.
            frame.scratch.count = 0
            return result.setNull(row)
        }
        unsafe out[row] = kept(value, frame)
    } catch {
        frame.scratch.count = 0
        frame.fail(row, error)
        result.setNull(row)
    }
}

/// The value itself; a text that stands in the scratch buffer is copied and the buffer emptied.
@inline(__always)
private func kept<R: Lane>(_ value: R, _ frame: Frame) -> R {
    guard R.self == Text.self, frame.scratch.count > 0 else { return value }
    return unsafe unsafeBitCast(
        keptText(unsafe unsafeBitCast(value, to: Text.self), frame), to: R.self)
}

@inline(__always)
private func keptText(_ text: Text, _ frame: Frame) -> Text {
    let scratch = frame.scratch
    defer { scratch.count = 0 }
    let start = unsafe UnsafePointer(scratch.base)
    guard unsafe text.start >= start, unsafe text.start <= start + scratch.count else {
        return text
    }
    return frame.texts.keep(text)
}
