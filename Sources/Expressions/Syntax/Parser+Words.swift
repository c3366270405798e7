/// Operands that begin with a word.
extension Parser {
    mutating func wordOperand(
        _ word: String, _ start: Int, wanted: String
    ) throws(ExpressionError) -> SyntaxNode {
        if Words.columns.contains(word) {
            if let typed = try typedText(start) { return typed }
            if try reader.following().isSymbol("(") { return try form(word, start) }
            return try named(start)
        }
        guard Words.reserved.contains(word) else {
            if word == "double", let typed = try typedText(start) { return typed }
            return try named(start)
        }
        switch word {
        case "null": return try constant(.null, start)
        case "true": return try constant(.boolean(true), start)
        case "false": return try constant(.boolean(false), start)
        case "case": return try choice(start)
        case "cast": return try cast(start)
        case "array": return try array(start)
        case "current_date", "current_timestamp", "localtimestamp", "current_time", "localtime":
            return try clock(word, start)
        default:
            throw reader.unexpected(wanted: wanted, hint: Self.hint(forReserved: word))
        }
    }

    private static func hint(forReserved word: String) -> String? {
        switch word {
        case "select", "with", "table": "a query cannot stand inside an expression"
        case "and", "or", "not", "then", "else", "end", "when", "as", "from", "in", "for": nil
        default: "a column of that name stands in double quotes: \"\(word)\""
        }
    }

    private mutating func constant(
        _ kind: SyntaxNode.Kind, _ start: Int
    ) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        return try node(kind, from: start)
    }

    /// `current_timestamp[(digits)]`, a call with no argument or the digits.
    private mutating func clock(
        _ word: String, _ start: Int
    ) throws(ExpressionError) -> SyntaxNode {
        let name = Name(word, at: try reader.take().place)
        var arguments: [SyntaxNode] = []
        if word != "current_date", try reader.takes(symbol: "(") {
            guard reader.token.kind == .integer else {
                throw reader.unexpected(
                    wanted: "how many digits of a second", hint: "leave the parentheses away")
            }
            arguments = [try expression()]
            try reader.expect(symbol: ")", wanted: "a closing parenthesis")
        }
        return try node(.call(name, arguments), from: start)
    }

    /// `cast(x as type)`.
    private mutating func cast(_ start: Int) throws(ExpressionError) -> SyntaxNode {
        try reader.take()
        try reader.expect(symbol: "(", wanted: "an opening parenthesis")
        let value = try expression()
        try reader.expect(word: "as")
        let type = try typeName()
        try reader.expect(symbol: ")", wanted: "a closing parenthesis")
        return try node(.cast(value, type), from: start)
    }

    /// A type of several words or with modifiers before a text; `nil`, with nothing taken, for
    /// anything else.
    private mutating func typedText(_ start: Int) throws(ExpressionError) -> SyntaxNode? {
        let saved = reader
        let word = reader.token.text
        guard TypeName.canonical[word] != nil || word == "national" || word == "double" else {
            return nil
        }
        let type: TypeName
        do { type = try simpleTypeName() } catch {
            reader = saved
            return nil
        }
        guard reader.token.kind == .text else {
            reader = saved
            return nil
        }
        let value = try reader.take().text
        guard type.name == "interval", type.modifiers.isEmpty else {
            return try node(.typedText(type, value), from: start)
        }
        let (fields, modifiers) = try intervalFields()
        let full = TypeName("interval", modifiers: modifiers, fields: fields, at: type.place)
        return try node(.typedText(full, value), from: start)
    }
}
