import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

@Suite("The step validate")
struct ValidateStepTests {
    private let input = Schema([
        Field("a", .bigint, origin: .declared), Field("B", .text, origin: .declared),
        Field("day", .text, origin: .declared),
    ])

    /// The names of the rules that rows break, by row, and how often each rule warns.
    private struct Outcome: Equatable {
        var kept: [[String?]] = []
        var broken: [Int: String] = [:]
        var warned: [String: Int] = [:]
    }

    private func outcome(_ text: String, _ rows: [[String?]]) async throws -> Outcome {
        let chunk = chunk(rows)
        try await apply([text], on: input, to: chunk)
        var outcome = Outcome(kept: chunk.texts)
        for fault in chunk.faults { outcome.broken[fault.row] = fault.step }
        for warning in chunk.warnings { outcome.warned[warning.step] = warning.count }
        return outcome
    }

    private struct Row: Sendable {
        var a: Int?
        var b: String?

        var texts: [String?] { [a.map { "\($0)" }, b, nil] }
    }

    private static let rows = Gen<Row> { choices in
        Row(
            a: Gen<Int>.int(-3...60).optional.run(&choices),
            b: Gen<String>.string(0...5).optional.run(&choices))
    }.array(0...40)

    @Test("Keeps what a plain filter keeps, names the first broken rule and counts warnings")
    func model() async {
        let text = """
            validate a > 0 as positive, B required length 1 to 3 as name, a % 7 <> 0 as seven \
            else warn, a < 50 as small message 'too large' else warn
            """
        await forAll("rows against a model", Self.rows) { rows in
            var wanted = Outcome()
            for (index, row) in rows.enumerated() {
                let broken: String? =
                    if let a = row.a, a <= 0 { "positive" } else if row.b == nil {
                        "name_b_required"
                    } else if !(1...3).contains(row.b?.unicodeScalars.count ?? 0) {
                        "name_b_length"
                    } else { nil }
                if let broken {
                    wanted.broken[index] = "validate \(broken)"
                    continue
                }
                wanted.kept.append(row.texts)
                guard let a = row.a else { continue }
                if a % 7 == 0 { wanted.warned["validate seven", default: 0] += 1 }
                if a >= 50 { wanted.warned["validate small", default: 0] += 1 }
            }
            return try await same(self.outcome(text, rows.map(\.texts)), wanted)
        }
    }

    @Test(
        "Reads checks of columns",
        arguments: [
            ("a required", ["NULL"], 1), ("a min 2", ["1", "2", nil], 1),
            ("a max 2", ["1", "2", "3"], 1), ("a min -1 max 1", ["-2", "-1", "2"], 2),
            ("a enum (1, 3)", ["1", "2", "3", nil], 1), ("not (a > 1)", ["1", "2"], 1),
            ("a between 1 and 2 else reject", ["0", "1", "3"], 2),
        ] as [(String, [String?], Int)])
    func numbers(check: String, values: [String?], broken: Int) async throws {
        let rows = values.map { [$0 == "NULL" ? nil : $0, "x", nil] as [String?] }
        #expect(try await outcome("validate \(check)", rows).broken.count == broken, "\(check)")
    }

    @Test(
        "Reads checks of texts",
        arguments: [
            ("B pattern '[A-Z]+'", ["AB", "ab", "AB1", nil], 2),
            ("\"B\" pattern 'a|b'", ["a", "b", "ab"], 1),
            ("B pattern '(?i)[a-z]+'", ["AB", "aB", "AB1", "1AB", nil], 2),
            ("B pattern '***:(?i)ab|c'", ["AB", "C", "abc", "cab"], 2),
            ("B pattern '***=a.b'", ["a.b", "axb", "a.bc"], 2),
            ("B pattern '(?q)(a'", ["(a", "a", "(ab"], 2),
            ("B pattern '(?iq)(a'", ["(A", "(a", "(ab"], 1),
            ("B pattern '(?n)a.*'", ["ab", "a\nb", "b\na"], 2),
            ("B pattern '(?x) a b # c'", ["ab", "a b", "abc"], 2),
            ("B pattern '(?:a)b'", ["ab", "aab"], 1),
            ("b length 2", ["ab", "abc", "é", nil], 2),
            ("B enum ('x', 'y')", ["x", "z", nil], 1),
            ("B type date", ["2024-02-29", "2023-02-29", "x", nil], 2),
            ("B type double precision", ["1e3", "x", nil], 1),
            ("B type bigint", ["12", "1.5", "99999999999999999999"], 2),
        ] as [(String, [String?], Int)])
    func texts(check: String, values: [String?], broken: Int) async throws {
        let rows = values.map { [nil, $0, nil] as [String?] }
        #expect(try await outcome("validate \(check)", rows).broken.count == broken, "\(check)")
    }

    @Test("Marks a record that must not be there as the end of the run")
    func fatal() async throws {
        let chunk = chunk([["0", nil, nil]])
        try await apply(["validate B required, a > 0 as a_rule else fail"], on: input, to: chunk)
        #expect(chunk.faults.map(\.isFatal) == [true])
        #expect(chunk.faults.map(\.step) == ["validate a_rule"])
        #expect(chunk.selection.count == 0)
    }

    @Test("Sets a record without a value aside, whatever the rule does with false")
    func failing() async throws {
        let chunk = chunk([["0", "x", nil], ["5", "x", nil]])
        try await apply(["validate 10 / a > 1 as ratio else warn"], on: input, to: chunk)
        #expect(chunk.faults.map(\.code) == [.expression])
        #expect(chunk.texts == [["5", "x", nil]])
    }

    @Test(
        "Tells what is wrong with a rule",
        arguments: [
            ("validate a > 0 as x, a > 1 as x", "two rules called x"),
            ("validate a > 0 else ignore", "reject, fail or warn"),
            ("validate a + 1", "boolean"), ("validate a pattern 5", "a pattern"),
            ("validate a pattern '(?z)b'", "invalid embedded option"),
            ("validate B length x", "a count of characters"),
            ("validate B length 5 to 2", "found length 5 to 2, which no text has"),
            ("validate z > 0", "does not exist"),
            ("validate z type date", "does not exist"), ("validate a type dat", "date"),
            ("validate", "end of expression"), ("validate a > 0, unique (B)", "several steps"),
        ])
    func refused(text: String, wanted: String) {
        let error = #expect(throws: JobError.self) {
            _ = try plan([text], on: self.input)
        }
        #expect(error.map { "\($0)".contains(wanted) } == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test("Makes a step of each unique key")
    func unique() throws {
        let plans = try parseSteps("validate a > 0, unique (a, B), day unique else warn")
        #expect(plans.count == 3)
        #expect(
            plans.map(\.text) == [
                "validate a > 0 as \"a > 0\" else reject",
                "validate unique (a, b) as a_b_unique else reject",
                "validate unique (day) as day_unique else warn",
            ])
    }
}
