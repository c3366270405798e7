import PropertyTesting
import Testing
import TrancheColumnar
import TrancheFormats

@Suite("Cutting delimited text")
struct CSVCutterTests {
    /// Cuts a document as a reader does: blocks of `size`, grown while no record is whole.
    private func pieces(_ document: [UInt8], size: Int, rows: Int) throws -> [[UInt8]] {
        var cutter = CSVCutter()
        var pieces: [[UInt8]] = []
        var start = 0
        var wanted = size
        while start < document.count {
            let count = min(wanted, document.count - start)
            let isLast = start + count == document.count
            let buffer = ByteBuffer(capacity: count)
            for byte in document[start..<(start + count)] { buffer.append(byte) }
            // What stands behind the block must not matter.
            for place in 0..<ByteBuffer.padding { unsafe buffer.base[count + place] = 0x22 }
            let end = unsafe try cutter.cut(
                buffer.base, count: count, rowLimit: rows, isLast: isLast)
            guard end > 0 else {
                precondition(!isLast, "the last block was not taken")
                wanted *= 2
                continue
            }
            pieces.append(Array(document[start..<(start + end)]))
            start += end
            wanted = size
        }
        return pieces
    }

    @Test("Cut at any size, the pieces have the records of the whole", arguments: [true, false])
    func anySize(_ isAwkward: Bool) {
        let documents = isAwkward ? awkwardBytes : mostlyGoodText
        forAll("cut and split", cases: 1000, zip(documents, Gen<Int>.int(1...300))) {
            document, size in
            let pieces = try pieces(document, size: size, rows: .max)
            let twin = PlainSplitter(delimiter: 0x2C, fields: 2, wanted: [0, 1])
            let rows = try pieces.flatMap { try decodeCSV($0, fields: 2).decodedRows }
            return try same(pieces.flatMap { $0 }, document) && same(rows, twin.rows(document))
        }
    }

    @Test("With a limit of rows, every piece but the last has just as many")
    func rowLimit() {
        let gen = zip(mostlyGoodText, Gen<Int>.int(1...300), Gen<Int>.int(1...7))
        forAll("cut by rows", cases: 1000, gen) { document, size, limit in
            let pieces = try pieces(document, size: size, rows: limit)
            let counts = try pieces.map { try decodeCSV($0, fields: 1).rowCount }
            let all = PlainSplitter(delimiter: 0x2C, fields: 1, wanted: []).rows(document)
            return try same(pieces.flatMap { $0 }, document)
                && same(counts.reduce(0, +), all.count) && counts.allSatisfy { $0 <= limit }
        }
    }

    @Test("A block that holds the limit of rows is cut right behind it")
    func cutsAtLimit() throws {
        let document = Array("\"a\nb\"\nc\nd\n".utf8)
        #expect(try pieces(document, size: 100, rows: 2).map(\.count) == [8, 2])
    }
}
