import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

private let json = Schema([Field("id"), Field("v", .json, origin: .declared)])

/// A field of json that a sample has seen.
private func sampled(_ shape: JSONShape) -> Schema {
    var field = Field("v", .json, origin: .inferred)
    field.shape = shape
    return Schema([Field("id"), field])
}

/// Applies one step to rows of `id, v` and returns what is left, with what was rejected.
private func run(_ text: String, _ rows: [[String?]], on input: Schema = json) async throws -> (
    names: [String], rows: [[String?]], faults: [RowFault], counts: RowCounts, chunk: Chunk
) {
    let step = try #require(try plan([text], on: input).first)
    let chunk = chunk(rows)
    var counts = RowCounts()
    try await step.apply(chunk, counts: &counts)
    return (step.output.names, chunk.texts, chunk.faults, counts, chunk)
}

@Suite("explode: a row for each element of an array")
struct ExplodeStepTests {
    @Test("Strings become their text, other elements keep theirs, and null is NULL")
    func values() async throws {
        let found = try await run(
            "explode v as e",
            [["1", #"["a", "b\"\né\ud83d\ude00", 1.50, true, null, {"x": [1, 2]}, [], ""]"#]])
        #expect(found.names == ["id", "e"])
        #expect(
            found.rows.map { $0[1] }
                == ["a", "b\"\né😀", "1.50", "true", nil, #"{"x": [1, 2]}"#, "[]", ""])
        #expect(found.rows.allSatisfy { $0[0] == "1" })
        #expect(found.counts.added == 7 && found.counts.filtered == 0 && found.faults.isEmpty)
    }

    @Test("As json the elements keep their quotes")
    func elementsOfJSON() async throws {
        let found = try await run("explode v type json", [["1", #"["a",1,null]"#]])
        #expect(found.rows.map { $0[1] } == ["\"a\"", "1", nil])
    }

    @Test(
        "A record without elements is filtered, or kept with a NULL",
        arguments: [nil, "[]", " [ ] ", "null"])
    func empty(_ value: String?) async throws {
        let rows = [["1", #"["a"]"#], ["2", value], ["3", #"["b"]"#]]
        let dropped = try await run("explode v", rows)
        #expect(dropped.rows == [["1", "a"], ["3", "b"]])
        #expect(dropped.counts.filtered == 1 && dropped.counts.added == 0)
        let kept = try await run("explode v keep empty", rows)
        #expect(kept.rows == [["1", "a"], ["2", nil], ["3", "b"]])
        #expect(kept.counts.filtered == 0 && kept.counts.added == 0)
    }

    @Test(
        "What is no array is a reject that says what it is",
        arguments: [
            ("{}", "an object"), ("\"x\"", "a string"), ("7", "a number"), ("true", "a boolean"),
            ("[1,", "no JSON"), ("x", "no JSON"), ("", "no JSON"), (#"["\ud800"]"#, "json"),
        ])
    func faults(_ value: String, _ kind: String) async throws {
        let found = try await run(
            "explode v", [["1", "[1,2]"], ["2", value], ["3", "[3]"]])
        #expect(found.rows == [["1", "1"], ["1", "2"], ["3", "3"]])
        let fault = try #require(found.faults.first)
        #expect(found.faults.count == 1 && fault.step == "explode" && fault.column == "v")
        #expect(fault.message.contains(kind), "\(fault.message)")
        #expect(found.chunk.record(of: fault.row) == 1 && found.counts.added == 1)
    }

    @Test("An element that does not fit the sample's type rejects its record as a whole")
    func misfit() async throws {
        let input = sampled(.array(Field("", .bigint, origin: .inferred)))
        let found = try await run("explode v", [["1", "[1,\"2\",3]"], ["2", "[4]"]], on: input)
        #expect(found.rows == [["2", "4"]])
        #expect(found.faults.map(\.message) == ["found '\"2\"', wanted bigint"])
        #expect(found.counts.added == 0)
    }

    @Test("The element's type is the sample's, or the named one, else text")
    func types() throws {
        let number = Field("", .bigint, origin: .inferred)
        let cases: [(String, Schema, DataType)] = [
            ("explode v", json, .text), ("explode v", sampled(.array(number)), .bigint),
            ("explode v type date", sampled(.array(number)), .date),
            ("explode v as e type double precision keep empty", json, .doublePrecision),
            ("explode v", sampled(.object([number])), .text),
        ]
        for (text, input, type) in cases {
            #expect(try plan([text], on: input).last?.output.fields[1].type == type, "\(text)")
        }
    }

    @Test(
        "Text and mistakes",
        arguments: [
            ("explode", "explode"), ("explode v w", "found 'w'"), ("explode v, w", "comma"),
            ("explode v as", "found 'as'"), ("explode v keep", "found 'keep'"),
            ("explode v type moon", "moon"), ("explode x", "column x does not exist"),
            ("explode v as id", "a column id already"),
        ])
    func mistakes(_ text: String, _ message: String) {
        let error = #expect(throws: JobError.self) { try plan([text], on: json) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("The plan's text reads back as the same plan")
    func readBack() throws {
        for text in [
            "explode v", "explode \"a b\" as \"c,d\" type double precision keep empty",
            "flatten v prefix \"\" keys (a, \"b c\", d.e)", "flatten v prefix v_ deep",
        ] { #expect(try parseStep(text).text == text) }
    }

    @Test("A list that would repeat a long value without end stops the run")
    func tooMuch() async throws {
        let list = "[" + String(repeating: "1,", count: 200_000) + "1]"
        let long = String(repeating: "x", count: 10_000)
        let error = await #expect(throws: JobError.self) {
            try await run("explode v", [[long, list]])
        }
        #expect(error?.message.contains("more than 1 GiB") == true)
        #expect(try await run("explode v", [["x", list]]).rows.count == 200_001)
    }

    @Test("A column of numbers is no array, and is refused before the run")
    func numbers() {
        let input = Schema([Field("v", .bigint, origin: .declared)])
        let error = #expect(throws: JobError.self) { try plan(["explode v"], on: input) }
        #expect(error?.message.contains("bigint, wanted json") == true)
    }

    /// A record: NULL, no array, or an array of this many elements.
    private enum Record: Sendable {
        case null, other
        case list(Int)
    }

    @Test("However the records are cut, after a filter and twice, it is the plain model")
    func model() async {
        let one = Gen<Record>.weighted([
            (1, .constant(.null)), (1, .constant(.other)),
            (6, Gen<Int>.int(0...5).map { Record.list($0) }),
        ])
        let input = zip(one.array(0...40), Gen<Int>.int(1...12), Gen.bool)
        await forAll("explode", cases: 300, input) { records, size, keepsEmpty in
            var wanted: [[String?]] = []
            var faults: [Int] = []
            for (number, record) in records.enumerated() where number % 4 != 3 {
                switch record {
                case .other: faults.append(number)
                case .list(let count) where count > 0:
                    for outer in 0..<count {
                        for inner in 0..<count {
                            wanted.append(["\(number)", "\(outer)", "\(inner)"])
                        }
                    }
                default: if keepsEmpty { wanted.append(["\(number)", nil, nil]) }
                }
            }
            let found = try await explodeTwice(records.map(values), size, keepsEmpty)
            return try same(found.rows, wanted) && same(found.faults, faults)
        }
    }

    private func values(_ record: Record) -> String? {
        switch record {
        case .null: nil
        case .other: "{}"
        case .list(let count): "[" + (0..<count).map { "\"\($0)\"" }.joined(separator: ",") + "]"
        }
    }

    private func explodeTwice(_ values: [String?], _ size: Int, _ keepsEmpty: Bool) async throws
        -> (rows: [[String?]], faults: [Int])
    {
        let ending = keepsEmpty ? " keep empty" : ""
        let input = Schema([
            Field("id", .bigint, origin: .declared), Field("v", .json, origin: .declared),
            Field("w", .json, origin: .declared),
        ])
        let steps = try plan(
            [
                "cast id as bigint", "filter id % 4 <> 3", "explode v" + ending,
                "explode w" + ending,
            ],
            on: input)
        var rows: [[String?]] = []
        var faults: [Int] = []
        for start in stride(from: 0, to: values.count, by: size) {
            let part = Array(values.enumerated())[start..<min(start + size, values.count)]
            let chunk = chunk(part.map { ["\($0.offset)", $0.element, $0.element] })
            var counts = RowCounts()
            for step in steps { try await step.apply(chunk, counts: &counts) }
            counts.read = Int64(part.count)
            counts.rejected = Int64(chunk.faults.count)
            counts.written = Int64(chunk.selection.count)
            guard counts.isConserved, chunk.recordCount == part.count else {
                throw Difference(description: "the counts do not add up: \(counts)")
            }
            faults += chunk.faults.map { start + chunk.record(of: $0.row) }
            rows += chunk.texts
        }
        return (rows, faults)
    }
}

@Suite("flatten: the keys of an object as columns")
struct FlattenStepTests {
    private static let keyed = sampled(
        .object([
            Field("a", .bigint, origin: .inferred),
            {
                var inner = Field("b", .json, origin: .inferred)
                inner.shape = .object([Field("c", .text, origin: .inferred)])
                return inner
            }(),
        ]))

    @Test("Keys are found in any order, with escapes, and the last of two counts")
    func values() async throws {
        let found = try await run(
            "flatten v keys (a, b.c, \"x y\")",
            [
                ["1", #"{"a":1,"b":{"c":"z\n"},"x y":true}"#],
                ["2", #" { "x y" : [1] , "\u0061" : "q" , "other" : {"a": 9}, "b":{"d":1} } "#],
                ["3", #"{"a":1,"a":null,"b":7}"#], ["4", nil], ["5", "null"], ["6", "{}"],
            ])
        #expect(found.names == ["id", "v_a", "v_b_c", "v_x y"])
        #expect(
            found.rows == [
                ["1", "1", "z\n", "true"], ["2", "q", nil, "[1]"], ["3", nil, nil, nil],
                ["4", nil, nil, nil], ["5", nil, nil, nil], ["6", nil, nil, nil],
            ])
        #expect(found.faults.isEmpty && found.counts == RowCounts())
    }

    @Test("The keys of the sample become columns with its types, deep or not")
    func sampledKeys() throws {
        let flat = try #require(try plan(["flatten v"], on: Self.keyed).last).output
        #expect(flat.names == ["id", "v_a", "v_b"] && flat.fields[1].type == .bigint)
        #expect(flat.fields[2].type == .json)
        let deep = try #require(try plan(["flatten v prefix \"\" deep"], on: Self.keyed).last)
        #expect(deep.output.names == ["id", "a", "b_c"])
        #expect(deep.output.fields[2].type == .text)
    }

    @Test(
        "What the sample did not show is a reject",
        arguments: [
            ("flatten v", #"{"a":1,"z":2}"#, "found key z", "v"),
            ("flatten v", #"{"a":"1"}"#, "wanted bigint", "v_a"),
            ("flatten v", "[1]", "found an array", "v"),
            ("flatten v deep", #"{"b":{"z":1}}"#, "found key z", "v"),
            ("flatten v deep", #"{"b":"c"}"#, "found string for key b", "v"),
        ])
    func faults(_ text: String, _ value: String, _ message: String, _ column: String) async throws {
        let found = try await run(text, [["1", value], ["2", #"{"a":5}"#]], on: Self.keyed)
        #expect(found.rows.map { $0[0] } == ["2"] && found.rows[0][1] == "5")
        let fault = try #require(found.faults.first)
        #expect(fault.message.contains(message) && fault.column == column, "\(fault.message)")
        #expect(fault.row == 0 && fault.step == "flatten")
    }

    @Test(
        "Text and mistakes",
        arguments: [
            ("flatten", "found no column"), ("flatten v", "not known before the run"),
            ("flatten v keys a", "wanted ("), ("flatten v keys (a, a)", "key a twice"),
            ("flatten v keys (a", "wanted a comma or )"), ("flatten v keys (a) deep", "both"),
            ("flatten v keys (id) prefix \"\"", "two columns would be called id"),
            ("flatten v sideways", "wanted prefix, keys or deep"),
            ("flatten x", "x does not exist"),
        ])
    func mistakes(_ text: String, _ message: String) {
        let error = #expect(throws: JobError.self) { try plan([text], on: json) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("Columns that nobody wants are not made, and unknown keys are faults all the same")
    func unwanted() async throws {
        let step = try parseStep("flatten v").plan(Self.keyed, keeping: ["id", "v_b"])
        #expect(step.output.names == ["id", "v_b"])
        let chunk = chunk([["1", #"{"a":1,"b":{"c":"x"}}"#], ["2", #"{"q":1}"#]])
        var counts = RowCounts()
        try await step.apply(chunk, counts: &counts)
        #expect(chunk.texts == [["1", #"{"c":"x"}"#]] && chunk.faults.map(\.row) == [1])
    }
}
