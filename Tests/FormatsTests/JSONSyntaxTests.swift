import Testing
import TrancheColumnar

@testable import TrancheFormats

/// RFC 8259 case by case: the value of one member, in a column that takes anything.
@Suite("The grammar of JSON")
struct JSONSyntaxTests {
    static let accepted = [
        "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.1", "-0.0", "1.50",
        "1e5", "1E5", "1e+5", "1e-5", "0e0", "1.5E+10", "0.0000000000000000000000000001",
        "true", "false", "null", "\"\"", "\"a\"", "\"/\"", "\"\\/\"", "\"\\u0041\"",
        "\"\\uABcd\"", "\"\\ud83d\\ude00\"", "\"\u{7F}\"", "\"\u{2028}\"", "\"\u{10FFFF}\"",
        "\"a long string, of more than 16\"", "[]", "[ ]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]",
        "[{}]", "{}", "{ }", "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ ] }", "{\"\":null}",
        "[\"\\u0000\"]", "[\"\\ud800\"]", "[null,true]", "{\"a\":{\"a\":{}}}", "\t1\r", " 1 ",
    ]
    static let rejected = [
        "", " ", "-", "+1", "01", "-01", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1ee1", "0x10",
        "1_0", "Infinity", "NaN", "tru", "True", "nul", "nulll", "TRUE", "t", "'a'", "a", "\"",
        "\"a", "\"\t\"", "\"\u{1F}\"", "\"\\x\"", "\"\\\"", "\"\\u12\"", "\"\\u12G4\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"\\U0041\"", "[",
        "]", "[1", "[1,", "[,1]", "[1,]", "[1 2]", "[\"a\"", "[1}", "{", "}", "{\"a\"", "{\"a\":",
        "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}", "{1:1}", "{\"a\":1]",
        "[\"\\x\"]", "[01]", "[1.]", "{\"a\":1 \"b\":2}", "1 2", "1,", "//c\n1", "/**/1",
        "\u{FEFF}1", "\u{A0}1", "1\u{B}", "[\"\n\"]", "[\n]", "\"\\ud800\\ud800\"", "truefalse",
        "[nul]", "{\"a\":tru}",
    ]

    private func decode(_ text: String, _ type: DataType, predicts: Bool) throws -> Chunk {
        try jsonDecoded(
            Array(text.utf8), [Field("v", type, origin: .declared)], predicts: predicts)
    }

    @Test("Accepted, predicted or not", arguments: accepted)
    func accepts(_ value: String) throws {
        for predicts in [true, false] {
            for type in [DataType.text, .json] {
                let chunk = try decode("{\"v\":\(value)}\n", type, predicts: predicts)
                #expect(chunk.faults == [])
                #expect(chunk.selection.count == 1)
            }
        }
    }

    @Test("Rejected, predicted or not", arguments: rejected)
    func rejects(_ value: String) throws {
        for predicts in [true, false] {
            let chunk = try decode("{\"v\":\(value)}\n", .text, predicts: predicts)
            #expect(chunk.faults.first?.row == 0)
            #expect(chunk.selection.count == 0)
        }
    }

    @Test(
        "A line that is not one object is rejected",
        arguments: [
            "1", "\"a\"", "null", "[]", "[{}]", "{}{}", "{} {}", "{},", "{", "}", "{]", "{\"v\"}",
            "{\"v\":}", "{v:1}", "{'v':1}", "{\"v\":1,}", "{,\"v\":1}", "{\"v\":1,,}", "x{}",
            "{}x", "{\"v\":1;}", "{\"v\"=1}", "{\"v\"::1}", "{\"v\":1 1}", "\u{FEFF}{}", "{\"v",
            "{\"v\\",
        ])
    func rejectsRecords(_ line: String) throws {
        for predicts in [true, false] {
            let chunk = try decode("{}\n\(line)\n{}\n", .text, predicts: predicts)
            #expect(chunk.faults.map(\.row) == [1])
            #expect(chunk.faults.first?.code == .malformedJSON)
            #expect(chunk.selection.count == 2)
        }
    }
}
