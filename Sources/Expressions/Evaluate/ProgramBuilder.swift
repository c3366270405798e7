import TrancheColumnar

/// Turns typed expressions into a program: equal parts get one slot, constants are folded.
struct ProgramBuilder {
    /// What makes two values equal, whatever the row.
    private indirect enum Key: Hashable {
        case load(Int)
        case constant(Datum, SQLType, scale: Int)
        case call(String, [SQLType], SQLType, [Int])
        case logic(String, [Int])
        case member(Int, [Datum], Bool)
    }

    private let schema: Schema
    private var instructions: [Program.Instruction] = []
    private var slots: [Key: Int] = [:]
    /// Slots of nodes that were seen: a derived column stands in a tree as often as it is named.
    private var known: [ObjectIdentifier: Int] = [:]
    private var columns: Set<Int> = []
    private var places: RecordPlaces = []
    private var uses: [Int] = []
    private var expression = 0

    private init(_ schema: Schema) { self.schema = schema }

    static func build(_ nodes: [TypedNode], over schema: Schema) throws(EvalFault) -> Program {
        var builder = ProgramBuilder(schema)
        var roots: [Int] = []
        for (index, node) in nodes.enumerated() {
            builder.expression = index
            roots.append(try builder.slot(of: node))
        }
        builder.markShared(roots)
        return Program(
            instructions: builder.instructions, roots: roots, types: nodes.map(\.type),
            columns: builder.columns, places: builder.places)
    }

    /// The value of an expression without columns; `nil` when it has none or depends on the run.
    static func fold(_ node: TypedNode) -> Datum? {
        if let constant = node.constant { return constant }
        var builder = ProgramBuilder(Schema([]))
        guard let slot = try? builder.slot(of: node),
            case .constant(let cells) = builder.instructions[slot].operation
        else { return nil }
        return cells.datum
    }

    private mutating func slot(of node: TypedNode) throws(EvalFault) -> Int {
        if let slot = known[ObjectIdentifier(node)] { return slot }
        let slot = try newSlot(of: node)
        known[ObjectIdentifier(node)] = slot
        return slot
    }

    private mutating func newSlot(of node: TypedNode) throws(EvalFault) -> Int {
        switch node.kind {
        case .column(let index):
            columns.insert(index)
            let reader = ColumnReader(index: index, field: schema.fields[index])
            return add(.load(index), .load(reader), node)
        case .constant(let datum):
            // 1.0 equals 1.00, but is another text.
            var scale = 0
            if case .numeric(let value) = datum { scale = value.displayScale }
            return add(
                .constant(datum, node.type, scale: scale), .constant(ConstantCells(datum)), node)
        case .call(let entry, let arguments): return try call(entry, arguments, node)
        case .and(let parts): return try logic("and", parts, node) { .and($0) }
        case .or(let parts): return try logic("or", parts, node) { .or($0) }
        case .not(let part): return try logic("not", [part], node) { .not($0[0]) }
        case .isNull(let part): return try logic("null", [part], node) { .isNull($0[0]) }
        case .isTruth(let part, let wanted):
            return try logic("is \(wanted)", [part], node) { .isTruth($0[0], wanted) }
        case .coalesce(let parts):
            return try logic("coalesce", parts, node) { .coalesce($0) }
        case .choice(let branches, let otherwise):
            return try choice(branches, otherwise, node)
        case .member(let part, let constants, let hasNull):
            let slot = try slot(of: part)
            let set = MemberSet(constants, storage: part.type.storage, hasNull: hasNull)
            return foldable(
                add(.member(slot, constants, hasNull), .member(slot, set), node), [slot])
        }
    }

    private mutating func logic(
        _ word: String, _ parts: [TypedNode], _ node: TypedNode,
        _ operation: ([Int]) -> Program.Operation
    ) throws(EvalFault) -> Int {
        var inputs: [Int] = []
        for part in parts { inputs.append(try slot(of: part)) }
        return foldable(
            add(.logic("\(word) \(node.type)", inputs), operation(inputs), node), inputs)
    }

    private mutating func choice(
        _ branches: [TypedNode.Branch], _ otherwise: TypedNode?, _ node: TypedNode
    ) throws(EvalFault) -> Int {
        var pairs: [(condition: Int, value: Int)] = []
        var inputs: [Int] = []
        for branch in branches {
            let condition = try slot(of: branch.condition)
            let value = try slot(of: branch.value)
            pairs.append((condition, value))
            inputs += [condition, value]
        }
        let rest = try otherwise.map { node throws(EvalFault) in try slot(of: node) }
        if let rest { inputs.append(rest) }
        let word = "case \(rest != nil) \(node.type)"
        return foldable(
            add(.logic(word, inputs), .choice(pairs, otherwise: rest), node), inputs)
    }

    private mutating func call(
        _ entry: FunctionEntry, _ arguments: [TypedNode], _ node: TypedNode
    ) throws(EvalFault) -> Int {
        if entry.isRelabel { return try slot(of: arguments[0]) }
        var inputs: [Int] = []
        for argument in arguments { inputs.append(try slot(of: argument)) }
        let constants = inputs.map { slot -> Datum? in
            guard case .constant(let cells) = instructions[slot].operation else { return nil }
            return cells.datum
        }
        let key = Key.call(entry.name, entry.arguments, entry.result, inputs)
        if let known = slots[key] { return known }
        let kernel = try entry.bind(constants)
        places.formUnion(entry.places)
        let slot = add(key, .call(kernel, inputs), node)
        return entry.volatility == .immutable ? foldable(slot, inputs) : slot
    }

    private mutating func add(_ key: Key, _ operation: Program.Operation, _ node: TypedNode) -> Int
    {
        if let known = slots[key] { return known }
        instructions.append(
            Program.Instruction(
                operation: operation, storage: node.type.storage, place: node.place,
                expression: expression))
        slots[key] = instructions.count - 1
        return instructions.count - 1
    }

    /// Replaces an instruction whose inputs are all constant by its value, unless it fails: then it
    /// fails for each record that gets so far, and for no other.
    private mutating func foldable(_ slot: Int, _ inputs: [Int]) -> Int {
        if case .constant = instructions[slot].operation { return slot }
        let areConstant = inputs.allSatisfy {
            if case .constant = instructions[$0].operation { true } else { false }
        }
        guard areConstant else { return slot }
        // A program of its own, so that folding costs no more than the instruction itself.
        var part = inputs.map { instructions[$0] }
        var last = instructions[slot]
        let places = Dictionary(
            inputs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        last.operation = last.operation.reading { places[$0] ?? 0 }
        part.append(last)
        let program = Program(
            instructions: part, roots: [part.count - 1], types: [], columns: [])
        let frame = program.makeFrame()
        for vector in frame.vectors { vector.reserve(1) }
        frame.lists.prepare(rows: 1)
        program.prepare(frame)
        let value = program.evaluate(part.count - 1, unsafe Rows(nil, 1), frame)
        guard frame.failures.isEmpty else { return slot }
        // A text may lie in the frame, or in a constant of the program.
        let datum = withExtendedLifetime((program, frame)) { value.datum(0) }
        instructions[slot].operation = .constant(ConstantCells(datum))
        return slot
    }

    /// Finds the slots that more than one place reads; those that only constants read do not count.
    private mutating func markShared(_ roots: [Int]) {
        uses = Array(repeating: 0, count: instructions.count)
        for root in roots { uses[root] += 1 }
        for instruction in instructions.reversed() {
            for input in instruction.operation.inputs { uses[input] += 1 }
        }
        for slot in instructions.indices { instructions[slot].isShared = uses[slot] > 1 }
    }
}

extension Program.Operation {
    /// The slots it reads.
    var inputs: [Int] {
        switch self {
        case .load, .constant: []
        case .call(_, let slots), .and(let slots), .or(let slots), .coalesce(let slots): slots
        case .not(let slot), .isNull(let slot), .isTruth(let slot, _), .member(let slot, _): [slot]
        case .choice(let branches, let otherwise):
            branches.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
        }
    }
}

extension Program.Operation {
    /// The same operation on other slots.
    func reading(_ slot: (Int) -> Int) -> Self {
        switch self {
        case .load, .constant: self
        case .call(let kernel, let slots): .call(kernel, slots.map(slot))
        case .and(let slots): .and(slots.map(slot))
        case .or(let slots): .or(slots.map(slot))
        case .coalesce(let slots): .coalesce(slots.map(slot))
        case .not(let input): .not(slot(input))
        case .isNull(let input): .isNull(slot(input))
        case .isTruth(let input, let wanted): .isTruth(slot(input), wanted)
        case .member(let input, let set): .member(slot(input), set)
        case .choice(let branches, let otherwise):
            .choice(
                branches.map { (slot($0.condition), slot($0.value)) },
                otherwise: otherwise.map(slot))
        }
    }
}

extension Vector {
    /// The value of one row.
    func datum(_ row: Int) -> Datum {
        guard !isNull(row) else { return .null }
        return switch storage {
        case .bool: unsafe .bool(cells(Bool.self)[row])
        case .int64: unsafe .int64(cells(Int64.self)[row])
        case .double: unsafe .double(cells(Double.self)[row])
        case .numeric: unsafe .numeric(cells(Numeric.self)[row])
        case .interval: unsafe .interval(cells(Interval.self)[row])
        case .text: unsafe .text(Array(cells(Text.self)[row].bytes))
        }
    }
}
