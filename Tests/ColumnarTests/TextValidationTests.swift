import PropertyTesting
import Testing
import TrancheColumnar

@Suite("Validation of text")
struct TextValidationTests {
    private func firstInvalid(_ bytes: [UInt8]) -> Int? {
        // Continuation bytes behind the end would complete a sequence that is cut off.
        unsafe withBytes(bytes, followedBy: 0x80) { unsafe firstInvalidText($0, $1) }
    }

    /// Where the standard library's decoder first repairs something, or a NUL stands.
    private func oracle(_ bytes: [UInt8]) -> Int? {
        var decoder = UTF8()
        var input = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&input) {
            case .emptyInput: return nil
            case .error: return offset
            case .scalarValue("\0"): return offset
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            }
        }
    }

    @Test("Texts with a few bytes changed are judged as the standard library judges them")
    func mutations() {
        let edits = zip(Gen<Int>.int(0...200), Gen<UInt8>.int).array(0...3)
        forAll("mutations", cases: 20_000, zip(.string(0...120), edits)) { text, edits in
            var bytes = Array(text.utf8)
            for (place, byte) in edits where place < bytes.count { bytes[place] = byte }
            let found = firstInvalid(bytes)
            let isText = String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
            return try same(found == nil, isText) && same(found, oracle(bytes))
        }
    }

    @Test("Every pair of bytes, and every lead with edge continuations, is judged right")
    func exhaustive() {
        let edges: [UInt8] = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
        for lead in UInt8.min ... .max {
            for next in UInt8.min ... .max {
                #expect(firstInvalid([lead, next]) == oracle([lead, next]))
            }
            for second in edges {
                for third in edges {
                    let three = [lead, second, third]
                    #expect(firstInvalid(three) == oracle(three))
                    for fourth in edges {
                        #expect(firstInvalid(three + [fourth]) == oracle(three + [fourth]))
                    }
                }
            }
        }
    }

    @Test(
        "A bad byte is found at every place of a long text",
        arguments: [0x00, 0x80, 0xFF] as [UInt8])
    func everyPlace(_ bad: UInt8) {
        for place in 0..<200 {
            var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 200)
            bytes[place] = bad
            #expect(firstInvalid(bytes) == place)
        }
    }

    @Test("A sequence cut off by the end begins the error", arguments: ["é", "€", "😀"])
    func cutOff(_ text: String) {
        for length in 0...70 {
            let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length) + text.utf8.dropLast()
            #expect(firstInvalid(bytes) == length)
        }
    }

    @Test("Nothing behind the text is judged")
    func nothingBehind() {
        for (text, byte) in [("", 0xFF), ("abc", 0)] as [(String, UInt8)] {
            let found = unsafe withText(text, followedBy: byte) { unsafe firstInvalidText($0, $1) }
            #expect(found == nil)
        }
    }
}
