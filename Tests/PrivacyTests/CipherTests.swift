import PropertyTesting
import Testing
import TrancheColumnar

@testable import TranchePrivacy

@Suite("Encrypted fields")
struct CipherTests {
    private let cipher: Cipher

    init() throws { cipher = Cipher(try ring(countingKey)) }

    @Test("What is encrypted is decrypted, 0 to 10,000 bytes of any kind")
    func roundTrip() throws {
        let value = Gen<[UInt8]> { choices in
            // Every other value is short, as fields are.
            let isShort = choices.next(upTo: 1) == 0
            let count = Int(choices.next(upTo: isShort ? 40 : 10_000))
            var state = choices.next(upTo: .max) | 1
            return (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
        }
        let keys = try ring("a=\(countingKey)")
        forAll("decrypt(encrypt(x)) == x", zip(value, Gen<Int>.int(0...1))) { value, kind in
            let cipher = Cipher(keys, kind == 0 ? .aesGCM : .chacha20)
            let text = try cipher.encrypt(value, column: "c")
            let isPlain = text.utf8.allSatisfy {
                ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2E || $0 == 0x2D
                    || $0 == 0x5F
            }
            return try isPlain && cipher.decrypt(text, column: "c") == value
                && text == cipher.encrypt(value, column: "c")
        }
    }

    @Test("Every length up to 600 comes back, and many up to 10,000")
    func everyLength() throws {
        let context = try CipherContext(cipher, column: "c")
        let value = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let text = ByteBuffer(capacity: 16_000)
        let opened = ByteBuffer(capacity: 16_000)
        for count in Array(1...600) + Array(stride(from: 601, through: 10_000, by: 241)) {
            context.beginNonce()
            let length = unsafe context.seal(value, count, to: text.base)
            try #require(length == context.sealedCount(count))
            let back = unsafe try context.open(text.base, length, to: opened.base)
            let isSame = unsafe value.prefix(count).elementsEqual(
                UnsafeBufferPointer(start: opened.base, count: back))
            try #require(isSame, "\(count) bytes")
        }
    }

    @Test("No byte of the text can be changed, cut or added")
    func tampering() throws {
        let text = bytes(try cipher.encrypt(bytes("+49 30 901820"), column: "phone"))
        for place in text.indices {
            for byte in Set<UInt8>(bytes("Aa0-_.+/ =e1c")).union([text[place] ^ 1, text[place] ^ 2])
            where byte != text[place] {
                var changed = text
                changed[place] = byte
                let word = String(decoding: changed, as: UTF8.self)
                #expect(throws: CipherFault.self, "\(word)") {
                    try cipher.decrypt(word, column: "phone")
                }
            }
            let cut = String(decoding: text[..<place], as: UTF8.self)
            #expect(throws: CipherFault.self, "\(cut)") { try cipher.decrypt(cut, column: "phone") }
        }
        for more in ["A", "AA", "AAAA", "=", "."] {
            let word = String(decoding: text, as: UTF8.self) + more
            #expect(throws: CipherFault.self, "\(word)") {
                try cipher.decrypt(word, column: "phone")
            }
        }
    }

    @Test("A value belongs to its column")
    func swapped() throws {
        let text = try cipher.encrypt(bytes("1"), column: "phone")
        #expect(throws: CipherFault.refused(id: "ka64056ff")) {
            try cipher.decrypt(text, column: "fax")
        }
        #expect(text != (try cipher.encrypt(bytes("1"), column: "fax")))
    }

    @Test("Equal values are equal texts, unless their salts differ")
    func salts() throws {
        let texts =
            try [nil, [] as [UInt8], bytes("1"), bytes("2")].map {
                try cipher.encrypt(bytes("x"), column: "c", salts: [$0])
            } + [cipher.encrypt(bytes("x"), column: "c")]
        #expect(Set(texts).count == 5)
        for text in texts { #expect(try cipher.decrypt(text, column: "c") == bytes("x")) }
        // What is salt and what is value can not be moved from one to the other.
        let one = try cipher.encrypt(bytes("bc"), column: "c", salts: [bytes("a")])
        let other = try cipher.encrypt(bytes("c"), column: "c", salts: [bytes("ab")])
        #expect(one.dropFirst(14).prefix(16) != other.dropFirst(14).prefix(16))
    }

    @Test("After a rotation new values have the new key, and old ones still open")
    func rotation() throws {
        let old = Cipher(try ring("2025=\(countingKey)"))
        let fresh = "2026=hex:" + String(repeating: "5a", count: 32)
        let both = Cipher(try ring("\(fresh)\n2025=\(countingKey)\n"))
        let text = try old.encrypt(bytes("x"), column: "c")
        #expect(try both.decrypt(text, column: "c") == bytes("x"))
        #expect(try both.encrypt(bytes("x"), column: "c").hasPrefix("e1a.2026."))
        let only = try ring(fresh)
        #expect(throws: CipherFault.unknownKey(id: "2025")) {
            try Cipher(only).decrypt(text, column: "c")
        }
        let message = CipherFault.unknownKey(id: "2025").message(only, column: "c")
        #expect(message == "found a value under key 2025, wanted one of env:K: 2026")
    }

    @Test("Another key of the same id is an error that names the id and no key")
    func wrongKey() throws {
        let text = try Cipher(try ring("a=\(countingKey)")).encrypt(bytes("x"), column: "c")
        let other = try ring("a=hex:" + String(repeating: "5a", count: 32))
        #expect(throws: CipherFault.refused(id: "a")) {
            try Cipher(other).decrypt(text, column: "c")
        }
        let message = CipherFault.refused(id: "a").message(other, column: "c")
        #expect(message.contains("key a of env:K") && !message.contains("5a5a"))
    }

    @Test(
        "What was never encrypted is told as such",
        arguments: ["", "+49 30 901820", "e1a", "e1a.", "e1a..AAAA", "e2a.k.AAAA", "e1x.k.AAAA"])
    func plain(_ text: String) {
        #expect(throws: CipherFault.notEncrypted) { try cipher.decrypt(text, column: "c") }
    }
}
