import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

/// Speeds, slow flights dropped, records without a time set aside.
private struct Speed: ChunkStep {
    let name = "speed"
    var version = "1"
    let reads = ["distance", "time", "carrier"]
    let makes = [
        Field("speed", .doublePrecision), Field("distance", .bigint), Field("code", .text),
        Field("fast", .boolean),
    ]
    let drops = ["time"]

    func apply(_ chunk: inout ChunkView) throws {
        let distance = try chunk.integers("distance")
        let time = try chunk.doubles("time")
        let carrier = try chunk.texts("carrier")
        try chunk.forEachRow { row in
            if time[row] == 0 { throw RecordRejection("found no time", column: "time") }
        }
        chunk.keep { row in distance[row] ?? 0 > 10 }
        try chunk.makeDoubles("speed") { row in
            guard let distance = distance[row], let time = time[row] else { return nil }
            return Double(distance) / time
        }
        try chunk.makeIntegers("distance") { row in distance[row].map { $0 * 2 } }
        try chunk.makeBooleans("fast") { row in time[row].map { $0 < 3 } }
        try chunk.makeTexts("code") { row, text in
            text.append("<")
            let count = carrier.withBytes(of: row) { bytes in
                text.append(bytes)
                return bytes.count
            }
            text.append(UInt8(ascii: ">"))
            return count != nil
        }
    }
}

/// A step that does what a closure says.
private struct Custom: ChunkStep {
    let name = "custom"
    let version = "1"
    var reads: [String] = ["a"]
    var makes: [Field] = []
    var body: @Sendable (inout ChunkView) throws -> Void
    func apply(_ chunk: inout ChunkView) throws { try body(&chunk) }
}

@Suite("Steps over columns")
struct ChunkStepTests {
    private func run(_ step: some ChunkStep, _ names: [String], _ rows: [[String?]]) async throws
        -> (chunk: Chunk, counts: RowCounts, output: Schema)
    {
        let chunk = chunk(rows)
        let step = try ChunkStepPlan(step).plan(Schema(names.map { Field($0) }), keeping: nil)
        var counts = RowCounts()
        try await step.apply(chunk, counts: &counts)
        return (chunk, counts, step.output)
    }

    @Test("Columns are read, made, replaced and dropped, rows dropped and set aside")
    func whole() async throws {
        let (chunk, counts, output) = try await run(
            Speed(), ["carrier", "time", "distance", "x"],
            [
                ["UA", "2", "100", "a"], ["AA", "0", "100", "b"], ["B6", "1", "10", "c"],
                [nil, "4", "50", "d"], ["DL", nil, "30", "e"], ["WN", "x", "60", "f"],
                ["AS", "1", "1.5", "g"], ["HA", "1", nil, "h"],
            ])
        #expect(output.names == ["carrier", "distance", "x", "speed", "code", "fast"])
        #expect(
            output.fields.map(\.type)
                == [.text, .bigint, .text, .doublePrecision, .text, .boolean])
        #expect(
            chunk.texts == [
                ["UA", "200", "a", "50", "<UA>", "true"],
                [nil, "100", "d", "12.5", nil, "false"],
                ["DL", "60", "e", nil, "<DL>", nil],
            ])
        #expect(counts.filtered == 2)
        #expect(chunk.faults.map(\.row).sorted() == [1, 5, 6])
        #expect(Set(chunk.faults.map(\.code)) == [.validation, .typeMismatch])
    }

    @Test("A column that was only read passes on as it was written")
    func untouched() async throws {
        let step = Custom { chunk in _ = try chunk.integers("a") }
        let (chunk, _, _) = try await run(step, ["a"], [["007"], [" 8"]])
        #expect(chunk.texts == [["007"], [" 8"]])
    }

    @Test("Integers and doubles are read from each other, spans show what lies in memory")
    func representations() async throws {
        let step = Custom(makes: [Field("b", .bigint)]) { chunk in
            let doubles = try chunk.doubles("a")
            let sum = doubles.withSpan { span in
                var sum = 0.0
                for index in span.indices { sum += span[index] }
                return sum
            }
            try chunk.makeIntegers("b") { row in Int64(sum) + Int64(doubles[row] ?? 0) }
        }
        let (chunk, _, output) = try await run(step, ["a"], [["1"], ["2.5"]])
        #expect(chunk.texts == [["1", "4"], ["2.5", "5"]])
        let twice = Custom(reads: ["b"]) { chunk in
            let integers = try chunk.integers("b")
            let values = integers.withSpan { span in span.indices.map { span[$0] } }
            let doubles = try chunk.doubles("b")
            let texts = try chunk.texts("b")
            chunk.keep { row in
                values[row] == 5 && doubles[row] == 5 && texts[row] == "5" && !integers.hasNulls
            }
        }
        var counts = RowCounts()
        try await ChunkStepPlan(twice).plan(output, keeping: nil).apply(chunk, counts: &counts)
        #expect(chunk.texts == [["2.5", "5"]] && counts.filtered == 1)
    }

    @Test(
        "A text that does not fit its declared type sets its row aside",
        arguments: [
            (.numeric, "1.50", "x"), (.date, "2026-08-22", "22.8."), (.json, "{}", "{"),
            (.text, "a", "a\0"), (.uuid, "00000000-0000-0000-0000-000000000001", "1"),
        ] as [(DataType, String, String)])
    func misfits(type: DataType, good: String, bad: String) async throws {
        let step = Custom(makes: [Field("b", type)]) { chunk in
            try chunk.makeTexts("b") { row, text in
                text.append(row == 1 ? bad : good)
                return true
            }
        }
        let (chunk, _, _) = try await run(step, ["a"], [["1"], ["2"], ["3"]])
        #expect(chunk.texts == [["1", good], ["3", good]])
        #expect(chunk.faults.map(\.row) == [1] && chunk.faults[0].column == "b")
    }

    private typealias Body = @Sendable (inout ChunkView) throws -> Void
    private static let misuses: [(body: Body, words: String)] = [
        ({ _ = try $0.integers("x") }, "not among those it reads"),
        ({ try $0.makeDoubles("b") { _ in 1 } }, "not declared as a column of double precision"),
        ({ try $0.makeIntegers("c") { _ in 1 } }, "not declared as a column of bigint"),
        ({ _ in }, "was declared and not made"),
    ]

    @Test(
        "What a step did not declare, or did not do, is an error that says so",
        arguments: misuses.indices)
    func misuse(index: Int) async throws {
        let (body, words) = Self.misuses[index]
        let step = Custom(makes: [Field("b", .bigint)], body: body)
        let error = await #expect(throws: JobError.self) {
            _ = try await run(step, ["a", "x"], [["1", "2"]])
        }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test("It is planned, followed and recognised by what it declares")
    func plan() throws {
        let input = Schema(["carrier", "time", "distance", "x"].map { Field($0) })
        let plan = ChunkStepPlan(Speed())
        #expect(
            plan.inputs(for: ["speed", "x"], from: input)
                == ["x", "carrier", "time", "distance"])
        #expect(plan.sensitive(["x", "time"], from: input).contains("speed"))
        #expect(!plan.sensitive(["x", "time"], from: input).contains("time"))
        #expect(plan.sensitive(["x"], from: input) == ["x"])
        #expect(plan.identity != ChunkStepPlan(Speed(version: "2")).identity)
        #expect(throws: JobError.self) { _ = try plan.plan(Schema([Field("x")]), keeping: nil) }
    }

    @Test("Rows that were dropped before are passed over, and every row is accounted for")
    func selection() async {
        let gen = zip(Gen<Int>.int(0...9).array(1...40), Gen<Int>.int(0...9).array(0...40))
        await forAll("as a plain loop", cases: 300, gen) { values, gone in
            let chunk = chunk(values.map { ["\($0)"] })
            let dropped = Set(gone.filter { $0 < values.count }).sorted()
            chunk.selection.remove(dropped)
            let step = Custom(makes: [Field("b", .bigint)]) { chunk in
                let a = try chunk.integers("a")
                try chunk.makeIntegers("b") { row in
                    if a[row] == 3 { throw RecordRejection("three") }
                    return a[row].map { $0 * 10 }
                }
                chunk.keep { row in a[row] != 7 }
            }
            var counts = RowCounts()
            let plan = try ChunkStepPlan(step).plan(Schema([Field("a")]), keeping: nil)
            try await plan.apply(chunk, counts: &counts)
            let live = values.indices.filter { !dropped.contains($0) }.map { values[$0] }
            _ = try same(counts.filtered, Int64(live.count { $0 == 7 }))
            _ = try same(chunk.faults.count, live.count { $0 == 3 })
            let left = live.filter { $0 != 3 && $0 != 7 }
            return try same(chunk.texts, left.map { ["\($0)", "\($0 * 10)"] })
        }
    }
}
