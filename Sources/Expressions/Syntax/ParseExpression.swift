/// Reads one expression, such as the condition of `filter`.
///
/// - Throws: ``ExpressionError`` at the first place that cannot be understood.
public func parseExpression(_ text: String) throws(ExpressionError) -> SyntaxNode {
    var reader = try TokenReader(text)
    let node = try reader.takeExpression()
    try reader.expectExpressionEnd()
    return node
}

/// A column and the expression that makes it.
public struct Assignment: Sendable, Equatable {
    public let name: Name
    public let value: SyntaxNode

    public init(_ name: Name, _ value: SyntaxNode) {
        self.name = name
        self.value = value
    }
}

/// What `select` keeps or makes.
public enum SelectedItem: Sendable, Equatable {
    /// `*`, every column; the place of the star.
    case everything(Range<Int>)
    /// `expression [as name]`; a bare column is an expression.
    case value(SyntaxNode, alias: Name?)
}

/// Reads `name = expression, …`, as `derive` has them.
///
/// - Throws: ``ExpressionError`` at the first place that cannot be understood.
public func parseAssignments(_ text: String) throws(ExpressionError) -> [Assignment] {
    var reader = try TokenReader(text)
    let assignments = try reader.takeAssignments()
    try reader.expectExpressionEnd(wanted: "a comma or an operator")
    return assignments
}

/// Reads `expression [as name], *, …`, as `select` has them.
///
/// - Throws: ``ExpressionError`` at the first place that cannot be understood.
public func parseSelection(_ text: String) throws(ExpressionError) -> [SelectedItem] {
    var reader = try TokenReader(text)
    let items = try reader.takeSelection()
    try reader.expectExpressionEnd(wanted: "a comma, an operator or 'as'")
    return items
}

extension TokenReader {
    /// Takes `name = expression` with commas between, at least one; what follows is left.
    public mutating func takeAssignments() throws(ExpressionError) -> [Assignment] {
        var assignments: [Assignment] = []
        repeat {
            let name = try takeName(wanted: "the name of a column")
            guard token.isSymbol("=") else {
                let isOther = token.isSymbol("==") || token.isSymbol(":=")
                throw unexpected(wanted: "'='", hint: isOther ? "= assigns" : nil)
            }
            try take()
            assignments.append(Assignment(name, try takeExpression()))
        } while try takes(symbol: ",")
        return assignments
    }

    /// Takes `expression [as name]` or `*` with commas between, at least one; what follows is left.
    public mutating func takeSelection() throws(ExpressionError) -> [SelectedItem] {
        var items: [SelectedItem] = []
        repeat {
            if token.isSymbol("*") {
                items.append(.everything(try take().place))
                continue
            }
            let value = try takeExpression()
            let isNamed = try takes(word: "as")
            let alias = isNamed ? try takeName(wanted: "a name", anyWord: true) : nil
            items.append(.value(value, alias: alias))
        } while try takes(symbol: ",")
        return items
    }

    /// Makes sure that the expression is over.
    func expectExpressionEnd(wanted: String = "an operator") throws(ExpressionError) {
        guard token.isSymbol(")") else { return try expectEnd(wanted: wanted) }
        throw unexpected(wanted: wanted, hint: "no opening parenthesis belongs to it")
    }
}
