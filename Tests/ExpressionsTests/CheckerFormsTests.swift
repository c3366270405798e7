import Testing
import TrancheColumnar

@testable import TrancheExpressions

/// What forms mean, seen in the values they give.
@Suite struct CheckerFormsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let sql: String
        let values: [String?]
        var testDescription: String { sql }

        init(_ sql: String, _ values: String?...) {
            self.sql = sql
            self.values = values
        }
    }

    static let columns = [
        TestColumn("x", .bigint, ["1", "5", nil]),
        TestColumn("Dep Delay", .text, ["9", "70", nil]),
        TestColumn("TailNum", .text, ["N1", "n2", nil]),
        TestColumn("ok", .boolean, ["t", "f", nil]),
        TestColumn("day", .date, ["2026-01-31", "2026-02-01", nil]),
        TestColumn("price", .numeric, ["1.10", "2.5", nil]),
    ]

    static let cases: [Case] = [
        Case("x between 1 and 3", "true", "false", nil),
        Case("x not between 1 and 3", "false", "true", nil),
        Case("x between 3 and 1", "false", "false", nil),
        Case("x between symmetric 3 and 1", "true", "false", nil),
        Case("x not between symmetric 3 and 1", "false", "true", nil),
        Case("x in (1, 2)", "true", "false", nil), Case("x not in (1, 2)", "false", "true", nil),
        Case("x in (1, null)", "true", nil, nil), Case("x not in (1, null)", "false", nil, nil),
        Case("x in (1.0, 5)", "true", "true", nil), Case("x in (x, 2)", "true", "true", nil),
        Case("x in (7, 8, x)", "true", "true", nil), Case("x in (-1, 1 + 4)", "false", "true", nil),
        Case("tailnum in ('N1', 'N2')", "true", "false", nil),
        Case("tailnum in ('N1')", "true", "false", nil),
        Case("day in ('2026-01-31', '2026-03-01')", "true", "false", nil),
        Case("price in (1.1, 2.50)", "true", "true", nil),
        Case("interval '1 day' in ('24 hours', '2 days')", "true", "true", "true"),
        Case("x is null", "false", "false", "true"), Case("x is not null", "true", "true", "false"),
        Case("ok is true", "true", "false", "false"),
        Case("ok is not true", "false", "true", "true"),
        Case("ok is false", "false", "true", "false"),
        Case("ok is unknown", "false", "false", "true"),
        Case("ok is not unknown", "true", "true", "false"),
        Case("x is distinct from 1", "false", "true", "true"),
        Case("x is not distinct from null", "false", "false", "true"),
        Case("x is distinct from null", "true", "true", "false"),
        Case("not ok", "false", "true", nil), Case("ok and x = 1", "true", "false", nil),
        Case("ok or x = 5", "true", "true", nil), Case("ok or null", "true", nil, nil),
        Case("ok and 'no'", "false", "false", "false"),
        Case("case when x = 1 then 'one' when x = 5 then 'five' end", "one", "five", nil),
        Case("case x when 1 then 'one' else 'more' end", "one", "more", "more"),
        Case("case when ok then 1 else 2.50 end", "1", "2.50", "2.50"),
        Case("case when ok then x end + 1", "2", nil, nil),
        Case("coalesce(x, -1)", "1", "5", "-1"), Case("coalesce(x, 0.5)", "1", "5", "0.5"),
        Case("nullif(x, 5)", "1", nil, nil), Case("nullif(tailnum, 'N1')", nil, "n2", nil),
        Case("nullif(day, '2026-01-31')", nil, "2026-02-01", nil),
        Case("greatest(x, 3)", "3", "5", "3"), Case("least(x, 3, null)", "1", "3", "3"),
        Case("greatest(x)", "1", "5", nil), Case("x || tailnum", "1N1", "5n2", nil),
        Case("'x' || ok", "xtrue", "xfalse", nil), Case("concat('x', ok, x)", "xt1", "xf5", "x"),
        Case("concat_ws('-', x, ok)", "1-t", "5-f", ""),
        Case("tailnum || 5 || 'z'", "N15z", "n25z", nil),
        Case("\"Dep Delay\"::integer + 1", "10", "71", nil),
        Case("\"Dep Delay\"", "9", "70", nil), Case("TAILNUM", "N1", "n2", nil),
        Case("TailNum = 'N1'", "true", "false", nil),
        Case("price::numeric(10, 1)", "1.1", "2.5", nil),
        Case("tailnum::varchar(1)", "N", "n", nil),
        Case("day - 31", "2025-12-31", "2026-01-01", nil),
        Case("day + '1 day'::interval", "2026-02-01 00:00:00", "2026-02-02 00:00:00", nil),
        Case("interval '2' day * x", "2 days", "10 days", nil),
        Case("extract(day from day)", "31", "1", nil), Case("-x", "-1", "-5", nil),
        Case("- 2147483648 - x", "-2147483649", "-2147483653", nil),
        Case("x / 2", "0", "2", nil),
        Case("x / 2.0", "0.50000000000000000000", "2.5000000000000000", nil),
        Case("x = '1'", "true", "false", nil),
        Case("trim(leading 'N' from tailnum)", "1", "n2", nil),
        Case("position('1' in tailnum)", "2", "0", nil),
        Case("substring(tailnum for 1)", "N", "n", nil),
    ]

    @Test(arguments: cases)
    func valuesAreThoseOfPostgreSQL(_ item: Case) throws {
        let values = try evaluate(item.sql, columns: Self.columns)
        #expect(values == item.values)
    }

    @Test func laterNamesMeanEarlierExpressionsAndAreCalculatedOnce() throws {
        var checker = ExpressionChecker(schema: schema(of: Self.columns))
        let first = try checker.checkForTest("x + 1")
        checker.define("y", first)
        let second = try checker.checkForTest("y * y")
        checker.define("x", second)
        let third = try checker.checkForTest("x + y")
        let compiled = try checker.compile([first, second, third])
        #expect(compiled.program.instructions.count == 5)
        let chunk = makeChunk(Self.columns)
        let columns = compiled.evaluate(chunk, EvaluationContext(), step: "derive")
        #expect(columns.map { unsafe $0.int64s[1] } == [6, 36, 42])
    }

    @Test func namesThatDoubleTheirTreeStayCheap() throws {
        var checker = ExpressionChecker(schema: schema(of: Self.columns))
        var expressions = [try checker.checkForTest("x + 1")]
        for index in 0..<60 {
            checker.define("y", expressions[index])
            expressions.append(try checker.checkForTest("least(y + y, y + 1)"))
        }
        #expect(try checker.compile(expressions).types.count == 61)
    }

    @Test func aConditionMustBeBoolean() throws {
        var checker = ExpressionChecker(schema: schema(of: Self.columns))
        #expect(
            throws: ExpressionError(
                message:
                    "argument of filter must be type boolean, not type bigint; x is bigint: declared",
                place: 0..<1, hint: "compare it: x <> 0")
        ) { try checker.checkCondition(try parseExpression("x"), in: "x", of: "filter") }
        let literal = try checker.checkCondition(
            try parseExpression("'yes'"), in: "'yes'", of: "filter")
        #expect(literal.type == .boolean)
    }

    @Test func aColumnAloneTellsItsPosition() throws {
        var checker = ExpressionChecker(schema: schema(of: Self.columns))
        #expect(try checker.checkForTest("(tailnum)").column == 2)
        #expect(try checker.checkForTest("tailnum || ''").column == nil)
        #expect(try checker.checkForTest("'a'").type == .text)
    }

    @Test(arguments: ["x = null", "null <> x", "x in (1, null)"])
    func comparisonsWithNullAreNoticed(_ sql: String) throws {
        var checker = ExpressionChecker(schema: schema(of: Self.columns))
        _ = try checker.checkForTest(sql)
        #expect(checker.notices.count == 1)
        #expect(checker.notices.first?.hint?.contains("null") == true)
    }

    @Test(arguments: ["x is null", "x is distinct from null", "coalesce(x, null)", "x in (1, 2)"])
    func otherUsesOfNullAreNotNoticed(_ sql: String) throws {
        var checker = ExpressionChecker(schema: schema(of: Self.columns))
        _ = try checker.checkForTest(sql)
        #expect(checker.notices.isEmpty)
    }

    @Test func longListsAndChainsAreWide() throws {
        let list = (0..<10_000).map(String.init).joined(separator: ", ")
        #expect(try evaluate("x in (\(list))", columns: Self.columns) == ["true", "true", nil])
        let terms = (0..<10_000).map { "x = \($0)" }.joined(separator: " or ")
        #expect(try evaluate(terms, columns: Self.columns) == ["true", "true", nil])
        let sum = Array(repeating: "x", count: 200).joined(separator: " + ")
        #expect(try evaluate(sum, columns: Self.columns) == ["200", "1000", nil])
    }
}
