public import TrancheColumnar

/// Encrypts single fields, and opens them again, as texts that any file or table can hold.
///
/// The text is `e1a.ID.DATA`, or `e1c.ID.DATA`: version 1 with AES-256-GCM (`a`) or
/// ChaCha20-Poly1305 (`c`), the key's id, and base64 for URLs without padding of the nonce (12
/// bytes), the ciphertext and the tag (16 bytes). Associated data are `e1a.ID.` and the column's
/// name, so that a value neither changes its key nor its column unnoticed.
///
/// From the ring's key come, by HKDF-SHA-256, one key for each algorithm and one for nonces:
/// salt empty, info `tranche field e1a`, `tranche field e1c`, `tranche nonce e1a` and
/// `tranche nonce e1c`.
///
/// **The nonce** is made of what is protected: the first 12 bytes of HMAC-SHA-256 over the
/// associated data, the salts and the value (each with its length, as 8 bytes, before it). So a
/// run that is stopped and resumed, or has other workers, writes the same bytes, which random
/// nonces would not; and no two different values of a column have one nonce, but for a chance of
/// n² / 2⁹⁷ among n values. The price: equal values of a column look equal under one key, so who
/// sees the ciphertexts can count and join them. A salt, such as the record's id, ends that; it is
/// needed for nothing when the value is opened.
public struct Cipher: Sendable {
    public enum Algorithm: String, Sendable, CaseIterable {
        case aesGCM = "aes-gcm"
        case chacha20 = "chacha20"

        var letter: UInt8 { self == .aesGCM ? 0x61 : 0x63 }
    }

    let ring: KeyRing
    let algorithm: Algorithm

    /// - Parameters:
    ///   - ring: Its first key encrypts; a value names the one that decrypts it.
    ///   - algorithm: For new values; a value names its own.
    public init(_ ring: KeyRing, _ algorithm: Algorithm = .aesGCM) {
        self.ring = ring
        self.algorithm = algorithm
    }

    /// The text of an encrypted value.
    ///
    /// - Parameters:
    ///   - value: 0 bytes or more, less than 384 MiB.
    ///   - column: The name that has to be known to open it.
    ///   - salts: Makes equal values differ whose salts differ; NULL is a salt, too.
    /// - Returns: `e1a.ID.DATA` or `e1c.ID.DATA`.
    /// - Throws: `JobError(.internalError)` when libcrypto refuses the key.
    public func encrypt(_ value: [UInt8], column: String, salts: [[UInt8]?] = []) throws(JobError)
        -> String
    {
        let out = ByteBuffer()
        let context = try CipherContext(self, column: column)
        context.beginNonce()
        for salt in salts {
            if let salt { unsafe context.addSalt(salt, salt.count) } else { context.addNullSalt() }
        }
        out.reserve(context.sealedCount(value.count) + 3)
        let count = unsafe context.seal(value, value.count, to: out.base)
        out.count = count
        return out.string(0..<count)
    }

    /// The value that ``encrypt(_:column:salts:)`` was given.
    ///
    /// - Throws: ``CipherFault`` when the text, its key or its column is another.
    public func decrypt(_ text: String, column: String) throws -> [UInt8] {
        let context = try CipherContext(self, column: column)
        let out = ByteBuffer(capacity: text.utf8.count)
        let letters = Array(text.utf8)
        let count = unsafe try context.open(letters, letters.count, to: out.base)
        return unsafe Array(UnsafeBufferPointer(start: out.base, count: count))
    }
}

/// Why an encrypted value cannot be opened; none of them holds a part of it.
public enum CipherFault: Error, Sendable, Hashable {
    /// The text is none that ``Cipher`` makes.
    case notEncrypted
    /// The ring does not have the key.
    case unknownKey(id: String)
    /// The key is there and does not fit: another key of that id, column or value.
    case refused(id: String)

    /// The message, after "found".
    ///
    /// - Parameters:
    ///   - ring: The keys that were tried.
    ///   - column: The name that the value was held to.
    /// - Returns: One line that holds neither a key nor a value.
    public func message(_ ring: KeyRing, column: String) -> String {
        switch self {
        case .notEncrypted:
            "found a value that is not encrypted, wanted e1a.KEY.… or e1c.KEY.…"
        case .unknownKey(let id):
            "found a value under key \(id), wanted one of \(ring.origin): "
                + ring.ids.joined(separator: ", ")
        case .refused(let id):
            "found a value that key \(id) of \(ring.origin) does not open for column \(column): "
                + "the key, the column or the value is another"
        }
    }

    public var hint: String {
        switch self {
        case .notEncrypted: "leave the step out, or name a column that was encrypted"
        case .unknownKey(let id): "add key \(id) to the ring, behind the first one"
        case .refused:
            "use the key that it was encrypted with, and add: column NAME, when it was another's"
        }
    }
}
