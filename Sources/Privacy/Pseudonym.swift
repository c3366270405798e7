import CCrypto
import TrancheColumnar

/// Keyed pseudonyms: the same value under the same key is the same word in every file.
///
/// A word is the prefix and the first digits of HMAC-SHA-256 of the value, in lower-case
/// hexadecimal, under the ring's first key as it is, so that other programs can make it as well.
/// Without the key nobody can try values; with it everybody can.
public struct Pseudonym: Sendable {
    private let hash: KeyedHash
    private let prefix: [UInt8]
    private let length: Int

    /// - Parameters:
    ///   - ring: Its first key counts.
    ///   - length: Hexadecimal digits, 8 to 64. Among n values some two share a word by a chance
    ///     of n² / 2^(4 · length + 1).
    ///   - prefix: What stands before the digits.
    public init(_ ring: KeyRing, length: Int = 64, prefix: String = "") {
        precondition((8...64).contains(length), "a pseudonym of 8 to 64 digits")
        let crypto = ring.crypto
        hash = unsafe ring.keys[0].secret.withBytes { unsafe KeyedHash($0, crypto) }
        self.length = length
        self.prefix = Array(prefix.utf8)
    }

    /// The bytes of each word; ``write(_:_:to:)`` needs room for as many.
    public var count: Int { prefix.count + length }

    /// Writes the word of `count` bytes.
    public func write(
        _ value: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
    ) {
        var state = hash.begin()
        unsafe hash.update(&state, value, count)
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: KeyedHash.count) { code in
            guard let code = code.baseAddress else { return }
            unsafe hash.finish(&state, to: code)
            unsafe out.update(from: prefix, count: prefix.count)
            for place in 0..<length {
                let byte = unsafe code[place &>> 1]
                let digit = place & 1 == 0 ? byte &>> 4 : byte & 15
                unsafe out[prefix.count &+ place] = digit &+ (digit < 10 ? 0x30 : 0x57)
            }
        }
    }

    /// The word of a value.
    public func word(of value: [UInt8]) -> String {
        let out = ByteBuffer(capacity: count)
        unsafe write(value, value.count, to: out.base)
        out.count = count
        return out.string(0..<count)
    }
}
