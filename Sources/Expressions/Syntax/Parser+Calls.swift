/// Calls of functions, and the forms with words inside that PostgreSQL makes calls of.
extension Parser {
    /// `name(argument, …)`.
    mutating func call(_ name: Name) throws(ExpressionError) -> SyntaxNode {
        let arguments = try arguments()
        let start = name.place.lowerBound
        if reader.token.kind == .text, !name.isQuoted, let modifiers = wholeNumbers(arguments) {
            let value = try reader.take().text
            let plain = TypeName.plain(name)
            let place = start..<(arguments.last?.place.upperBound ?? start)
            let type = TypeName(plain.name, modifiers: modifiers, at: place)
            return try node(.typedText(type, value), from: start)
        }
        if arguments.count == 1, !name.isQuoted, TypeName.callable.contains(name.text) {
            return try node(.cast(arguments[0], .plain(name)), from: start)
        }
        return try node(.call(name, arguments), from: start)
    }

    private func wholeNumbers(_ nodes: [SyntaxNode]) -> [Int]? {
        var numbers: [Int] = []
        for node in nodes {
            guard case .number(let digits, .integer) = node.kind, let number = Int(digits) else {
                return nil
            }
            numbers.append(number)
        }
        return numbers.isEmpty ? nil : numbers
    }

    /// The arguments in parentheses, none or more.
    private mutating func arguments() throws(ExpressionError) -> [SyntaxNode] {
        try reader.expect(symbol: "(", wanted: "an opening parenthesis")
        var arguments: [SyntaxNode] = []
        if try reader.takes(symbol: ")") { return arguments }
        try refuseArgumentWords()
        repeat { arguments.append(try expression()) } while try reader.takes(symbol: ",")
        try closeArguments()
        return arguments
    }

    private mutating func closeArguments() throws(ExpressionError) {
        if reader.token.isSymbol("=>") || reader.token.isSymbol(":=") {
            throw reader.unexpected(
                wanted: "a comma or a closing parenthesis",
                hint: "arguments go by their order, without names")
        }
        try reader.expect(symbol: ")", wanted: "a comma or a closing parenthesis")
    }

    private func refuseArgumentWords() throws(ExpressionError) {
        let isStar = reader.token.isSymbol("*")
        guard
            isStar
                || (reader.token.kind == .word
                    && ["distinct", "all", "variadic"].contains(reader.token.text))
        else { return }
        let hint = reader.token.isWord("variadic") ? nil : "an expression sees one record at a time"
        throw reader.unexpected(wanted: "a value", hint: hint)
    }

    /// A word that is no plain function's name, before its parenthesis.
    mutating func form(_ word: String, _ start: Int) throws(ExpressionError) -> SyntaxNode {
        let name = Name(word, at: reader.token.place)
        switch word {
        case "coalesce", "greatest", "least", "nullif":
            try reader.take()
            return try valuesForm(name)
        case "extract", "position", "substring", "trim", "overlay":
            try reader.take()
            try reader.expect(symbol: "(")
            return try spelledForm(name)
        case "exists":
            throw reader.unexpected(
                wanted: "a value", hint: "a query cannot stand inside an expression")
        default:
            try reader.take()
            throw reader.unexpected(
                wanted: "an operator", hint: "'\(word)' is no function; cast with x::type")
        }
    }

    private mutating func valuesForm(_ name: Name) throws(ExpressionError) -> SyntaxNode {
        let arguments = try arguments()
        let place = name.place.lowerBound..<reader.lastEnd
        if name.text == "nullif", arguments.count != 2 {
            throw ExpressionError(
                message:
                    "found \(arguments.count) argument\(arguments.count == 1 ? "" : "s"), wanted 2",
                place: place,
                hint: "nullif(a, b) is null when a = b, else a")
        }
        if arguments.isEmpty {
            throw ExpressionError(message: "found 0 arguments, wanted 1 or more", place: place)
        }
        return try node(.call(name, arguments), from: place.lowerBound)
    }

    private mutating func spelledForm(_ name: Name) throws(ExpressionError) -> SyntaxNode {
        var name = name
        var arguments: [SyntaxNode]
        switch name.text {
        case "extract": arguments = try extractArguments()
        case "position": arguments = try positionArguments()
        case "substring": arguments = try substringArguments()
        case "overlay": arguments = try overlayArguments()
        default:
            let (function, list) = try trimArguments()
            name = Name(function, at: name.place)
            arguments = list
        }
        try closeArguments()
        return try node(.call(name, arguments), from: name.place.lowerBound)
    }

    /// `field from x` → the field's name as a text, and `x`.
    private mutating func extractArguments() throws(ExpressionError) -> [SyntaxNode] {
        let token = reader.token
        guard token.kind == .word || token.kind == .quotedName || token.kind == .text else {
            throw reader.unexpected(wanted: "a field such as year")
        }
        try reader.take()
        let field = try node(.text(token.text), from: token.place.lowerBound)
        guard try reader.takes(word: "from") else {
            throw reader.unexpected(wanted: "'from'", hint: "write extract(year from x)")
        }
        return [field, try expression()]
    }

    /// `part in whole` → whole, part.
    private mutating func positionArguments() throws(ExpressionError) -> [SyntaxNode] {
        let part = try expression(restricted: true)
        guard try reader.takes(word: "in") else {
            throw reader.unexpected(wanted: "'in'", hint: "write position('b' in x)")
        }
        return [try expression(restricted: true), part]
    }

    /// `x from a for b`, `x for b`, `x from pattern`, `x similar pattern escape e`, `x, a, b`.
    private mutating func substringArguments() throws(ExpressionError) -> [SyntaxNode] {
        // A parenthesis could hide it, but `x similar to y` is no value to take a part of.
        let value = try expression(above: Binding.match)
        if try reader.takes(word: "similar") {
            let pattern = try expression(above: Binding.match, wanted: "a pattern")
            try reader.expect(word: "escape")
            return [value, pattern, try expression()]
        }
        if try reader.takes(word: "from") {
            let from = try expression()
            return try reader.takes(word: "for") ? [value, from, try expression()] : [value, from]
        }
        if reader.token.isWord("for") {
            let place = try reader.take().place
            let length = try expression()
            if try reader.takes(word: "from") { return [value, try expression(), length] }
            let integer = TypeName("integer", at: place)
            let start = SyntaxNode(.number("1", .integer), at: place)
            return [value, start, SyntaxNode(.cast(length, integer), at: length.place)]
        }
        var arguments = [value]
        while try reader.takes(symbol: ",") { arguments.append(try expression()) }
        return arguments
    }

    private mutating func overlayArguments() throws(ExpressionError) -> [SyntaxNode] {
        var arguments = [try expression()]
        guard try reader.takes(word: "placing") else {
            while try reader.takes(symbol: ",") { arguments.append(try expression()) }
            return arguments
        }
        arguments.append(try expression())
        try reader.expect(word: "from")
        arguments.append(try expression())
        if try reader.takes(word: "for") { arguments.append(try expression()) }
        return arguments
    }

    /// `[leading | trailing | both] [characters] from x` → `ltrim`, `rtrim`, `btrim`.
    private mutating func trimArguments() throws(ExpressionError) -> (String, [SyntaxNode]) {
        var function = "btrim"
        if try reader.takes(word: "leading") {
            function = "ltrim"
        } else if try reader.takes(word: "trailing") {
            function = "rtrim"
        } else {
            _ = try reader.takes(word: "both")
        }
        var characters: SyntaxNode?
        if !reader.token.isWord("from") {
            characters = try expression()
            guard reader.token.isWord("from") else {
                var arguments = [characters].compactMap(\.self)
                while try reader.takes(symbol: ",") { arguments.append(try expression()) }
                return (function, arguments)
            }
        }
        try reader.take()
        var arguments = [try expression()]
        while try reader.takes(symbol: ",") { arguments.append(try expression()) }
        return (function, arguments + [characters].compactMap(\.self))
    }
}
