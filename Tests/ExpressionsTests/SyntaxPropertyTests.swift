import PropertyTesting
import Testing
import TrancheExpressions

@Suite("Properties of the grammar")
struct SyntaxPropertyTests {
    @Test("A tree that is printed is read back as the same tree")
    func roundTrip() {
        forAll("printed and read", cases: 3000, trees(4)) { tree in
            try same(try parseExpression(tree.description), tree)
        }
    }

    @Test("Any tokens are read or refused at a place of the text, and never crash")
    func soup() {
        let words = """
            a b 1 1.5 'x' "q" ( ) [ ] , . : :: := => = < <> != + - * / || -> ~ @ and or not is null \
            true distinct from between symmetric like ilike similar to escape in isnull case when \
            then else end cast as int numeric date timestamp interval year with time zone at \
            extract position substring for trim both overlay placing coalesce array current_date E' \
            ' $$ /* */ -- é \u{0} \\
            """.split(separator: " ").map(String.init)
        let texts = Gen<String>.element(of: words).array(0...20).map { $0.joined(separator: " ") }
        forAll("tokens", cases: 20_000, texts) { text in
            let tree: SyntaxNode
            do throws(ExpressionError) { tree = try parseExpression(text) } catch {
                return error.place.lowerBound >= 0 && error.place.upperBound <= text.utf8.count
                    && !error.rendered(in: text).isEmpty
            }
            return try same(try parseExpression(tree.description), tree)
        }
    }

    @Test("Any characters are read or refused, and never crash")
    func characters() {
        forAll("characters", cases: 5000, Gen<String>.string(0...40)) { text in
            do throws(ExpressionError) {
                _ = try parseExpression(text)
                return true
            } catch { return error.place.upperBound <= text.utf8.count }
        }
    }

    @Test("Any value stands in quotes as it is")
    func values() {
        forAll("texts", cases: 1000, Gen<String>.string(0...20)) { value in
            let text = value.filter { $0 != "\0" }
            let tree = SyntaxNode(.text(text), at: 0..<0)
            return try same(try parseExpression(tree.description), tree)
        }
    }
}

private func node(_ kind: SyntaxNode.Kind) -> SyntaxNode { SyntaxNode(kind, at: 0..<0) }

private let leaves = Gen<SyntaxNode>.element(of: [
    node(.column(Name("a", at: 0..<0))), node(.number("1", .integer)), node(.null),
    node(.number("2147483648", .bigint)), node(.number("1.50", .numeric)), node(.text("it's")),
    node(.boolean(true)), node(.column(Name("Order \"x\"", isQuoted: true, at: 0..<0))),
    node(.typedText(TypeName("date", at: 0..<0), "2026-01-31")),
    node(.typedText(TypeName("interval", fields: "year to month", at: 0..<0), "1-2")),
    node(.call(Name("current_date", at: 0..<0), [])), node(.column(Name("date", at: 0..<0))),
])

private let types: [TypeName] = [
    TypeName("integer", at: 0..<0), TypeName("numeric", modifiers: [10, 2], at: 0..<0),
    TypeName("timestamp with time zone", modifiers: [3], at: 0..<0),
    TypeName("double precision", at: 0..<0), TypeName("character", modifiers: [1], at: 0..<0),
    TypeName("character varying", modifiers: [7], arrayDepth: 2, at: 0..<0),
    TypeName("interval", modifiers: [2], fields: "day to second", at: 0..<0),
]

/// Trees of all kinds of nodes, as the grammar makes them.
private func trees(_ depth: Int) -> Gen<SyntaxNode> {
    guard depth > 0 else { return leaves }
    let inner = trees(depth - 1)
    let chains = zip(
        inner,
        Gen<[String]>.element(of: [["+", "-"], ["*", "/", "%"], ["||", "->", "~"], ["<>"]]),
        inner.array(1...3)
    ).map { first, symbols, operands in chain(first, symbols, operands) }
    let junctions = zip(Gen<Bool>.bool, inner.array(2...3)).map { isAnd, parts in
        junction(isAnd, parts)
    }
    let others = zip(Gen<Int>.int(0...13), Gen<Bool>.bool, inner.array(3...3)).map {
        other($0, $1, $2[0], $2[1], $2[2])
    }
    return .oneOf([leaves, chains, junctions, others])
}

/// Flat on the left, as the parser makes it.
private func chain(
    _ first: SyntaxNode, _ symbols: [String], _ operands: [SyntaxNode]
) -> SyntaxNode {
    let operations = operands.enumerated().map { index, operand in
        let symbol = symbols[index % symbols.count]
        return SyntaxNode.Operation(.init(symbol, at: 0..<0), operand)
    }
    guard symbols[0] != "<>" else { return node(.chain(first, [operations[0]])) }
    if case .chain(let inner, let done) = first.kind, symbols.contains(done[0].operator.symbol) {
        return node(.chain(inner, done + operations))
    }
    return node(.chain(first, operations))
}

private func junction(_ isAnd: Bool, _ parts: [SyntaxNode]) -> SyntaxNode {
    switch parts[0].kind {
    case .and(let inner) where isAnd: node(.and(inner + parts.dropFirst()))
    case .or(let inner) where !isAnd: node(.or(inner + parts.dropFirst()))
    default: node(isAnd ? .and(parts) : .or(parts))
    }
}

private func other(
    _ choice: Int, _ flag: Bool, _ a: SyntaxNode, _ b: SyntaxNode, _ c: SyntaxNode
) -> SyntaxNode {
    let kind: SyntaxNode.Kind =
        switch choice {
        case 0: .unary(.init(flag ? "-" : "@", at: 0..<0), a)
        case 1: .not(a)
        case 2: .test(a, flag ? .null : .unknown, isNegated: flag)
        case 3: .distinct(a, b, isNegated: flag)
        case 4: .between(a, low: b, high: c, isSymmetric: flag, isNegated: !flag)
        case 5: .inList(a, [b, c], isNegated: flag)
        case 6: .match(a, .like, pattern: b, escape: flag ? c : nil, isNegated: flag)
        case 7: .match(a, .similar, pattern: b, escape: flag ? nil : c, isNegated: flag)
        case 8: .cast(a, types[a.height % types.count])
        case 9: .choice(flag ? a : nil, [.init(when: b, then: c)], otherwise: flag ? nil : a)
        case 10: .call(Name(flag ? "coalesce" : "f", at: 0..<0), [a, b])
        case 11: .element(of: node(.column(Name("s", at: 0..<0))), at: b)
        case 12: .array([a, b])
        default: .call(Name("position", at: 0..<0), [a, b])
        }
    return node(kind)
}
