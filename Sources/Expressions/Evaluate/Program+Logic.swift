extension Program {
    /// AND (`stopsAt` false) and OR (`stopsAt` true) in three-valued logic: a row is done with the
    /// first operand that decides it, so later operands may fail on it without harm.
    func combine(
        _ slots: [Int], _ rows: Rows, _ result: Vector, _ frame: Frame, stopsAt: Bool
    ) {
        let out = unsafe result.cells(Bool.self)
        rows.each { row in unsafe out[row] = !stopsAt }
        unsafe frame.lists.with { list in
            var alive = rows
            for slot in slots {
                guard alive.count > 0 else { break }
                let value = evaluate(slot, alive, frame)
                let cells = unsafe value.cells(Bool.self)
                var kept = 0
                alive.each { row in
                    unsafe list[kept] = UInt32(truncatingIfNeeded: row)
                    if value.isNull(row) {
                        result.setNull(row)
                        kept &+= 1
                    } else if unsafe cells[row] != stopsAt {
                        kept &+= 1
                    } else {
                        unsafe out[row] = stopsAt
                        result.setValid(row)
                    }
                }
                alive = unsafe Rows(UnsafePointer(list), kept)
            }
        }
    }

    /// CASE: each branch sees only the rows that no condition before has taken.
    func choose(
        _ branches: [(condition: Int, value: Int)], _ otherwise: Int?, _ rows: Rows,
        _ result: Vector, _ frame: Frame
    ) {
        unsafe frame.lists.with { waiting in
            unsafe frame.lists.with { taken in
                var alive = rows
                for branch in branches {
                    guard alive.count > 0 else { break }
                    let condition = evaluate(branch.condition, alive, frame)
                    let cells = unsafe condition.cells(Bool.self)
                    var (kept, chosen) = (0, 0)
                    alive.each { row in
                        let isChosen = unsafe !condition.isNull(row) && cells[row]
                        unsafe waiting[kept] = UInt32(truncatingIfNeeded: row)
                        unsafe taken[chosen] = UInt32(truncatingIfNeeded: row)
                        kept &+= isChosen ? 0 : 1
                        chosen &+= isChosen ? 1 : 0
                    }
                    let part = unsafe Rows(UnsafePointer(taken), chosen)
                    result.copy(evaluate(branch.value, part, frame), part)
                    alive = unsafe Rows(UnsafePointer(waiting), kept)
                }
                if let otherwise {
                    result.copy(evaluate(otherwise, alive, frame), alive)
                } else {
                    alive.each { result.setNull($0) }
                }
            }
        }
    }

    /// The first value that is not NULL; later ones are calculated only where it is needed.
    func coalesce(_ slots: [Int], _ rows: Rows, _ result: Vector, _ frame: Frame) {
        unsafe frame.lists.with { waiting in
            unsafe frame.lists.with { taken in
                var alive = rows
                for slot in slots {
                    guard alive.count > 0 else { break }
                    let value = evaluate(slot, alive, frame)
                    var (kept, chosen) = (0, 0)
                    alive.each { row in
                        let isNull = value.isNull(row)
                        unsafe waiting[kept] = UInt32(truncatingIfNeeded: row)
                        unsafe taken[chosen] = UInt32(truncatingIfNeeded: row)
                        kept &+= isNull ? 1 : 0
                        chosen &+= isNull ? 0 : 1
                    }
                    result.copy(value, unsafe Rows(UnsafePointer(taken), chosen))
                    alive = unsafe Rows(UnsafePointer(waiting), kept)
                }
                alive.each { result.setNull($0) }
            }
        }
    }

    /// Keeps in `list[0..<result]` the rows for which `slot` is true.
    func select(
        _ slot: Int, _ list: UnsafeMutablePointer<UInt32>, _ count: Int, _ frame: Frame
    ) -> Int {
        if case .and(let slots) = instructions[slot].operation, !instructions[slot].isShared {
            var kept = count
            for slot in slots where kept > 0 { kept = unsafe select(slot, list, kept, frame) }
            return kept
        }
        guard count > 0 else { return 0 }
        let rows = unsafe Rows(UnsafePointer(list), count)
        let value = evaluate(slot, rows, frame)
        let cells = unsafe value.cells(Bool.self)
        var kept = 0
        if value.hasNulls {
            for position in 0..<count {
                let row = unsafe list[position]
                unsafe list[kept] = row
                kept &+= unsafe !value.isNull(Int(row)) && cells[Int(row)] ? 1 : 0
            }
        } else {
            for position in 0..<count {
                let row = unsafe list[position]
                unsafe list[kept] = row
                kept &+= unsafe cells[Int(row)] ? 1 : 0
            }
        }
        return kept
    }
}

extension Vector {
    /// Takes over the values of `other` at `rows`.
    func copy(_ other: Vector, _ rows: Rows) {
        guard rows.count > 0 else { return }
        switch storage {
        case .bool: copyCells(other, rows, Bool.self)
        case .int64: copyCells(other, rows, Int64.self)
        case .double: copyCells(other, rows, Double.self)
        case .numeric: copyCells(other, rows, Numeric.self)
        case .interval: copyCells(other, rows, Interval.self)
        case .text: copyCells(other, rows, Text.self)
        }
    }

    @inline(__always)
    private func copyCells<Value: Lane>(_ other: Vector, _ rows: Rows, _ type: Value.Type) {
        let (from, out) = unsafe (other.cells(Value.self), cells(Value.self))
        rows.each { row in
            if other.isNull(row) { return setNull(row) }
            unsafe out[row] = from[row]
        }
    }
}
