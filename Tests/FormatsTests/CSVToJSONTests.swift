import PropertyTesting
import Testing
import TrancheColumnar

@testable import TrancheFormats

/// Texts, and whether they are canonical as `bigint` and as `numeric`.
private let numbers: [(text: String, isInteger: Bool, isNumber: Bool)] = [
    ("0", true, true), ("7", true, true), ("-1", true, true), ("1234567", true, true),
    ("12345678", true, true), ("-12345678901234", true, true), ("123456789012345", true, true),
    ("-123456789012345", true, true), ("9223372036854775807", true, true),
    ("1.5", false, true), ("-0.25", false, true), ("1e9", false, true), ("-0", false, true),
    ("99999999999999999999", false, true), ("007", false, false), ("00", false, false),
    ("-", false, false), ("-01", false, false), ("+5", false, false), ("", false, false),
    ("1a", false, false), ("12345x", false, false), (".5", false, false), ("1 ", false, false),
]

/// The records of one chunk: a text, a `bigint`, a `numeric` and a text each.
private struct Table: Sendable {
    var rows: [[String?]]

    static let fields = [
        Field("a"), Field("i", .bigint, origin: .inferred), Field("n", .numeric, origin: .inferred),
        Field(String(repeating: "long", count: 12), .date, origin: .inferred),
    ]

    func isFitting(_ row: [String?]) -> Bool {
        let isInteger = numbers.contains { $0.text == row[1] && $0.isInteger }
        let isNumber = numbers.contains { $0.text == row[2] && $0.isNumber }
        return (row[1] == nil || isInteger) && (row[2] == nil || isNumber)
    }

    var json: String {
        rows.filter(isFitting).map { row in
            let members = zip(Self.fields, row).map { field, value in
                let isText = field.type == .text || field.type == .date
                let written = isText ? value.map { "\"" + escaped($0) + "\"" } : value
                return "\"\(field.name)\":\(written ?? "null")"
            }
            return "{" + members.joined(separator: ",") + "}\n"
        }.joined()
    }

    private func escaped(_ text: String) -> String {
        String(
            text.unicodeScalars.flatMap { scalar -> [Character] in
                switch scalar {
                case "\"": ["\\", "\""]
                case "\\": ["\\", "\\"]
                case "\u{1}": Array("\\u0001")
                default: [Character(scalar)]
                }
            })
    }
}

/// Tables whose columns are of one kind each, and of all kinds: what may stand in a column decides
/// how the encoder goes about it.
private let tables: Gen<Table> = {
    let texts = Gen<Gen<String>>.element(of: [
        .string(from: "ab", 0...15), .string(from: "ab é", 0...31), .string(from: "ab,", 0...70),
        .string(from: "a\"\\\u{1}", 0...40), .string(from: "abcdefghijkl\"", 0...15),
    ])
    func pick(_ isGood: @escaping @Sendable ((String, Bool, Bool)) -> Bool) -> Gen<String> {
        .element(of: numbers.filter(isGood).map(\.text))
    }
    let integers = Gen<Gen<String>>.element(of: [
        pick { $0.1 && $0.0.count < 8 && $0.0.first != "-" }, pick { $0.1 && $0.0.count < 16 },
        pick { $0.1 }, pick { _ in true },
    ])
    let decimals = Gen<Gen<String>>.element(of: [
        pick { $0.2 && $0.0.count < 16 }, pick { $0.2 }, pick { _ in true },
    ])
    let columns = zip(zip(texts, integers), zip(decimals, texts))
    let nulls = Gen<Int>.element(of: [0, 0, 3])
    return zip(columns, nulls, Gen<Int>.int(0...40)).flatMap { columns, nulls, count in
        let sparse = { (gen: Gen<String>) -> Gen<String?> in
            .weighted([(7, gen.map { $0 }), (nulls, .constant(nil))])
        }
        let ((first, second), (third, last)) = columns
        let row = zip(zip(sparse(first), sparse(second)), zip(sparse(third), sparse(last)))
        return row.map { [$0.0, $0.1, $1.0, $1.1] }.array(count...count).map { Table(rows: $0) }
    }
}()

@Suite("From delimited text to JSON")
struct CSVToJSONTests {
    @Test("Columns of any kind are written as one would write each value alone")
    func columns() {
        forAll("output and faults", cases: 1500, tables) { table in
            let text = try encodeCSV(Chunk.holding(table.rows))
            let chunk = try decodeCSV(text, fields: 4)
            let output = try jsonOutput(NDJSONEncoder(schema: Schema(Table.fields)), chunk)
            let refused = table.rows.indices.filter { !table.isFitting(table.rows[$0]) }
            _ = try same(chunk.faults.map(\.row), refused)
            return try same(output, table.json)
        }
    }

    @Test(
        "Whether values may need escapes is known",
        arguments: [
            ("a,b\né,c\n", true), ("a,\"b\"\n", false), ("a,b\\\n", false), ("a,b\u{1}\n", false),
            ("a,b\tc\n", false),

        ])
    func escapes(_ text: String, _ isFree: Bool) throws {
        for text in [text, String(repeating: "a,b\n", count: 9000) + text] {
            #expect(try decodeCSV(text, fields: 2).isEscapeFree == isFree)
        }
    }
}
