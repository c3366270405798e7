import PropertyTesting
import Testing
import TrancheColumnar

@Suite("Integers from and to text")
struct IntegerTextTests {
    private func canonical(_ text: String) -> Int64? {
        var value: Int64 = 0
        return unsafe withText(text) { unsafe parseCanonicalInt64($0, $1, &value) } ? value : nil
    }

    private func lenient(_ text: String) -> Int64? {
        var value: Int64 = 0
        return unsafe withText(text) { unsafe parseInt64($0, $1, &value) } ? value : nil
    }

    private func text(_ value: Int64) -> String? {
        unsafe written(room: maximumInt64Length) { unsafe formatInt64(value, to: $0) }
    }

    @Test("Any integer is written as the standard library writes it, and read back")
    func roundTrip() {
        forAll("format and parse", cases: 100_000, Gen<Int64>.int) { value in
            try same(text(value), value.description) && same(canonical(value.description), value)
                && same(lenient(value.description), value)
        }
    }

    @Test("The neighbours of every power of ten and two survive, with either sign")
    func boundaries() {
        var edges: [Int64] = [0, .min, .min + 1, .max, .max - 1]
        for exponent in 0..<63 { edges.append(1 << exponent) }
        var power: Int64 = 1
        for _ in 0..<18 {
            power *= 10
            edges.append(power)
        }
        for edge in edges {
            for value in [edge &- 1, edge, edge &+ 1, 0 &- edge, 1 &- edge] {
                #expect(text(value) == value.description)
                #expect(canonical(value.description) == value)
            }
        }
    }

    @Test("Digit texts of every length are read as the standard library reads them")
    func digitTexts() {
        let digits = Gen<String>.string(from: "0123456789", 1...22)
        let texts = zip(Gen<String>.element(of: ["", "-"]), digits).map { $0 + $1 }
        forAll("digits", cases: 50_000, texts) { text in
            let value = Int64(text)
            let isCanonical = value?.description == text
            return try same(canonical(text), isCanonical ? value : nil)
                && same(lenient(text), value)
        }
    }

    @Test("A byte that is no digit is found at every place of every length")
    func strayBytes() {
        for length in 1...19 {
            for place in 0..<length {
                for byte in [0x00, 0x2F, 0x3A, 0x2D, 0x20, 0xB1, 0xFF] as [UInt8] {
                    var bytes = [UInt8](repeating: UInt8(ascii: "1"), count: length)
                    bytes[place] = byte
                    let isSign = place == 0 && byte == 0x2D && length > 1
                    var value: Int64 = 0
                    let found = unsafe withBytes(bytes) {
                        unsafe parseCanonicalInt64($0, $1, &value)
                    }
                    #expect(found == isSign, "\(bytes)")
                }
            }
        }
    }

    @Test(
        "What is not the canonical spelling within 64 bits is refused",
        arguments: [
            "", "-", "+1", "-0", "00", "007", "-01", " 1", "1 ", "1.0", "1e3", "0x1",
            "9223372036854775808", "-9223372036854775809", "9999999999999999999",
            "18446744073709551616", "18446744073709551617", "12345678901234567890",
        ])
    func notCanonical(_ text: String) {
        #expect(canonical(text) == nil)
    }

    @Test(
        "PostgreSQL's other spellings are read when asked for",
        arguments: [
            ("+1", 1), (" 42 ", 42), ("\t\n\u{0B}\u{0C}\r-7\n", -7), ("007", 7), ("-0", 0),
            ("+000", 0), ("0000000000000000000000000012", 12), ("-0009223372036854775808", .min),
            ("+9223372036854775807", .max),
        ] as [(String, Int64)])
    func lenientSpellings(_ text: String, _ value: Int64) {
        #expect(lenient(text) == value)
    }

    @Test(
        "What PostgreSQL refuses as bigint is refused",
        arguments: [
            "", " ", "+", "-", "+-1", "1 2", "1.0", "1e3", "0x1F", "1_000", "\u{A0}1",
            "9223372036854775808", "-9223372036854775809",
        ])
    func lenientRefusals(_ text: String) {
        #expect(lenient(text) == nil)
    }
}
