import PropertyTesting
import Testing
import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheSteps

/// Applies the step to chunks in turn and returns what passes, with the books.
private func dedupe(
    _ text: String, _ fields: [Field], _ chunks: [[[String?]]], casts: [String] = []
) async throws -> (rows: [[String?]], counts: RowCounts, state: Int64) {
    var steps = try plan(casts + [text], on: Schema(fields))
    var keyed = try #require(steps.removeLast() as? any KeyedStep)
    let store = try KeySet(memoryBytes: 1 << 16)
    try store.open(
        for: Checkpoint(job: "j", run: "r", epoch: 1, pipeline: "p", input: "i"), resuming: nil)
    keyed.keys = store
    var counts = RowCounts()
    var state = keyed.initialState
    var passed: [[String?]] = []
    for rows in chunks {
        let chunk = chunk(rows)
        for step in steps { try await step.apply(chunk, counts: &counts) }
        try keyed.prepare(chunk)
        try keyed.apply(chunk, state: &state, counts: &counts)
        passed += chunk.texts
    }
    return (passed, counts, state)
}

private let two = [Field("a"), Field("b")]

@Suite("dedupe and distinct: the first record of each key passes")
struct DedupeStepTests {
    @Test("The first of each key passes, also when the others come in later chunks")
    func firstPasses() async throws {
        let (rows, counts, state) = try await dedupe(
            "dedupe on (a)", two,
            [[["1", "x"], ["2", "y"], ["1", "z"]], [["2", "w"], ["3", "v"]], [["3", "u"]]])
        #expect(rows == [["1", "x"], ["2", "y"], ["3", "v"]])
        #expect(counts.duplicate == 3 && counts.filtered == 0 && state == 3)
    }

    @Test("Distinct compares all columns")
    func distinct() async throws {
        let rows: [[String?]] = [["1", "x"], ["1", "y"], ["1", "x"], [nil, "x"], [nil, "x"]]
        let found = try await dedupe("distinct", two, [rows]).rows
        #expect(found == [["1", "x"], ["1", "y"], [nil, "x"]])
    }

    @Test("Keys of several columns are not run together, and NULL is no text and equals NULL")
    func composite() async throws {
        let long = String(repeating: "x", count: 300)
        let rows: [[String?]] = [
            ["a", "bc"], ["ab", "c"], ["", "abc"], ["abc", ""], [nil, "abc"], ["abc", nil],
            [nil, nil], ["", ""], [long, "y"], [long + "y", ""], ["\u{1}", "a"], ["", "\u{1}a"],
        ]
        let (found, counts, _) = try await dedupe("dedupe on (b, a)", two, [rows, rows])
        #expect(found == rows)
        #expect(counts.duplicate == Int64(rows.count))
    }

    struct Equality: Sendable, CustomTestStringConvertible {
        var type: DataType
        var same: [String]
        var other: [String]
        var testDescription: String { type.rawValue }
    }

    @Test(
        "A column of a declared type is compared by value",
        arguments: [
            Equality(type: .bigint, same: ["1", "+1", "01", " 1"], other: ["-1", "10", "x"]),
            Equality(
                type: .numeric,
                same: ["1", "1.0", "+1.00", "01", "100e-2", ".1e1"],
                other: ["10", "0.1", "-1", "1.0000000000000000001", "NaN", "1e20"]),
            Equality(type: .numeric, same: ["0", "-0.0", "0e5"], other: ["0.01", "Infinity"]),
            Equality(type: .numeric, same: ["1200", "1.2e3", "12e2"], other: ["120", "1.2"]),
            Equality(type: .doublePrecision, same: ["0.5", ".5", "5e-1"], other: ["0.05", "5"]),
            Equality(type: .doublePrecision, same: ["0", "-0", "0.0"], other: ["NaN"]),
            Equality(type: .boolean, same: ["true", "t", "yes", "1"], other: ["false"]),
            Equality(
                type: .uuid,
                same: [
                    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                    "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}",
                ], other: ["b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]),
            Equality(type: .text, same: ["1"], other: ["1.0", "01", "1 "]),
        ])
    func byValue(_ wanted: Equality) async throws {
        let field = Field("a", wanted.type, origin: .declared)
        let (found, _, _) = try await dedupe(
            "dedupe on a", [field], [(wanted.same + wanted.other).map { [$0] }])
        #expect(found.map { $0[0] } == [wanted.same[0]] + wanted.other)
    }

    @Test("A column whose type is a guess is compared as it is written")
    func byText() async throws {
        let field = Field("a", .numeric, origin: .inferred)
        let (found, _, _) = try await dedupe("distinct", [field], [[["1"], ["1.0"], ["1"]]])
        #expect(found.map { $0[0] } == ["1", "1.0"])
    }

    @Test(
        "Values that a cast has made are compared as values, NULL among them",
        arguments: [("bigint", ["1", "7"]), ("double precision", ["1", "7"])])
    func cast(_ type: String, _ expected: [String]) async throws {
        let rows: [[String?]] = [["1", "x"], ["+1", "y"], [nil, "z"], ["7", "w"], [nil, "v"]]
        let (found, counts, _) = try await dedupe(
            "dedupe on (a)", two, [rows], casts: ["cast a as \(type)"])
        #expect(found.map { $0[0] } == [expected[0], nil, expected[1]])
        #expect(counts.duplicate == 2)
    }

    @Test("The same records pass however they are cut into chunks")
    func chunkSizes() async throws {
        var random = SeededGenerator(seed: runSeed)
        let rows: [[String?]] = (0..<2000).map { number in
            ["\(random.next(upTo: 300))", random.once(in: 9) ? nil : "\(number % 3)"]
        }
        let whole = try await dedupe("distinct", two, [rows])
        for size in [1, 7, 128, 1999] {
            let chunks = stride(from: 0, to: rows.count, by: size).map { start in
                Array(rows[start..<min(rows.count, start + size)])
            }
            let parts = try await dedupe("distinct", two, chunks)
            #expect(parts.rows == whole.rows && parts.counts == whole.counts)
        }
    }

    @Test(
        "The text of a step reads back as the same step",
        arguments: [
            ("dedupe on (a, b) keep first", "dedupe on (a, b)"),
            ("dedupe a keep LAST", "dedupe on (a) keep last"), ("DEDUPE on a", "dedupe on (a)"),
            ("dedupe a , b", "dedupe on (a, b)"), ("distinct", "distinct"),
            ("dedupe on a keep FIRST", "dedupe on (a)"),
            (
                "dedupe on(\"a b\",\"on\",\"x\"\"y\",\"f(x)\")",
                #"dedupe on ("a b", "on", "x""y", "f(x)")"#
            ),
        ])
    func text(_ written: String, _ normal: String) throws {
        #expect(try parseStep(written).text == normal)
        #expect(try parseStep(normal).text == normal)
    }

    @Test(
        "What cannot be a key is refused in words",
        arguments: [
            ("dedupe", "found no column"), ("dedupe on ()", "found no column"),
            ("dedupe on (a", "found the end, wanted a comma or )"),
            ("dedupe on a,", "found no column"), ("dedupe on a, a", "found column a twice"),
            ("dedupe on keep first", "found no column"),
            ("dedupe on (a) keep some", "wanted keep first or keep last"),
            ("dedupe on first name", "found 'name', wanted a comma or keep"),
            ("dedupe on (a) b", "found 'b', wanted keep"),
            ("dedupe on (a) keep last b", "found 'b', wanted the end"),
            ("dedupe on (a) keep first b", "found 'b', wanted the end"),
            ("dedupe on \"a", "found a quote that is not closed"),
            ("distinct a", "found more after distinct"),
        ])
    func refused(_ text: String, _ message: String) throws {
        let error = #expect(throws: JobError.self) { _ = try parseStep(text) }
        #expect(error?.code == .pipeline && error?.hint != nil)
        #expect(
            error?.message.hasPrefix("step '\(text)': \(message)") == true,
            "\(error?.message ?? "")")
    }

    @Test("A key column that is not there is named with its nearest neighbour")
    func missing() throws {
        let error = #expect(throws: JobError.self) {
            _ = try parseStep("dedupe on (flihgt)").plan(schema("flight", "day"), keeping: nil)
        }
        #expect(error?.hint == "did you mean flight?")
    }

    @Test("Columns that nothing else reads are read for the key")
    func inputs() throws {
        let input = schema("a", "b", "c")
        #expect(try parseStep("dedupe on (b)").inputs(for: ["a"], from: input) == ["a", "b"])
        #expect(try parseStep("distinct").inputs(for: ["a"], from: input) == ["a", "b", "c"])
    }
}
