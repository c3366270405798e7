import Testing
import TrancheColumnar

@testable import TrancheExpressions

@Suite("What one record or one part leaves behind is no part of the next")
struct SharedStateTests {
    @Test("A text that a record began and failed to finish is not put before another's")
    func failedText() throws {
        let texts = TestColumn("s", .text, ["Straße", "a'b\"c\\"])
        #expect(
            try outcomes("(s::bytea || 'x'::bytea)::text", [texts]) == [
                .success("\\x53747261c39f6578"), .failure("invalid input syntax for type bytea"),
            ])
    }

    @Test("A date that no timestamp reaches is compared without an error, but its cast fails")
    func comparedDate() throws {
        let columns = [
            TestColumn("d", .date, ["5874897-12-31", "2026-01-31"]),
            TestColumn("t", .timestamp, ["2000-01-01 00:00:00", "2000-01-01 00:00:00"]),
        ]
        #expect(
            try outcomes(
                "case when d <= t then 'early' when t < d then 'late' when d::timestamp = t "
                    + "then 'same' end", columns) == [.success("late"), .success("late")])
        #expect(
            try outcomes("d <= t or d::timestamp > t", columns) == [
                .failure("date out of range for timestamp"), .success("true"),
            ])
    }

    @Test("An infinite time stays infinite, whatever interval is taken away")
    func infinite() throws {
        let days = TestColumn("n", .bigint, ["-2147483648"])
        #expect(
            try outcomes("timestamp '-infinity' - interval '1 day' * n::integer", [days])
                == [.success("-infinity")])
    }

    @Test("The week of an interval's year wraps around as in PostgreSQL")
    func week() throws {
        let spans = TestColumn("i", .text, ["178000000 years"])
        #expect(
            try outcomes("to_char(i::interval, 'WW')", [spans]) == [.success("-49215633")])
    }

    @Test(
        "age of one time reaches from it to the beginning of the day of the run",
        arguments: [
            ("timestamp '2001-02-03'", "25 years 9 mons 21 days"),
            ("timestamptz '2026-11-24 05:00+00'", "-05:00:00"),
            ("timestamp '2026-11-23 22:00'", "02:00:00"), ("null::timestamp", nil),
        ])
    func age(time: String, wanted: String?) throws {
        var context = EvaluationContext()
        // 2026-11-24 17:30 in UTC.
        context.moment = 848_856_600_000_000
        #expect(try evaluate("now()", context: context)[0] == "2026-11-24 17:30:00+00")
        #expect(try evaluate("age(\(time))", context: context)[0] == wanted)
    }

    @Test("age of one time before 2000 reaches to a day before 2000 too")
    func earlyAge() throws {
        var context = EvaluationContext()
        context.moment = -1
        #expect(
            try evaluate("age(timestamp '1999-12-30 12:00')", context: context)[0] == "12:00:00")
    }

    private enum Outcome: Equatable {
        case success(String)
        case failure(String)
    }

    /// Each record's value as text, or the beginning of its fault's message.
    private func outcomes(_ expression: String, _ columns: [TestColumn]) throws -> [Outcome] {
        let chunk = makeChunk(columns)
        let compiled = try compileExpressions(
            [ExpressionSource("(\(expression))::text")], over: schema(of: columns))
        let values = compiled.evaluate(chunk, EvaluationContext(), step: "derive")[0]
        return (0..<chunk.rowCount).map { row in
            if let fault = chunk.faults.first(where: { $0.row == row }) {
                let end = fault.message.firstRange(of: " in ")
                return .failure(
                    end.map { String(fault.message[..<$0.lowerBound]) } ?? fault.message)
            }
            let slice = unsafe values.slices[row]
            return .success(
                slice.isNull ? "NULL" : chunk.bytes.string(slice.start..<slice.end))
        }
    }
}
