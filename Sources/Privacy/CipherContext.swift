import CCrypto
public import TrancheColumnar

/// One worker's part of a ``Cipher``: what it needs again and again for one column.
///
/// One task at a time may use it.
@safe public final class CipherContext {
    private let cipher: Cipher
    private let crypto: CryptoLibrary
    private let column: [UInt8]
    private let sealer: AEAD
    private let sealHead: [UInt8]
    private let associated: [UInt8]
    private let nonceHash: KeyedHash
    private var nonceState: tranche_sha256
    private var nonceRoom = [UInt8](repeating: 0, count: KeyedHash.count)
    private let scratch = ByteBuffer(capacity: 256)
    /// What opens values, by the head they have in common: version, algorithm and key.
    private var openers: [(head: [UInt8], associated: [UInt8], aead: AEAD)] = []

    /// - Parameters:
    ///   - cipher: Keys and algorithm.
    ///   - column: The name in the associated data.
    /// - Throws: `JobError(.internalError)` when libcrypto refuses a key.
    public init(_ cipher: Cipher, column: String) throws(JobError) {
        self.cipher = cipher
        self.column = Array(column.utf8)
        crypto = cipher.ring.crypto
        let key = cipher.ring.keys[0]
        sealHead = Self.head(cipher.algorithm, key.id)
        associated = sealHead + self.column
        sealer = try AEAD(key.secret, cipher.algorithm, seals: true, crypto)
        let nonceKey = derivedKey(
            from: key.secret, info: Self.info("nonce", cipher.algorithm), crypto)
        nonceHash = unsafe nonceKey.withUnsafeBufferPointer {
            unsafe KeyedHash($0, cipher.ring.crypto)
        }
        nonceState = nonceHash.begin()
    }

    deinit {
        unsafe tranche_cleanse(crypto.functions, scratch.base, UInt(scratch.capacity))
    }

    private static func head(_ algorithm: Cipher.Algorithm, _ id: String) -> [UInt8] {
        [0x65, 0x31, algorithm.letter, 0x2E] + Array(id.utf8) + [0x2E]
    }

    static func info(_ use: String, _ algorithm: Cipher.Algorithm) -> [UInt8] {
        Array("tranche \(use) e1".utf8) + [algorithm.letter]
    }

    private static let nonceCount = 12
    private static let tagCount = 16

    // MARK: Sealing

    /// The bytes of text that a value of `count` bytes becomes; give ``seal(_:_:to:)`` 3 more.
    public func sealedCount(_ count: Int) -> Int {
        sealHead.count + Base64.encodedCount(Self.nonceCount + count + Self.tagCount)
    }

    /// Begins a value's nonce; its salts come next, then ``seal(_:_:to:)``.
    public func beginNonce() {
        nonceState = nonceHash.begin()
        unsafe addPart(associated, associated.count)
    }

    /// Makes the next value's nonce depend on `count` bytes.
    public func addSalt(_ salt: UnsafePointer<UInt8>, _ count: Int) {
        unsafe addPart(salt, count)
    }

    /// Makes it depend on NULL, which is another salt than the empty text.
    public func addNullSalt() {
        var mark = UInt64.max
        unsafe update(&mark, 8)
    }

    private func addPart(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        var length = UInt64(count).littleEndian
        unsafe update(&length, 8)
        unsafe nonceHash.update(&nonceState, bytes, count)
    }

    private func update(_ bytes: UnsafeRawPointer, _ count: Int) {
        unsafe tranche_sha256_update(crypto.functions, &nonceState, bytes, UInt(count))
    }

    /// Writes the text of an encrypted value.
    ///
    /// - Parameters:
    ///   - value: The bytes, not part of what is written to.
    ///   - count: How many.
    ///   - out: Room for ``sealedCount(_:)`` bytes and 3 more.
    /// - Returns: The length of the text.
    public func seal(
        _ value: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        unsafe addPart(value, count)
        unsafe nonceRoom.withUnsafeMutableBufferPointer { room in
            guard let base = room.baseAddress else { return }
            unsafe nonceHash.finish(&nonceState, to: base)
        }
        let total = Self.nonceCount + count + Self.tagCount
        scratch.count = 0
        scratch.reserve(total)
        let base = unsafe scratch.base
        unsafe base.update(from: nonceRoom, count: Self.nonceCount)
        let isSealed = unsafe sealer.seal(
            value, count, nonce: base, associated, to: base + Self.nonceCount,
            tag: base + Self.nonceCount + count)
        precondition(isSealed, "libcrypto seals whatever it is given")
        unsafe out.update(from: sealHead, count: sealHead.count)
        unsafe Base64.encode(base, total, to: out + sealHead.count)
        return sealHead.count + Base64.encodedCount(total)
    }

    // MARK: Opening

    /// Writes the value of an encrypted text.
    ///
    /// - Parameters:
    ///   - text: The bytes, not part of what is written to.
    ///   - count: How many.
    ///   - out: Room for `count` bytes.
    /// - Returns: The length of the value.
    /// - Throws: ``CipherFault``; nothing is written then.
    public func open(
        _ text: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
    ) throws -> Int {
        let (head, opener) = try unsafe opener(of: text, count)
        scratch.count = 0
        scratch.reserve(count)
        let base = unsafe scratch.base
        let least = Self.nonceCount + Self.tagCount
        guard let total = unsafe Base64.decode(text + head.count, count - head.count, to: base),
            total >= least
        else { throw refusal(head) }
        let length = total - least
        let isOpened = unsafe opener.aead.open(
            base + Self.nonceCount, length, nonce: base, opener.associated, to: out,
            tag: base + Self.nonceCount + length)
        guard isOpened else { throw refusal(head) }
        return length
    }

    private func refusal(_ head: ArraySlice<UInt8>) -> CipherFault {
        .refused(id: String(decoding: head.dropFirst(4).dropLast(), as: UTF8.self))
    }

    private func opener(of text: UnsafePointer<UInt8>, _ count: Int) throws
        -> (ArraySlice<UInt8>, (head: [UInt8], associated: [UInt8], aead: AEAD))
    {
        for opener in openers where opener.head.count <= count {
            let isSame = unsafe opener.head.withUnsafeBufferPointer { head in
                (0..<head.count).allSatisfy { unsafe head[$0] == text[$0] }
            }
            if isSame { return (opener.head[...], opener) }
        }
        // The head of a version, of an algorithm, and of an id as a ring may have it.
        let start = unsafe Array(UnsafeBufferPointer(start: text, count: min(count, 38)))
        guard start.starts(with: [0x65, 0x31]), start.count > 4, start[3] == 0x2E,
            let algorithm = Cipher.Algorithm.allCases.first(where: { $0.letter == start[2] }),
            let end = start[4...].firstIndex(of: 0x2E), end > 4
        else { throw CipherFault.notEncrypted }
        let id = String(decoding: start[4..<end], as: UTF8.self)
        guard let key = cipher.ring.key(id) else {
            let isID = id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            throw isID ? CipherFault.unknownKey(id: id) : CipherFault.notEncrypted
        }
        let head = Self.head(algorithm, id)
        let opener = (
            head, head + column, try AEAD(key.secret, algorithm, seals: false, crypto)
        )
        openers.append(opener)
        return (head[...], opener)
    }
}

/// One key of one algorithm in one direction, ready for many values.
@safe final class AEAD {
    private let context: UnsafeMutableRawPointer
    private let crypto: CryptoLibrary

    convenience init(
        _ secret: SecretBytes, _ algorithm: Cipher.Algorithm, seals: Bool, _ crypto: CryptoLibrary
    ) throws(JobError) {
        var key = derivedKey(from: secret, info: CipherContext.info("field", algorithm), crypto)
        defer { unsafe tranche_cleanse(crypto.functions, &key, UInt(key.count)) }
        try self.init(key: key, algorithm, seals: seals, crypto)
    }

    /// - Parameters:
    ///   - key: 32 bytes.
    ///   - algorithm: What they are a key of.
    ///   - seals: Whether it encrypts or decrypts.
    ///   - crypto: The library.
    /// - Throws: `JobError(.internalError)` when the library does not offer the algorithm.
    init(key: [UInt8], _ algorithm: Cipher.Algorithm, seals: Bool, _ crypto: CryptoLibrary)
        throws(JobError)
    {
        let made = unsafe tranche_aead_new(
            crypto.functions, algorithm == .chacha20 ? 1 : 0, key, seals ? 1 : 0)
        guard let made = unsafe made else {
            throw JobError(
                .internalError, "libcrypto does not offer \(algorithm.rawValue)",
                hint: "check the configuration of OpenSSL")
        }
        unsafe context = made
        self.crypto = crypto
    }

    deinit { unsafe tranche_aead_free(crypto.functions, context) }

    func seal(
        _ text: UnsafePointer<UInt8>, _ count: Int, nonce: UnsafePointer<UInt8>,
        _ associated: [UInt8], to out: UnsafeMutablePointer<UInt8>,
        tag: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        unsafe tranche_aead_seal(
            crypto.functions, context, nonce, associated, Int32(associated.count), text,
            Int32(count), out, tag) == 1
    }

    func open(
        _ text: UnsafePointer<UInt8>, _ count: Int, nonce: UnsafePointer<UInt8>,
        _ associated: [UInt8], to out: UnsafeMutablePointer<UInt8>,
        tag: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        unsafe tranche_aead_open(
            crypto.functions, context, nonce, associated, Int32(associated.count), text,
            Int32(count), out, tag) == 1
    }
}
