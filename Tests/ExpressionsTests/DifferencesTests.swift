import Testing

@testable import TrancheExpressions

/// An expression whose answer is not PostgreSQL's, as the README says.
private struct DocumentedDifference: CustomTestStringConvertible {
    var expression: String
    /// What is found here: a value, or a part of the error's message.
    var found: Answer
    /// What PostgreSQL 15 gives, for the reader.
    var postgreSQL: String

    init(_ expression: String, _ found: Answer, _ postgreSQL: String) {
        self.expression = expression
        self.found = found
        self.postgreSQL = postgreSQL
    }

    var testDescription: String { expression }
}

private let differences: [DocumentedDifference] = [
    // The time zone is UTC, and nothing depends on the day of the run.
    .init("random()", .error("another value at each call"), "a number"),
    .init("gen_random_uuid()", .error("another value at each call"), "a uuid"),
    .init("date 'today'", .error("today"), "the day"),
    // Types that are read as another one, or not at all.
    .init("'ab'::char(3)", .error("type character(3) is not supported"), "ab"),
    .init("interval '1.23456 sec'::interval(2)", .error("interval(2)"), "00:00:01.23"),
    .init("'{\"a\":1}'::jsonb -> 'a'", .error("type jsonb is not supported"), "1"),
    .init("date '2026-11-24' + time '12:00'", .error("time"), "2026-11-24 12:00:00"),
    .init("1.5::real", .error("double precision holds its values"), "1.5"),
    // Forms of the language that are not read.
    .init("'x' = any (array['a', 'x'])", .error("write x in (a, b, c)"), "true"),
    .init("'a' < 'B' collate \"C\"", .error("collate"), "false"),
    .init("U&'\\0061bc'", .error("Unicode escapes"), "abc"),
    .init("float8 '0x10'", .error("invalid input syntax for type double precision"), "16"),
    // Functions for many records, and functions that are not there.
    .init("sum(1)", .error("needs many records"), "1"),
    .init("(regexp_matches('foobar', '(o)'))[1]", .error("is not supported"), "o"),
    .init("normalize('ä')", .error("wanted an operator"), "ä"),
    .init("sind(30)", .error("is not supported"), "0.5"),
    .init("cosd(60)", .error("is not supported"), "0.5"),
    .init("array['a'] = array['a']", .error("does not exist"), "true"),
    .init("convert_from('a'::bytea, 'LATIN1')", .error("only UTF8 is"), "a"),
    // A mistake in a pattern is found before the run, not when a text gets that far.
    .init("'x' like 'abc\\'", .error("must not end with escape character"), "false"),
    .init("null::text ~ '('", .error("parentheses () not balanced"), "NULL"),
    .init("date_trunc('dow', timestamp 'infinity')", .error("not recognized"), "infinity"),
    // A difference that 64 bits do not hold is an error and does not wrap around.
    .init(
        "timestamp '294276-12-31' - timestamp '4713-11-24 BC'", .error("interval out of range"),
        "-106751991 days…"),
    // What does not fit is an error, and infinite distances are halved.
    .init("to_char(2147483647, '9V9')", .error("integer out of range"), "-10"),
    .init("width_bucket(0::float8, -1e308, 1e308, 4)", .value("3"), "-2147483648"),
    // Two errors in one expression: PostgreSQL adds an integer to a date by adding the date to it.
    .init("1 / 0 + 'x'::text::date", .error("division by zero"), "22007"),
    // Functions that are not there.
    .init("unistr('\\0061')", .error("is not supported"), "a"),
    .init("parse_ident('a.b')", .error("is not supported"), "{a,b}"),
    .init(
        "(date '2026-01-01', date '2026-02-01') overlaps (date '2026-01-15', date '2026-03-01')",
        .error("wanted"), "true"),
    .init("'abc'::bytea like 'a%'::bytea", .error("does not exist"), "true"),
    // Only what is looked up is read.
    .init("json '\"\\ud83d\"' ->> 0", .null, "22P02"),
]

@Suite("Where expressions differ from PostgreSQL")
struct DifferencesTests {
    @Test("A documented difference is what it is said to be", arguments: differences)
    private func difference(_ one: DocumentedDifference) {
        let found = answer(one.expression)
        guard case .error(let part) = one.found else {
            #expect(found == one.found)
            return
        }
        guard case .error(let message) = found else {
            Issue.record("found \(found), wanted an error with: \(part)")
            return
        }
        #expect(message.contains(part), "PostgreSQL gives \(one.postgreSQL)")
    }
}
