import CCrypto

/// HMAC-SHA-256 under one key (RFC 2104), with the key's two blocks hashed beforehand.
struct KeyedHash: Sendable {
    static let count = 32

    private let inner: tranche_sha256
    private let outer: tranche_sha256
    private let crypto: CryptoLibrary

    init(_ key: UnsafeBufferPointer<UInt8>, _ crypto: CryptoLibrary) {
        let blockCount = 64
        var block = [UInt8](repeating: 0, count: blockCount)
        if key.count > blockCount {
            var state = tranche_sha256()
            unsafe tranche_sha256_init(crypto.functions, &state)
            unsafe tranche_sha256_update(
                crypto.functions, &state, key.baseAddress, UInt(key.count))
            unsafe tranche_sha256_final(crypto.functions, &state, &block)
        } else {
            for index in 0..<key.count { block[index] = unsafe key[index] }
        }
        func started(_ pad: UInt8) -> tranche_sha256 {
            var padded = block.map { $0 ^ pad }
            var state = tranche_sha256()
            unsafe tranche_sha256_init(crypto.functions, &state)
            unsafe tranche_sha256_update(crypto.functions, &state, padded, UInt(blockCount))
            unsafe tranche_cleanse(crypto.functions, &padded, UInt(blockCount))
            return state
        }
        inner = started(0x36)
        outer = started(0x5C)
        self.crypto = crypto
        unsafe tranche_cleanse(crypto.functions, &block, UInt(blockCount))
    }

    /// A message that grows piece by piece.
    @inline(__always)
    func begin() -> tranche_sha256 { inner }

    @inline(__always)
    func update(_ state: inout tranche_sha256, _ bytes: UnsafePointer<UInt8>, _ count: Int) {
        unsafe tranche_sha256_update(crypto.functions, &state, bytes, UInt(count))
    }

    /// Ends the message and writes its 32 bytes to `out`.
    @inline(__always)
    func finish(_ state: inout tranche_sha256, to out: UnsafeMutablePointer<UInt8>) {
        unsafe tranche_sha256_final(crypto.functions, &state, out)
        var last = outer
        unsafe tranche_sha256_update(crypto.functions, &last, out, UInt(Self.count))
        unsafe tranche_sha256_final(crypto.functions, &last, out)
    }

    /// The 32 bytes of a whole message.
    func code(of message: [UInt8]) -> [UInt8] {
        var state = begin()
        unsafe tranche_sha256_update(crypto.functions, &state, message, UInt(message.count))
        var code = [UInt8](repeating: 0, count: Self.count)
        unsafe code.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            unsafe finish(&state, to: base)
        }
        return code
    }
}

/// HKDF with SHA-256 (RFC 5869): `count` bytes, at most 8160, for the use that `info` names.
func derivedKey(
    from key: SecretBytes, salt: [UInt8] = [], info: [UInt8], count: Int = 32,
    _ crypto: CryptoLibrary
) -> [UInt8] {
    let extract = unsafe salt.withUnsafeBufferPointer { unsafe KeyedHash($0, crypto) }
    let material = unsafe key.withBytes { unsafe Array($0) }
    let pseudorandom = extract.code(of: material)
    let expand = unsafe pseudorandom.withUnsafeBufferPointer { unsafe KeyedHash($0, crypto) }
    var output: [UInt8] = []
    var block: [UInt8] = []
    var counter: UInt8 = 1
    while output.count < count {
        block = expand.code(of: block + info + [counter])
        output += block
        counter &+= 1
    }
    return Array(output.prefix(count))
}
