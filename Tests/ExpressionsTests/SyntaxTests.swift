import Testing
import TrancheExpressions

@Suite("The grammar of expressions")
struct SyntaxTests {
    @Test("Operators are grouped as PostgreSQL groups them", arguments: groupings)
    func groups(_ text: String, _ printed: String) throws {
        #expect(try parseExpression(text).description == printed)
        #expect(try parseExpression(printed).description == printed)
    }

    @Test("Every form is read and printed", arguments: forms)
    func reads(_ text: String, _ printed: String) throws {
        #expect(try parseExpression(text).description == printed)
        #expect(try parseExpression(printed) == parseExpression(text))
    }

    @Test("What cannot be understood is told with its place", arguments: refusals)
    func refuses(_ text: String, _ message: String, _ marked: String, _ hint: String?) throws {
        let error = try #require(throws: ExpressionError.self) { try parseExpression(text) }
        #expect(error.message == message)
        let bytes = Array(text.utf8)
        #expect(String(decoding: bytes[error.place], as: UTF8.self) == marked)
        #expect(error.hint == hint)
    }

    @Test(
        "A number has the smallest type that holds it",
        arguments: [
            ("0", .integer), ("2147483647", .integer), ("2147483648", .bigint),
            ("9223372036854775807", .bigint), ("9223372036854775808", .numeric),
            ("1.0", .numeric), (".5", .numeric), ("5.", .numeric), ("1e3", .numeric),
            ("1.5E-7", .numeric), ("000000000000000000001", .integer),
        ] as [(String, SyntaxNode.NumberClass)])
    func numbers(_ text: String, _ type: SyntaxNode.NumberClass) throws {
        #expect(try parseExpression(text).kind == .number(text, type))
    }

    @Test(
        "A text has the value that its quotes and escapes tell",
        arguments: [
            ("''", ""), ("'it''s'", "it's"), (#"'a\nb'"#, #"a\nb"#), (#"E'a\nb'"#, "a\nb"),
            (#"e'\t\b\f\r\\\''"#, "\t\u{08}\u{0C}\r\\'"), (#"E'\101\x42\u0043\U00000044'"#, "ABCD"),
            (#"E'\xc3\xa9'"#, "é"), (#"E'\ud83d\ude00'"#, "😀"), ("$$a'b$$", "a'b"),
            ("$q$a$$b$q$", "a$$b"), ("'a'\n  'b'", "ab"), ("'a' -- c\n 'b'", "ab"), ("'é😀'", "é😀"),
        ])
    func texts(_ text: String, _ value: String) throws {
        #expect(try parseExpression(text).kind == .text(value))
    }

    @Test(
        "A name is in lower case unless it is quoted",
        arguments: [
            ("Price", "price", false), ("\"Price\"", "Price", true), ("_a1$", "_a1$", false),
            ("ÄPFEL", "Äpfel", false), ("\"a\"\"b\"", "a\"b", true),
            ("date", "date", false), ("timestamp", "timestamp", false),
            ("\"order\"", "order", true),
        ] as [(String, String, Bool)])
    func names(_ text: String, _ name: String, _ isQuoted: Bool) throws {
        let wanted = Name(name, isQuoted: isQuoted, at: 0..<0)
        #expect(try parseExpression(text).kind == .column(wanted))
    }

    @Test("Each node knows its place, with its parentheses")
    func places() throws {
        let text = "é + (b * 2)::numeric(5, 1) > f(c)"
        let bytes = Array(text.utf8)
        var seen: [String] = []
        var waiting = [try parseExpression(text)]
        while let node = waiting.popLast() {
            seen.append(String(decoding: bytes[node.place], as: UTF8.self))
            waiting += node.kind.parts.reversed()
        }
        #expect(
            seen == [
                text, "é + (b * 2)::numeric(5, 1)", "é", "(b * 2)::numeric(5, 1)", "(b * 2)",
                "b", "2", "f(c)", "c",
            ])
    }

    @Test("The message shows the line, with the caret below")
    func rendering() throws {
        let text = "a > 1\n\tand über == 2\nand c"
        let error = try #require(throws: ExpressionError.self) { try parseExpression(text) }
        #expect(
            error.rendered(in: text) == """
                found '==', wanted an operator
                  \tand über == 2
                  \t         ^~
                  hint: = compares
                """)
    }

    @Test("Of a long line the part around the place is shown")
    func longLine() throws {
        let text =
            String(repeating: "a + ", count: 100) + "== " + String(repeating: "+ b", count: 100)
        let error = try #require(throws: ExpressionError.self) { try parseExpression(text) }
        let lines = error.rendered(in: text).split(separator: "\n")
        #expect(lines[1].count <= 104)
        #expect(lines[1].hasPrefix("  …") && lines[1].hasSuffix("…"))
        let before = lines[2].prefix { $0 != "^" }.count
        #expect(lines[1].dropFirst(before).hasPrefix("== "))
    }
}
