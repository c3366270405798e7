import Testing
import TrancheColumnar
import TrancheFiles

@Suite("Text encodings")
struct TranscodingInputTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func decode(
        _ bytes: [UInt8], _ encoding: TextEncoding, step: Int = 1000
    ) throws -> String {
        let input = try openInput(path: directory.write("x", bytes), encoding: encoding)
        return String(decoding: try readAll(input, step: step), as: UTF8.self)
    }

    private func utf16(_ text: String, bigEndian: Bool = false) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return bigEndian ? [high, low] : [low, high]
        }
    }

    @Test("Every latin-1 byte is its code point")
    func latin1() throws {
        let all = (0...255).map { UInt8($0) }
        let expected = String(String.UnicodeScalarView(all.map { UnicodeScalar($0) }))
        #expect(try decode(all, .latin1) == expected)
        #expect(try decode(all, .latin1, step: 1) == expected)
    }

    @Test("UTF-16 of every length of character, larger than a block", arguments: [1, 3, 200_000])
    func longUTF16(step: Int) throws {
        let text = String(repeating: "aé€😀\n", count: step < 10 ? 50 : 60_000)
        #expect(try decode(utf16(text), .utf16, step: step) == text)
        #expect(try decode(utf16(text, bigEndian: true), .utf16BigEndian, step: step) == text)
        // One byte more shifts every pair across another block end.
        #expect(try decode(utf16("x" + text), .utf16, step: step) == "x" + text)
    }

    @Test(
        "The byte order mark decides and is dropped",
        arguments: [
            TextEncoding.utf16, .utf16BigEndian,
        ])
    func mark(encoding: TextEncoding) throws {
        #expect(try decode([0xFF, 0xFE] + utf16("a€"), encoding) == "a€")
        #expect(try decode([0xFE, 0xFF] + utf16("a€", bigEndian: true), encoding) == "a€")
        #expect(try decode([0xFF, 0xFE], encoding) == "")
        #expect(try decode([], encoding) == "")
    }

    @Test("Only the first mark is one")
    func laterMark() throws {
        #expect(try decode(utf16("\u{FEFF}a\u{FEFF}b"), .utf16) == "a\u{FEFF}b")
    }

    @Test(
        "A lone surrogate is an error that names its byte",
        arguments: [
            ([0xD800, 0x61], 2, "D800"), ([0xDC00], 2, "DC00"),
            ([0xD800, 0xD800, 0xDC00], 2, "D800"),
        ] as [([UInt16], Int, String)])
    func loneSurrogate(units: [UInt16], offset: Int, name: String) throws {
        let bytes = ([0x78] + units).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let error = jobError { _ = try decode(bytes, .utf16) }
        #expect(error?.code == .data)
        #expect(error?.message == "lone surrogate \(name) at byte \(offset)")
    }

    @Test("The byte of a lone surrogate counts from the start, blocks later")
    func lateSurrogate() throws {
        let bytes = utf16(String(repeating: "x", count: 200_000)) + [0, 0xDC]
        let error = jobError { _ = try decode(bytes, .utf16) }
        #expect(error?.message == "lone surrogate DC00 at byte 400000")
    }

    @Test(
        "An end inside a character is an error",
        arguments: [
            ([0x61, 0, 0x62], 2), ([0x61, 0, 0, 0xD8], 2), ([0x61, 0, 0, 0xD8, 0], 2),
        ] as [([UInt8], Int)])
    func tornEnd(bytes: [UInt8], offset: Int) throws {
        let error = jobError { _ = try decode(bytes, .utf16) }
        #expect(error?.message == "ends inside a character that starts at byte \(offset)")
    }

    @Test(
        "UTF-8 loses its mark and nothing else",
        arguments: [
            ("", ""), ("\u{FEFF}", ""), ("\u{FEFF}a,b", "a,b"), ("a\u{FEFF}", "a\u{FEFF}"),
            ("\u{FEFF}\u{FEFF}a", "\u{FEFF}a"), ("ï»¿", "ï»¿"), ("ab", "ab"),
        ])
    func utf8(text: String, expected: String) throws {
        for step in [1, 2, 1000] {
            let decoded = try decode(Array(text.utf8), .utf8, step: step)
            #expect(Array(decoded.utf8) == Array(expected.utf8))
        }
    }

    @Test(
        "Half a mark is data", arguments: [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0x61]] as [[UInt8]])
    func halfMark(bytes: [UInt8]) throws {
        let input = try openInput(path: directory.write("x", bytes))
        #expect(try readAll(input) == bytes)
    }

    @Test("The mark is dropped from unpacked bytes as well, and skipping does not count it")
    func packedMark() throws {
        let packed = try pack(Array("\u{FEFF}abcdef".utf8), .gzip)
        for bytes in [packed, Array("\u{FEFF}abcdef".utf8)] {
            let input = try openInput(path: directory.write("x", bytes))
            try input.skip(2)
            #expect(try readAll(input) == Array("cdef".utf8))
        }
    }

    @Test("UTF-16 read as UTF-8 is named")
    func wrongEncoding() throws {
        let error = jobError { _ = try decode([0xFF, 0xFE, 0x61, 0], .utf8) }
        #expect(error?.message == "byte ff at byte 0 is no UTF-8")
        #expect(error?.hint?.contains("--encoding utf-16") == true)
    }

    @Test(
        "Encodings have the names people write",
        arguments: [
            ("UTF-8", TextEncoding.utf8), ("utf8", .utf8), ("latin1", .latin1),
            ("ISO-8859-1", .latin1), ("utf-16", .utf16), ("UTF_16BE", .utf16BigEndian),
            ("ebcdic", nil),
        ] as [(String, TextEncoding?)])
    func names(name: String, expected: TextEncoding?) {
        #expect(TextEncoding(name: name) == expected)
    }
}
