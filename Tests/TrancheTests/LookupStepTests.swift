import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheServices
import TrancheSteps

@Suite("lookup: the columns of the reference's record that has the record's key")
struct LookupStepTests {
    /// How the columns of a pair are typed, and whether values are compared, not texts.
    private enum Types: Int, CaseIterable {
        case untyped, leftNumeric, rightBigint, bothBigint, mixed, rightText

        var fields: (left: Field, right: Field) {
            func field(_ name: String, _ type: DataType?) -> Field {
                type.map { Field(name, $0, origin: .declared) } ?? Field(name)
            }
            switch self {
            case .untyped: return (field("k", nil), field("id", nil))
            case .leftNumeric: return (field("k", .numeric), field("id", nil))
            case .rightBigint: return (field("k", nil), field("id", .bigint))
            case .bothBigint: return (field("k", .bigint), field("id", .bigint))
            case .mixed: return (field("k", .bigint), field("id", .numeric))
            case .rightText: return (field("k", nil), field("id", .text))
            }
        }

        /// What equal keys have in common, by a plain table.
        func canonical(_ text: String) -> String {
            switch self {
            case .untyped, .rightText: text
            case .bothBigint: ["+1": "1", "01": "1", "-0": "0"][text] ?? text
            case .leftNumeric, .rightBigint, .mixed:
                [
                    "+1": "1", "01": "1", "1.0": "1", "-0": "0", "0.00": "0", "2.50": "2.5",
                    "25e-1": "2.5",
                ][text] ?? text
            }
        }
    }

    private static let keys: [String?] = [
        nil, "", "0", "-0", "0.00", "1", "+1", "01", "1.0", "2.5", "2.50", "25e-1", "7", "x", "X",
        "a key that is longer than sixteen bytes", "ä",
    ]
    private static let values: [String?] = [
        nil, "", "v", "sixteen bytes ok", "a value that is longer than sixteen bytes", "ü,\"\n",
    ]

    private struct Trial: CustomStringConvertible {
        var types: Types
        var records: [[String?]]
        var reference: [[String?]]
        var duplicates: LookupPlan.Duplicates
        var missing: LookupPlan.Missing
        var sizes: (records: Int, reference: Int)
        var isPair: Bool

        var description: String {
            "\(types) keep \(duplicates) else \(missing) pair \(isPair) \(sizes)\n"
                + "\(records)\n\(reference)"
        }

        func key(_ row: [String?]) -> [String]? {
            guard let first = row[0] else { return nil }
            guard isPair else { return [types.canonical(first)] }
            return row[1].map { [types.canonical(first), $0] }
        }

        /// What the lookup is to give, by a dictionary; `nil` when a key of the reference is doubled.
        var expected: [[String?]]? {
            var known: [[String]: [String?]] = [:]
            for row in reference {
                guard let key = key(row) else { continue }
                if known[key] != nil {
                    if duplicates == .unique { return nil }
                    if duplicates == .first { continue }
                }
                known[key] = row
            }
            return records.compactMap { row in
                guard let found = key(row).flatMap({ known[$0] }) else {
                    return missing == .null ? row + [nil, nil] : nil
                }
                return row + [found[2], found[1]]
            }
        }
    }

    private static let trial = Gen<Trial> { random in
        func pick<Value>(_ values: [Value]) -> Value {
            values[Int(random.next(upTo: UInt64(values.count - 1)))]
        }
        func rows(_ most: UInt64) -> [[String?]] {
            (0..<random.next(upTo: most)).map { _ in
                [pick(keys), pick(["p", "q", nil]), pick(values)]
            }
        }
        return Trial(
            types: pick(Types.allCases), records: rows(30), reference: rows(pick([3, 12, 40])),
            duplicates: pick(LookupPlan.Duplicates.allCases),
            missing: pick([.null, .reject, .drop]),
            sizes: (pick([1, 3, 64]), pick([1, 5, 64])), isPair: pick([true, false]))
    }

    @Test("It gives what a dictionary gives, whatever the types and the sizes of chunks")
    func model() async {
        await forAll("a dictionary", Self.trial) { trial in
            var counts = RowCounts()
            guard let expected = trial.expected else {
                return (try? await Self.run(trial, &counts)) == nil
            }
            let (rows, rejected) = try await Self.run(trial, &counts)
            let gone = trial.records.count - expected.count
            return rows == expected && rejected == (trial.missing == .reject ? gone : 0)
                && counts.filtered == Int64(trial.missing == .drop ? gone : 0)
        }
    }

    private static func run(_ trial: Trial, _ counts: inout RowCounts) async throws
        -> (rows: [[String?]], rejected: Int)
    {
        let (left, right) = trial.types.fields
        let source = Rows(
            Schema([right, Field("second"), Field("value")]), trial.reference,
            size: trial.sizes.reference)
        var plan = LookupPlan(
            "r", on: [.init("k", "id")] + (trial.isPair ? [.init("p", "second")] : []),
            add: [.init("value"), .init("second", as: "other")])
        plan.duplicates = trial.duplicates
        plan.missing = trial.missing
        plan.reference = LookupReference(name: "r", schema: source.schema, identity: "")
        let input = Schema([left, Field("p"), Field("own")])
        var step = try #require(try plan.plan(input, keeping: nil) as? LookupStep)
        try step.load(source, memoryBytes: 1 << 20, showsKeys: true, control: StopControl())
        var found: [[String?]] = []
        var rejected = 0
        let chunk = Chunk()
        for part in parts(trial.records, trial.sizes.records) {
            chunk.reset()
            put(part, into: chunk, width: 3)
            try await step.apply(chunk, counts: &counts)
            found += chunk.texts
            rejected += chunk.faults.count
        }
        return (found, rejected)
    }

    private static func planned(
        _ text: String, _ left: Field, _ right: Field, keeping wanted: Set<String>? = nil
    ) throws -> LookupStep {
        var plan = try #require(try parseStep(text) as? LookupPlan)
        plan.reference = LookupReference(
            name: "r.csv", schema: Schema([right, Field("name"), Field("lat", .numeric)]),
            identity: "")
        return try #require(
            try plan.plan(Schema([left, Field("own")]), keeping: wanted) as? LookupStep)
    }

    @Test("Columns keep the reference's types, and those that nobody wants are not read")
    func columns() throws {
        let step = try Self.planned(
            "lookup r.csv on k = id add name as n, lat", Field("k"), Field("id"))
        #expect(step.output.names == ["k", "own", "n", "lat"])
        #expect(step.output.fields[3].type == .numeric)
        let all = try Self.planned("lookup r.csv on k = id add *", Field("k"), Field("id"))
        #expect(all.output.names == ["k", "own", "name", "lat"])
        let few = try Self.planned(
            "lookup r.csv on k = id add *", Field("k"), Field("id"), keeping: ["k", "lat"])
        #expect(few.referenceColumns == ["id", "lat"])
    }

    @Test(
        "What cannot be compared or added is refused before the run",
        arguments: [
            ("on x = id add name", "column x does not exist; there are: k, own"),
            ("on k = idd add name", "column idd does not exist in r.csv; there are: id, name, lat"),
            ("on k = id add nam", "column nam does not exist in r.csv"),
            ("on k = id add name as own", "the column own to add exists already"),
            ("on k = id add lat, name as lat", "column lat would be added twice"),
            ("on k = lat add name", "column k is text, and lat of r.csv is numeric"),
        ])
    func refused(_ text: String, _ message: String) {
        let error = #expect(throws: JobError.self) {
            var plan = try #require(try parseStep("lookup r.csv \(text)") as? LookupPlan)
            plan.reference = LookupReference(
                name: "r.csv",
                schema: Schema([
                    Field("id"), Field("name"), Field("lat", .numeric, origin: .declared),
                ]), identity: "")
            _ = try plan.plan(
                Schema([Field("k", .text, origin: .declared), Field("own")]), keeping: nil)
        }
        #expect(error?.code == .pipeline)
        #expect(error?.message.hasPrefix("step lookup: \(message)") == true, "\(error as Any)")
        #expect(error?.hint != nil)
    }

    @Test("A doubled key is named with both places, and not quoted where it is to be hidden")
    func doubled() throws {
        let rows: [[String?]] = [["1", "a", nil], ["2", "b", nil], ["1", "c", nil]]
        for (showsKeys, words) in [(true, "id '1'"), (false, "id ***")] {
            var step = try Self.planned(
                "lookup r.csv on k = id add name", Field("k"), Field("id"))
            let source = Rows(
                Schema([Field("id"), Field("name"), Field("lat")]), rows, size: 2)
            let error = #expect(throws: JobError.self) {
                try step.load(
                    source, memoryBytes: 1 << 20, showsKeys: showsKeys, control: StopControl())
            }
            #expect(error?.code == .data)
            #expect(
                error?.message.contains("\(words) twice in r.csv, as records 1 and 3") == true,
                "\(error as Any)")
        }
    }

    @Test("A reference that needs more than its memory is refused with the way out")
    func memory() throws {
        let rows: [[String?]] = (0..<5000).map { ["\($0)", "name \($0)", nil] }
        var step = try Self.planned("lookup r.csv on k = id add name", Field("k"), Field("id"))
        let source = Rows(Schema([Field("id"), Field("name"), Field("lat")]), rows, size: 64)
        let error = #expect(throws: JobError.self) {
            try step.load(source, memoryBytes: 1 << 16, showsKeys: true, control: StopControl())
        }
        #expect(error?.code == .usage && error?.hint?.contains("by key") == true)
    }

    @Test("The digest of what was read knows other content, and not another order of records")
    func digest() throws {
        func digest(_ rows: [[String?]]) throws -> UInt64 {
            var step = try Self.planned("lookup r.csv on k = id add *", Field("k"), Field("id"))
            let source = Rows(Schema([Field("id"), Field("name"), Field("lat")]), rows, size: 2)
            try step.load(
                source, memoryBytes: 1 << 20, showsKeys: true, control: StopControl())
            return try #require(step.loaded?.digest)
        }
        let rows: [[String?]] = [["1", "a", nil], ["2", "b", "3"], ["4", "", nil]]
        let known = try digest(rows)
        #expect(try digest(rows.reversed()) == known)
        #expect(try digest([["1", "a", nil], ["2", "b", "3"], ["4", nil, nil]]) != known)
        #expect(try digest([["1", "a", nil], ["2", "", "b3"], ["4", "", nil]]) != known)
        #expect(try digest(Array(rows.dropLast())) != known)
    }
}

/// Rows in parts of at most `size`.
private func parts(_ rows: [[String?]], _ size: Int) -> [[[String?]]] {
    stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<min(rows.count, $0 + size)]) }
}

private func put(_ rows: [[String?]], into chunk: Chunk, width: Int) {
    let columns = (0..<width).map { _ in chunk.takeColumn(rows: rows.count) }
    for (row, values) in rows.enumerated() {
        for (column, value) in values.enumerated() {
            let start = chunk.bytes.count
            chunk.bytes.append(value ?? "")
            unsafe columns[column].slices[row] =
                value == nil
                ? .null : FieldSlice(offset: start, length: chunk.bytes.count - start)
        }
    }
    chunk.columns = columns
    chunk.reserveRows(rows.count)
    for row in 0...rows.count { unsafe chunk.rowStarts[row] = 0 }
    chunk.setRowCount(rows.count)
}

/// A source of these rows.
// Sendable unchecked: one task of a test reads it.
private final class Rows: Source, @unchecked Sendable {
    let name = "rows"
    let schema: Schema
    let identity = ""
    let isReplayable = true
    let totalUnits: Int64? = nil
    let consumedUnits: Int64 = 0
    private var waiting: ArraySlice<[[String?]]>

    init(_ schema: Schema, _ rows: [[String?]], size: Int) {
        self.schema = schema
        waiting = parts(rows, size)[...]
    }

    func fill(_ chunk: Chunk) throws -> ChunkExtent? {
        guard let rows = waiting.popFirst() else { return nil }
        put(rows, into: chunk, width: schema.count)
        return ChunkExtent(start: SourcePosition(), end: SourcePosition())
    }

    func difference(from identity: String) -> String? { nil }
    func narrow(to columns: [Int]) {}
    func seek(to position: SourcePosition) throws {}
    func decode(_ chunk: Chunk) throws {}
    func fileName(_ index: Int) -> String { "" }
    func fileLine(file: Int, _ line: Int64) -> Int64 { 0 }
    func close() {}
}
