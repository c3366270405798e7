import PropertyTesting
import Testing
import TrancheColumnar
import TrancheFormats

@Suite("Writing delimited text")
struct CSVEncoderTests {
    static let delimiters = (1...127).map { UInt8($0) }.filter(CSVDialect.isDelimiter)

    /// Rows of the same width, at least one column.
    static let table: Gen<[[String?]]> = Gen<Int>.int(1...5).flatMap { width in
        let special = Gen<String>.string(from: "a,;\"\n\r\t|\\ é", 0...80)
        let value = Gen<String>.weighted([(2, special), (1, .string(0...24))]).optional
        return value.array(width...width).array(0...12)
    }

    @Test("What is written reads back the same, with every delimiter", arguments: delimiters)
    func roundTrip(_ delimiter: UInt8) {
        forAll("parse(write(rows)) == rows", cases: 12, Self.table) { rows in
            let dialect = CSVDialect(delimiter: delimiter)
            let bytes = try encodeCSV(.holding(rows), dialect)
            let parsed = try decodeCSV(bytes, dialect, fields: rows.first?.count ?? 1)
            return try same(parsed.decodedRows, rows)
        }
    }

    @Test("What is read and written in the same dialect keeps its values in any columns")
    func copies() {
        let gen = zip(
            mostlyGoodText, Gen<[Int]>.element(of: [[0, 1], [1, 0], [0], [1], [1, 1]]))
        forAll("copy", cases: 1000, gen) { document, columns in
            let chunk = try decodeCSV(document, fields: 2)
            chunk.columns = columns.map { chunk.columns[$0] }
            let kept = chunk.decodedRows.compactMap { $0 }
            let bytes = try encodeCSV(chunk, source: .comma)
            return try same(
                decodeCSV(bytes, fields: columns.count).decodedRows, kept.map { $0 })
        }
    }

    @Test("What is read in one dialect and written in another keeps its values")
    func translates() {
        forAll("translate", cases: 1000, awkwardBytes) { document in
            let chunk = try decodeCSV(document, fields: 2)
            let kept = chunk.decodedRows.compactMap { $0 }
            let semicolon = CSVDialect(delimiter: 0x3B)
            let bytes = try encodeCSV(chunk, semicolon, source: .comma)
            return try same(
                decodeCSV(bytes, semicolon, fields: 2).decodedRows, kept.map { $0 })
        }
    }

    @Test("A file that is read and written whole stays as it is, quotes and all")
    func untouched() throws {
        let text = "1.10,\"b\",\"c,d\"\n\"x\ny\",,\"\"\n"
        let chunk = try decodeCSV(text, fields: 3)
        #expect(try encodeCSV(chunk, source: .comma) == Array(text.utf8))
    }

    @Test(
        "A value is quoted only where it must be",
        arguments: [
            ("plain", "plain"), ("two words", "two words"), ("", "\"\""), ("a,b", "\"a,b\""),
            ("a;b", "a;b"), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("\"", "\"\"\"\""),
            ("it's", "it's"), ("naïve", "naïve"), ("0123456789abcde,", "\"0123456789abcde,\""),
            ("0123456789abcdef,", "\"0123456789abcdef,\""), ("\\N", "\\N"), ("NULL", "NULL"),
        ] as [(String, String)])
    func quoting(_ value: String, _ written: String) throws {
        let chunk = Chunk.holding([[value, nil], [nil, value]])
        let bytes = try encodeCSV(chunk)
        #expect(String(decoding: bytes, as: UTF8.self) == "\(written),\n,\(written)\n")
    }

    @Test("Bytes are written as \\x and two digits each, NULL as nothing")
    func bytea() throws {
        let chunk = Chunk.holding([["\u{0}\u{1}~é", nil], ["", "z"]])
        let bytes = try encodeCSV(chunk, types: [.bytea, .bytea], source: .comma)
        #expect(String(decoding: bytes, as: UTF8.self) == "\\x00017ec3a9,\n\\x,\\x7a\n")
    }

    @Test("Typed columns are written in their normal form, NULL as nothing", arguments: [",", "1"])
    func numbers(_ delimiter: Character) throws {
        let chunk = Chunk.holding([
            ["-9223372036854775808", "1e300"], [nil, "-0.10"], ["007", nil], ["41", "1"],
        ])
        #expect(castToInt64(chunk.columns[0], in: chunk, lenient: true).isEmpty)
        #expect(castToDouble(chunk.columns[1], in: chunk, lenient: true).isEmpty)
        let dialect = CSVDialect(delimiter: delimiter.asciiValue ?? 0)
        let bytes = try encodeCSV(chunk, dialect, types: [.bigint, .doublePrecision])
        let rows = try decodeCSV(bytes, dialect, fields: 2).decodedRows
        #expect(
            rows == [
                ["-9223372036854775808", "1e+300"], [nil, "-0.1"], ["7", nil], ["41", "1"],
            ])
    }

    @Test("Only selected rows are written")
    func selection() throws {
        let chunk = Chunk.holding([["a"], ["b"], ["c"]])
        chunk.selection.remove([1])
        #expect(try encodeCSV(chunk) == Array("a\nc\n".utf8))
        chunk.selection.remove([0, 2])
        #expect(try encodeCSV(chunk) == [])
    }

    @Test("The header quotes the names that need it, and reads back", arguments: [",", ";"])
    func header(_ delimiter: Character) throws {
        let names = ["id", "a,b", "say \"hi\"", "two\nlines", "ü;", "last"]
        let dialect = CSVDialect(delimiter: delimiter.asciiValue ?? 0)
        let schema = Schema(names.map { Field($0) })
        let encoder = CSVEncoder(dialect: dialect, schema: schema, hasHeader: true, source: nil)
        #expect(try splitRecord(encoder.prologue, dialect, at: "x") == names)
        if delimiter == "," {
            #expect(
                String(decoding: encoder.prologue, as: UTF8.self)
                    == "id,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",ü;,last\n")
        }
        let bare = CSVEncoder(dialect: dialect, schema: schema, hasHeader: false, source: nil)
        #expect(bare.prologue.isEmpty && bare.epilogue(afterRows: 3).isEmpty)
    }

    @Test(
        "A record split for its texts refuses what a header may not hold",
        arguments: [("a\"b,c", "stray"), ("\"a\"b", "stray"), ("\"a,b", "not closed")])
    func badHeader(_ text: String, _ message: String) {
        let error = #expect(throws: JobError.self) {
            try splitRecord(Array(text.utf8), .comma, at: "f.csv")
        }
        #expect(error?.message.contains(message) == true)
        #expect(error?.location == "f.csv:1")
    }
}
