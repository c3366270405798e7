import Testing
import TrancheColumnar
import TranchePipeline

@testable import TrancheSteps

@Suite("Planning and applying steps")
struct StepPlanTests {
    @Test(
        "Columns come out in the order and under the names that were asked for",
        arguments: [
            (["select c, a"], ["c", "a"], ["3", "1"]),
            (["select a as x, a as y, b"], ["x", "y", "b"], ["1", "1", "2"]),
            (["drop b"], ["a", "c"], ["1", "3"]), (["drop a, c"], ["b"], ["2"]),
            (["rename a as b, b as a"], ["b", "a", "c"], ["1", "2", "3"]),
            (["rename a as x", "select x"], ["x"], ["1"]),
            (["select a as b, b as a", "drop a"], ["b"], ["1"]),
            (["cast a as bigint", "rename a as n", "select n, c"], ["n", "c"], ["1", "3"]),
        ] as [([String], [String], [String])])
    func shapes(_ steps: [String], _ names: [String], _ values: [String?]) async throws {
        let chunk = chunk([["1", "2", "3"]])
        #expect(try await apply(steps, on: schema("a", "b", "c"), to: chunk) == names)
        #expect(chunk.texts == [values])
    }

    @Test(
        "A step that cannot be carried out says so before the run",
        arguments: [
            (
                "select nam", "step select: column nam does not exist; there are: name, b, c",
                "did you mean name?"
            ),
            (
                "select xyzzy", "step select: column xyzzy does not exist; there are: name, b, c",
                "name a column that the source or an earlier step has"
            ),
            (
                "select b, b", "step select: two columns are called b",
                "give one of them another name with: b as …"
            ),
            (
                "select b, c as b", "step select: two columns are called b",
                "give one of them another name with: c as …"
            ),
            (
                "drop xyzzy", "step drop: column xyzzy does not exist; there are: name, b, c",
                "name a column that the source or an earlier step has"
            ),
            ("drop name, b, c", "step drop: no column is left", "keep at least one column"),
            (
                "rename b as c", "step rename: two columns would be called c",
                "choose a name that no other column has, or drop the other one first"
            ),
            (
                "rename xyzzy as y",
                "step rename: column xyzzy does not exist; there are: name, b, c",
                "name a column that the source or an earlier step has"
            ),
            (
                "cast xyzzy as text",
                "step cast: column xyzzy does not exist; there are: name, b, c",
                "name a column that the source or an earlier step has"
            ),
        ])
    func errors(_ step: String, _ message: String, _ hint: String) {
        let error = #expect(throws: JobError.self) {
            try plan([step], on: schema("name", "b", "c"))
        }
        #expect(error?.code == .pipeline && error?.message == message && error?.hint == hint)
    }

    @Test("Raw bytes become nothing but bytes")
    func bytes() throws {
        let input = Schema([Field("b", .bytea), Field("t", .text), Field("n", .bigint)])
        for type in DataType.allCases where type != .bytea {
            let error = #expect(throws: JobError.self) {
                try CastPlan([.init(column: "b", type: type)]).plan(input, keeping: nil)
            }
            #expect(
                error?.message.contains("is bytea, which cannot become \(type.rawValue)") == true)
        }
        #expect(throws: JobError.self) { try plan(["cast n as bytea"], on: input) }
        #expect(try plan(["cast b as bytea", "cast t as bytea"], on: input).count == 2)
    }

    // MARK: Pruning

    @Test(
        "A step asks for what its output needs, and for what it reads in any case",
        arguments: [
            ("select a as x, b as y, c", ["x"], ["a"]), ("select a as x, b as y", [], []),
            ("drop b", ["a", "c"], ["a", "c"]), ("rename a as b, b as a", ["b"], ["a"]),
            ("rename a as x", ["x", "c"], ["a", "c"]), ("cast b as bigint", ["a"], ["a", "b"]),
            ("limit 5", ["c"], ["c"]),
        ] as [(String, [String], [String])])
    func inputs(_ step: String, _ outputs: [String], _ inputs: [String]) throws {
        let plan = try parseStep(step)
        #expect(plan.inputs(for: Set(outputs), from: schema("a", "b", "c")) == Set(inputs))
    }

    @Test("A pruned step leaves out what nobody reads, and does not miss what was left out")
    func pruned() throws {
        let select = try parseStep("select a as x, b as y").plan(schema("a"), keeping: ["x"])
        #expect(select.output.names == ["x"])
        let drop = try parseStep("drop b, c").plan(schema("a"), keeping: ["a"])
        #expect(drop.output.names == ["a"])
        let rename = try parseStep("rename a as b, b as a").plan(schema("b"), keeping: ["a"])
        #expect(rename.output.names == ["a"])
    }

    @Test("A step says whether it makes a column's type")
    func makesType() throws {
        #expect(try parseStep("cast a as bigint").makesType(of: "a"))
        #expect(try !parseStep("cast a as bigint").makesType(of: "b"))
        #expect(try !parseStep("select a").makesType(of: "a"))
    }

    // MARK: Limit

    @Test("A limit counts over chunks and has ended with its last record")
    func limit() throws {
        let step = try #require(
            try parseStep("limit 3").plan(schema("a"), keeping: nil) as? any OrderedStep)
        var state = step.initialState
        var counts = RowCounts()
        let first = chunk([["1"], ["2"]])
        try step.apply(first, state: &state, counts: &counts)
        #expect(first.selection.count == 2 && !step.hasEnded(state) && counts.limited == 0)
        let second = chunk([["3"], ["4"], ["5"]])
        second.selection.remove([0])
        try step.apply(second, state: &state, counts: &counts)
        #expect(second.texts == [["4"]] && step.hasEnded(state) && counts.limited == 1)
    }

    @Test("A record at fault behind a limit's last one is limited, not rejected")
    func limitDropsFaults() throws {
        let step = try #require(
            try parseStep("limit 1").plan(schema("a"), keeping: nil) as? any OrderedStep)
        var state = step.initialState
        var counts = RowCounts()
        let chunk = chunk([["x"], ["1"], ["y"], ["2"]])
        for row in [0, 2] { chunk.reject(RowFault(row: row, code: .fieldCount, message: "found")) }
        chunk.selection.remove([0, 2])
        try step.apply(chunk, state: &state, counts: &counts)
        #expect(chunk.faults.map(\.row) == [0])
        #expect(chunk.texts == [["1"]] && counts.limited == 2)
    }
}
