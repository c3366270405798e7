import Testing

@testable import TranchePrivacy

@Suite("Known answers of the standards")
struct KnownAnswerTests {
    @Test(
        "HMAC-SHA-256 is that of RFC 4231",
        arguments: [
            (
                String(repeating: "0b", count: 20), hex(bytes("Hi There")),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                hex(bytes("Jefe")), hex(bytes("what do ya want for nothing?")),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                String(repeating: "aa", count: 131),
                hex(bytes("Test Using Larger Than Block-Size Key - Hash Key First")),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func hmac(_ key: String, _ message: String, _ code: String) throws {
        let crypto = try CryptoLibrary.load()
        let hash = unsafe hex(key).withUnsafeBufferPointer { unsafe KeyedHash($0, crypto) }
        #expect(hex(hash.code(of: hex(message))) == code)
        #expect(hex(hash.code(of: hex(message))) == code, "a second message begins anew")
    }

    @Test(
        "HKDF-SHA-256 is that of RFC 5869",
        arguments: [
            (
                "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                "", "",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ])
    func hkdf(_ salt: String, _ info: String, _ output: String) throws {
        let crypto = try CryptoLibrary.load()
        let secret = SecretBytes([UInt8](repeating: 0x0B, count: 22), crypto)
        let key = derivedKey(from: secret, salt: hex(salt), info: hex(info), count: 42, crypto)
        #expect(hex(key) == output)
    }

    struct Vector: CustomTestStringConvertible {
        var testDescription: String
        var algorithm: Cipher.Algorithm
        var key: String
        var nonce: String
        var associated: String
        var text: String
        var sealed: String
    }

    static let vectors = [
        Vector(
            testDescription: "GCM test case 13", algorithm: .aesGCM,
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            associated: "", text: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            testDescription: "GCM test case 16", algorithm: .aesGCM,
            key: String(repeating: "feffe9928665731c6d6a8f9467308308", count: 2),
            nonce: "cafebabefacedbaddecaf888",
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            text: """
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
                """,
            sealed: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
                76fc6ece0f4e1768cddf8853bb2d551b
                """),
        Vector(
            testDescription: "RFC 8439, 2.8.2", algorithm: .chacha20,
            key: hex([UInt8](0x80...0x9F)), nonce: "070000004041424344454647",
            associated: "50515253c0c1c2c3c4c5c6c7",
            text: hex(
                bytes(
                    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip "
                        + "for the future, sunscreen would be it.")),
            sealed: """
                d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
                3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
                92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
                3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691
                """),
    ]

    @Test("AES-256-GCM and ChaCha20-Poly1305 are those of their standards", arguments: vectors)
    func aead(_ vector: Vector) throws {
        let crypto = try CryptoLibrary.load()
        let text = hex(vector.text)
        let sealed = hex(vector.sealed)
        try #require(sealed.count == text.count + 16)
        let nonce = hex(vector.nonce)
        let associated = hex(vector.associated)
        let sealer = try AEAD(key: hex(vector.key), vector.algorithm, seals: true, crypto)
        var out = [UInt8](repeating: 0, count: text.count)
        var tag = [UInt8](repeating: 0, count: 16)
        let isSealed = unsafe sealer.seal(
            text, text.count, nonce: nonce, associated, to: &out, tag: &tag)
        #expect(isSealed && out + tag == sealed)
        let opener = try AEAD(key: hex(vector.key), vector.algorithm, seals: false, crypto)
        var opened = [UInt8](repeating: 0, count: text.count)
        let isOpened = unsafe opener.open(
            out, out.count, nonce: nonce, associated, to: &opened, tag: &tag)
        #expect(isOpened && opened == text)
    }

    @Test(
        "A whole value is what another program makes of its description",
        arguments: [
            (
                "2026=", Cipher.Algorithm.aesGCM, "+49 30 901820", [] as [[UInt8]?],
                "e1a.2026.AUJs5sdej8ENnGPoOlLDRbf5zXVu6FVQn_m6zrNQ7gZnBDf-hd81xPc"
            ),
            (
                "2026=", .chacha20, "+49 30 901820", [],
                "e1c.2026.Cp5h6-dC164n3yF_iovKqO_WRVip53ih4Wm97JGXbV2V29hz4ZYYFOk"
            ),
            ("", .aesGCM, "", [], "e1a.ka64056ff.pPw52AkSGGXhpA4BnTAAiEJHXSY4JRlLYhMefw"),
            (
                "", .aesGCM, "+49 30 901820", [[0x37], nil],
                "e1a.ka64056ff.zf64stuFxXWuw7oQnpmO0KCJK2P0ETvYgjTwl-0jrpwkVo_ca_cmBBc"
            ),
        ])
    func value(
        _ id: String, _ algorithm: Cipher.Algorithm, _ value: String, _ salts: [[UInt8]?],
        _ text: String
    ) throws {
        let cipher = Cipher(try ring(id + countingKey), algorithm)
        #expect(try cipher.encrypt(bytes(value), column: "phone", salts: salts) == text)
        #expect(try cipher.decrypt(text, column: "phone") == bytes(value))
    }

    @Test("A pseudonym is the HMAC of the value, as anyone with the key can make it")
    func pseudonym() throws {
        let whole = "c2ca8524eab3e540e13d4e2397be333a5ec2db8584379861a06b030d7ac7a5a6"
        let keys = try ring(countingKey)
        #expect(Pseudonym(keys).word(of: bytes("ada@example.org")) == whole)
        let short = Pseudonym(keys, length: 16, prefix: "p_")
        #expect(short.word(of: bytes("ada@example.org")) == "p_" + whole.prefix(16))
        #expect(short.count == 18)
    }
}
