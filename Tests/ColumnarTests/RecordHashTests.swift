import PropertyTesting
import Testing

@testable import TrancheColumnar

/// A record of a library's user: the dictionary is all there is.
private struct Plain: RecordHashable, Serializable {
    var dictionary: [String: RecordValue]

    init(_ dictionary: [String: RecordValue]) { self.dictionary = dictionary }
}

@Suite("Records by their content")
struct RecordHashTests {
    private func canonical(_ record: some RecordHashable) -> String {
        let bytes = ByteBuffer()
        record.appendCanonicalForm(to: bytes)
        return bytes.string(0..<bytes.count).replacing("\0", with: "")
    }

    @Test("The canonical form is the one that is written down")
    func form() {
        let record = Plain([
            "b": RecordValue("+1.50", .numeric), "a": RecordValue(nil, .bigint),
            "é": RecordValue(""), "c": RecordValue("T", .boolean),
            "A": RecordValue("{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}", .uuid),
        ])
        let wanted =
            "tranche record 1" + "\u{1}Au\u{20}a0eebc999c0b4ef8bb6d6bb9bd380a11" + "\u{1}az"
            + "\u{1}bn\u{5}15e-1" + "\u{1}cb\u{4}true" + "\u{2}ét"
        #expect(canonical(record) == wanted)
    }

    @Test(
        "Hashes are the same in every version and on every machine",
        arguments: [
            (Plain([:]).contentHash, "04282927b1674bb3039df8aeb30c8be9"),
            (
                Plain(["a": RecordValue("1", .bigint)]).contentHash,
                "dc6801c59ba809214682dacf36f6bd03"
            ),
            (
                Plain(["a": RecordValue("1", .bigint), "b": RecordValue("é")]).contentHash,
                "dd839b4ebc77b7ed7a6fa364a8e6dc2d"
            ),
        ])
    func known(_ hash: RecordHash, _ wanted: String) { #expect("\(hash)" == wanted) }

    @Test(
        "Spellings of one value have one hash",
        arguments: [
            (("1", DataType.bigint), ("+1.00", DataType.numeric)),
            (("1", .bigint), ("1e0", .doublePrecision)), (("-0", .doublePrecision), ("0", .bigint)),
            (("t", .boolean), ("TRUE", .boolean)), (("2026-01-01", .date), ("2026-01-01", .text)),
            (("x", .bigint), ("x", .text)),
        ])
    func spellings(_ one: (String, DataType), _ other: (String, DataType)) {
        let first = Plain(["a": RecordValue(one.0, one.1)])
        let second = Plain(["a": RecordValue(other.0, other.1)])
        #expect(first.contentHash == second.contentHash)
    }

    @Test("Other values, other names, NULL and moved letters make other hashes")
    func differences() {
        let records: [[String: RecordValue]] = [
            [:], ["a": RecordValue("")], ["a": RecordValue(nil)], ["b": RecordValue("")],
            ["a": RecordValue("1")], ["a": RecordValue("1", .bigint)],
            ["a": RecordValue("true", .boolean)], ["a": RecordValue("true")],
            ["a": RecordValue("bc"), "d": RecordValue("e")],
            ["a": RecordValue("b"), "d": RecordValue("ce")], ["ab": RecordValue("c")],
            ["a": RecordValue("bc")], ["A": RecordValue("bc")],
            ["a": RecordValue(""), "b": RecordValue(nil)],
        ]
        #expect(Set(records.map { Plain($0).contentHash }).count == records.count)
    }

    @Test("A chunk's row is the record that its dictionary says, whatever the columns' form")
    func chunkRows() {
        let types: [DataType] = [.text, .bigint, .doublePrecision, .numeric, .bytea]
        let names = ["t", "i", "d", "n", "y"]
        let gen = zip(
            Gen<String>.string(), zip(Gen<Int64>.int, Gen<Int>.int(0...31)))
        forAll("ChunkRecord == its dictionary", gen) { text, numbers in
            let (number, nulls) = numbers
            let chunk = Chunk()
            chunk.setRowCount(1)
            let values = [text, "\(number)", "\(Double(number) / 8)", "\(number).50", text]
            for (index, value) in values.enumerated() {
                let column = chunk.takeColumn(rows: 1)
                let start = chunk.bytes.count
                chunk.bytes.append(value)
                let isNull = nulls >> index & 1 == 1
                unsafe column.slices[0] =
                    isNull
                    ? .null : FieldSlice(offset: start, length: chunk.bytes.count - start)
                chunk.columns.append(column)
            }
            let shape = RecordShape(Schema(zip(names, types).map { Field($0, $1) }))
            let record = ChunkRecord(chunk, row: 0, shape)
            let before = record.contentHash
            guard Plain(record.dictionary).contentHash == before else { return false }
            _ = castToInt64(chunk.columns[1], in: chunk, lenient: true)
            _ = castToDouble(chunk.columns[2], in: chunk, lenient: true)
            return record.contentHash == before
                && Plain(record.dictionary).contentHash == before
                && record.dictionary["i"]?.text == (nulls & 2 == 2 ? nil : "\(number)")
        }
    }

    @Test("process lets each content pass once, in its dictionary form")
    func process() {
        var seen = SeenRecords()
        let record = Plain(["a": RecordValue("1.0", .numeric)])
        #expect(seen.process(record) == record.dictionary)
        #expect(seen.process(Plain(["a": RecordValue("1", .bigint)])) == nil)
        #expect(seen.process(Plain(["a": RecordValue("2", .bigint)])) != nil)
        #expect(seen.count == 2)
    }
}
