import Testing
import TrancheColumnar

@testable import TrancheFormats

@Suite("The decoder of NDJSON")
struct JSONDecoderTests {
    let fields = [Field("a"), Field("b", .bigint, origin: .inferred), Field("j", .json)]

    private func decode(_ text: String, wanted: [Int]? = nil) throws -> Chunk {
        try jsonDecoded(Array(text.utf8), fields, wanted: wanted)
    }

    @Test("Values are slices of the input, and a missing key is NULL like null")
    func values() throws {
        let chunk = try decode(
            """
            {"a":"x","b":12,"j":{"k":[1, 2]}}
            {"b":-7,"a":null}
            { "j" : "s\\u0041" , "a" : 1.50 }
            {"a":true,"b":null,"j":[ ]}
            {}

            """)
        #expect(chunk.faults == [])
        #expect(
            jsonCells(chunk) == [
                ["x", "12", "{\"k\":[1, 2]}"], [nil, "-7", nil], ["1.50", nil, "\"s\\u0041\""],
                ["true", nil, "[ ]"], [nil, nil, nil],
            ])
    }

    @Test("Escapes are decoded behind the input, surrogate pairs to one character")
    func escapes() throws {
        let chunk = try decode(#"{"a":"\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00!"}"#)
        #expect(jsonCells(chunk) == [["\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{20AC}\u{1F600}!", nil, nil]])
        #expect(unsafe chunk.columns[0].slices[0].start >= chunk.inputCount)
    }

    @Test("A key may be written with escapes")
    func escapedKeys() throws {
        let chunk = try decode(#"{"\u0061":"x","\u0062":3}"#)
        #expect(jsonCells(chunk) == [["x", "3", nil]])
    }

    @Test("Only wanted columns are decoded, in the wanted order")
    func wanted() throws {
        let chunk = try decode(#"{"a":"x","b":"no number","j":[1]}"#, wanted: [2, 0])
        #expect(chunk.faults == [])
        #expect(jsonCells(chunk) == [["[1]", "x"]])
    }

    @Test("Blank lines are lines and no records, and CR LF ends a line")
    func lines() throws {
        let chunk = try decode("\r\n{\"a\":\"1\"}\r\n\n  \t\r\n{\"a\":\"2\"}\r\n\n{\"a\":\"3\"}")
        #expect(jsonCells(chunk).map { $0[0] } == ["1", "2", "3"])
        #expect(chunk.lineCount == 7)
        #expect(chunk.rowCount == 3)
        let raw = (0..<3).map { chunk.bytes.string(chunk.rawRange(of: $0)) }
        #expect(raw == ["{\"a\":\"1\"}", "{\"a\":\"2\"}", "{\"a\":\"3\"}"])
    }

    @Test(
        "The bytes of a faulty record end with its line, whatever follows", arguments: ["", "\r"])
    func rawFault(_ carriage: String) throws {
        let chunk = try decode("null\(carriage)\n \n\n\r\n{\"a\":\"1\"}\n")
        #expect(chunk.faults.map(\.row) == [0])
        #expect(chunk.bytes.string(chunk.rawRange(of: 0)) == "null")
        chunk.reset()
        #expect(!chunk.hasLinePerRow)
    }

    @Test("A chunk without bytes has no rows")
    func empty() throws {
        let chunk = try decode("")
        #expect(chunk.rowCount == 0)
        #expect(chunk.lineCount == 0)
        #expect(chunk.columns.count == 3)
    }

    @Test("A faulty record leaves the selection, and the ones around it stay")
    func faultyRecord() throws {
        let chunk = try decode("{\"a\":\"1\"}\n{\"a\":\n{\"a\":\"3\"}\n")
        #expect(jsonCells(chunk).map { $0[0] } == ["1", "3"])
        #expect(chunk.faults.map(\.row) == [1])
        #expect(chunk.bytes.string(chunk.rawRange(of: 1)) == "{\"a\":")
    }

    static let mistakes: [(String, RowFault.Code, String)] = [
        (#"{"b":1.5}"#, .typeMismatch, "found 1.5, wanted bigint"),
        (#"{"b":"1"}"#, .typeMismatch, "found \"1\", wanted bigint"),
        (
            #"{"b":9223372036854775808}"#, .typeMismatch,
            "found 9223372036854775808, wanted bigint"
        ),
        (#"{"b":-0}"#, .typeMismatch, "found -0, wanted bigint"),
        (#"{"b":true}"#, .typeMismatch, "found true, wanted bigint"),
        (#"{"b":[1]}"#, .typeMismatch, "found [1], wanted bigint"),
        (#"{"z":1}"#, .unexpectedKey, "found the key \"z\", wanted one of the 3 columns"),
        (#"{"a":1,"a":2}"#, .unexpectedKey, "found the key \"a\" twice, wanted it once"),
        (
            #"{"a":"\ud800"}"#, .malformedJSON,
            "found half of a surrogate pair at byte 7, wanted both halves"
        ),
        (#"{"a":"x\u0000"}"#, .invalidText, "found a NUL at byte 8, wanted text without"),
        ("{\"a\":\"\u{0}\"}", .invalidText, "found a NUL at byte 7, wanted text without"),
        ("[1]", .malformedJSON, "found [ at byte 1, wanted an object"),
        (
            #"{"a":01}"#, .malformedJSON,
            "found a number with a leading zero at byte 6, wanted none"
        ),
        (#"{"a":1"#, .malformedJSON, "found the end of the line at byte 7, wanted a comma or }"),
        (#"{"a":1}}"#, .malformedJSON, "found } at byte 8, wanted the end of the line"),
    ]

    @Test("What is wrong is told with what was found and what was wanted", arguments: mistakes)
    func messages(_ line: String, _ code: RowFault.Code, _ message: String) throws {
        let chunk = try decode(line)
        #expect(chunk.faults.map(\.code) == [code])
        #expect(chunk.faults.map(\.message) == [message])
        #expect(chunk.selection.count == 0)
    }

    @Test("A mismatch names its column and how to declare it")
    func mismatchHint() throws {
        let fault = try #require(try decode(#"{"b":"x"}"#).faults.first)
        #expect(fault.column == "b")
        #expect(fault.hint == "declare it with --types b:text")
    }

    @Test("Bytes that are not UTF-8 reject their record alone")
    func invalidUTF8() throws {
        let bytes = Array("{\"a\":\"1\"}\n{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n{}\n".utf8)
        let chunk = try jsonDecoded(bytes, fields)
        #expect(jsonCells(chunk).map { $0[0] } == ["1", nil])
        #expect(chunk.faults.map(\.code) == [.invalidText])
    }

    @Test("A declared column takes any kind of value as its text")
    func declared() throws {
        let declared = [Field("a", .bigint, origin: .declared)]
        let chunk = try jsonDecoded(Array("{\"a\":\"7\"}\n{\"a\":false}\n".utf8), declared)
        #expect(jsonCells(chunk) == [["7"], ["false"]])
    }

    @Test("Values are nested a thousand deep, and no deeper", arguments: [(1000, 0), (1001, 1)])
    func depth(_ depth: Int, _ faults: Int) throws {
        let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(try decode("{\"j\":\(value)}").faults.count == faults)
    }

    @Test("A chunk is used again, with records of another layout each time")
    func reuse() throws {
        let decoder = NDJSONDecoder(fields: fields)
        let chunk = Chunk()
        for text in [#"{"a":"x\n","b":1}"#, #"{ "b": 2, "a": "y" }"#, #"{"a":"longer"}"#] {
            chunk.reset()
            chunk.bytes.append(text)
            chunk.inputCount = chunk.bytes.count
            try decoder.decode(chunk)
            #expect(chunk.faults == [])
            #expect(chunk.rowCount == 1)
        }
        #expect(jsonCells(chunk) == [["longer", nil, nil]])
    }
}
