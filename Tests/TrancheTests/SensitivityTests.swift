import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

@testable import Tranche

@Suite("Sensitive columns on their way to the sink")
struct SensitivityTests {
    init() { setKey("TRANCHE_TEST_KEY", String(repeating: "0f", count: 32)) }

    /// The columns `id, email, phone, age`; `email` is sensitive unless others are named.
    private func follow(_ steps: [String], _ marked: [String] = ["email"]) throws -> Sensitivity {
        var schemas = [schema("id", "email", "phone", "age")]
        let plans = try steps.map { try parseStep($0) }
        for plan in plans {
            schemas.append(try plan.plan(schemas[schemas.count - 1], keeping: nil).output)
        }
        return try Sensitivity(marked, plans, schemas, sink: "out.csv")
    }

    @Test(
        "A column that arrives as it is, or what is made of it, is refused by name",
        arguments: [
            ([], "column email is sensitive"), (["filter id = '1'"], "column email is sensitive"),
            (["rename email as mail"], "column mail is made"),
            (["select id, email"], "column email is"),
            (["select email as m"], "column m is made"),
            (["select lower(email) as m"], "column m is made"),
            (["select *"], "column email is"), (["cast email as text"], "column email is"),
            (["derive m = id || email", "drop email"], "column m is made"),
            (["derive m = length(email), n = m + 1", "drop email, m"], "column n is made"),
            (["derive email = email || 'x'"], "column email is"),
            (["derive m = email", "hash email key env:TRANCHE_TEST_KEY"], "column m is made"),
            (["fill phone = email", "drop email"], "column phone is made"),
            (["hash phone key env:TRANCHE_TEST_KEY"], "column email is"),
            (
                ["rename email as phone, phone as email", "mask email as digits"],
                "column phone is made"
            ),
            (
                [
                    "encrypt email key env:TRANCHE_TEST_KEY",
                    "decrypt phone key env:TRANCHE_TEST_KEY",
                    "derive x = email",
                ], nil
            ),
            (
                [
                    "encrypt email key env:TRANCHE_TEST_KEY",
                    "decrypt email key env:TRANCHE_TEST_KEY",
                ], "column email is sensitive"
            ),
            (
                [
                    "encrypt email key env:TRANCHE_TEST_KEY", "derive y = email",
                    "decrypt y key env:TRANCHE_TEST_KEY column email",
                ], "column y is made"
            ),
            (["dedupe on (email)", "drop email"], "would be kept in the step's own file"),
            (["distinct", "drop email"], "would be kept in the step's own file"),
        ] as [([String], String?)])
    func refused(_ steps: [String], _ message: String?) throws {
        guard let message else {
            _ = try follow(steps)
            return
        }
        let error = #expect(throws: JobError.self) { try follow(steps) }
        let text = try #require(error).description
        #expect(text.contains(message), "\(text)")
        #expect(text.contains("hint: ") && (text.contains("out.csv") || text.contains("step d")))
    }

    @Test(
        "A column that is dropped or protected passes, and so does what reads it to choose",
        arguments: [
            ["drop email"], ["select id, age"], ["hash email key env:TRANCHE_TEST_KEY"],
            ["encrypt email key env:TRANCHE_TEST_KEY"], ["mask email as email"],
            ["mask email as null"], ["filter email like '%@x'", "drop email"],
            ["hash email key env:TRANCHE_TEST_KEY", "dedupe on (email)"],
            ["derive m = lower(email)", "hash email, m key env:TRANCHE_TEST_KEY"],
            ["derive m = lower(email), n = id || 'x'", "drop email, m"],
            ["derive email = 'none'"], ["limit 3", "sample 50%", "drop email"],
            ["rename email as mail", "mask mail keep last 3"],
            ["hash email key env:TRANCHE_TEST_KEY", "derive domain = email || 'x'"],
        ])
    func passes(_ steps: [String]) throws {
        let followed = try follow(steps)
        #expect(followed.source == ["email"] && followed.hidden.contains("email"))
    }

    @Test("A column may be marked that a step makes, and one that nobody makes is an error")
    func later() throws {
        #expect(throws: JobError.self) { try follow(["derive secret = id"], ["secret"]) }
        _ = try follow(["derive secret = id", "mask secret as digits"], ["secret"])
        let error = #expect(throws: JobError.self) { try follow([], ["emial"]) }
        #expect(try #require(error).description.contains("did you mean email?"))
    }

    @Test("No message quotes a sensitive value, and all others say what they said")
    func shield() throws {
        let steps = [
            "derive n = email::bigint + age::bigint", "cast age as bigint", "drop email, n",
        ]
        let shield = try #require(try follow(steps).shield(NoSource()))
        func message(_ code: RowFault.Code, _ step: String?, _ column: String?) -> String {
            shield.shielded(
                RowFault(
                    row: 0, code: code, step: step, column: column,
                    message: "found 'a, wanted b', wanted bigint")
            ).message
        }
        #expect(message(.typeMismatch, "cast", "email") == "found ***, wanted bigint")
        #expect(message(.typeMismatch, "cast", "age") == "found 'a, wanted b', wanted bigint")
        #expect(message(.typeMismatch, nil, "phone") == "found 'a, wanted b', wanted bigint")
        let hidden = "found a sensitive value that gives no result, which is not shown"
        #expect(message(.expression, "derive", nil) == hidden)
        #expect(message(.expression, "derive", "n") == hidden)
        #expect(
            message(.constraint, nil, "email")
                == "found values that the sink refuses, which are not shown")
        #expect(message(.fieldCount, nil, nil) == "found 'a, wanted b', wanted bigint")
        #expect(shield.shielded(Array("1,a@b,2,3".utf8)) == Array("***".utf8))
        #expect(try follow(["drop email"], []).shield(NoSource()) == nil)
    }

    @Test("What was decrypted is not quoted either, though it may reach the sink")
    func revealed() throws {
        let steps = ["decrypt phone key env:TRANCHE_TEST_KEY", "derive p = phone || 'x'"]
        let followed = try follow(steps, [])
        #expect(followed.hidden == ["phone", "p"] && followed.readers.contains("derive"))
        #expect(followed.source.isEmpty)
        // A server's own words may hold any value of the row.
        let fault = RowFault(
            row: 0, code: .constraint,
            message: "invalid input syntax for type inet: \"x\" (SQLSTATE 22P02)", hint: "x")
        let shown = try #require(followed.shield(NoSource())).shielded(fault)
        #expect(
            shown.message
                == "found values that the sink refuses, which are not shown (SQLSTATE 22P02)")
        #expect(shown.hint == "correct the record")
        let shield = try follow(steps + ["drop phone, p"], []).shield(NoSource())
        #expect(try #require(shield).shielded(fault) == fault)
    }
}

/// A source whose records have no bytes of their own.
private final class NoSource: Source {
    let name = "none"
    let schema = Schema([])
    let identity = ""
    let isReplayable = true
    let totalUnits: Int64? = nil
    let consumedUnits: Int64 = 0
    func difference(from identity: String) -> String? { nil }
    func narrow(to columns: [Int]) {}
    func seek(to position: SourcePosition) throws {}
    func fill(_ chunk: Chunk) throws -> ChunkExtent? { nil }
    func decode(_ chunk: Chunk) throws {}
    func fileName(_ index: Int) -> String { "" }
    func fileLine(file: Int, _ line: Int64) -> Int64 { 0 }
    func close() {}
}
