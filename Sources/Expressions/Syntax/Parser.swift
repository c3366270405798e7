/// Reads an expression by the binding strengths of PostgreSQL's grammar.
///
/// A call of ``expression(above:restricted:wanted:)`` takes all that binds more strongly than
/// the operator left of it; what follows weaker is left to the caller. Chains are loops.
struct Parser {
    var reader: TokenReader
    /// How many calls of ``expression(above:restricted:wanted:)`` are open.
    private var depth = 0

    init(reader: TokenReader) { self.reader = reader }

    /// Takes an operand and the operators after it that bind more strongly than `floor`.
    ///
    /// - Parameters:
    ///   - floor: Binding strength of the operator on the left; 0 for none.
    ///   - restricted: Whether it ends at words that form conditions, as before `between`'s `and`
    ///     (`b_expr` of PostgreSQL's grammar).
    ///   - wanted: How an error names the operand.
    /// - Returns: The node of what was taken.
    /// - Throws: ``ExpressionError`` at the first place that cannot be understood.
    mutating func expression(
        above floor: Int = 0, restricted: Bool = false, wanted: String = "a value"
    ) throws(ExpressionError) -> SyntaxNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= SyntaxNode.greatestHeight else { throw tooDeep(reader.token.place) }
        var left = try operand(restricted: restricted, wanted: wanted)
        while let infix = try infix(restricted: restricted), infix.binding > floor {
            left = try apply(infix, to: left, restricted: restricted)
        }
        return left
    }

    /// Makes a node from `start` to the last token taken.
    func node(_ kind: SyntaxNode.Kind, from start: Int) throws(ExpressionError) -> SyntaxNode {
        let node = SyntaxNode(kind, at: start..<reader.lastEnd)
        guard node.height <= SyntaxNode.greatestHeight else { throw tooDeep(node.place) }
        return node
    }

    private func tooDeep(_ place: Range<Int>) -> ExpressionError {
        ExpressionError(
            message: "found more than \(SyntaxNode.greatestHeight) levels, one inside the other",
            place: place, hint: "split the expression over several derived columns")
    }

    // MARK: Infix operators

    /// What may stand between two operands, or behind one.
    private enum Form {
        case symbol, and, or, cast, zone, test, isNull, notNull, like, ilike, similar, between, list
    }

    private struct Infix {
        var form: Form
        var binding: Int
        /// Whether a `not` stands before the word.
        var isNegated = false
    }

    /// The next token as an infix operator, still to be taken; `nil` when it is none.
    private func infix(restricted: Bool) throws(ExpressionError) -> Infix? {
        let token = reader.token
        switch token.kind {
        case .symbol:
            if let binding = Operators.binding(of: token.text) {
                return Infix(form: .symbol, binding: binding)
            }
            return token.text == "::" ? Infix(form: .cast, binding: Binding.cast) : nil
        case .word where token.text == "is": return Infix(form: .test, binding: Binding.test)
        case .word where !restricted: return try wordInfix(token.text)
        default: return nil
        }
    }

    private func wordInfix(_ word: String) throws(ExpressionError) -> Infix? {
        switch word {
        case "and": return Infix(form: .and, binding: Binding.and)
        case "or": return Infix(form: .or, binding: Binding.or)
        case "isnull": return Infix(form: .isNull, binding: Binding.test)
        case "notnull": return Infix(form: .notNull, binding: Binding.test)
        case "at": return Infix(form: .zone, binding: Binding.zone)
        case "not":
            let next = try reader.following()
            guard next.kind == .word, let form = matchForm(next.text) else { return nil }
            return Infix(form: form, binding: Binding.match, isNegated: true)
        default:
            return matchForm(word).map { Infix(form: $0, binding: Binding.match) }
        }
    }

    private func matchForm(_ word: String) -> Form? {
        switch word {
        case "like": .like
        case "ilike": .ilike
        case "similar": .similar
        case "between": .between
        case "in": .list
        default: nil
        }
    }

    private mutating func apply(
        _ infix: Infix, to left: SyntaxNode, restricted: Bool
    ) throws(ExpressionError) -> SyntaxNode {
        if infix.isNegated { try reader.take() }
        let isNegated = infix.isNegated
        switch infix.form {
        case .symbol: return try chain(left, infix.binding, restricted: restricted)
        case .and, .or: return try junction(left, infix.form, infix.binding)
        case .cast:
            try reader.take()
            let type = try typeName()
            return try node(.cast(left, type), from: left.place.lowerBound)
        case .zone: return try zone(of: left)
        case .test: return try test(left, restricted: restricted)
        case .isNull, .notNull:
            try reader.take()
            let kind = SyntaxNode.Kind.test(left, .null, isNegated: infix.form == .notNull)
            return try node(kind, from: left.place.lowerBound)
        case .like: return try match(left, .like, isNegated)
        case .ilike: return try match(left, .ilike, isNegated)
        case .similar: return try match(left, .similar, isNegated)
        case .between: return try between(left, isNegated)
        case .list: return try list(left, isNegated)
        }
    }

    /// `left op operand op operand …` as far as the operators bind equally.
    private mutating func chain(
        _ left: SyntaxNode, _ binding: Int, restricted: Bool
    ) throws(ExpressionError) -> SyntaxNode {
        var (first, operations) = (left, [SyntaxNode.Operation]())
        if case .chain(let inner, let done) = left.kind, binding != Binding.comparison,
            Operators.binding(of: done[0].operator.symbol) == binding
        {
            (first, operations) = (inner, done)
        }
        repeat {
            let sign = try reader.take()
            try refuseQuantifier()
            let right = try expression(above: binding, restricted: restricted)
            operations.append(.init(.init(sign.text, at: sign.place), right))
            if binding == Binding.comparison {
                try refuseRepeated(binding, restricted: restricted)
                break
            }
        } while reader.token.kind == .symbol
            && Operators.binding(of: reader.token.text) == binding
        return try node(.chain(first, operations), from: left.place.lowerBound)
    }

    /// `left and right and …`, or with `or`.
    private mutating func junction(
        _ left: SyntaxNode, _ form: Form, _ binding: Int
    ) throws(ExpressionError) -> SyntaxNode {
        let word = form == .and ? "and" : "or"
        var parts = [left]
        switch left.kind {
        case .and(let inner) where form == .and: parts = inner
        case .or(let inner) where form == .or: parts = inner
        default: break
        }
        while try reader.takes(word: word) {
            parts.append(try expression(above: binding, wanted: "a condition"))
        }
        return try node(form == .and ? .and(parts) : .or(parts), from: left.place.lowerBound)
    }

    /// Refuses a second operator of a strength that does not chain, as in `a < b < c`.
    func refuseRepeated(_ binding: Int, restricted: Bool = false) throws(ExpressionError) {
        guard let next = try infix(restricted: restricted), next.binding == binding else { return }
        let isComparison = binding == Binding.comparison
        throw reader.unexpected(
            wanted: "'and', 'or', or parentheses around what comes before",
            hint: isComparison ? "write a < b and b < c for a chain of comparisons" : nil)
    }
}
