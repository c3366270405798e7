/// What is true, false or NULL.
extension ExpressionChecker {
    mutating func conditions(
        _ parts: [SyntaxNode], of owner: String
    ) throws(ExpressionError) -> [TypedNode] {
        var nodes: [TypedNode] = []
        nodes.reserveCapacity(parts.count)
        for part in parts { nodes.append(try condition(part, of: owner)) }
        return nodes
    }

    mutating func condition(
        _ syntax: SyntaxNode, of owner: String
    ) throws(ExpressionError) -> TypedNode {
        try boolean(try check(syntax), of: owner)
    }

    private func boolean(_ node: TypedNode, of owner: String) throws(ExpressionError) -> TypedNode {
        if node.type == .boolean || node.type == .unknown { return try coerce(node, to: .boolean) }
        let operand = operandText(node)
        var hint: String?
        if node.type.isNumber { hint = "compare it: \(operand) <> 0" }
        if node.type == .text { hint = castHint(node, to: .boolean) }
        throw ExpressionError(
            message: "argument of \(owner) must be type boolean, not type "
                + node.type.printedName + origins(of: [node]),
            place: node.place,
            hint: hint ?? "compare it with a value, or write \(operand) is not null")
    }

    func negated(_ node: TypedNode, _ isNegated: Bool) -> TypedNode {
        isNegated ? TypedNode(.not(node), .boolean, node.place) : node
    }

    mutating func test(
        _ part: SyntaxNode, _ truth: SyntaxNode.Truth, _ isNegated: Bool, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let value = try check(part)
        let words = "IS \(isNegated ? "NOT " : "")\(truth.rawValue.uppercased())"
        let kind: TypedNode.Kind =
            switch truth {
            case .null: .isNull(value)
            case .unknown: .isNull(try boolean(value, of: words))
            case .true: .isTruth(try boolean(value, of: words), true)
            case .false: .isTruth(try boolean(value, of: words), false)
            }
        return negated(TypedNode(kind, .boolean, place), isNegated)
    }

    mutating func distinct(
        _ left: TypedNode, _ right: TypedNode, _ isNegated: Bool, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        if left.isNullLiteral || right.isNullLiteral {
            let value = right.isNullLiteral ? left : right
            return negated(TypedNode(.isNull(value), .boolean, place), !isNegated)
        }
        return negated(try compare("is distinct from", left, right, place), isNegated)
    }

    mutating func between(
        _ value: SyntaxNode, _ bounds: (SyntaxNode, SyntaxNode), _ isSymmetric: Bool,
        _ isNegated: Bool, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let value = try check(value)
        let (low, high) = (try check(bounds.0), try check(bounds.1))
        let inside = try within(value, low, high, isNegated, place)
        guard isSymmetric else { return inside }
        let turned = try within(value, high, low, isNegated, place)
        return TypedNode(
            isNegated ? .and([inside, turned]) : .or([inside, turned]), .boolean, place)
    }

    private mutating func within(
        _ value: TypedNode, _ low: TypedNode, _ high: TypedNode, _ isNegated: Bool,
        _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let above = try compare(isNegated ? "<" : ">=", value, low, place)
        let below = try compare(isNegated ? ">" : "<=", value, high, place)
        return TypedNode(isNegated ? .or([above, below]) : .and([above, below]), .boolean, place)
    }

    // MARK: IN

    /// `value in (items)`: one look into a set for the constants, `=` for everything else.
    mutating func member(
        _ value: SyntaxNode, _ items: [SyntaxNode], _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let value = try check(value)
        let nodes = try checkAll(items)
        let fixed = nodes.filter(\.isFixed)
        var tests: [TypedNode] = []
        if fixed.count > 1, let test = try constantMember(value, fixed, place) {
            tests.append(test)
            for node in nodes where !node.isFixed {
                tests.append(try compare("=", value, node, node.place))
            }
        } else {
            for node in nodes { tests.append(try compare("=", value, node, node.place)) }
        }
        return tests.count == 1 ? tests[0] : TypedNode(.or(tests), .boolean, place)
    }

    /// `nil` when the constants and the value have no type in common, or none that a set is of.
    private mutating func constantMember(
        _ value: TypedNode, _ items: [TypedNode], _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode? {
        let types = [value.type] + items.map(\.type)
        guard let common = commonType(types).type, common != .interval,
            types.allSatisfy({ $0.converts(to: common) }),
            FunctionTable.named("=").contains(where: { $0.arguments[0] == common.widened })
        else { return nil }
        var constants: [Datum] = []
        constants.reserveCapacity(items.count)
        var hasNull = false
        for item in items {
            let item = try coerce(item, to: common)
            guard let constant = item.constant ?? ProgramBuilder.fold(item) else { return nil }
            if constant.isNull { hasNull = true } else { constants.append(constant) }
        }
        if hasNull {
            note(
                "NULL in a list equals nothing: where no item is equal the result is NULL, not false",
                place, hint: "write '… or x is null' to find records without a value")
        }
        let operand = try coerce(value, to: common)
        return TypedNode(.member(operand, constants, hasNull: hasNull), .boolean, place)
    }

    // MARK: CASE and its relatives

    mutating func choice(
        _ operand: SyntaxNode?, _ branches: [SyntaxNode.Branch], _ otherwise: SyntaxNode?,
        _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        var subject: TypedNode?
        if let operand {
            let node = try check(operand)
            subject = node.type == .unknown ? try coerce(node, to: .text) : node
        }
        var tests: [TypedNode] = []
        // PostgreSQL looks at the type of ELSE first.
        var values = [try otherwise.map { node throws(ExpressionError) in try check(node) }]
            .compactMap(\.self)
        let hasOtherwise = !values.isEmpty
        for branch in branches {
            if let subject {
                let test = try check(branch.condition)
                tests.append(try compare("=", subject, test, branch.condition.place))
            } else {
                tests.append(try condition(branch.condition, of: "CASE/WHEN"))
            }
            values.append(try check(branch.result))
        }
        let (cells, type) = try unified(values, in: "CASE")
        let results = cells.dropFirst(hasOtherwise ? 1 : 0)
        return TypedNode(
            .choice(
                zip(tests, results).map { TypedNode.Branch(condition: $0, value: $1) },
                otherwise: hasOtherwise ? cells[0] : nil), type, place)
    }

    /// The nodes as values of the type they have in common.
    func unified(
        _ nodes: [TypedNode], in construct: String
    ) throws(ExpressionError) -> ([TypedNode], SQLType) {
        let (type, mismatch) = commonType(nodes.map(\.type))
        guard let type else {
            let (first, second) = mismatch ?? (.unknown, .unknown)
            let culprits = nodes.filter { $0.type == second }
            let others = nodes.filter { $0.type == first }
            throw ExpressionError(
                message: "\(construct) types \(first.printedName) and \(second.printedName) cannot "
                    + "be matched" + origins(of: Array((others.prefix(1) + culprits.prefix(1)))),
                place: culprits.first?.place ?? 0..<0,
                hint: mixHint(others.first, culprits.first))
        }
        var cells: [TypedNode] = []
        for node in nodes {
            guard node.type.converts(to: type) else {
                throw ExpressionError(
                    message: "\(construct) could not convert type \(node.type.printedName) to "
                        + type.printedName, place: node.place,
                    hint: "write \(operandText(node))::\(type.rawValue)")
            }
            cells.append(try coerce(node, to: type))
        }
        return (cells, type)
    }

    private func mixHint(_ first: TypedNode?, _ second: TypedNode?) -> String? {
        guard let first, let second else { return nil }
        if first.type == .text { return "write \(operandText(second))::text, or cast the text" }
        if second.type == .text { return castHint(second, to: first.type) }
        return "cast one of them, as in \(operandText(second))::\(first.type.rawValue)"
    }
}

extension TypedNode {
    /// The word NULL itself.
    var isNullLiteral: Bool { type == .unknown && constant?.isNull == true }
}
