import Testing
import TrancheColumnar

@testable import TrancheFormats

/// Feeds `text` to a cutter in blocks of `size` bytes, as a reader does, and joins what is cut.
private func cutUp(
    _ text: String, _ cutter: inout some RecordCutter, blocks size: Int, rowLimit: Int = .max
) throws(JobError) -> [String] {
    let input = Array(text.utf8)
    let pending = ByteBuffer(capacity: 16)
    var pieces: [String] = []
    var next = 0
    while true {
        let taken = min(size, input.count - next)
        for byte in input[next..<(next + taken)] { pending.append(byte) }
        next += taken
        let isLast = next == input.count
        while true {
            let end = unsafe try cutter.cut(
                pending.base, count: pending.count, rowLimit: rowLimit, isLast: isLast)
            guard end > 0 else { break }
            pieces.append(pending.string(0..<end))
            let rest = pending.count - end
            unsafe pending.base.update(from: pending.base + end, count: rest)
            pending.count = rest
            // Sentinels: a cutter must not look at what is behind its bytes.
            unsafe pending.base[rest] = 0x5D
        }
        if isLast { return pieces }
    }
}

@Suite("Cutting lines")
struct NewlineCutterTests {
    @Test("Lines stay whole, in blocks of any size", arguments: 1...40)
    func blocks(_ size: Int) throws {
        let text = "a\nbb\n\nccc\r\n" + String(repeating: "d", count: 100) + "\ne"
        var cutter = NewlineCutter()
        let pieces = try cutUp(text, &cutter, blocks: size)
        #expect(pieces.joined() == text)
        #expect(pieces.dropLast().allSatisfy { $0.utf8.last == 0x0A })
    }

    @Test("A row limit counts lines, the last one too", arguments: 1...5)
    func rowLimit(_ limit: Int) throws {
        var cutter = NewlineCutter()
        let pieces = try cutUp("a\nb\nc\nd\ne", &cutter, blocks: 100, rowLimit: limit)
        #expect(pieces.joined() == "a\nb\nc\nd\ne")
        let lines = pieces.map { $0.split(separator: "\n").count }
        #expect(lines.dropLast().allSatisfy { $0 == limit })
        #expect(lines.reduce(0, +) == 5)
    }

    @Test("Without a line end nothing is whole but the last block")
    func unfinished() throws {
        var cutter = NewlineCutter()
        let buffer = ByteBuffer()
        buffer.append("abc")
        let open = unsafe try cutter.cut(buffer.base, count: 3, rowLimit: .max, isLast: false)
        let last = unsafe try cutter.cut(buffer.base, count: 3, rowLimit: .max, isLast: true)
        #expect(open == 0)
        #expect(last == 3)
    }
}

@Suite("Cutting a JSON array")
struct JSONArrayCutterTests {
    static let document = """
         [ {"a":"1,2]}[{" , "b":[1,
        {"c":"\\"\\\\"}]},{"a":null}
        ,
        {"a":"x"},  {} ]

        """
    static let rows: [[String?]] = [
        ["1,2]}[{", "[1, {\"c\":\"\\\"\\\\\"}]"], [nil, nil], ["x", nil], [nil, nil],
    ]
    let fields = [Field("a"), Field("b", .json)]

    private func decode(_ text: String) throws -> [[String?]] {
        let chunk = try jsonDecoded(Array(text.utf8), fields)
        #expect(chunk.faults == [])
        return jsonCells(chunk)
    }

    @Test("The records are the same in blocks of any size", arguments: 1...document.utf8.count)
    func blocks(_ size: Int) throws {
        var cutter = JSONArrayCutter()
        let pieces = try cutUp(Self.document, &cutter, blocks: size)
        #expect(pieces.joined().utf8.count <= Self.document.utf8.count)
        #expect(try decode(pieces.joined()) == Self.rows)
    }

    @Test("A row limit counts elements", arguments: 1...5)
    func rowLimit(_ limit: Int) throws {
        for size in [1, 7, 1000] {
            var cutter = JSONArrayCutter()
            let pieces = try cutUp(Self.document, &cutter, blocks: size, rowLimit: limit)
            #expect(try decode(pieces.joined()) == Self.rows)
            #expect(try pieces.allSatisfy { try decode($0).count <= limit })
        }
    }

    @Test("A run goes on behind any cut")
    func resume() throws {
        var offset = 0
        var cutter = JSONArrayCutter()
        let input = Array(Self.document.utf8)
        var records: [[String?]] = []
        while true {
            let rest = ByteBuffer()
            for byte in input[offset...] { rest.append(byte) }
            let end = unsafe try cutter.cut(
                rest.base, count: rest.count, rowLimit: 1, isLast: true)
            guard end > 0 else { break }
            records += try decode(rest.string(0..<end))
            offset += end
            cutter = JSONArrayCutter(resumingAt: Int64(offset))
        }
        #expect(records == Self.rows)
    }

    @Test("An array without elements has no records", arguments: ["[]", "[ ]\n", " [\n\n] "])
    func empty(_ text: String) throws {
        for size in 1...text.utf8.count {
            var cutter = JSONArrayCutter()
            #expect(try cutUp(text, &cutter, blocks: size) == [])
        }
    }

    @Test("A line feed inside a string stays in its record, which is a fault")
    func lineFeedInString() throws {
        var cutter = JSONArrayCutter()
        let pieces = try cutUp("[{\"a\":\"x\ny\"},{\"a\":\"\\\nz\"},{}]", &cutter, blocks: 5)
        let chunk = try jsonDecoded(Array(pieces.joined().utf8), fields)
        #expect(chunk.faults.map(\.row) == [0, 1])
        #expect(chunk.rowCount == 3)
    }

    static let mistakes: [(String, String)] = [
        ("{\"a\":1}", "found { at byte 0 of the document, wanted [ to begin an array"),
        ("[{}]x", "found x at byte 4 of the document, wanted nothing after the array"),
        ("[{}][", "found [ at byte 4 of the document, wanted nothing after the array"),
        ("[{} {}]", "found { at byte 4 of the document, wanted , or ]"),
        ("[[1]\n1]", "found 1 at byte 5 of the document, wanted , or ]"),
        ("[{\"a\":1}}", "found } at byte 8 of the document, wanted , or ]"),
        ("[{},]", "found ] at byte 4 of the document, wanted an object"),
        ("[,{}]", "found , at byte 1 of the document, wanted an object"),
        ("[{},,{}]", "found , at byte 4 of the document, wanted an object"),
        ("[{}", "found the end of the document at byte 3, wanted ] to end the array"),
        ("[{\"a\":\"]", "found the end of the document at byte 8, wanted ] to end the array"),
        ("[", "found the end of the document at byte 1, wanted ] to end the array"),
        (" ", "found the end of the document at byte 1, wanted an array"),
    ]

    @Test("What is no array is told with its byte, in blocks of any size", arguments: mistakes)
    func mistake(_ text: String, _ message: String) {
        for size in 1...text.utf8.count {
            var cutter = JSONArrayCutter()
            let error = #expect(throws: JobError.self) {
                try cutUp(text, &cutter, blocks: size)
            }
            #expect(error?.code == .data)
            #expect(error?.message == message)
        }
    }

    @Test("Elements that are no objects are left to the decoder")
    func notObjects() throws {
        var cutter = JSONArrayCutter()
        let pieces = try cutUp("[1,{},\"a,b\",[2,3]]", &cutter, blocks: 3)
        let chunk = try jsonDecoded(Array(pieces.joined().utf8), fields)
        #expect(chunk.faults.map(\.row) == [0, 2, 3])
        #expect(chunk.selection.count == 1)
    }
}
