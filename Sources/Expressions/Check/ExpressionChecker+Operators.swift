/// Operators, which are entries of the function table under their symbols.
extension ExpressionChecker {
    /// `first op operand op operand …`, from the left.
    mutating func chain(
        _ first: SyntaxNode, _ rest: [SyntaxNode.Operation]
    ) throws(ExpressionError) -> TypedNode {
        var left = try check(first)
        for operation in rest {
            let right = try check(operation.operand)
            let place = first.place.lowerBound..<operation.operand.place.upperBound
            let sign = operation.operator
            left = try apply(sign.symbol, to: [left, right], place, at: sign.place)
            guard left.height <= Self.greatestHeight else {
                throw ExpressionError(
                    message: "found more than \(Self.greatestHeight) operators in a chain",
                    place: place, hint: "split the expression over several derived columns")
            }
        }
        return left
    }

    /// The value of an operator for one or two operands, or of a pattern's word for up to three.
    mutating func apply(
        _ symbol: String, to operands: [TypedNode], _ place: Range<Int>, at sign: Range<Int>? = nil
    ) throws(ExpressionError) -> TypedNode {
        switch symbol {
        case "=", "<>", "<", "<=", ">", ">=":
            return try compare(symbol, operands[0], operands[1], place, at: sign)
        case "||": return try joined(operands[0], operands[1], place, at: sign)
        case "~~": return try apply("like", to: operands, place, at: sign)
        case "~~*": return try apply("ilike", to: operands, place, at: sign)
        case "!~~": return negated(try apply("like", to: operands, place, at: sign), true)
        case "!~~*": return negated(try apply("ilike", to: operands, place, at: sign), true)
        case "^@": return try function("starts_with", operands, place, at: sign ?? place)
        default: break
        }
        let entries = FunctionTable.named(symbol)
        let types = operands.map(\.type)
        let resolution = resolveOperator(entries, types)
        guard case .found(let entry) = resolution else {
            throw noOperator(symbol, operands, entries, resolution, sign ?? place)
        }
        return try invoke(entry, operands, place)
    }

    /// A comparison; integers of all sizes are compared as bigint, which changes no result.
    mutating func compare(
        _ symbol: String, _ left: TypedNode, _ right: TypedNode, _ place: Range<Int>,
        at sign: Range<Int>? = nil
    ) throws(ExpressionError) -> TypedNode {
        if left.isNullLiteral != right.isNullLiteral || (left.isNullLiteral && right.isNullLiteral)
        {
            let operand = operandText(left.isNullLiteral ? right : left)
            note(
                "a comparison with NULL is never true, but NULL", place,
                hint: "write \(operand) is \(symbol == "<>" ? "not " : "")null")
        }
        var operands = [left, right]
        // A literal is read as the type of the other side, whatever it is compared as.
        if left.type == .unknown, right.type.isInteger {
            operands[0] = try coerce(left, to: right.type)
        } else if right.type == .unknown, left.type.isInteger {
            operands[1] = try coerce(right, to: left.type)
        }
        let entries = FunctionTable.named(symbol)
        let resolution = resolveOperator(entries, operands.map(\.type.widened))
        guard case .found(let entry) = resolution else {
            throw noOperator(symbol, [left, right], entries, resolution, sign ?? place)
        }
        for index in operands.indices where operands[index].type == .date {
            guard let cast = CastTable.beside(entry.arguments[index]) else { continue }
            let place = operands[index].place
            operands[index] = TypedNode(
                .call(cast, [operands[index]]), entry.arguments[index], place)
        }
        return try invoke(entry, operands, place)
    }

    /// `||`: where one side is a text, the other becomes one.
    private mutating func joined(
        _ left: TypedNode, _ right: TypedNode, _ place: Range<Int>, at sign: Range<Int>?
    ) throws(ExpressionError) -> TypedNode {
        var operands = [left, right]
        let entries = FunctionTable.named("||")
        let types = operands.map(\.type)
        if case .found(let entry) = resolveOperator(entries, types) {
            return try invoke(entry, operands, place)
        }
        let isText = types.map { $0 == .text || $0 == .unknown }
        guard isText[0] || isText[1], !types.contains(.textArray),
            let entry = entries.first(where: { $0.arguments == [.text, .text] })
        else {
            throw noOperator("||", operands, entries, .none, sign ?? place)
        }
        for index in operands.indices where types[index] != .text {
            operands[index] = try converted(operands[index], to: .text, operands[index].place)
        }
        return try invoke(entry, operands, place)
    }

    /// A call of `entry`, with arguments that convert to its parameters.
    func invoke(
        _ entry: FunctionEntry, _ arguments: [TypedNode], _ place: Range<Int>,
        as type: SQLType? = nil
    ) throws(ExpressionError) -> TypedNode {
        var cells: [TypedNode] = []
        cells.reserveCapacity(arguments.count)
        for (index, argument) in arguments.enumerated() {
            cells.append(try coerce(argument, to: entry.parameter(index)))
        }
        return TypedNode(.call(entry, cells), type ?? entry.result, place)
    }

    /// `value[index]`.
    mutating func element(
        _ value: TypedNode, _ index: TypedNode, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let isText = value.type == .textArray
        let entries = FunctionTable.named("[]")
        guard isText, case .found(let entry) = resolveFunction(entries, [value.type, index.type])
        else {
            if isText, !entries.isEmpty {
                throw ExpressionError(
                    message: "array subscript must have type integer", place: index.place,
                    hint: castHint(index, to: .integer))
            }
            throw ExpressionError(
                message: "cannot subscript type \(value.type.printedName) because it does not "
                    + "support subscripting" + origins(of: [value]),
                place: value.place,
                hint: value.type == .json ? "write \(operandText(value)) -> 0" : nil)
        }
        return try invoke(entry, [value, index], place)
    }
}
