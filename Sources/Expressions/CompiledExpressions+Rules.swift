public import TrancheColumnar

extension CompiledExpressions {
    /// Finds the selected rows for which a condition is false; true and NULL pass, as in a CHECK of
    /// SQL.
    ///
    /// Rows that have no value, whatever the expression, became faults of the chunk and left the
    /// selection; no other row does.
    ///
    /// - Parameters:
    ///   - chunk: Columns of the schema that the expressions were compiled for.
    ///   - context: What the run adds to the records.
    ///   - step: The step's name for faults.
    /// - Returns: For each expression, all of which are conditions, the rows in ascending order.
    public func broken(_ chunk: Chunk, _ context: EvaluationContext, step: String) -> [[UInt32]] {
        let frame = begin(chunk, context)
        defer { frame.end() }
        let found = unsafe chunk.selection.withRows { list, count in
            let rows = unsafe Rows(list, count)
            return program.roots.map { falseRows(program.evaluate($0, rows, frame), rows) }
        }
        reject(frame, chunk, step)
        return found
    }

    private func falseRows(_ value: Vector, _ rows: Rows) -> [UInt32] {
        let cells = unsafe value.cells(Bool.self)
        var count = 0
        // Counting takes no branch a row, and mostly there is none to be listed.
        rows.each { row in unsafe count &+= cells[row] ? 0 : 1 }
        guard count > 0 else { return [] }
        var found: [UInt32] = []
        rows.each { row in
            if unsafe !cells[row], !value.isNull(row) {
                found.append(UInt32(truncatingIfNeeded: row))
            }
        }
        return found
    }

    /// The one column that an expression reads; `nil` when it reads several, or none.
    public func onlyColumn(of expression: Int) -> Int? {
        var found: Set<Int> = []
        var waiting = [program.roots[expression]]
        while let slot = waiting.popLast() {
            if case .load(let reader) = program.instructions[slot].operation {
                found.insert(reader.index)
            }
            waiting += program.instructions[slot].operation.inputs
        }
        return found.count == 1 ? found.first : nil
    }
}
