import TrancheColumnar

/// Conversions: those that are written, and those that come by themselves.
extension ExpressionChecker {
    /// The node as a value of `type`, converted where that needs no asking.
    ///
    /// - Precondition: The type ``SQLType/converts(to:)`` the other.
    func coerce(_ node: TypedNode, to type: SQLType) throws(ExpressionError) -> TypedNode {
        guard node.type != type else { return node }
        if node.type == .unknown { return try literal(node, as: type) }
        if let value = widened(node, to: type) {
            return TypedNode(.constant(value), type, node.place)
        }
        return try converted(node, to: type, node.place)
    }

    /// A constant whose conversion needs no function.
    private func widened(_ node: TypedNode, to type: SQLType) -> Datum? {
        guard let constant = node.constant else { return nil }
        guard case .int64(let value) = constant, node.type.isInteger else {
            return constant.isNull ? .null : nil
        }
        switch type {
        case .integer where node.type == .smallint, .bigint: return .int64(value)
        case .numeric: return .numeric(Numeric(value))
        case .doublePrecision: return .double(Double(value))
        default: return nil
        }
    }

    /// A literal in quotes, NULL, or a column of which no value is known, read as `type`.
    private func literal(_ node: TypedNode, as type: SQLType) throws(ExpressionError) -> TypedNode {
        if case .column = node.kind {
            // A column without a value in the sample is read as what is wanted of it.
            let text = TypedNode(node.kind, .text, node.place)
            return try converted(text, to: type == .unknown ? .text : type, node.place)
        }
        guard case .text(let bytes)? = node.constant else {
            return TypedNode(.constant(.null), type, node.place)
        }
        let value: Datum?
        do { value = try literals.read(bytes, as: type) } catch {
            throw ExpressionError(error, at: node.place)
        }
        guard let value else { throw noCast(from: .text, to: type, node) }
        return TypedNode(.constant(value), type, node.place)
    }

    /// The node converted by whatever leads from its type to `type`.
    func converted(
        _ node: TypedNode, to type: SQLType, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        if node.type == type { return node }
        if node.type == .unknown { return try literal(node, as: type) }
        guard let entry = CastTable.entry(from: node.type, to: type) else {
            throw noCast(from: node.type, to: type, node)
        }
        return TypedNode(.call(entry.function, [node]), type, place)
    }

    private func noCast(from: SQLType, to: SQLType, _ node: TypedNode) -> ExpressionError {
        var hint: String?
        let operand = operandText(node)
        if to == .boolean, from.isNumber { hint = "write \(operand) <> 0" }
        if from == .boolean, to.isNumber { hint = "write \(operand)::integer" }
        if hint == nil, CastTable.entry(from: .text, to: to) != nil,
            CastTable.entry(from: from, to: .text) != nil
        {
            hint = "write \(operand)::text::\(to.rawValue) when its text is a value of that type"
        }
        return ExpressionError(
            message:
                "cannot cast type \(from.printedName) to \(to.printedName)\(origins(of: [node]))",
            place: node.place, hint: hint)
    }

    func cast(
        _ node: TypedNode, to name: TypeName, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        let type = try sqlType(name)
        let plain = try converted(node, to: type, place)
        return try fitted(plain, to: name, place)
    }

    /// `date '2026-01-31'`, and intervals whose unit stands behind: `interval '1' day`.
    func typedText(
        _ name: TypeName, _ text: String, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        guard let fields = name.fields else {
            return try cast(TypedNode(.constant(.text(text)), .unknown, place), to: name, place)
        }
        let trimmed = text.filter { $0 != " " }
        let isWhole = Int32(trimmed) != nil
        let isSecond = fields == "second" && name.modifiers.isEmpty && Double(trimmed) != nil
        guard !fields.contains(" "), isWhole || isSecond else {
            throw ExpressionError(
                message: "found fields after an interval that is no single number", place: place,
                hint: "write the units inside: interval '1 day 2 hours'")
        }
        let spelled = TypedNode(.constant(.text("\(trimmed) \(fields)")), .unknown, place)
        return try coerce(spelled, to: .interval)
    }

    /// The value fitted to `(10, 2)` and the like.
    private func fitted(
        _ node: TypedNode, to name: TypeName, _ place: Range<Int>
    ) throws(ExpressionError) -> TypedNode {
        guard !name.modifiers.isEmpty else { return node }
        var modifiers = name.modifiers
        let function: String
        switch name.name {
        case "numeric":
            function = "numeric"
            if modifiers.count == 1 { modifiers.append(0) }
            try checkNumeric(modifiers, name)
        case "character varying", "character":
            function = name.name == "character" ? "char" : "varchar"
            guard modifiers.count == 1, modifiers[0] >= 1 else {
                throw ExpressionError(
                    message: "length for type \(name.name) must be at least 1", place: name.place)
            }
        case "timestamp without time zone": function = "timestamp"
        case "timestamp with time zone": function = "timestamptz"
        default: function = name.name
        }
        let place = node.place
        let types = [node.type] + modifiers.map { _ in SQLType.integer }
        guard let entry = FunctionTable.named(function).first(where: { $0.arguments == types })
        else {
            throw ExpressionError(
                message: "found \(name), wanted a type without numbers in parentheses",
                place: name.place, hint: "write \(name.name), and round or cut the value yourself")
        }
        let numbers = modifiers.map { TypedNode(.constant(.int64(Int64($0))), .integer, place) }
        return TypedNode(.call(entry, [node] + numbers), entry.result, place)
    }

    private func checkNumeric(_ modifiers: [Int], _ name: TypeName) throws(ExpressionError) {
        guard modifiers.count == 2 else {
            throw ExpressionError(message: "invalid NUMERIC type modifier", place: name.place)
        }
        guard (1...1000).contains(modifiers[0]) else {
            throw ExpressionError(
                message: "NUMERIC precision \(modifiers[0]) must be between 1 and 1000",
                place: name.place)
        }
        guard (-1000...1000).contains(modifiers[1]) else {
            throw ExpressionError(
                message: "NUMERIC scale \(modifiers[1]) must be between -1000 and 1000",
                place: name.place)
        }
    }

    func sqlType(_ name: TypeName) throws(ExpressionError) -> SQLType {
        if name.arrayDepth == 1, name.name == "text" { return .textArray }
        guard name.arrayDepth == 0 else { throw unsupported(name, "text[] is the one array type") }
        switch name.name {
        case "character varying": return .text
        case "character":
            guard FunctionTable.named("char").isEmpty else { return .text }
            throw unsupported(name, "varchar(\(name.modifiers.first ?? 1)) pads nothing")
        case "timestamp without time zone": return .timestamp
        case "timestamp with time zone": return .timestamptz
        case "real": throw unsupported(name, "double precision holds its values")
        case "jsonb": throw unsupported(name, "json keeps the text as it is")
        case "time without time zone", "time with time zone":
            throw unsupported(name, "keep the text, or cast to interval or timestamp")
        case "unknown": throw unknownType(name)
        default:
            guard let type = SQLType(rawValue: name.name) else { throw unknownType(name) }
            return type
        }
    }

    private func unsupported(_ name: TypeName, _ hint: String) -> ExpressionError {
        ExpressionError(
            message: "type \(name) is not supported", place: name.place, hint: hint)
    }

    private func unknownType(_ name: TypeName) -> ExpressionError {
        let known = SQLType.allCases.map(\.rawValue).filter { $0 != "unknown" } + ["varchar"]
        let near = nearestName(to: name.name, among: known)
        return ExpressionError(
            message: "type \(quoted(name.name, with: "\"")) does not exist", place: name.place,
            hint: near.map { "did you mean \($0)?" }
                ?? "there are: \(known.joined(separator: ", "))")
    }
}
