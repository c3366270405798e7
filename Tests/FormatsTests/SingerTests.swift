import PropertyTesting
import Testing
import TrancheColumnar

@testable import TrancheFormats

/// A stream of records, with states between them.
private struct Stream: Sendable {
    var name: String
    var fields: [Field]
    var rows: [[String?]]
    /// Before which record each state stands.
    var states: [Int]

    var schema: Schema { Schema(fields) }

    func value(_ number: Int) -> [UInt8] { Array("{\"bookmark\": [\(number), \"é\"]}".utf8) }
}

private let types: [DataType] = [.text, .bigint, .numeric, .boolean, .json, .date, .uuid]

private func value(of type: DataType) -> Gen<String> {
    switch type {
    case .bigint: Gen<Int64>.int.map { "\($0)" }
    case .numeric: zip(Gen<Int>.int(-999...999), Gen<Int>.int(0...99)).map { "\($0).\($1)" }
    case .boolean: Gen<Bool>.bool.map { $0 ? "true" : "false" }
    case .json: .element(of: ["{\"a\": [1, \"}\"]}", "[]", "\"x\\n\"", "1.50", "true"])
    case .date: .element(of: ["2026-02-28", "1999-12-31"])
    case .uuid: .constant("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
    default: .string(0...30)
    }
}

private let streams = Gen<Stream> { choices in
    let kinds = Gen<DataType>.element(of: types).array(1...6).run(&choices)
    var fields: [Field] = []
    for (index, type) in kinds.enumerated() {
        var name = Gen<String>.string(0...12).run(&choices)
        while fields.contains(where: { $0.name == name }) { name += "\(index)" }
        fields.append(Field(name, type, origin: .inferred))
    }
    let rows = Gen<[String?]> { choices in kinds.map { value(of: $0).optional.run(&choices) } }
        .array(0...9).run(&choices)
    let states = Gen<Int>.int(0...rows.count).array(0...4).run(&choices).sorted()
    return Stream(
        name: Gen<String>.string(1...12).run(&choices), fields: fields, rows: rows, states: states)
}

private func written(_ stream: Stream) throws -> (head: [UInt8], body: String) {
    let chunk = jsonChunk(rows: stream.rows, columns: stream.fields.count)
    for (number, place) in stream.states.enumerated() {
        chunk.states.append(SourceState(before: place, value: stream.value(number)))
    }
    let encoder = SingerEncoder(schema: stream.schema, stream: stream.name, keys: [])
    let body = try jsonOutput(encoder, chunk)
    guard chunk.faults.isEmpty else { throw Unexpected("\(chunk.faults)") }
    return (encoder.prologue, body)
}

private func learned(_ line: String, choosing chosen: String? = nil) throws -> SingerSchema {
    guard case .schema(let schema) = try SingerSchema.line(Array(line.utf8), choosing: chosen)
    else { throw Unexpected("no schema in \(line)") }
    return schema
}

private func decoded(_ text: String, _ schema: SingerSchema, isChosen: Bool = false) throws -> Chunk
{
    let chunk = jsonChunk(Array(text.utf8))
    try SingerDecoder(
        schema, isChosen: isChosen, fields: schema.fields, wanted: Array(schema.fields.indices)
    ).decode(chunk)
    return chunk
}

private struct Unexpected: Error {
    init(_ text: String) { self.text = text }
    let text: String
}

@Suite("Singer's messages both ways")
struct SingerTests {
    @Test(
        "What is written is read back as it was: the schema, the records, and states in their places"
    )
    func roundTrip() {
        forAll("parse(write(records)) == records", streams) { stream in
            let (head, body) = try written(stream)
            let schema = try learned(String(decoding: head, as: UTF8.self))
            guard schema.stream == stream.name, schema.fields.map(\.name) == stream.schema.names,
                schema.fields.map(\.type) == stream.fields.map(\.type)
            else { throw Unexpected("\(schema) of \(stream.fields)") }
            let chunk = try decoded(body, schema)
            guard chunk.faults.isEmpty else { throw Unexpected("\(chunk.faults) in \(body)") }
            let states = stream.states.enumerated().map {
                SourceState(before: $1, value: stream.value($0))
            }
            return jsonCells(chunk) == stream.rows && chunk.states == states
        }
    }

    @Test("What stands around a record, and the streams of others, change nothing")
    func noise() {
        let noise = Gen<Int>.int(0...5).array(0...20)
        forAll("read(noise + records) == records", cases: 300, zip(streams, noise)) {
            stream, noise in
            let (head, body) = try written(stream)
            let schema = try learned(String(decoding: head, as: UTF8.self))
            var lines = body.split(separator: "\n").map(String.init)
            let other = "\(stream.name)~"
            let quoted = String(decoding: jsonText(other), as: UTF8.self)
            for (number, kind) in noise.enumerated() {
                let line =
                    switch kind {
                    case 0: ""
                    case 1: "  \t"
                    case 2: "{\"stream\":\(quoted),\"record\":{\"x\":\"}{\"},\"type\":\"RECORD\"}"
                    case 3:
                        "{\"type\":\"SCHEMA\",\"stream\":\(quoted),\"schema\":{},\"key_properties\":[]}"
                    case 4: "{\"type\":\"ACTIVATE_VERSION\",\"stream\":\(quoted),\"version\":1}"
                    default: String(decoding: head.dropLast(), as: UTF8.self)
                    }
                lines.insert(line, at: (number * 7) % (lines.count + 1))
            }
            lines = lines.map { line in
                guard line.hasPrefix("{\"type\":\"RECORD\"") else { return line }
                return " " + line.dropLast() + ", \"version\": 7,\"time_extracted\" : null } "
            }
            let chunk = try decoded(
                lines.map { $0 + "\r\n" }.joined(), schema, isChosen: true)
            guard chunk.faults.isEmpty else { throw Unexpected("\(chunk.faults) in \(lines)") }
            return jsonCells(chunk) == stream.rows
                && chunk.states.map(\.record) == stream.states && chunk.lineCount == lines.count
        }
    }

    @Test(
        "Dates and times are RFC 3339's; what it does not have is a reject, as is a number JSON lacks",
        arguments: [
            (.timestamptz, "2026-01-31 10:00:00+00", "2026-01-31T10:00:00Z"),
            (.timestamptz, "2026-01-31T10:00:00.123456+0530", "2026-01-31T10:00:00.123456+05:30"),
            (.timestamptz, "2026-01-31 10:00:00-02", "2026-01-31T10:00:00-02:00"),
            (.timestamptz, " 20260131 9:05 z ", "2026-01-31T09:05:00Z"),
            (.timestamptz, "2026-1-3", "2026-01-03T00:00:00Z"),
            (.timestamptz, "2026-01-31 10:00:00+01:00:00", "2026-01-31T10:00:00+01:00"),
            (.timestamptz, "2026-01-31 10:00:00+01:00:01", nil),
            (.timestamp, "2026-01-31 10:00:00", "2026-01-31T10:00:00Z"),
            (.timestamp, "2026-01-31 23:59:60", "2026-01-31T23:59:60Z"),
            (.timestamp, "2026-01-31 24:00:00", nil), (.timestamp, "infinity", nil),
            (.timestamp, "epoch", "1970-01-01T00:00:00Z"),
            (.timestamp, "12026-01-31 10:00:00", nil),
            (.timestamp, "2026-01-31 10:00:00Z", nil), (.timestamp, "yesterday", nil),
            (.date, "2026-1-31", "2026-01-31"), (.date, "20260131", "2026-01-31"),
            (.date, "epoch", "1970-01-01"), (.date, "-infinity", nil), (.date, "2026-02-30", nil),
            (.numeric, "nan", nil), (.doublePrecision, " Infinity ", nil),
            (.doublePrecision, "-inf", nil), (.numeric, "5.", "5"), (.numeric, "7 ", "7"),
        ] as [(DataType, String, String?)])
    func values(_ type: DataType, _ text: String, _ wanted: String?) throws {
        let chunk = jsonChunk(rows: [["k", nil], ["k", text], [nil, "1"]], columns: 2)
        let before = chunk.columns.map { ObjectIdentifier($0) }
        let schema = Schema([
            Field("k", .text, origin: .untyped), Field("v", type, origin: .declared),
        ])
        let lines = try jsonOutput(
            SingerEncoder(schema: schema, stream: "s", keys: ["k"]), chunk
        ).split(separator: "\n")
        let isNumber = type == .numeric || type == .doublePrecision
        let value = wanted.map { isNumber ? $0 : "\"\($0)\"" }
        let records = ["null", value].compactMap { $0 }.map {
            "{\"type\":\"RECORD\",\"stream\":\"s\",\"record\":{\"k\":\"k\",\"v\":\($0)}}"
        }
        #expect(lines.map(String.init) == records)
        #expect(chunk.faults.map(\.row) == (wanted == nil ? [2, 1] : [2]))
        #expect(chunk.faults[0].message == "found NULL in the key, wanted a value")
        // Another sink may encode the same chunk.
        #expect(chunk.columns.map { ObjectIdentifier($0) } == before)
    }

    @Test("An inferred column takes its own spellings alone")
    func inferred() throws {
        let chunk = jsonChunk(
            rows: [["2026-01-31 10:00:00"], ["2026-01-31"], ["x"]], columns: 1)
        let schema = Schema([Field("v", .timestamp, origin: .inferred)])
        let text = try jsonOutput(SingerEncoder(schema: schema, stream: "s", keys: []), chunk)
        #expect(text.hasSuffix("{\"v\":\"2026-01-31T10:00:00Z\"}}\n"), "\(text)")
        #expect(chunk.faults.map(\.row) == [1, 2])
    }

    @Test(
        "A property's schema is a type of ours",
        arguments: [
            ("{\"type\": \"integer\"}", DataType.bigint, false),
            ("{\"type\": [\"null\", \"integer\"]}", .bigint, true),
            ("{\"type\": \"integer\", \"maximum\": 18446744073709551615}", .numeric, false),
            ("{\"type\": [\"number\", \"null\"], \"multipleOf\": 0.01}", .numeric, true),
            ("{\"type\": [\"integer\", \"number\"]}", .numeric, false),
            ("{\"type\": [\"string\", \"null\"], \"format\": \"singer.decimal\"}", .numeric, true),
            ("{\"type\": \"boolean\"}", .boolean, false),
            ("{\"type\": \"string\"}", .text, false),
            ("{\"type\": \"string\", \"format\": \"date-time\"}", .timestamptz, false),
            ("{\"type\": \"string\", \"format\": \"date\"}", .date, false),
            ("{\"type\": \"string\", \"format\": \"time\"}", .text, false),
            ("{\"type\": \"string\", \"format\": \"uuid\"}", .uuid, false),
            ("{\"type\": [\"null\", \"array\"], \"items\": {}}", .json, true),
            ("{\"type\": \"object\", \"properties\": {}}", .json, false),
            ("{\"type\": [\"string\", \"integer\"]}", .json, false),
            (
                "{\"anyOf\": [{\"type\": \"string\", \"format\": \"date-time\"}, {\"type\": \"null\"}]}",
                .timestamptz, true
            ),
            (
                "{\"anyOf\": [{\"type\": \"string\", \"format\": \"date-time\"}, {\"type\": \"string\"}]}",
                .text, false
            ),
            ("{}", .json, true), ("{\"$ref\": \"#/x\"}", .json, true),
            ("{\"type\": \"null\"}", .text, true),
        ])
    func propertyTypes(property: String, type: DataType, isNullable: Bool) throws {
        let schema = try learned(
            "{\"type\":\"SCHEMA\",\"stream\":\"s\",\"schema\":{\"properties\":{\"a\":\(property)}},"
                + "\"key_properties\":[\"a\"]}")
        #expect(schema.fields.map(\.type) == [type])
        #expect(schema.nullable.contains("a") == isNullable)
        #expect(schema.keys == ["a"] && schema.required == ["a"])
    }

    private static let users = """
        {"type":"SCHEMA","stream":"users","key_properties":["id"],"schema":{"properties":{\
        "id":{"type":"integer"},"day":{"type":"string","format":"date"},\
        "sum":{"type":["null","string"],"format":"singer.decimal"},"ok":{"type":["null","boolean"]}}}}
        """

    @Test(
        "A record that breaks its schema is set aside with its reason",
        arguments: [
            ("{\"id\": \"1\"}", "found \"1\", wanted bigint"), ("{\"id\": 1.5}", "wanted bigint"),
            ("{}", "found no value, wanted bigint"),
            ("{\"id\": null}", "found null, wanted bigint"),
            ("{\"id\": 1, \"day\": null}", "found null, wanted date"),
            ("{\"id\": 1, \"day\": \"soon\"}", "found 'soon', wanted date"),
            ("{\"id\": 1, \"sum\": \"x\"}", "wanted numeric"),
            ("{\"id\": 1, \"ok\": \"true\"}", "wanted boolean"),
            ("{\"id\": 1, \"new\": 2}", "found the key \"new\""),
            ("[]", "RECORD message without a record"),
            ("{\"id\": 1", "wanted"),
        ])
    func violations(record: String, words: String) throws {
        let schema = try learned(Self.users)
        let chunk = try decoded(
            "{\"type\":\"RECORD\",\"stream\":\"users\",\"record\":\(record)}\n"
                + "{\"type\":\"RECORD\",\"stream\":\"users\",\"record\":{\"id\":2}}\n", schema)
        #expect(chunk.faults.count == 1 && chunk.recordCount == 2 && chunk.selection.count == 1)
        #expect(
            chunk.faults.allSatisfy { $0.message.contains(words) && !$0.isFatal && $0.row == 0 })
        #expect(jsonCells(chunk) == [["2", nil, nil, nil]])
    }

    @Test(
        "What no later record can be trusted after ends the run at its place",
        arguments: [
            ("{\"type\":\"RECORD\",\"stream\":\"orders\",\"record\":{}}", "orders beside users"),
            (
                users.replacing("\"id\":{", with: "\"more\":{},\"id\":{"),
                "with the new columns more"
            ),
            (users.replacing("integer", with: "string"), "with other types, columns or keys"),
            ("{\"type\":\"BATCH\",\"stream\":\"users\"}", "a message of type BATCH"),
            ("{\"x\":1}", "an object without a type"),
        ])
    func ends(line: String, words: String) throws {
        let chunk = try decoded(line + "\n", try learned(Self.users))
        #expect(chunk.faults.count == 1)
        #expect(
            chunk.faults.allSatisfy { $0.isFatal && $0.message.contains(words) }, "\(chunk.faults)")
    }

    @Test(
        "A schema that cannot be one is refused",
        arguments: [
            "{\"type\":\"SCHEMA\",\"stream\":\"s\"}", "{\"type\":\"SCHEMA\",\"schema\":{}}",
            "{\"type\":\"SCHEMA\",\"stream\":\"s\",\"schema\":{\"properties\":{}}}",
            "{\"type\":\"SCHEMA\",\"stream\":\"s\",\"schema\":{\"properties\":{\"a\":{}}},"
                + "\"key_properties\":[\"b\"]}",
            "nothing", "{\"type\":\"SCHEMA\"", "{}",
        ])
    func refusals(line: String) {
        #expect(throws: JobError.self) {
            try SingerSchema.line(Array(line.utf8), choosing: nil)
        }
    }
}
