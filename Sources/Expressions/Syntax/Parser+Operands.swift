/// What an operator stands between: values, columns, parentheses, prefix operators, `case`.
extension Parser {
    mutating func operand(
        restricted: Bool, wanted: String
    ) throws(ExpressionError) -> SyntaxNode {
        let token = reader.token
        let start = token.place.lowerBound
        switch token.kind {
        case .integer, .decimal:
            try reader.take()
            return try node(.number(token.text, numberClass(token)), from: start)
        case .text:
            try reader.take()
            return try node(.text(token.text), from: start)
        case .quotedName:
            return try named(start)
        case .word:
            if token.text == "not", !restricted { return try negation(start) }
            return try wordOperand(token.text, start, wanted: wanted)
        case .symbol where token.text == "(": return try parenthesised(start)
        case .symbol where Operators.prefixes.contains(token.text):
            return try prefixed(token, restricted: restricted)
        case .symbol, .end: throw reader.unexpected(wanted: wanted)
        }
    }

    private func numberClass(_ token: Token) -> SyntaxNode.NumberClass {
        guard token.kind == .integer else { return .numeric }
        if Int32(token.text) != nil { return .integer }
        return Int64(token.text) == nil ? .numeric : .bigint
    }

    private mutating func negation(_ start: Int) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        let condition = try expression(above: Binding.not, wanted: "a condition")
        return try node(.not(condition), from: start)
    }

    private mutating func prefixed(
        _ token: Token, restricted: Bool
    ) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        let isSign = token.text == "+" || token.text == "-"
        let operand = try expression(
            above: isSign ? Binding.sign : Binding.other, restricted: restricted)
        let sign = SyntaxNode.Operator(token.text, at: token.place)
        return try node(.unary(sign, operand), from: token.place.lowerBound)
    }

    private mutating func parenthesised(_ start: Int) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        let inner = try expression()
        if reader.token.isSymbol(",") {
            throw reader.unexpected(
                wanted: "a closing parenthesis",
                hint:
                    "rows of values are unknown: write a = c and b = d; or a < d and c < b for overlaps"
            )
        }
        try reader.expect(symbol: ")", wanted: "a closing parenthesis")
        return try subscripts(of: try node(inner.kind, from: start), start)
    }

    /// `[index]`, as often as it follows a column or parentheses.
    private mutating func subscripts(
        of value: SyntaxNode, _ start: Int
    ) throws(ExpressionError) -> SyntaxNode {
        var value = value
        while try reader.takes(symbol: "[") {
            let index = try expression(wanted: "an index")
            try reader.expect(symbol: "]", wanted: "a closing bracket")
            value = try node(.element(of: value, at: index), from: start)
        }
        return value
    }

    /// A column, a function's call, or a type's name before a text.
    mutating func named(_ start: Int) throws(ExpressionError) -> SyntaxNode {
        let token = try reader.take()
        let name = Name(token.text, isQuoted: token.kind == .quotedName, at: token.place)
        if reader.token.isSymbol("(") { return try call(name) }
        if reader.token.kind == .text, name.isQuoted || !Words.columns.contains(name.text) {
            let value = try reader.take().text
            let type = TypeName.plain(name)
            return try node(.typedText(type, value), from: start)
        }
        if !name.isQuoted, Words.functions.contains(name.text) {
            throw reader.unexpected(
                wanted: "an opening parenthesis",
                hint: "a column of that name stands in double quotes: \"\(name.text)\"")
        }
        return try subscripts(of: try node(.column(name), from: start), start)
    }

    /// `case [operand] when … then … [else …] end`.
    mutating func choice(_ start: Int) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        let operand = reader.token.isWord("when") ? nil : try expression(wanted: "'when'")
        var branches: [SyntaxNode.Branch] = []
        repeat {
            try reader.expect(word: "when")
            let condition = try expression()
            try reader.expect(word: "then")
            branches.append(.init(when: condition, then: try expression()))
        } while reader.token.isWord("when")
        let otherwise = try reader.takes(word: "else") ? try expression() : nil
        guard try reader.takes(word: "end") else {
            throw reader.unexpected(
                wanted: otherwise == nil ? "'when', 'else' or 'end'" : "'end'")
        }
        return try node(.choice(operand, branches, otherwise: otherwise), from: start)
    }

    /// `array[item, …]`.
    mutating func array(_ start: Int) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        try reader.expect(symbol: "[", wanted: "an opening bracket")
        var items: [SyntaxNode] = []
        if !reader.token.isSymbol("]") {
            repeat { items.append(try expression()) } while try reader.takes(symbol: ",")
        }
        try reader.expect(symbol: "]", wanted: "a comma or a closing bracket")
        return try node(.array(items), from: start)
    }
}
