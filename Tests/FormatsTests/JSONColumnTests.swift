import PropertyTesting
import Testing
import TrancheColumnar

@testable import TrancheFormats

/// A chunk whose columns are of one kind each, and the rows of it that are selected.
private struct Batch: Sendable {
    var fields: [Field]
    var rows: [[String?]]
    var removed: [Int]

    func chunk(isEscapeFree: Bool) -> Chunk {
        let chunk = jsonChunk(rows: rows, columns: fields.count)
        chunk.isEscapeFree = isEscapeFree
        chunk.selection.remove(removed)
        return chunk
    }

    /// What a writer that looks at one value after the other makes of it.
    var json: String {
        rows.indices.filter { !removed.contains($0) && rows[$0].indices.allSatisfy(fits($0)) }
            .map { row in
                let members = zip(fields, rows[row]).map { field, value in
                    let isBare =
                        field.type == .bigint || field.type == .numeric
                        || field.type == .boolean
                    return "\"\(field.name)\":"
                        + (value.map { isBare ? $0 : "\"\($0)\"" } ?? "null")
                }
                return "{" + members.joined(separator: ",") + "}\n"
            }.joined()
    }

    private func fits(_ row: Int) -> (Int) -> Bool {
        { rows[row][$0] != "?" || fields[$0].type == .text || fields[$0].type == .date }
    }
}

private func digits(_ lengths: ClosedRange<Int>) -> Gen<String> {
    zip(Gen<Int>.int(1...9), Gen<Int>.int(0...9).array(lengths)).map { first, rest in
        "\(first)" + rest.dropFirst().map(String.init).joined()
    }
}

private func texts(_ lengths: ClosedRange<Int>) -> Gen<String> {
    Gen<String>.element(of: ["a", "7", " ", "-"]).array(lengths).map { $0.joined() }
}

/// What the values of a column are, and its types: lengths at the edges of words and lanes.
private let kinds: [(types: [DataType], values: Gen<String>)] = [
    ([.text, .date], .constant("")), ([.text], texts(0...1)), ([.text], texts(1...3)),
    ([.text, .date], texts(0...8)), ([.text], texts(7...9)), ([.text], texts(14...17)),
    ([.text], texts(0...33)), ([.text], texts(28...40)),
    ([.bigint, .numeric], .oneOf([digits(1...2), .constant("0")])),
    ([.bigint, .numeric], digits(1...7)), ([.bigint, .numeric], digits(6...8)),
    ([.bigint, .numeric], digits(14...17)), ([.bigint], digits(1...6).map { "-" + $0 }),
    ([.numeric], digits(1...4).map { $0 + ".50" }), ([.boolean], .element(of: ["true", "false"])),
]

private let batches = Gen<Batch> { choices in
    let count = Gen<Int>.element(of: [1, 2, 63, 64, 65, 130]).run(&choices)
    var fields: [Field] = []
    var columns: [[String?]] = []
    for index in 0..<Gen<Int>.int(1...6).run(&choices) {
        let kind = Gen<Int>.int(0...(kinds.count - 1)).run(&choices)
        let type = Gen<DataType>.element(of: kinds[kind].types).run(&choices)
        let length = Gen<Int>.int(0...24).run(&choices)
        fields.append(
            Field(String(repeating: "k", count: length) + "\(index)", type, origin: .inferred))
        let hasNulls = Gen<Int>.int(0...2).run(&choices) == 0
        var values = kinds[kind].values.optional.array(count...count).run(&choices)
        if !hasNulls { values = values.map { $0 ?? kinds[kind].values.run(&choices) } }
        // Now and then a value is no number, and not always in the first rows.
        if Gen<Int>.int(0...3).run(&choices) == 0 {
            values[Gen<Int>.int(0...(count - 1)).run(&choices)] = "?"
        }
        columns.append(values)
    }
    let rows = (0..<count).map { row in columns.map { $0[row] } }
    let removed = Gen<Int>.int(0...(count - 1)).array(0...4).run(&choices)
    let isRefined = Gen<Bool>.bool.run(&choices)
    return Batch(fields: fields, rows: rows, removed: isRefined ? Set(removed).sorted() : [])
}

@Suite("Columns of short and long values as JSON")
struct JSONColumnTests {
    @Test(
        "A column of nothing but empty texts has its key and its quotes, however long the key is",
        arguments: 1...40)
    func onlyEmptyTexts(_ length: Int) throws {
        let key = String(repeating: "k", count: length)
        let schema = Schema([Field("a"), Field(key), Field("n", .bigint, origin: .inferred)])
        let chunk = jsonChunk(rows: Array(repeating: ["x", "", "5"], count: 3), columns: 3)
        chunk.isEscapeFree = true
        let line = "{\"a\":\"x\",\"\(key)\":\"\",\"n\":5}\n"
        #expect(
            try jsonOutput(NDJSONEncoder(schema: schema), chunk)
                == String(repeating: line, count: 3))
    }

    @Test(
        "An empty number is a fault, also beside NULL, and in any of many rows",
        arguments: [0, 1, 62, 63, 64, 65, 128, 199], [nil, "1", "-1", "1234567890"])
    func emptyNumber(_ place: Int, _ other: String?) throws {
        var rows: [[String?]] = Array(repeating: [other], count: 200)
        rows[place] = [""]
        let chunk = jsonChunk(rows: rows, columns: 1)
        let schema = Schema([Field("n", .bigint, origin: .inferred)])
        let line = "{\"n\":\(other ?? "null")}\n"
        #expect(
            try jsonOutput(NDJSONEncoder(schema: schema), chunk)
                == String(repeating: line, count: 199))
        #expect(chunk.faults.map(\.row) == [place])
    }

    @Test(
        "Each byte that is no digit is found at each place of a number",
        arguments: 1...8)
    func noDigit(_ length: Int) throws {
        let schema = Schema([Field("n", .bigint, origin: .inferred)])
        for place in 0..<length {
            for byte in UInt8.min...UInt8.max where !(0x30...0x39).contains(byte) {
                if byte == 0x2D, place == 0, length > 1 { continue }
                let chunk = jsonChunk(rows: [[String(repeating: "7", count: length)]], columns: 1)
                unsafe chunk.bytes.base[place] = byte
                #expect(
                    try jsonOutput(NDJSONEncoder(schema: schema), chunk) == "",
                    "byte \(byte) at \(place)")
            }
        }
    }

    @Test("What is written is what a writer of one value after the other writes")
    func plain() {
        forAll("output", cases: 400, batches) { batch in
            let encoder = NDJSONEncoder(schema: Schema(batch.fields))
            for isEscapeFree in [false, true] {
                let found = try jsonOutput(encoder, batch.chunk(isEscapeFree: isEscapeFree))
                guard try same(found, batch.json) else { return false }
            }
            return true
        }
    }
}
