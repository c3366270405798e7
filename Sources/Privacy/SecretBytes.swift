import CCrypto

/// Bytes of a key: never part of a text, a mirror or a copy, and wiped when nobody needs them.
// Sendable: written by `init` alone.
@safe final class SecretBytes: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    let count: Int
    private let base: UnsafeMutablePointer<UInt8>
    private let crypto: CryptoLibrary

    /// Takes the bytes over; the caller's array is its own to forget.
    init(_ bytes: [UInt8], _ crypto: CryptoLibrary) {
        count = bytes.count
        unsafe base = .allocate(capacity: max(1, bytes.count))
        for (index, byte) in bytes.enumerated() { unsafe base[index] = byte }
        self.crypto = crypto
    }

    deinit {
        unsafe tranche_cleanse(crypto.functions, base, UInt(count))
        unsafe base.deallocate()
    }

    /// Lends the bytes out for the time of the call.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeBufferPointer(start: base, count: count))
    }

    var description: String { "•••" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
