import CXXHash

/// XXH3-64 over bytes that arrive in pieces; tells accidents, not attacks.
///
/// - SeeAlso: https://xxhash.com, the XXH3 family.
// One task at a time uses a hash, so its state needs no lock.
@safe public final class RunningHash: @unchecked Sendable {
    private let state: OpaquePointer

    public init() {
        guard let state = unsafe XXH3_createState() else {
            preconditionFailure("no memory for a hash state")
        }
        unsafe self.state = unsafe state
        unsafe XXH3_64bits_reset(state)
    }

    deinit { unsafe XXH3_freeState(state) }

    /// Adds `count` bytes.
    public func update(_ bytes: UnsafeRawPointer, count: Int) {
        unsafe XXH3_64bits_update(state, bytes, count)
    }

    /// The hash of all bytes so far; more may follow.
    public var digest: UInt64 { unsafe XXH3_64bits_digest(state) }

    /// Begins anew, as if no byte had come.
    public func reset() { unsafe XXH3_64bits_reset(state) }

    /// The hash of one run of bytes.
    public static func digest(_ bytes: UnsafeRawPointer, count: Int) -> UInt64 {
        unsafe XXH3_64bits(bytes, count)
    }
}

/// A hash as 16 lower-case hexadecimal digits.
public func hexadecimal(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
