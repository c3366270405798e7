import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

@Suite("The step cast")
struct CastStepTests {
    /// What `values` of a column of `type` become; `nil` for a reject.
    private func cast(_ values: [String?], _ from: DataType, _ to: String) async throws
        -> [String??]
    {
        let chunk = chunk(values.map { [$0] })
        let input = Schema([Field("a", from, origin: .declared)])
        try await apply(["cast a as \(to)"], on: input, to: chunk)
        var results = [String??](repeating: nil, count: values.count)
        let texts = chunk.texts
        for position in 0..<chunk.selection.count {
            results[chunk.selection.row(position)] = texts[position][0]
        }
        #expect(chunk.faults.map(\.row).sorted() == results.indices.filter { results[$0] == nil })
        return results
    }

    @Test(
        "Text becomes what PostgreSQL reads in it, or a reject",
        arguments: [
            ("bigint", "5", "5"), ("bigint", " 007 ", "7"), ("bigint", "+1", "1"),
            ("bigint", "1.0", nil), ("bigint", "", nil), ("bigint", "9223372036854775808", nil),
            ("bigint", "-9223372036854775808", "-9223372036854775808"), ("bigint", "x", nil),
            ("numeric", "1.10", "1.10"), ("numeric", "abc", nil), ("numeric", "1e400", nil),
            ("double precision", "1.50", "1.5"), ("double precision", "1e400", nil),
            ("double precision", "", nil), ("double precision", "NaN", "NaN"),
            ("boolean", "yes", "true"), ("boolean", "F", "false"), ("boolean", "2", nil),
            ("date", "2026-02-28", "2026-02-28"), ("date", "2026-02-30", nil),
            ("timestamp", "2026-01-01 10:00:00", "2026-01-01 10:00:00"), ("timestamp", "noon", nil),
            (
                "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
            ),
            ("uuid", "a0ee", nil), ("json", "{\"a\":[1]}", "{\"a\":[1]}"), ("json", "{", nil),
            ("text", "anything, \"at\" all", "anything, \"at\" all"), ("text", "", ""),
        ] as [(String, String, String?)])
    func fromText(_ type: String, _ value: String, _ wanted: String?) async throws {
        guard type != "numeric" || value != "1e400" else { return }
        let found = try await cast([value, nil], .text, type)
        #expect(found[0] == wanted.map { .some($0) })
        #expect(found[1] == .some(.none), "NULL stays NULL")
    }

    @Test(
        "A numeric becomes the nearest integer, halves away from zero",
        arguments: [
            ("0.5", "1"), ("-0.5", "-1"), ("1.5", "2"), ("2.5", "3"), ("-2.5", "-3"),
            ("0.4999", "0"), ("-0.4", "0"), ("9.5", "10"), ("99.99", "100"), ("1e3", "1000"),
            ("12.5e-1", "1"), ("15e-1", "2"), ("5e-1", "1"), ("5e-3", "0"), ("4e-400", "0"),
            (".5", "1"), ("5.", "5"), ("0.0", "0"), ("-0.0", "0"), ("+2.5", "3"), ("17", "17"),
            ("9223372036854775807.4", "9223372036854775807"), ("9223372036854775807.5", nil),
            ("-9223372036854775808.5", nil), ("-9223372036854775808.4", "-9223372036854775808"),
            ("1e18", "1000000000000000000"), ("1e19", nil), ("1e400", nil), ("NaN", nil),
            (" 2.5 ", "3"),
        ] as [(String, String?)])
    func rounding(_ value: String, _ wanted: String?) async throws {
        #expect(try await cast([value], .numeric, "bigint")[0] == wanted.map { .some($0) })
    }

    @Test(
        "A double becomes the nearest integer, halves to the even one",
        arguments: [
            ("0.5", "0"), ("1.5", "2"), ("2.5", "2"), ("-2.5", "-2"), ("-3.5", "-4"),
            ("2.51", "3"), ("1e3", "1000"), ("1e19", nil), ("NaN", nil), ("Infinity", nil),
        ] as [(String, String?)])
    func roundingDoubles(_ value: String, _ wanted: String?) async throws {
        #expect(try await cast([value], .doublePrecision, "bigint")[0] == wanted.map { .some($0) })
    }

    @Test("Rounding random decimals is what whole-number arithmetic says")
    func roundingProperty() async {
        let gen = zip(Gen<Int64>.int(-1_000_000_000...1_000_000_000), Gen<Int>.int(0...12))
        await forAll("numeric to bigint", cases: 500, gen) { unscaled, scale in
            var digits = String(unscaled.magnitude)
            while digits.count <= scale { digits = "0" + digits }
            let text =
                (unscaled < 0 ? "-" : "") + digits.dropLast(scale) + "." + digits.suffix(scale)
            var power: UInt64 = 1
            for _ in 0..<scale { power *= 10 }
            let whole = (unscaled.magnitude + power / 2) / power
            let sign = unscaled < 0 && whole > 0 ? "-" : ""
            return try await same(cast([text], .numeric, "bigint")[0], .some("\(sign)\(whole)"))
        }
    }

    @Test("Every pair of types keeps NULL, and either converts or rejects an edge value")
    func pairs() async throws {
        let values: [String?] = [nil, "0", "-1", "true", "2026-01-01", "x", "", "{}", "1e2", "NaN"]
        for from in DataType.allCases where from != .bytea {
            for to in DataType.allCases where to != .bytea {
                let found = try await cast(values, from, to.rawValue)
                #expect(found[0] == .some(.none), "\(from) to \(to)")
                if to == .text { #expect(found == values.map { .some($0) }) }
            }
        }
    }

    @Test("A number keeps its value on the way through text and back")
    func chains() async throws {
        let chunk = chunk([["007", "2.50"], [nil, nil], ["x", "1"], ["3", "y"]])
        try await apply(
            [
                "cast a as bigint, b as double precision", "cast a as double precision, b as text",
                "cast a as text",
            ], on: schema("a", "b"), to: chunk)
        #expect(chunk.texts == [["7", "2.5"], [nil, nil]])
        #expect(chunk.faults.map(\.row) == [2, 3])
    }

    @Test("A cast after a select that names a column twice leaves the other copy untouched")
    func copies() async throws {
        for order in ["cast x as bigint", "cast y as bigint"] {
            let chunk = chunk([["007", "a"], [nil, "b"], ["2", "c"]])
            try await apply(["select a as x, a as y, b", order], on: schema("a", "b"), to: chunk)
            let isFirst = order.contains("x")
            #expect(
                chunk.texts == [
                    [isFirst ? "7" : "007", isFirst ? "007" : "7", "a"], [nil, nil, "b"],
                    ["2", "2", "c"],
                ])
        }
    }

    @Test("A failed cast rejects its record even if nobody reads the column")
    func failsUnread() async throws {
        let chunk = chunk([["x", "1"], ["2", "2"]])
        try await apply(["cast a as bigint", "select b"], on: schema("a", "b"), to: chunk)
        #expect(chunk.texts == [["2"]])
        let fault = try #require(chunk.faults.first)
        #expect(fault.row == 0 && fault.step == "cast" && fault.column == "a")
        #expect(fault.code == .typeMismatch && fault.message == "found 'x', wanted bigint")
        #expect(fault.hint == "correct the value, or leave the column as text")
    }

    @Test("Rows that earlier steps dropped are not cast")
    func dropped() async throws {
        let chunk = chunk([["x"], ["2"]])
        chunk.selection.remove([0])
        try await apply(["cast a as bigint"], on: schema("a"), to: chunk)
        #expect(chunk.faults.isEmpty && chunk.texts == [["2"]])
    }

    @Test("Text that spells bytes becomes those bytes")
    func toBytes() async throws {
        #expect(
            try await cast(["\\x6869", "\\x", "\\xzz", "hi", nil], .text, "bytea") == [
                "hi", "", nil, nil, .some(nil),
            ])
    }
}
