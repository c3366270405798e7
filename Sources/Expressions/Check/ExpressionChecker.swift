public import TrancheColumnar

/// Finds out what the names in expressions mean and which types they have, as PostgreSQL does.
///
/// Names that were defined stand for the expression itself, so what several use is calculated
/// once.
public struct ExpressionChecker {
    /// The height of a tree that is refused when exceeded, so that walks may recurse.
    static let greatestHeight = 250

    /// What is allowed but hardly meant, such as `x = null`.
    public private(set) var notices: [ExpressionError] = []

    let schema: Schema
    /// For a column's name, how its type became known.
    let evidence: [String: String]
    let literals = LiteralReader()
    private(set) var names: ColumnNames
    private(set) var text = ""

    /// - Parameters:
    ///   - schema: The columns that expressions may name.
    ///   - evidence: For columns' names, what messages say of the type, such as "inferred from the
    ///     first 1000 records"; what the field's origin tells where there is none.
    public init(schema: Schema, evidence: [String: String] = [:]) {
        self.schema = schema
        self.evidence = evidence
        names = ColumnNames(schema)
    }

    /// Lets later expressions use `name` for `expression`, in place of a column of that name.
    public mutating func define(_ name: String, _ expression: CheckedExpression) {
        names.define(name, expression.node)
    }

    /// Resolves the names and types of an expression.
    ///
    /// - Parameters:
    ///   - syntax: The expression.
    ///   - text: What `syntax` was parsed from.
    /// - Returns: The expression; a literal whose type nothing decides is a text.
    /// - Throws: ``ExpressionError`` at the first part that has no meaning.
    public mutating func check(
        _ syntax: SyntaxNode, in text: String
    ) throws(ExpressionError) -> CheckedExpression {
        self.text = text
        let node = try check(syntax)
        let settled = node.type == .unknown ? try coerce(node, to: .text) : node
        return CheckedExpression(node: settled, text: text)
    }

    /// Resolves a condition: an expression of type boolean.
    ///
    /// - Parameters:
    ///   - syntax: The condition.
    ///   - text: What `syntax` was parsed from.
    ///   - owner: What errors call the part that needs the condition, such as "filter".
    /// - Returns: The condition.
    /// - Throws: ``ExpressionError`` at the first part that has no meaning, or for another type.
    public mutating func checkCondition(
        _ syntax: SyntaxNode, in text: String, of owner: String
    ) throws(ExpressionError) -> CheckedExpression {
        self.text = text
        let node = try condition(syntax, of: owner)
        return CheckedExpression(node: node, text: text)
    }

    /// Makes a program of checked expressions.
    public func compile(
        _ expressions: [CheckedExpression]
    ) throws(ExpressionError) -> CompiledExpressions {
        let nodes = expressions.map(\.node)
        do {
            let program = try ProgramBuilder.build(nodes, over: schema)
            return CompiledExpressions(program: program, texts: expressions.map(\.text))
        } catch {
            let culprit = nodes.compactMap { unbuildable($0) }.first
            throw ExpressionError(
                error, at: culprit?.place ?? nodes.first?.place ?? 0..<0)
        }
    }

    /// The smallest part that no program can be made of.
    private func unbuildable(_ node: TypedNode) -> TypedNode? {
        for part in node.kind.parts {
            if let found = unbuildable(part) { return found }
        }
        return (try? ProgramBuilder.build([node], over: schema)) == nil ? node : nil
    }

    mutating func note(_ message: String, _ place: Range<Int>, hint: String) {
        notices.append(ExpressionError(message: message, place: place, hint: hint))
    }

    /// Resolves the names and types of a part.
    mutating func check(_ syntax: SyntaxNode) throws(ExpressionError) -> TypedNode {
        let node = try resolve(syntax)
        guard node.height <= Self.greatestHeight else {
            throw ExpressionError(
                message: "found more than \(Self.greatestHeight) operations, one on the result of "
                    + "the other", place: syntax.place,
                hint: "split the expression over several derived columns")
        }
        return node
    }

    private mutating func resolve(_ syntax: SyntaxNode) throws(ExpressionError) -> TypedNode {
        let place = syntax.place
        switch syntax.kind {
        case .null: return TypedNode(.constant(.null), .unknown, place)
        case .boolean(let value): return TypedNode(.constant(.bool(value)), .boolean, place)
        case .number(let digits, let size): return try number(digits, size, place)
        case .text(let text): return TypedNode(.constant(.text(text)), .unknown, place)
        case .typedText(let type, let text): return try typedText(type, text, place)
        case .column(let name): return try column(name)
        case .unary(let sign, let part): return try unary(sign, part, place)
        case .chain(let first, let rest): return try chain(first, rest)
        case .and(let parts):
            return TypedNode(.and(try conditions(parts, of: "AND")), .boolean, place)
        case .or(let parts):
            return TypedNode(.or(try conditions(parts, of: "OR")), .boolean, place)
        case .not(let part):
            return TypedNode(.not(try condition(part, of: "NOT")), .boolean, place)
        case .test(let part, let truth, let isNegated):
            return try test(part, truth, isNegated, place)
        case .distinct(let left, let right, let isNegated):
            return try distinct(try check(left), try check(right), isNegated, place)
        default: return try resolveForm(syntax)
        }
    }

    private mutating func resolveForm(_ syntax: SyntaxNode) throws(ExpressionError) -> TypedNode {
        let place = syntax.place
        switch syntax.kind {
        case .between(let value, let low, let high, let isSymmetric, let isNegated):
            return try between(value, (low, high), isSymmetric, isNegated, place)
        case .inList(let value, let items, let isNegated):
            return negated(try member(value, items, place), isNegated)
        case .match(let value, let matcher, let pattern, let escape, let isNegated):
            let parts = [value, pattern] + [escape].compactMap(\.self)
            return negated(
                try apply(matcher.rawValue, to: try checkAll(parts), place), isNegated)
        case .cast(let value, let type): return try cast(try check(value), to: type, place)
        case .choice(let operand, let branches, let otherwise):
            return try choice(operand, branches, otherwise, place)
        case .call(let name, let arguments): return try call(name, arguments, place)
        case .element(let value, let index):
            return try element(try check(value), try check(index), place)
        case .array(let items): return try function("array", try checkAll(items), place, at: place)
        default: return TypedNode(.constant(.null), .unknown, place)
        }
    }

    mutating func checkAll(_ parts: [SyntaxNode]) throws(ExpressionError) -> [TypedNode] {
        var nodes: [TypedNode] = []
        nodes.reserveCapacity(parts.count)
        for part in parts { nodes.append(try check(part)) }
        return nodes
    }
}
