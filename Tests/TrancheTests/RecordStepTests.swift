import Synchronization
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

private enum Grade: String, Codable, CaseIterable, Sendable { case low, high }

private struct Whole: Codable, Sendable, Equatable {
    var flag: Bool
    var small: Int8
    var large: UInt64
    var real: Double
    var single: Float
    var text: String
    var maybe: Int?
    var grade: Grade
    var raw: [UInt8]
}

/// Passes every record on as it is, and keeps what it has seen.
private struct Pass: RecordStep {
    let name = "pass"
    let version = "1"
    func process(_ record: Whole) async throws -> Whole? { record }
}

struct Number: Decodable, Sendable {
    var a: Int
}
struct Half: Codable, Sendable {
    var a: Int
    var b: Double?
}

/// Drops odd numbers, rejects those over a hundred, and fails at a million.
private struct Halve: RecordStep {
    let name = "halve"
    let version: String
    let keepsOtherColumns: Bool
    let concurrentRecords: Int

    init(version: String = "1", keepsOthers: Bool = false, concurrent: Int = 1) {
        self.version = version
        keepsOtherColumns = keepsOthers
        concurrentRecords = concurrent
    }

    func process(_ record: Number) async throws -> Half? {
        if concurrentRecords > 1 { for _ in 0..<(record.a % 5) { await Task.yield() } }
        if record.a == 1_000_000 { throw Broken() }
        if record.a > 100 {
            throw RecordRejection("found \(record.a), wanted 100 at most", column: "a")
        }
        if record.a % 2 == 1 { return nil }
        return Half(a: record.a / 2, b: record.a == 0 ? nil : 0.5)
    }
}

private struct Broken: Error {}

private struct Declared: RecordStep {
    struct Priced: Encodable, Sendable {
        var price: String
        var day: String
    }
    static let columns: [Field]? = [Field("price", .numeric), Field("day", .date)]
    let name = "price"
    let version = "1"
    func process(_ record: [String: String]) async throws -> Priced? {
        Priced(price: record["price"] ?? "", day: record["day"] ?? "")
    }
}

@Suite("Steps over records of a type of one's own")
struct RecordStepTests {
    private func run(
        _ plan: any StepPlan, _ names: [String], _ rows: [[String?]]
    ) async throws -> (chunk: Chunk, counts: RowCounts, step: any Step) {
        let chunk = chunk(rows)
        let step = try plan.plan(Schema(names.map { Field($0) }), keeping: nil)
        var counts = RowCounts()
        try await step.apply(chunk, counts: &counts)
        return (chunk, counts, step)
    }

    private func rows(_ chunk: Chunk) -> [[String?]] { chunk.texts }

    private static let names = [
        "flag", "small", "large", "real", "single", "text", "maybe", "grade", "raw",
    ]

    @Test("Every kind of property is read from text and written with its column's type")
    func kinds() async throws {
        let (chunk, _, step) = try await run(
            RecordStepPlan(Pass()), Self.names,
            [
                ["t", "-128", "18446744073709551615", "1e3", "0.5", "é", nil, "high", "\\x00ff"],
                ["no", " 7", "0", "-0.25", "2", "", "9", "low", "\\x"],
            ])
        #expect(chunk.faults.isEmpty)
        #expect(step.output.names == Self.names)
        #expect(
            step.output.fields.map(\.type) == [
                .boolean, .bigint, .numeric, .doublePrecision, .doublePrecision, .text, .bigint,
                .text, .bytea,
            ])
        let wanted: [[String?]] = [
            ["true", "-128", "18446744073709551615", "1000", "0.5", "é", nil, "high"],
            ["false", "7", "0", "-0.25", "2", "", "9", "low"],
        ]
        let found = rows(chunk)
        #expect(found.map { Array($0.prefix(8)) } == wanted)
        #expect(found[1][8] == "")
    }

    @Test(
        "A value that does not fit rejects its record and names the column",
        arguments: [
            (0, "maybe", "a boolean"), (1, "128", "an integer (Int8)"), (2, "-1", "UInt64"),
            (3, "1,5", "a number"), (6, "x", "an integer"), (7, "middle", "Grade"),
            (8, "ff", "\\x and hexadecimal"),
        ] as [(Int, String, String)])
    func misfits(column: Int, value: String, wanted: String) async throws {
        let good: [String?] = ["t", "1", "1", "1", "1", "a", "1", "low", "\\x01"]
        var bad = good
        bad[column] = value
        let (chunk, counts, _) = try await run(
            RecordStepPlan(Pass()), Self.names, [good, bad, good])
        let fault = try #require(chunk.faults.first)
        #expect(chunk.faults.count == 1 && fault.row == 1 && fault.code == .typeMismatch)
        #expect(fault.column == Self.names[column] && fault.step == "pass")
        #expect(fault.message.contains(wanted), "\(fault.message)")
        #expect(chunk.selection.count == 2 && counts.filtered == 0)
    }

    @Test("NULL is no value of a property that is not optional", arguments: [0, 1, 3, 5, 7, 8])
    func nulls(column: Int) async throws {
        var row: [String?] = ["t", "1", "1", "1", "1", "a", "1", "low", "\\x01"]
        row[column] = nil
        let (chunk, _, _) = try await run(RecordStepPlan(Pass()), Self.names, [row])
        #expect(chunk.faults.first?.message == "found NULL, wanted a value")
        #expect(chunk.faults.first?.column == Self.names[column])
    }

    @Test(
        "nil counts as filtered, a rejection sets the record aside, the rest come out in order",
        arguments: [1, 4])
    func outcomes(concurrent: Int) async throws {
        let input = (0..<200).map { [Optional("\($0)")] }
        let (chunk, counts, _) = try await run(
            RecordStepPlan(Halve(concurrent: concurrent)), ["a"], input)
        #expect(counts.filtered == 50 && chunk.faults.count == 99)
        #expect(chunk.faults.map(\.row) == Array(101..<200))
        #expect(chunk.faults[0].message == "found 101, wanted 100 at most")
        let wanted = (0...50).map { [Optional("\($0)"), $0 == 0 ? nil : "0.5"] }
        #expect(rows(chunk) == wanted)
    }

    @Test("Any other error ends the run", arguments: [1, 3])
    func failure(concurrent: Int) async throws {
        await #expect(throws: Broken.self) {
            _ = try await run(
                RecordStepPlan(Halve(concurrent: concurrent)), ["a"], [["2"], ["1000000"]])
        }
    }

    @Test("Other columns go, or stay and are only replaced by those of the same name")
    func otherColumns() async throws {
        let input: [[String?]] = [["x", "8", "007"]]
        let alone = try await run(RecordStepPlan(Halve()), ["c", "a", "d"], input)
        #expect(alone.step.output.names == ["a", "b"] && rows(alone.chunk) == [["4", "0.5"]])
        let kept = try await run(
            RecordStepPlan(Halve(keepsOthers: true)), ["c", "a", "d"], input)
        #expect(kept.step.output.names == ["c", "a", "d", "b"])
        #expect(rows(kept.chunk) == [["x", "4", "007", "0.5"]])
    }

    @Test("A step asks for the columns of its input alone, and those that go through it")
    func inputs() {
        let schema = Schema(["a", "c", "d"].map { Field($0) })
        let alone = RecordStepPlan(Halve())
        #expect(alone.inputs(for: ["a", "b"], from: schema) == ["a"])
        let kept = RecordStepPlan(Halve(keepsOthers: true))
        #expect(kept.inputs(for: ["b", "d"], from: schema) == ["a", "d"])
        // A dictionary says nothing of its keys.
        #expect(RecordStepPlan(Declared()).inputs(for: [], from: schema) == ["a", "c", "d"])
    }

    @Test("A dictionary is given every column, and declared columns have the declared types")
    func declared() async throws {
        let (chunk, _, step) = try await run(
            RecordStepPlan(Declared()), ["price", "day", "x"],
            [["+01.50", "2026-08-22", "a"], ["1", "22.8.26", "b"], ["one", "2026-08-22", "c"]])
        #expect(step.output.fields.map(\.type) == [.numeric, .date])
        #expect(rows(chunk) == [["1.50", "2026-08-22"]])
        #expect(chunk.faults.map(\.column) == ["day", "price"])
        #expect(chunk.faults[1].message == "found 'one', wanted numeric")
    }

    @Test("What is made of a sensitive column is sensitive")
    func sensitive() {
        let schema = Schema(["a", "c"].map { Field($0) })
        let plan = RecordStepPlan(Halve(keepsOthers: true))
        #expect(plan.sensitive(["a"], from: schema) == ["a", "b"])
        #expect(plan.sensitive(["c"], from: schema) == ["c"])
    }

    @Test("A missing column is told before the run, with the nearest name")
    func missing() throws {
        let error = #expect(throws: JobError.self) {
            _ = try RecordStepPlan(Pass()).plan(
                Schema([Field("flag"), Field("smal")]), keeping: nil)
        }
        #expect(error?.code == .pipeline)
        #expect(error?.message.contains("column small does not exist") == true)
        #expect(error?.hint == "did you mean smal?")
    }

    @Test("Another version, and only that, is another step for a resume")
    func identity() {
        let first = RecordStepPlan(Halve(version: "1")).identity
        #expect(first == RecordStepPlan(Halve(version: "1")).identity)
        #expect(first != RecordStepPlan(Halve(version: "2")).identity)
    }
}

@Suite("What records cannot be")
struct RecordShapeTests {
    struct Inner: Codable, Sendable { var x = 1 }
    struct Nested: Codable, Sendable { var inner = Inner() }
    struct Listed: Codable, Sendable { var list = [1] }
    struct Blind: Encodable, Sendable { var a = 1 }
    enum Plain: String, Codable, Sendable { case one }
    struct Closed: Codable, Sendable { var a = Plain.one }

    struct Step<Output: Encodable & Sendable>: RecordStep {
        let name = "try"
        let version = "1"
        func process(_ record: Number) async throws -> Output? { nil }
    }
    struct Reading<Input: Decodable & Sendable>: RecordStep {
        let name = "try"
        let version = "1"
        func process(_ record: Input) async throws -> Half? { nil }
    }

    private static let input = Schema([Field("a"), Field("inner"), Field("list")])

    @Test(
        "An output whose columns cannot be told is refused with what to do",
        arguments: [
            (RecordStepPlan(Step<Nested>()), "found a nested type for inner"),
            (RecordStepPlan(Step<Listed>()), "found a nested type for list"),
            (RecordStepPlan(Step<Blind>()), "cannot tell the columns of Blind"),
            (RecordStepPlan(Step<Closed>()), "cannot tell the columns of Closed"),
            (RecordStepPlan(Reading<Nested>()), "found a nested type for inner"),
            (RecordStepPlan(Reading<Listed>()), "found a nested type for list"),
        ] as [(any StepPlan, String)])
    func refused(plan: any StepPlan, words: String) throws {
        let error = #expect(throws: JobError.self) {
            _ = try plan.plan(Self.input, keeping: nil)
        }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.hint != nil)
    }
}
