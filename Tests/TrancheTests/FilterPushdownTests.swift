import PostgreSQLTesting
import PropertyTesting
import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline
import TrancheSteps

@testable import Tranche

/// The server is the judge of itself: what it leaves out must be what the filter would drop.
@Suite("Filters that a database applies")
struct FilterPushdownTests {
    let server: PostgreSQLServer
    let schema: String

    init() throws {
        server = try PostgreSQLServer.shared.get()
        schema = try server.makeSchema()
        try server.psql(
            """
            create domain small as int check (value < 1000);
            create collation blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            create table t (id int, b boolean, i2 int2, i4 int4, i8 int8, dm small, n numeric, f8 float8,
              f4 real, x text, bp char(3), ci text collate blind, d date, ts timestamp, tz timestamptz,
              u uuid);
            insert into t
            select i, (array[true, false, null])[1 + i % 3], (array[-1, 0, 7, null])[1 + i % 4],
              (array[0, 7, 2147483647, -5, null])[1 + i % 5],
              (array[0, 7, 9223372036854775807, 9007199254740993, null])[1 + i / 2 % 5], i % 9,
              (array[0, 1.5, 7.00, 'NaN', 'Infinity', 9007199254740993, null]::numeric[])[1 + i % 7],
              (array[0, -0.0, 1.5, 0.1, 'NaN', '-Infinity', null]::float8[])[1 + i / 3 % 7],
              (array[0.1, 1.5, null]::real[])[1 + i % 3],
              (array['', 'a', 'A', 'b', 'ä', 'Z', E'o''x\\\\', null])[1 + i % 8],
              (array['a', 'b', 'a  '])[1 + i % 3], (array['a', 'A', null])[1 + i / 2 % 3],
              (array['2026-01-31', '-infinity', '0044-03-15 BC', null]::date[])[1 + i % 4],
              (array['2026-01-31 10:00', 'infinity', null]::timestamp[])[1 + i % 3],
              (array['2026-01-31 10:00+02', '2026-01-31 08:00+00', null]::timestamptz[])[1 + i / 2 % 3],
              (array['00000000-0000-0000-0000-000000000001', null]::uuid[])[1 + i % 2]
            from generate_series(1, 300) i
            """, schema: schema)
    }

    private func source() throws -> PostgreSQLTableSource {
        try PostgreSQLTableSource(
            PostgreSQLAddress(server.address(schema: schema)), .table(try PostgreSQLName("t")))
    }

    /// The ids of the rows that a table gives, and that the filter then lets pass.
    private func ids(_ condition: String, restricted: Bool) async throws -> (
        given: [String], passed: [String], isWhole: Bool
    ) {
        let source = try source()
        defer { source.close() }
        let plan = try FilterPlan(condition)
        let found = plan.conditions(on: source.schema)
        if restricted { source.restrict(to: found.conditions) }
        let step = try plan.plan(source.schema, keeping: nil)
        let chunk = Chunk()
        var given: [String] = []
        var passed: [String] = []
        while try source.fill(chunk) != nil {
            try source.decode(chunk)
            given += chunk.texts.map { $0[0] ?? "" }
            var counts = RowCounts()
            try await step.apply(chunk, counts: &counts)
            #expect(chunk.faults.isEmpty, "\(condition)")
            passed += chunk.texts.map { $0[0] ?? "" }
            chunk.reset()
        }
        return (
            given.sorted(), passed.sorted(),
            found.isAll && source.restrictions.count == found.conditions.count
        )
    }

    private static let conditions: Gen<String> = {
        let comparison = Gen<String>.element(of: ["=", "<>", "<", "<=", ">", ">="])
        let pairs = [
            ("i2", ["0", "7", "7.0", "6.5", "7e0::float8", "40000"]),
            ("i4", ["0", "7", "7.5", "2147483648", "-5"]),
            ("i8", ["7", "9007199254740993", "9007199254740992::float8", "9223372036854775807"]),
            ("dm", ["3", "5.5"]), ("n", ["1.5", "7", "'NaN'", "'Infinity'", "0.00"]),
            ("f8", ["0", "0.1", "1.5::float8", "'NaN'", "'-Infinity'", "-0.0::float8"]),
            ("f4", ["0.1", "1.5"]), ("x", ["''", "'a'", "'ä'", "'Z'", "'o''x\\'", "null"]),
            ("bp", ["'a'", "'a  '"]), ("ci", ["'a'", "'A'"]),
            (
                "d",
                [
                    "'2026-01-31'", "date '-infinity'", "timestamp '2026-01-31 00:00'",
                    "'0044-03-15 BC'",
                ]
            ),
            ("ts", ["'2026-01-31 10:00'", "'infinity'", "date '2026-01-31'"]),
            ("tz", ["'2026-01-31 08:00+00'", "'2026-01-31 10:00+02'"]),
            ("u", ["'00000000-0000-0000-0000-000000000001'"]), ("b", ["true", "false"]),
        ]
        let simple = Gen<String> { choices in
            let (column, values) = pairs[Int(choices.next(upTo: UInt64(pairs.count - 1)))]
            let value = { (choices: inout Choices) in
                values[Int(choices.next(upTo: UInt64(values.count - 1)))]
            }
            switch choices.next(upTo: 7) {
            case 0: return "\(column) is null"
            case 1: return "\(column) is not null"
            case 2: return "\(column) in (\(value(&choices)), \(value(&choices)))"
            case 3: return "\(column) between \(value(&choices)) and \(value(&choices))"
            case 4: return "\(value(&choices)) \(comparison.run(&choices)) \(column)"
            case 5: return column == "b" ? "b" : "\(column) not in (\(value(&choices)), null)"
            case 6: return "(\(column) \(comparison.run(&choices)) \(value(&choices))) is not true"
            default: return "\(column) \(comparison.run(&choices)) \(value(&choices))"
            }
        }
        return Gen<String> { choices in
            var text = simple.run(&choices)
            for _ in 0..<choices.next(upTo: 3) {
                let word = choices.next(upTo: 2) == 0 ? "or" : "and"
                let isNot = choices.next(upTo: 3) == 0
                text = "\(isNot ? "not " : "")(\(text)) \(word) \(simple.run(&choices))"
            }
            return text
        }
    }()

    @Test("The server leaves out what the filter would drop, and nothing else")
    func sameRows() async throws {
        await forAll("a filter on the server", cases: 250, Self.conditions) { condition in
            let here = try await ids(condition, restricted: false)
            let there = try await ids(condition, restricted: true)
            return there.passed == here.passed
                && (!there.isWhole || there.given == there.passed)
        }
    }

    @Test(
        "Conditions are handed over from the left, up to the first that may fail or differ",
        arguments: [
            ("i4 > 5 and x = 'a'", "\"i4\" > '5'::bigint AND \"x\" = 'a'::text"),
            ("i4 > 5 and 1 / i2 = 1 and i8 = 2", "\"i4\" > '5'::bigint"),
            ("1 / i2 = 1 and i8 = 2", ""),
            ("x < 'b'", "\"x\" COLLATE \"C\" < 'b'::text"),
            ("ci = 'a'", "\"ci\" COLLATE \"C\" = 'a'::text"),
            ("5 >= i2", "\"i2\" <= '5'::bigint"),
            ("i8 > 1.5 or not b", "(\"i8\" > '1.5'::numeric OR NOT (\"b\"))"),
            ("x in ('a', 'b')", "\"x\" IN ('a'::text, 'b'::text)"),
            ("f4 = 0.1", ""), ("bp = 'a'", ""), ("lower(x) = 'a'", ""), ("now() > tz", ""),
        ] as [(String, String)])
    func handed(condition: String, wanted: String) throws {
        let source = try source()
        defer { source.close() }
        source.restrict(to: try FilterPlan(condition).conditions(on: source.schema).conditions)
        #expect(source.restrictions.joined(separator: " AND ") == wanted)
    }

    @Test("A job hands over its leading filters, unless a step asks where records stand")
    func jobs() throws {
        let address = PostgreSQLAddress(server.address(schema: schema))
        func explained(_ steps: [String]) throws -> String {
            var job = JobDefinition(
                name: "t",
                source: SourceDefinition(.postgresql(address, table: try PostgreSQLName("t"))),
                sink: SinkDefinition(.files(["/tmp/none.csv"])))
            job.steps = try steps.map { try parseStep($0) }
            return try JobExplanation.text(of: job)
        }
        let filters = ["filter i4 > 5", "filter b", "drop n", "filter i8 = 1"]
        #expect(
            try explained(filters).contains(
                "pushed to the source  the list of columns; the filter \"i4\" > '5'::bigint AND \"b\"\n"
            ))
        #expect(
            try explained(filters + ["derive r = record_number()"]).contains(
                "pushed to the source  the list of columns\n"))
    }
}
