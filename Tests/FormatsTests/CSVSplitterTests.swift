import PropertyTesting
import Testing
import TrancheColumnar
import TrancheFormats

@Suite("Splitting delimited text")
struct CSVSplitterTests {
    struct Input: Sendable {
        var bytes: [UInt8]
        var fields: Int
        var mask: Int

        var wanted: [Int] { (0..<fields).filter { mask >> $0 & 1 == 1 } }
    }

    private static func input(_ bytes: Gen<[UInt8]>) -> Gen<Input> {
        zip(bytes, Gen<Int>.int(1...4), Gen<Int>.int(0...15)).map { bytes, fields, mask in
            Input(bytes: bytes, fields: fields, mask: 15 - mask)
        }
    }

    private func equalsTwin(_ input: Input, _ delimiter: UInt8) throws -> Bool {
        let chunk = try decodeCSV(
            input.bytes, CSVDialect(delimiter: delimiter), fields: input.fields,
            wanted: input.wanted)
        let twin = PlainSplitter(
            delimiter: delimiter, fields: input.fields, wanted: input.wanted)
        _ = try same(chunk.decodedRows, twin.rows(input.bytes))
        let faulty = chunk.decodedRows.indices.filter { chunk.decodedRows[$0] == nil }
        _ = try same(chunk.faults.map(\.row), faulty)
        _ = try same(
            chunk.lineCount, chunk.bytesOfInput.count { $0 == 0x0A })
        let bytes = chunk.allBytes
        return try chunk.columns.indices.allSatisfy { column in
            try (0..<chunk.selection.count).allSatisfy { position in
                let slice = unsafe chunk.columns[column].slices[chunk.selection.row(position)]
                return try flagsHold(slice, bytes, delimiter)
            }
        }
    }

    /// What the flags of a slice promise to writers.
    private func flagsHold(_ slice: FieldSlice, _ bytes: [UInt8], _ delimiter: UInt8) throws
        -> Bool
    {
        if slice.isNull { return true }
        let value = bytes[slice.start..<slice.end]
        if slice.isClean {
            return !value.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A }
        }
        if slice.isQuoted {
            return bytes[slice.start - 1] == 0x22 && bytes[slice.end] == 0x22
        }
        return true
    }

    @Test("Random bytes split as the plain twin splits them", arguments: [",", ";", "a"])
    func awkward(_ delimiter: Character) {
        forAll("splitter and twin", cases: 1500, Self.input(awkwardBytes)) { input in
            try equalsTwin(input, delimiter.asciiValue ?? 0)
        }
    }

    @Test("Mostly good text splits as the plain twin splits it")
    func good() {
        forAll("splitter and twin", cases: 1500, Self.input(mostlyGoodText)) { input in
            try equalsTwin(input, 0x2C)
        }
    }

    @Test(
        "A record unlike the others may stand anywhere in many blocks", arguments: [0, 700],
        [
            ("a,\"b,\n\"\"\",c\n", 1), ("a,b\n", 1), ("a,b,c,d,e\n", 1), ("é,,\n", 1),
            ("a,b,c\r\n", 1), (",,\r\n", 1), ("\n", 1), ("a\0,b,c\n", 1), ("a,b,\"c", 1),
            ("w,", 9000), ("long", 3000),
        ])
    func manyBlocks(_ place: Int, _ record: (text: String, times: Int)) throws {
        let record = String(repeating: record.text, count: record.times)
        var records = (0..<1000).map { "\($0),\($0 % 7 == 0 ? "" : "text"),x\n" }
        records.insert(record, at: place)
        for mask in [7, 2] {
            let input = Input(bytes: Array(records.joined().utf8), fields: 3, mask: mask)
            #expect(try equalsTwin(input, 0x2C))
        }
    }

    @Test(
        "A doubled quote may lie across the boundary of two words",
        arguments: [62, 63, 64, 127, 128])
    func doubledAtBoundary(_ place: Int) throws {
        let head = String(repeating: "x", count: place - 1)
        let chunk = try decodeCSV("\"\(head)\"\"y\",b\n", fields: 2)
        #expect(chunk.decodedRows == [[head + "\"y", "b"]])
    }

    @Test("A quoted field may be longer than a word, with line ends and delimiters inside")
    func longQuoted() throws {
        let long = String(repeating: "a,\n\r\n", count: 100)
        let chunk = try decodeCSV("1,\"\(long)\"\r\n2,b\n", fields: 2)
        #expect(chunk.decodedRows == [["1", long], ["2", "b"]])
        #expect(chunk.lineCount == 202)
    }

    @Test("Ten thousand columns, of which few are wanted")
    func manyColumns() throws {
        let rows = (0..<5).map { row in (0..<10_000).map { "\(row)x\($0)" } }
        let text = rows.map { $0.joined(separator: ",") + "\n" }.joined()
        let wanted = [0, 1, 63, 64, 5000, 9999]
        for input in [text, "\"0x0\"" + text.dropFirst(3)] {
            let chunk = try decodeCSV(input, fields: 10_000, wanted: wanted)
            #expect(chunk.decodedRows == rows.map { row in wanted.map { row[$0] } })
        }
        let all = try decodeCSV(text, fields: 10_000)
        #expect(all.decodedRows == rows.map { $0 })
    }

    @Test("An empty line is a NULL in a file of one column, and a fault in any other")
    func emptyLines() throws {
        #expect(
            try decodeCSV("a\n\nb\r\n\r\n\"\"\n", fields: 1).decodedRows == [
                ["a"], [nil], ["b"], [nil], [""],
            ])
        let chunk = try decodeCSV("a,b\n\nc,d\n", fields: 2)
        #expect(chunk.decodedRows == [["a", "b"], nil, ["c", "d"]])
        #expect(chunk.faults[0].message == "found 1 field, wanted 2 as in the header")
    }

    @Test("Many short records make the columns grow while they are split")
    func growth() throws {
        for tail in ["", "\"\"\n"] {
            let count = 20_000
            let chunk = try decodeCSV(String(repeating: "7\n", count: count) + tail, fields: 1)
            #expect(chunk.selection.count == count + (tail.isEmpty ? 0 : 1))
            #expect(chunk.decodedRows.prefix(count).allSatisfy { $0 == ["7"] })
        }
    }

    @Test("NULL tokens count where they are not quoted, beside the empty field")
    func nullTokens() throws {
        let dialect = CSVDialect(
            delimiter: 0x2C, nullTokens: [Array("NA".utf8), Array("\\N".utf8)])
        let chunk = try decodeCSV("NA,\"NA\",\\N\n,\"\",NAN\nna, NA,N\n", dialect, fields: 3)
        #expect(
            chunk.decodedRows == [
                [nil, "NA", nil], [nil, "", "NAN"], ["na", " NA", "N"],
            ])
    }

    @Test(
        "A fault says what was found, where in the record, and what to do",
        arguments: [
            ("a,b,c\n", "field-count", "found 3 fields, wanted 2 as in the header"),
            ("a\n", "field-count", "found 1 field, wanted 2 as in the header"),
            ("a,b\"c\n\"", "malformed-quotes", "found a stray quote in field 2"),
            ("\"a\"b,c\n", "malformed-quotes", "found a stray quote in field 1"),
            ("a,\"b\n", "malformed-quotes", "found the end of the input inside quotes"),
            ("a,\0\n", "invalid-text", "found a NUL byte at byte 3 of the record"),
        ])
    func faults(_ text: String, _ code: String, _ message: String) throws {
        let chunk = try decodeCSV("x,y\n" + text, fields: 2)
        let fault = try #require(chunk.faults.first)
        #expect(chunk.faults.count == 1 && fault.row == 1)
        #expect(fault.code.rawValue == code)
        #expect(fault.message.hasPrefix(message))
        #expect(fault.hint != nil)
    }

    @Test("A byte that is no UTF-8 is named with its place, and the other records stay")
    func invalidText() throws {
        let chunk = try decodeCSV([0x61, 0x0A, 0x62, 0xE9, 0x0A, 0x63, 0x0A], fields: 1)
        #expect(chunk.decodedRows == [["a"], nil, ["c"]])
        #expect(chunk.faults[0].message.hasPrefix("found byte 0xE9 at byte 2 of the record"))
        #expect(chunk.rawRange(of: 1) == 2..<4)
    }
}

extension Chunk {
    fileprivate var allBytes: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: bytes.base, count: bytes.count))
    }
    fileprivate var bytesOfInput: ArraySlice<UInt8> { allBytes[..<inputCount] }
}
