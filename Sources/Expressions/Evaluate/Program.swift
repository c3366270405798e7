import TrancheColumnar

/// Some expressions over one schema, ready to be evaluated: equal parts are calculated once.
///
/// Immutable and shared by all workers; each has a ``Frame`` of its own.
final class Program: Sendable {
    /// How one value is made of others; numbers are slots.
    enum Operation: Sendable {
        case load(ColumnReader)
        case constant(ConstantCells)
        case call(Kernel, [Int])
        case and([Int])
        case or([Int])
        case not(Int)
        case isNull(Int)
        case isTruth(Int, Bool)
        case choice([(condition: Int, value: Int)], otherwise: Int?)
        case coalesce([Int])
        case member(Int, MemberSet)
    }

    struct Instruction: Sendable {
        var operation: Operation
        var storage: Storage
        var place: Range<Int>
        /// Which expression it was first seen in.
        var expression: Int
        /// More than one place needs the value, maybe for different rows.
        var isShared = false
    }

    let instructions: [Instruction]
    /// The slot of each expression.
    let roots: [Int]
    let types: [SQLType]
    /// Columns of the schema that are read.
    let columns: Set<Int>
    /// What the calls have to be told of the records' places.
    let places: RecordPlaces

    init(
        instructions: [Instruction], roots: [Int], types: [SQLType], columns: Set<Int>,
        places: RecordPlaces = []
    ) {
        self.instructions = instructions
        self.roots = roots
        self.types = types
        self.columns = columns
        self.places = places
    }

    func makeFrame() -> Frame {
        Frame(vectors: instructions.map { Vector($0.storage) })
    }

    /// Fills the cells of constants that have come into being since the last chunk.
    func prepare(_ frame: Frame) {
        for (slot, instruction) in instructions.enumerated() {
            if case .constant(let cells) = instruction.operation {
                cells.fill(frame.vectors[slot])
            }
        }
    }

    /// Calculates `slot` for `rows` and returns its values.
    @discardableResult
    func evaluate(_ slot: Int, _ rows: Rows, _ frame: Frame) -> Vector {
        let result = frame.vectors[slot]
        let instruction = instructions[slot]
        if case .constant = instruction.operation { return result }
        guard rows.count > 0 else { return result }
        if instruction.isShared {
            frame.withPending(slot, rows) { run(instruction, $0, result, frame) }
        } else {
            result.setAllValid(below: rows.end)
            run(instruction, rows, result, frame)
        }
        return result
    }

    private func run(
        _ instruction: Instruction, _ rows: Rows, _ result: Vector, _ frame: Frame
    ) {
        switch instruction.operation {
        case .constant: break
        case .load(let reader): reader.read(rows, result, frame)
        case .call(let kernel, let slots):
            let arguments = slots.map { evaluate($0, rows, frame) }
            frame.place = instruction.place
            frame.expression = instruction.expression
            kernel(frame, rows, arguments, result)
        case .and(let slots): combine(slots, rows, result, frame, stopsAt: false)
        case .or(let slots): combine(slots, rows, result, frame, stopsAt: true)
        case .not(let slot):
            let value = evaluate(slot, rows, frame)
            let (cells, out) = unsafe (value.cells(Bool.self), result.cells(Bool.self))
            rows.each { row in
                if value.isNull(row) { return result.setNull(row) }
                unsafe out[row] = !cells[row]
            }
        case .isNull(let slot):
            let value = evaluate(slot, rows, frame)
            let out = unsafe result.cells(Bool.self)
            rows.each { row in unsafe out[row] = value.isNull(row) }
        case .isTruth(let slot, let wanted):
            let value = evaluate(slot, rows, frame)
            let (cells, out) = unsafe (value.cells(Bool.self), result.cells(Bool.self))
            rows.each { row in unsafe out[row] = !value.isNull(row) && cells[row] == wanted }
        case .choice(let branches, let otherwise):
            choose(branches, otherwise, rows, result, frame)
        case .coalesce(let slots): coalesce(slots, rows, result, frame)
        case .member(let slot, let set):
            set.test(evaluate(slot, rows, frame), rows, result)
        }
    }
}
