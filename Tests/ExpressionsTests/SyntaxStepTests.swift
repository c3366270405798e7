import Testing
import TrancheExpressions

@Suite("Expressions in the words of a step")
struct SyntaxStepTests {
    @Test("Assignments name a column each")
    func assignments() throws {
        let read = try parseAssignments(
            "speed = distance / (air_time / 60.0), \"Big\" = a = 1, c=-1")
        #expect(read.map(\.name.text) == ["speed", "Big", "c"])
        #expect(
            read.map(\.value.description) == [
                "(distance / (air_time / 60.0))", "(a = 1)", "(- 1)",
            ])
    }

    @Test("A selection has columns, expressions with names, and the star")
    func selection() throws {
        let read = try parseSelection("a, b * 2 as double, *, lower(c) as \"Order\", d as order")
        let texts = read.map { item in
            switch item {
            case .everything(let place): "*\(place.lowerBound)"
            case .value(let node, let alias): "\(node) \(alias?.text ?? "-")"
            }
        }
        #expect(texts == ["a -", "(b * 2) double", "*20", "lower(c) Order", "d order"])
    }

    @Test(
        "A list that is not one is refused",
        arguments: [
            ("a == 1", "found '==', wanted '='", "= assigns"),
            ("a := 1", "found ':=', wanted '='", "= assigns"),
            ("a", "found end of expression, wanted '='", nil),
            ("a = 1,", "found end of expression, wanted the name of a column", nil),
            ("a = 1 b = 2", "found 'b', wanted a comma or an operator", nil),
            (
                "order = 1", "found 'order', wanted the name of a column",
                "a name like that stands in double quotes: \"order\""
            ),
            (
                "'a' = 1", "found the text 'a', wanted the name of a column",
                "a name stands in double quotes, or in none"
            ),
        ] as [(String, String, String?)])
    func refused(_ text: String, _ message: String, _ hint: String?) throws {
        let error = try #require(throws: ExpressionError.self) { try parseAssignments(text) }
        #expect(error.message == message)
        #expect(error.hint == hint)
    }

    @Test("A step reads its own words from the same tokens")
    func words() throws {
        var reader = try TokenReader("on (a, \"B\") keep first where x > 1")
        try reader.expect(word: "on")
        try reader.expect(symbol: "(")
        #expect(try reader.takeNames().map(\.text) == ["a", "B"])
        try reader.expect(symbol: ")")
        #expect(try reader.takes(word: "keep"))
        #expect(try reader.following().isWord("where"))
        #expect(try !reader.takes(word: "last"))
        #expect(try reader.takes(word: "first"))
        #expect(reader.lastEnd == 22)
        try reader.expect(word: "where")
        #expect(try reader.takeExpression().description == "(x > 1)")
        #expect(reader.isAtEnd)
        try reader.expectEnd()
    }

    @Test("A word that is missing is told by name")
    func missing() throws {
        var reader = try TokenReader("on a")
        try reader.expect(word: "on")
        let error = #expect(throws: ExpressionError.self) { try reader.expect(symbol: "(") }
        #expect(error?.message == "found 'a', wanted '('")
        #expect(error?.place == 3..<4)
    }
}
