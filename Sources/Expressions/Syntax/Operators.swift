/// How strongly the operators bind, from weak to strong.
///
/// - SeeAlso: PostgreSQL 15, table 4.2 Operator Precedence, and `gram.y` for what it leaves out.
enum Binding {
    static let or = 1
    static let and = 2
    static let not = 3
    static let test = 4
    static let comparison = 5
    static let match = 6
    static let other = 8
    static let sum = 9
    static let product = 10
    static let power = 11
    static let zone = 12
    static let sign = 14
    static let cast = 15
}

/// The operators that have a symbol.
enum Operators {
    /// How strongly the infix operator binds; `nil` when there is none of this symbol.
    static func binding(of symbol: String) -> Int? {
        switch symbol {
        case "+", "-": Binding.sum
        case "*", "/", "%": Binding.product
        case "=", "<", ">", "<=", ">=", "<>": Binding.comparison
        case "^": Binding.power
        default: others.contains(symbol) ? Binding.other : nil
        }
    }

    static let prefixes: Set<String> = ["+", "-", "~", "@", "|/", "||/"]

    private static let others: Set<String> = [
        "||", "->", "->>", "#>", "#>>", "#-", "@>", "<@", "?", "?|", "?&", "@?", "@@", "&", "|",
        "#", "<<", ">>", "~", "~*", "!~", "!~*", "~~", "~~*", "!~~", "!~~*", "^@",
    ]

    /// For symbols of other languages, what to write instead.
    static let hints: [String: String] = [
        "==": "= compares", "===": "= compares", "!==": "<> compares", "=!": "<> compares",
        "=>": ">= compares", "=<": "<= compares", "><": "<> compares",
        "<=>": "'is not distinct from' compares, nulls too",
        "&&": "'and' joins two conditions", "!": "'not' negates a condition",
        "**": "^ raises to a power", "//": "/ of two whole numbers is whole",
        ":=": "= assigns", ";": "one expression has no end mark",
        ".": "a column has one name; a point in it needs double quotes: \"a.b\"",
        "`": "a name stands in double quotes", "?:": "write case when … then … else … end",
        "??": "coalesce(a, b) replaces a null", "=~": "~ matches a regular expression",
    ]
}
