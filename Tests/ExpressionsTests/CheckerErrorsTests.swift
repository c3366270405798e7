import Testing
import TrancheColumnar

@testable import TrancheExpressions

/// What is refused, where, and what is advised.
@Suite struct CheckerErrorsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let sql: String
        /// The part of `sql` that the error is about.
        let part: String
        let message: String
        let hint: String?
        var testDescription: String { sql }

        init(_ sql: String, at part: String, _ message: String, hint: String? = nil) {
            self.sql = sql
            self.part = part
            self.message = message
            self.hint = hint
        }
    }

    static let columns = Schema([
        Field("dep_delay", .text), Field("Dep Delay", .text, origin: .inferred),
        Field("x", .bigint, origin: .inferred), Field("f", .boolean, origin: .declared),
        Field("day", .date, origin: .declared), Field("name", .text, origin: .declared),
        Field("Carrier", .text), Field("CARRIER", .text), Field("payload", .json),
        Field("n", .numeric, origin: .declared), Field("ts", .timestamp, origin: .declared),
    ])

    static let columnCases: [Case] = [
        Case(
            "dep_dely > 60", at: "dep_dely", "column \"dep_dely\" does not exist",
            hint: "did you mean dep_delay?"),
        Case(
            "carrier = 'AA'", at: "carrier", "column carrier could be \"Carrier\" and \"CARRIER\"",
            hint: "write the name exactly, in double quotes"),
        Case(
            "\"X\" = 1", at: "\"X\"", "column \"X\" does not exist", hint: "did you mean x?"),
        Case(
            "name = \"Los Angeles\"", at: "\"Los Angeles\"",
            "column \"Los Angeles\" does not exist",
            hint: "a text stands in single quotes: 'Los Angeles'"),
        Case(
            "now > day", at: "now", "column \"now\" does not exist",
            hint: "write now() for the function"),
        Case(
            "dep_dela = 1", at: "dep_dela", "column \"dep_dela\" does not exist",
            hint: "did you mean dep_delay?"),
        Case(
            "completely_else", at: "completely_else", "column \"completely_else\" does not exist",
            hint: "there are: dep_delay, \"Dep Delay\", x, f, day, name, Carrier, CARRIER, …"),
    ]

    static let operatorCases: [Case] = [
        Case(
            "dep_delay > 60", at: ">",
            "operator does not exist: text > integer; dep_delay is text: no type was asked for",
            hint: "write dep_delay::bigint, or name the column's type with "
                + "--types 'dep_delay:bigint'"),
        Case(
            "\"Dep Delay\" + 1.5", at: "+",
            "operator does not exist: text + numeric; \"Dep Delay\" is text: inferred from the sample",
            hint: "write \"Dep Delay\"::numeric, or name the column's type with "
                + "--types 'Dep Delay:numeric'"),
        Case(
            "name < day", at: "<",
            "operator does not exist: text < date; name is text: declared; day is date: declared",
            hint: "write name::date"),
        Case(
            "dep_delay + name", at: "+",
            "operator does not exist: text + text; dep_delay is text: no type was asked for; "
                + "name is text: declared",
            hint:
                "|| joins texts; to add numbers, write dep_delay::numeric, or name the column's type "
                + "with --types 'dep_delay:numeric'"),
        Case(
            "day + x", at: "+",
            "operator does not exist: date + bigint; day is date: declared; x is bigint: inferred "
                + "from the sample", hint: "write x::integer"),
        Case(
            "x = f", at: "=",
            "operator does not exist: bigint = boolean; x is bigint: inferred from "
                + "the sample; f is boolean: declared"),
        Case(
            "1 || 2", at: "||", "operator does not exist: integer || integer",
            hint: "write 1::text to join them as texts"),
        Case(
            "'1' + '2'", at: "+", "operator is not unique: unknown + unknown",
            hint: "name a literal's type, as in '1'::text"),
        Case(
            "day + '1 day'", at: "+", "operator is not unique: date + unknown",
            hint: "name a literal's type, as in '1 day'::text"),
        Case(
            "-name", at: "-", "operator does not exist: - text; name is text: declared",
            hint: "write name::integer"),
        Case(
            "payload = '1'", at: "=",
            "operator does not exist: json = unknown; payload is json: no type was asked for",
            hint: "write payload::text"),
        Case(
            "dep_delay in (1, 2)", at: "1",
            "operator does not exist: text = integer; dep_delay is text: no type was asked for",
            hint: "write dep_delay::bigint, or name the column's type with "
                + "--types 'dep_delay:bigint'"),
        Case(
            "x between 1 and name", at: "x between 1 and name",
            "operator does not exist: bigint <= text; x is bigint: inferred from the sample; "
                + "name is text: declared", hint: "write name::bigint"),
    ]

    static let functionCases: [Case] = [
        Case(
            "uper(name)", at: "uper", "function uper(text) does not exist",
            hint: "did you mean upper?"),
        Case(
            "upper(5)", at: "upper", "function upper(integer) does not exist; there is upper(text)",
            hint: "write 5::text"),
        Case(
            "left(name, x)", at: "left",
            "function left(text, bigint) does not exist; there is left(text, integer); name is text: "
                + "declared; x is bigint: inferred from the sample", hint: "write x::integer"),
        Case(
            "left(day, 4)", at: "left",
            "function left(date, integer) does not exist; there is left(text, integer); "
                + "day is date: declared", hint: "write day::text"),
        Case(
            "round(dep_delay)", at: "round",
            "function round(text) does not exist; there are round(numeric), round(numeric, integer), "
                + "round(double precision); dep_delay is text: no type was asked for",
            hint: "write dep_delay::numeric, or name the column's type with "
                + "--types 'dep_delay:numeric'"),
        Case(
            "sum(x)", at: "sum",
            "sum() needs many records, and an expression sees one at a time"),
        Case(
            "max(x, 1)", at: "max",
            "max() needs many records, and an expression sees one at a time",
            hint: "greatest(a, b) is the greatest of several values of a record"),
        Case(
            "random() < 0.1", at: "random",
            "random() gives another value at each call, so a resumed run would not write what "
                + "the first one would have"),
        Case(
            "clock_timestamp()", at: "clock_timestamp",
            "clock_timestamp() gives another value at each call, so a resumed run would not write "
                + "what the first one would have", hint: "now() is when the run began"),
        Case(
            "lag(x)", at: "lag",
            "lag() needs the records around, and an expression sees one at a time"),
        Case(
            "current_time", at: "current_time",
            "current_time has a type that is not supported: time",
            hint: "now()::text, current_date and localtimestamp tell when the run began"),
    ]

    static let typeCases: [Case] = [
        Case(
            "day = '2026-13-01'", at: "'2026-13-01'",
            "date/time field value out of range: \"2026-13-01\""),
        Case("x > 'many'", at: "'many'", "invalid input syntax for type bigint: \"many\""),
        Case(
            "date 'tomorrowish'", at: "date 'tomorrowish'",
            "invalid input syntax for type date: \"tomorrowish\""),
        Case("f and 'maybe'", at: "'maybe'", "invalid input syntax for type boolean: \"maybe\""),
        Case(
            "x and f", at: "x",
            "argument of AND must be type boolean, not type bigint; x is bigint: inferred from the sample",
            hint: "compare it: x <> 0"),
        Case(
            "not name", at: "name",
            "argument of NOT must be type boolean, not type text; name is text: declared",
            hint: "write name::boolean"),
        Case(
            "case when day then 1 end", at: "day",
            "argument of CASE/WHEN must be type boolean, not type date; day is date: declared",
            hint: "compare it with a value, or write day is not null"),
        Case(
            "x is true", at: "x",
            "argument of IS TRUE must be type boolean, not type bigint; x is bigint: inferred from "
                + "the sample", hint: "compare it: x <> 0"),
        Case(
            "coalesce(dep_delay, 0)", at: "0",
            "COALESCE types text and integer cannot be matched; dep_delay is text: no type was asked for",
            hint: "write 0::text, or cast the text"),
        Case(
            "case when f then 1 else 'x' || name end", at: "1",
            "CASE types text and integer cannot be matched", hint: "write 1::text, or cast the text"
        ),
        Case(
            "case when f then 1 else 'x' end", at: "'x'",
            "invalid input syntax for type integer: \"x\""),
        Case(
            "day::integer", at: "day", "cannot cast type date to integer; day is date: declared",
            hint: "write day::text::integer when its text is a value of that type"),
        Case(
            "x::boolean", at: "x",
            "cannot cast type bigint to boolean; x is bigint: inferred from the sample",
            hint: "write x <> 0"),
        Case(
            "name::intger", at: "intger", "type \"intger\" does not exist",
            hint: "did you mean integer?"),
        Case(
            "name::real", at: "real", "type real is not supported",
            hint: "double precision holds its values"),
        Case(
            "name::jsonb", at: "jsonb", "type jsonb is not supported",
            hint: "json keeps the text as it is"),
        Case(
            "name::time", at: "time", "type time without time zone is not supported",
            hint: "keep the text, or cast to interval or timestamp"),
        Case(
            "name::numeric(0)", at: "numeric(0)", "NUMERIC precision 0 must be between 1 and 1000"),
        Case("name::numeric(1, 2, 3)", at: "numeric(1, 2, 3)", "invalid NUMERIC type modifier"),
        Case(
            "name::varchar(0)", at: "varchar(0)",
            "length for type character varying must be at least 1"),
        Case(
            "name::integer[]", at: "integer[]", "type integer[] is not supported",
            hint: "text[] is the one array type"),
        Case(
            "name[1]", at: "name",
            "cannot subscript type text because it does not support subscripting; name is text: declared"
        ),
        Case(
            "payload[1]", at: "payload",
            "cannot subscript type json because it does not support subscripting; payload is json: "
                + "no type was asked for", hint: "write payload -> 0"),
        Case(
            "interval '1 day' day to hour", at: "interval '1 day' day to hour",
            "found fields after an interval that is no single number",
            hint: "write the units inside: interval '1 day 2 hours'"),
    ]

    @Test(arguments: columnCases + operatorCases + functionCases + typeCases)
    func errorsSayWhatWhereAndWhatToDo(_ item: Case) throws {
        var checker = ExpressionChecker(schema: Self.columns)
        let error = #expect(throws: ExpressionError.self) {
            _ = try checker.checkForTest(item.sql)
        }
        guard let error else { return }
        #expect(error.message == item.message)
        #expect(error.hint == item.hint)
        let bytes = Array(item.sql.utf8)
        #expect(String(decoding: bytes[error.place], as: UTF8.self) == item.part)
    }

    @Test func evidenceReplacesWhatTheOriginTells() throws {
        let evidence = ["x": "inferred from the first 1000 records"]
        var checker = ExpressionChecker(schema: Self.columns, evidence: evidence)
        let error = #expect(throws: ExpressionError.self) { _ = try checker.checkForTest("x = f") }
        #expect(
            error?.message.contains("x is bigint: inferred from the first 1000 records") == true)
    }

    @Test func aChainThatIsTooLongIsRefused() throws {
        var checker = ExpressionChecker(schema: Self.columns)
        let sum = Array(repeating: "x", count: 300).joined(separator: " + ")
        let error = #expect(throws: ExpressionError.self) { _ = try checker.checkForTest(sum) }
        #expect(error?.message == "found more than 250 operators in a chain")
    }
}
