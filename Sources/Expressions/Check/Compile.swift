public import TrancheColumnar

/// An expression with the text it stands in, which its places are offsets of.
public struct ExpressionSource: Sendable {
    public let text: String
    public let syntax: SyntaxNode

    public init(_ syntax: SyntaxNode, in text: String) {
        self.syntax = syntax
        self.text = text
    }

    /// Parses `text`, which is one expression.
    public init(_ text: String) throws(ExpressionError) {
        self.init(try parseExpression(text), in: text)
    }
}

/// An expression whose names and types are known.
public struct CheckedExpression: Sendable {
    let node: TypedNode
    let text: String

    public var type: SQLType { node.type }

    /// The position of the column that it passes on as it is; `nil` for anything else.
    public var column: Int? {
        if case .column(let index) = node.kind { index } else { nil }
    }
}

/// Checks expressions over one schema and makes a program of them.
///
/// ``ExpressionChecker`` does so when later expressions use the names of earlier ones.
///
/// - Throws: ``ExpressionError`` at the first part that has no meaning.
public func compileExpressions(
    _ sources: [ExpressionSource], over schema: Schema, evidence: [String: String] = [:]
) throws(ExpressionError) -> CompiledExpressions {
    var checker = ExpressionChecker(schema: schema, evidence: evidence)
    var expressions: [CheckedExpression] = []
    for source in sources {
        expressions.append(try checker.check(source.syntax, in: source.text))
    }
    return try checker.compile(expressions)
}
