import Testing
import TrancheFormats

@Suite("Records in which some values are not shown")
struct RecordRedactionTests {
    @Test(
        "Fields of delimited text are replaced where they stand",
        arguments: [
            ("1,a@b,x", "1,***,x"), ("1,\"a, \"\"b\"\"\nc\",x", "1,***,x"), ("1,,x", "1,***,x"),
            ("\"1\",a,\"x,y\"", "\"1\",***,\"x,y\""), (",,", ",***,"), ("1,a,", "1,***,"),
            ("1,a", nil), ("1,a,b,c", nil), ("1,\"a,b", nil), ("1,a\"b,c", nil),
            ("1,\"a\"b,c", nil), ("", nil),
        ] as [(String, String?)])
    func delimited(_ record: String, _ wanted: String?) {
        let found = redactedRecord(Array(record.utf8), .comma, hiding: [1], fieldCount: 3)
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == wanted)
    }

    @Test("The only field, the first and the last can be hidden")
    func ends() {
        #expect(redactedRecord(Array("a".utf8), .tab, hiding: [0], fieldCount: 1) == redactedValue)
        let both = redactedRecord(Array("a\tb\tc".utf8), .tab, hiding: [0, 2], fieldCount: 3)
        #expect(both.map { String(decoding: $0, as: UTF8.self) } == "***\tb\t***")
    }

    @Test(
        "Values of an object are replaced where they stand",
        arguments: [
            ("{\"a\":1,\"e\":\"x@y\"}", "{\"a\":1,\"e\":\"***\"}"),
            (
                "{ \"e\" : \"a\\\"}b\" , \"a\":[1,{\"e\":2}]}",
                "{ \"e\" : \"***\", \"a\":[1,{\"e\":2}]}"
            ),
            ("{\"e\":{\"x\":[\"]}\",1]},\"b\":null}", "{\"e\":\"***\",\"b\":null}"),
            ("{\"e\":1,\"e\":2}", "{\"e\":\"***\",\"e\":\"***\"}"),
            ("{\"\\u0065\":1}", "{\"\\u0065\":\"***\"}"), ("{}", "{}"),
            (" {\"e\":true} ", " {\"e\":\"***\"} "),
            ("{\"e\":1", nil), ("{\"e\"}", nil), ("[1]", nil), ("{\"e\":1}{\"e\":2}", nil),
            ("{\"e\":\"x", nil), ("{\"e\":\"x\\", nil), ("", nil), ("{\"e\":}", nil),
            ("{\"e\":1]}", nil),
        ] as [(String, String?)])
    func objects(_ record: String, _ wanted: String?) {
        let found = redactedObject(Array(record.utf8), hiding: [Array("e".utf8)])
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == wanted)
    }
}
