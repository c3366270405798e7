import Testing
import TrancheColumnar

@testable import TrancheFormats

@Suite("The encoders of JSON")
struct JSONEncoderTests {
    private func encoded(_ field: Field, _ value: String?) throws -> (String, [RowFault]) {
        let chunk = jsonChunk(rows: [[value]], columns: 1)
        let text = try jsonOutput(NDJSONEncoder(schema: Schema([field])), chunk)
        #expect(chunk.selection.count == (chunk.faults.isEmpty ? 1 : 0))
        return (text, chunk.faults)
    }

    @Test("A record is one line without blanks, keys in order, NULL as null")
    func record() throws {
        let schema = Schema([
            Field("year", .bigint, origin: .inferred), Field("carrier", .text, origin: .inferred),
            Field("dep_time", .bigint, origin: .inferred),
        ])
        let chunk = jsonChunk(rows: [["2013", "UA", nil], ["2014", "", "5"]], columns: 3)
        #expect(
            try jsonOutput(NDJSONEncoder(schema: schema), chunk) == """
                {"year":2013,"carrier":"UA","dep_time":null}
                {"year":2014,"carrier":"","dep_time":5}

                """)
    }

    static let fitting: [(DataType, String, String)] = [
        (.bigint, "-12", "-12"), (.bigint, "9223372036854775807", "9223372036854775807"),
        (.numeric, "1.10", "1.10"), (.numeric, "-0.5e-7", "-0.5e-7"),
        (.numeric, "123456789012345678901234567890", "123456789012345678901234567890"),
        (.doublePrecision, "2.50", "2.50"), (.boolean, "true", "true"),
        (.boolean, "false", "false"), (.text, "007", "\"007\""),
        (.date, "2026-01-02", "\"2026-01-02\""),
        (.timestamptz, "2026-01-02T03:04:05Z", "\"2026-01-02T03:04:05Z\""),
        (
            .uuid, "6b1f9c1e-0000-4000-8000-000000000000",
            "\"6b1f9c1e-0000-4000-8000-000000000000\""
        ),
        (.json, "{\"a\":\n[1,\r\n2]}", "{\"a\": [1,  2]}"), (.json, "\"x\"", "\"x\""),
        (.bytea, "\u{1}AZ", "\"\\\\x01415a\""), (.bytea, "", "\"\\\\x\""),
    ]

    @Test("A value that fits is written as its type is", arguments: fitting)
    func fits(_ type: DataType, _ value: String, _ json: String) throws {
        for origin in [Field.Origin.inferred, .declared] {
            let (text, faults) = try encoded(Field("v", type, origin: origin), value)
            #expect(faults == [])
            #expect(text == "{\"v\":\(json)}\n")
        }
    }

    static let lenientSpellings: [(DataType, String, String)] = [
        (.bigint, "+5", "5"), (.bigint, "007", "7"), (.numeric, ".5", "0.5"),
        (.numeric, "+007.50", "7.50"), (.numeric, "NaN", "\"NaN\""),
        (.doublePrecision, "-Infinity", "\"-Infinity\""), (.doublePrecision, "1.", "1"),
        (.boolean, "t", "true"), (.boolean, "yes", "true"), (.boolean, "0", "false"),
    ]

    @Test(
        "A lenient spelling is normalized in a declared column and a fault in an inferred one",
        arguments: lenientSpellings)
    func lenient(_ type: DataType, _ value: String, _ json: String) throws {
        let (text, faults) = try encoded(Field("v", type, origin: .declared), value)
        #expect(faults == [])
        #expect(text == "{\"v\":\(json)}\n")
        let strict = try encoded(Field("v", type, origin: .inferred), value)
        #expect(strict.0 == "")
        #expect(strict.1.map(\.code) == [.typeMismatch])
    }

    static let unfit: [(DataType, String)] = [
        (.bigint, "abc"), (.bigint, "1.5"), (.bigint, "9223372036854775808"), (.bigint, ""),
        (.bigint, "-"), (.numeric, "1e"), (.numeric, "--1"), (.doublePrecision, "x"),
        (.boolean, "2"), (.boolean, "truth"), (.json, "{"), (.json, ""), (.json, "1 2"),
    ]

    @Test("A value that does not fit is a fault, whoever named the type", arguments: unfit)
    func mismatch(_ type: DataType, _ value: String) throws {
        for origin in [Field.Origin.inferred, .declared] {
            let (text, faults) = try encoded(Field("v", type, origin: origin), value)
            #expect(text == "")
            #expect(
                faults == [
                    RowFault(
                        row: 0, code: .typeMismatch, column: "v",
                        message: "found '\(value)', wanted \(type.rawValue)",
                        hint: "declare it with --types v:text")
                ])
        }
    }

    @Test("A message shows at most 40 characters of a value")
    func longValue() throws {
        let value = String(repeating: "\u{E9}", count: 300)
        let (_, faults) = try encoded(Field("v", .bigint, origin: .declared), value)
        let shown = String(repeating: "\u{E9}", count: 39)
        #expect(faults.first?.message == "found '\(shown)\u{2026}', wanted bigint")
    }

    @Test("Characters get the shortest escape, and no other ones get any")
    func escapes() throws {
        let value = "\"\\/\n\r\t\u{8}\u{C}\u{1}\u{1F} \u{7F}\u{E9}\u{1F600}"
        let (text, _) = try encoded(Field("a\"\n"), value)
        let wanted =
            #"{"a\"\n":"\"\\/\n\r\t\b\f\u0001\u001f "# + " \u{7F}\u{E9}\u{1F600}\"}\n".dropFirst()
        #expect(text == wanted)
    }

    @Test("An untyped column is text, whatever it looks like")
    func untyped() throws {
        #expect(try encoded(Field("v"), "1").0 == "{\"v\":\"1\"}\n")
    }

    @Test("A refused row takes its output back, and the rows around it stay")
    func rollback() throws {
        let schema = Schema([Field("a"), Field("n", .bigint, origin: .inferred)])
        let chunk = jsonChunk(rows: [["x", "1"], ["y", "?"], ["z", "3"]], columns: 2)
        #expect(
            try jsonOutput(NDJSONEncoder(schema: schema), chunk)
                == "{\"a\":\"x\",\"n\":1}\n{\"a\":\"z\",\"n\":3}\n")
        #expect(chunk.faults.map(\.row) == [1])
        #expect((0..<chunk.selection.count).map { chunk.selection.row($0) } == [0, 2])
    }

    @Test("Typed columns are formatted, and only selected rows are written")
    func typed() throws {
        let fields = [Field("i", .bigint), Field("d", .doublePrecision), Field("t", .boolean)]
        let chunk = jsonChunk(rows: [[nil, nil, nil], ["", "", ""], ["", "", ""]], columns: 3)
        for column in chunk.columns { column.setAllValid(3) }
        for row in 0..<3 {
            unsafe chunk.columns[0].int64s[row] = [0, .min, .max][row]
            unsafe chunk.columns[1].doubles[row] = [0.1, -.infinity, 1e300][row]
            unsafe chunk.columns[2].int64s[row] = [1, 0, 1][row]
        }
        for (index, column) in chunk.columns.enumerated() {
            column.representation = index == 1 ? .double : .int64
        }
        chunk.columns[1].setNull(2)
        chunk.selection.remove([0])
        #expect(
            try jsonOutput(NDJSONEncoder(schema: Schema(fields)), chunk) == """
                {"i":-9223372036854775808,"d":"-Infinity","t":false}
                {"i":9223372036854775807,"d":null,"t":true}

                """)
    }

    @Test("An array is right in one piece, in several, and without rows", arguments: 0...3)
    func array(_ rows: Int) throws {
        let encoder = JSONArrayEncoder(schema: Schema([Field("a")]))
        var output = encoder.prologue
        for row in 0..<rows {
            let chunk = jsonChunk(rows: [["\(row)"]], columns: 1)
            let text = try jsonOutput(encoder, chunk)
            output += text.utf8.dropFirst(row == 0 ? encoder.firstRowSkip : 0)
        }
        output += encoder.epilogue(afterRows: Int64(rows))
        let records = (0..<rows).map { "{\"a\":\"\($0)\"}" }.joined(separator: ",\n")
        let wanted = rows == 0 ? "[\n]\n" : "[\n\(records)\n]\n"
        #expect(String(decoding: output, as: UTF8.self) == wanted)
    }

    @Test("Values far larger than the output's room, and all of them escaped, are written whole")
    func growth() throws {
        let value = String(repeating: "\u{1}", count: 100_000)
        let (text, _) = try encoded(Field("v"), value)
        #expect(text == "{\"v\":\"" + String(repeating: "\\u0001", count: 100_000) + "\"}\n")
    }

    /// Short values share a store with what stands before them, whatever is left of the word.
    @Test("Short and empty values are written whole behind keys of any length", arguments: 1...40)
    func shortValues(keyLength: Int) throws {
        let key = String(repeating: "k", count: keyLength)
        let fields = [
            Field(key), Field(key + "n", .bigint, origin: .inferred), Field(key + "t"),
            Field("z", .bigint, origin: .inferred),
        ]
        for length in 0...9 {
            let text = String(repeating: "x", count: length)
            let digits = String("123456789".prefix(max(1, length)))
            let rows: [[String?]] = [["", digits, text, "0"], ["", "7", "", digits]]
            let chunk = jsonChunk(rows: rows, columns: 4)
            let expected = rows.map { row in
                let values = zip(fields, row).map { field, value in
                    let quote = field.type == .text ? "\"" : ""
                    return "\"\(field.name)\":\(quote)\(value ?? "")\(quote)"
                }
                return "{" + values.joined(separator: ",") + "}\n"
            }
            let output = try jsonOutput(NDJSONEncoder(schema: Schema(fields)), chunk)
            #expect(output == expected.joined(), "values of \(length) bytes")
        }
    }
}
