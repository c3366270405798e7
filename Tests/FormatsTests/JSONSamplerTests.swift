import Testing
import TrancheColumnar

@testable import TrancheFormats

@Suite("Learning types from NDJSON")
struct JSONSamplerTests {
    private func schema(of blocks: [String]) -> Schema {
        var sampler = JSONSampler()
        for block in blocks {
            let buffer = ByteBuffer()
            buffer.append(block)
            unsafe sampler.add(buffer.base, count: buffer.count)
        }
        return sampler.schema
    }

    static let types: [([String], DataType)] = [
        (["1", "-5", "0"], .bigint), (["9223372036854775807"], .bigint),
        (["9223372036854775808"], .numeric), (["1", "1.5"], .numeric), (["1e5"], .numeric),
        (["-0"], .numeric), (["12345678901234567890123"], .numeric),
        (["true", "false"], .boolean), (["true", "1"], .json), (["1", "\"1\""], .json),
        (["\"a\""], .text), (["\"1\"", "\"2\""], .text), (["\"true\""], .text),
        (["\"\"", "\"2026-01-02\""], .text), (["\"2026-01-02\""], .date),
        (["\"2026-02-30\""], .text), (["\"2026-01-02T03:04:05\""], .timestamp),
        (["\"2026-01-02T03:04:05Z\"", "null"], .timestamptz),
        (["\"2026-01-02\"", "\"2026-01-02T03:04:05Z\""], .text),
        (["\"6b1f9c1e-0000-4000-8000-000000000000\""], .uuid), (["{}"], .json), (["[1]"], .json),
        (["[1]", "\"a\""], .json), (["null"], .text), (["null", "7"], .bigint),
    ]

    @Test("The type holds every value", arguments: types)
    func type(_ values: [String], _ type: DataType) {
        let lines = values.map { "{\"v\":\($0)}\n" }
        let wanted = Schema([Field("v", type, origin: .inferred)])
        #expect(schema(of: lines) == wanted)
        #expect(schema(of: [lines.joined()]) == wanted)
        #expect(schema(of: lines.reversed()) == wanted)
    }

    @Test("Keys come in the order in which they first appear, with their escapes decoded")
    func order() {
        let found = schema(of: ["{\"b\":1}\n{\"a\":2,\"b\":3}\n\n", " { \"\\u0063\\n\" : 4 }"])
        #expect(found.names == ["b", "a", "c\n"])
    }

    @Test(
        "A malformed line teaches nothing behind its mistake and does not disturb the next",
        arguments: ["{", "[1]", "{\"x\"}", "{\"x\":}", "{\"x\":tru}", "\u{0}{\"x\":1}", "{x:1}"])
    func malformed(_ line: String) {
        #expect(schema(of: ["\(line)\n{\"a\":1}\n"]).names == ["a"])
    }

    @Test("No lines, no fields")
    func empty() {
        #expect(schema(of: []).fields == [])
        #expect(schema(of: ["", "\n\n"]).fields == [])
    }

    @Test("Asked for it, the sample tells what arrays and objects are made of")
    func shapes() {
        let lines = """
            {"o":{"a":1,"b":{"c":true}},"l":[1,2.5],"m":[[1],["x"]],"e":[],"x":[1],"y":{}}
            {"o":{"a":2,"d":null},"l":[null],"m":null,"e":[null],"x":{"a":1},"y":{}}

            """
        let buffer = ByteBuffer()
        buffer.append(lines)
        var sampler = JSONSampler(shapeDepth: 16)
        unsafe sampler.add(buffer.base, count: buffer.count)
        func shape(_ name: String) -> JSONShape? {
            sampler.schema.fields.first { $0.name == name }?.shape
        }
        func field(_ name: String, _ type: DataType, _ shape: JSONShape? = nil) -> Field {
            var field = Field(name, type, origin: .inferred)
            field.shape = shape
            return field
        }
        let inner = JSONShape.object([field("c", .boolean)])
        #expect(
            shape("o")
                == .object([field("a", .bigint), field("b", .json, inner), field("d", .text)]))
        #expect(shape("l") == .array(field("", .numeric)))
        #expect(shape("m") == .array(field("", .json, .array(field("", .json)))))
        #expect(["e", "x", "y"].allSatisfy { shape($0) == nil })
        #expect(schema(of: [lines]).fields.allSatisfy { $0.shape == nil })
    }
}
