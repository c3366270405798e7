/// Names of types.
///
/// - SeeAlso: PostgreSQL 15, chapter 8, and `Typename` in `gram.y`.
extension Parser {
    /// A type with the `[]` after it.
    mutating func typeName() throws(ExpressionError) -> TypeName {
        let start = reader.token.place.lowerBound
        var type = try simpleTypeName()
        if type.name == "interval", type.modifiers.isEmpty {
            let (fields, modifiers) = try intervalFields()
            type = TypeName("interval", modifiers: modifiers, fields: fields, at: type.place)
        }
        var arrayDepth = 0
        if try reader.takes(word: "array") {
            arrayDepth = 1
            if try reader.takes(symbol: "[") { try closeBracket() }
        } else {
            while try reader.takes(symbol: "[") {
                arrayDepth += 1
                try closeBracket()
            }
        }
        return TypeName(
            type.name, modifiers: type.modifiers, fields: type.fields, arrayDepth: arrayDepth,
            at: start..<reader.lastEnd)
    }

    private mutating func closeBracket() throws(ExpressionError) {
        if reader.token.kind == .integer { try reader.take() }
        try reader.expect(symbol: "]", wanted: "a closing bracket")
    }

    /// A type without `[]` and, of an interval, without fields.
    mutating func simpleTypeName() throws(ExpressionError) -> TypeName {
        let start = reader.token.place.lowerBound
        guard reader.token.kind == .quotedName || reader.token.kind == .word,
            reader.token.kind == .quotedName || !Words.reserved.contains(reader.token.text)
        else { throw reader.unexpected(wanted: "the name of a type") }
        let first = try reader.take()
        guard first.kind == .word else {
            let modifiers = try typeModifiers()
            return TypeName(first.text, modifiers: modifiers, at: start..<reader.lastEnd)
        }
        let (name, modifiers) = try nameAndModifiers(first)
        return TypeName(name, modifiers: modifiers, at: start..<reader.lastEnd)
    }

    private mutating func nameAndModifiers(
        _ first: Token
    ) throws(ExpressionError) -> (String, [Int]) {
        switch first.text {
        case "double":
            try reader.expect(word: "precision")
            return ("double precision", [])
        case "national":
            guard reader.token.isWord("character") || reader.token.isWord("char") else {
                throw reader.unexpected(wanted: "'character'")
            }
            try reader.take()
            return try characterType()
        case "character", "char", "nchar": return try characterType()
        case "timestamp", "time":
            let modifiers = try typeModifiers()
            return ("\(first.text) \(try zoneWords()) time zone", modifiers)
        case "float": return (try floatName(), [])
        default:
            let name = TypeName.canonical[first.text] ?? first.text
            return (name, try typeModifiers())
        }
    }

    private mutating func characterType() throws(ExpressionError) -> (String, [Int]) {
        let isVarying = try reader.takes(word: "varying")
        let modifiers = try typeModifiers()
        if isVarying { return ("character varying", modifiers) }
        return ("character", modifiers.isEmpty ? [1] : modifiers)
    }

    private mutating func zoneWords() throws(ExpressionError) -> String {
        guard reader.token.isWord("with") || reader.token.isWord("without"),
            try reader.following().isWord("time")
        else { return "without" }
        let word = try reader.take().text
        try reader.take()
        try reader.expect(word: "zone")
        return word
    }

    /// `float` with the bits of its precision is `real` up to 24 of them.
    private mutating func floatName() throws(ExpressionError) -> String {
        let place = reader.token.place
        let modifiers = try typeModifiers()
        guard let bits = modifiers.first else { return "double precision" }
        guard modifiers.count == 1, (1...53).contains(bits) else {
            throw ExpressionError(
                message: "found a precision of \(bits), wanted 1 to 53 bits", place: place)
        }
        return bits <= 24 ? "real" : "double precision"
    }

    /// `(10, 2)`, empty when none follow.
    mutating func typeModifiers() throws(ExpressionError) -> [Int] {
        guard try reader.takes(symbol: "(") else { return [] }
        var modifiers: [Int] = []
        repeat {
            let isNegative = try reader.takes(symbol: "-")
            guard reader.token.kind == .integer, let number = Int32(reader.token.text) else {
                throw reader.unexpected(wanted: "a whole number")
            }
            try reader.take()
            modifiers.append(isNegative ? -Int(number) : Int(number))
        } while try reader.takes(symbol: ",")
        try reader.expect(symbol: ")", wanted: "a comma or a closing parenthesis")
        return modifiers
    }

    /// `year to month`, `second(3)`, … and the digits of seconds; `nil` when none follow.
    mutating func intervalFields() throws(ExpressionError) -> (String?, [Int]) {
        let order = ["year", "month", "day", "hour", "minute", "second"]
        guard reader.token.kind == .word, let first = order.firstIndex(of: reader.token.text)
        else { return (nil, []) }
        var fields = try reader.take().text
        var last = first
        if reader.token.isWord("to") {
            try reader.take()
            let isAllowed = { (index: Int) in index > first && (first == 0) == (index == 1) }
            guard reader.token.kind == .word, first != 1,
                let second = order.firstIndex(of: reader.token.text), isAllowed(second)
            else { throw reader.unexpected(wanted: "a smaller field of the interval") }
            try reader.take()
            fields += " to " + order[second]
            last = second
        }
        return (fields, last == 5 ? try typeModifiers() : [])
    }
}

extension TypeName {
    /// The type that one word names.
    static func plain(_ name: Name) -> TypeName {
        TypeName(
            name.isQuoted ? name.text : canonical[name.text] ?? name.text, at: name.place)
    }
}
