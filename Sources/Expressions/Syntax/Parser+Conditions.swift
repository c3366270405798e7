/// The conditions that are written in words.
extension Parser {
    /// `is [not] null`, `true`, `false`, `unknown`, `distinct from`.
    mutating func test(
        _ left: SyntaxNode, restricted: Bool
    ) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        let isNegated = try reader.takes(word: "not")
        let start = left.place.lowerBound
        if try reader.takes(word: "distinct") {
            try reader.expect(word: "from")
            let right = try expression(above: Binding.test, restricted: restricted)
            try refuseRepeated(Binding.test, restricted: restricted)
            return try node(.distinct(left, right, isNegated: isNegated), from: start)
        }
        guard !restricted, reader.token.kind == .word,
            let truth = SyntaxNode.Truth(rawValue: reader.token.text)
        else {
            throw reader.unexpected(
                wanted: "null, true, false, unknown or distinct from",
                hint: reader.token.kind == .end ? nil : "= compares with a value")
        }
        try reader.take()
        return try node(.test(left, truth, isNegated: isNegated), from: start)
    }

    /// `like pattern [escape character]`, and its relatives.
    mutating func match(
        _ left: SyntaxNode, _ matcher: SyntaxNode.Matcher, _ isNegated: Bool
    ) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        if matcher == .similar { try reader.expect(word: "to") }
        try refuseQuantifier()
        let pattern = try expression(above: Binding.match, wanted: "a pattern")
        var escape: SyntaxNode?
        if try reader.takes(word: "escape") {
            escape = try expression(above: Binding.match, wanted: "an escape character")
        }
        try refuseRepeated(Binding.match)
        let kind = SyntaxNode.Kind.match(
            left, matcher, pattern: pattern, escape: escape, isNegated: isNegated)
        return try node(kind, from: left.place.lowerBound)
    }

    /// `between [symmetric] low and high`.
    mutating func between(
        _ left: SyntaxNode, _ isNegated: Bool
    ) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        let isSymmetric = try reader.takes(word: "symmetric")
        if !isSymmetric { _ = try reader.takes(word: "asymmetric") }
        let low = try expression(restricted: true)
        guard try reader.takes(word: "and") else {
            throw reader.unexpected(
                wanted: "'and' with the upper bound", hint: "write between 1 and 10")
        }
        let high = try expression(above: Binding.match)
        try refuseRepeated(Binding.match)
        let kind = SyntaxNode.Kind.between(
            left, low: low, high: high, isSymmetric: isSymmetric, isNegated: isNegated)
        return try node(kind, from: left.place.lowerBound)
    }

    /// `in (item, …)`.
    mutating func list(
        _ left: SyntaxNode, _ isNegated: Bool
    ) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        try reader.expect(symbol: "(", wanted: "an opening parenthesis")
        var items: [SyntaxNode] = []
        repeat { items.append(try expression()) } while try reader.takes(symbol: ",")
        try reader.expect(symbol: ")", wanted: "a comma or a closing parenthesis")
        return try node(.inList(left, items, isNegated: isNegated), from: left.place.lowerBound)
    }

    /// `x at time zone zone`, which is `timezone(zone, x)`.
    mutating func zone(of left: SyntaxNode) throws(ExpressionError) -> SyntaxNode {
        let start = try reader.take().place.lowerBound
        try reader.expect(word: "time")
        try reader.expect(word: "zone")
        let name = Name("timezone", at: start..<reader.lastEnd)
        let zone = try expression(above: Binding.zone, wanted: "a time zone")
        return try node(.call(name, [zone, left]), from: left.place.lowerBound)
    }

    /// Refuses `any (…)` and its relatives, which compare with an array or a query.
    func refuseQuantifier() throws(ExpressionError) {
        guard reader.token.kind == .word, ["any", "some", "all"].contains(reader.token.text)
        else { return }
        throw reader.unexpected(wanted: "a value", hint: "write x in (a, b, c)")
    }
}
