public import TrancheColumnar

extension CheckedExpression {
    /// The conditions with which the expression, a filter's, begins, and that cannot fail.
    ///
    /// A record for which one of them is not true passes under no value of the rest, and the rest is
    /// not evaluated for it, so that something else may leave it out.
    ///
    /// - Parameter schema: The columns it was checked over.
    /// - Returns: The conditions of its AND from the left, and whether they are all of it.
    public func leadingConditions(over schema: Schema) -> (conditions: [RowCondition], isAll: Bool)
    {
        let nodes = if case .and(let nodes) = node.kind { nodes } else { [node] }
        var conditions: [RowCondition] = []
        for node in nodes {
            guard let condition = condition(node, schema) else { return (conditions, false) }
            conditions.append(condition)
        }
        return (conditions, true)
    }
}

/// The same as a condition for others; `nil` when it calculates, and so may fail or differ.
private func condition(_ node: TypedNode, _ schema: Schema) -> RowCondition? {
    switch node.kind {
    case .column(let index):
        return node.type == .boolean ? .holds(schema.fields[index]) : nil
    case .and(let nodes):
        return conditions(nodes, schema).map(RowCondition.and)
    case .or(let nodes):
        return conditions(nodes, schema).map(RowCondition.or)
    case .not(let inner):
        return condition(inner, schema).map(RowCondition.not)
    case .isTruth(let inner, let truth):
        return condition(inner, schema).map { .isTruth($0, truth) }
    case .isNull(let inner):
        guard case .column(let index) = inner.kind else { return nil }
        return .isNull(schema.fields[index])
    case .member(let operand, let data, let hasNull):
        guard let column = column(operand, schema), !data.isEmpty else { return nil }
        let constants = data.compactMap { constant($0, operand.type) }
        guard constants.count == data.count else { return nil }
        return .member(column, constants, hasNull: hasNull)
    case .call(let entry, let arguments):
        return comparison(entry, arguments, schema)
    case .constant, .choice, .coalesce:
        return nil
    }
}

private func conditions(_ nodes: [TypedNode], _ schema: Schema) -> [RowCondition]? {
    let found = nodes.compactMap { condition($0, schema) }
    return found.count == nodes.count ? found : nil
}

/// A comparison of a column with a constant, whichever stands left.
private func comparison(_ entry: FunctionEntry, _ arguments: [TypedNode], _ schema: Schema)
    -> RowCondition?
{
    guard arguments.count == 2, let operation = RowCondition.Comparison(rawValue: entry.name) else {
        return nil
    }
    if let column = column(arguments[0], schema), let value = value(arguments[1]) {
        return .compare(column, operation, value)
    }
    if let column = column(arguments[1], schema), let value = value(arguments[0]) {
        return .compare(column, operation.mirrored, value)
    }
    return nil
}

/// The column that a node is, or is but for a conversion that has a value for every value and is
/// made by every database that compares the two.
private func column(_ node: TypedNode, _ schema: Schema) -> Field? {
    switch node.kind {
    case .column(let index):
        return schema.fields[index]
    case .call(let entry, let arguments):
        guard arguments.count == 1, case .column(let index) = arguments[0].kind else { return nil }
        let isNumber =
            arguments[0].type == .bigint
            && (entry.name == SQLType.numeric.rawValue
                || entry.name == SQLType.doublePrecision.rawValue)
        return isNumber && entry.result.rawValue == entry.name ? schema.fields[index] : nil
    default:
        return nil
    }
}

private func value(_ node: TypedNode) -> RowCondition.Constant? {
    (node.constant ?? (node.isFixed ? ProgramBuilder.fold(node) : nil))
        .flatMap { constant($0, node.type) }
}

/// A constant of a type whose text every database reads alike; `nil` for others and for NULL.
private func constant(_ datum: Datum, _ type: SQLType) -> RowCondition.Constant? {
    let out = ByteBuffer(capacity: 64)
    switch (datum, type) {
    case (.bool(let value), .boolean): appendValue(value, to: out)
    case (.int64(let value), .smallint), (.int64(let value), .integer),
        (.int64(let value), .bigint), (.int64(let value), .date), (.int64(let value), .timestamp),
        (.int64(let value), .timestamptz):
        appendValue(value, as: type, to: out)
    case (.double(let value), .doublePrecision): appendValue(value, to: out)
    case (.numeric(let value), .numeric): return .init(.numeric, value.text)
    case (.text(let bytes), .text), (.text(let bytes), .uuid):
        return .init(type.columnType, String(decoding: bytes, as: UTF8.self))
    default: return nil
    }
    return .init(type.columnType, out.string(0..<out.count))
}

extension RowCondition.Comparison {
    /// The same with the sides exchanged.
    fileprivate var mirrored: Self {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
