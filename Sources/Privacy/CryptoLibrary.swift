import CCrypto
import TrancheColumnar

/// OpenSSL's libcrypto, loaded when the first key is used.
///
/// A program without keys needs no libcrypto, and does not wait for its start. swift-crypto is not
/// used: its `AES.GCM` prepares the key and allocates for every call, 1.5 µs for a field of 20
/// bytes, where a context that is kept takes a tenth of that; and its C entry points are not public.
// Sendable unchecked: addresses of functions, written once before anyone reads them, which any
// thread may call.
@safe final class CryptoLibrary: @unchecked Sendable {
    /// The functions' addresses; they live as long as the program.
    let functions: UnsafePointer<tranche_crypto>

    private init(_ functions: UnsafePointer<tranche_crypto>) { unsafe self.functions = functions }

    /// - Throws: `JobError(.unavailable)` when libcrypto is not installed, or too old.
    static func load() throws(JobError) -> CryptoLibrary { try loaded.get() }

    private static let loaded: Result<CryptoLibrary, JobError> = {
        #if os(Linux)
        let names = ["libcrypto.so.3"]
        let install = "install OpenSSL 3: apt-get install libssl3"
        #else
        // The system's own libcrypto is not for programs: loading it ends them.
        let folders = ["/opt/homebrew/opt/openssl@3/lib/", "/usr/local/opt/openssl@3/lib/"]
        let names = folders.map { $0 + "libcrypto.3.dylib" }
        let install = "install OpenSSL 3: brew install openssl@3"
        #endif
        for name in names {
            guard let library = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
            let functions = UnsafeMutablePointer<tranche_crypto>.allocate(capacity: 1)
            unsafe functions.initialize(to: tranche_crypto())
            guard let missing = unsafe tranche_crypto_find(functions, library) else {
                return unsafe .success(CryptoLibrary(UnsafePointer(functions)))
            }
            let word = unsafe String(cString: missing)
            return .failure(
                JobError(.unavailable, "found \(name) without \(word)", hint: "update OpenSSL"))
        }
        return .failure(
            JobError(
                .unavailable, "libcrypto, which encrypts and hashes, is not installed",
                hint: install))
    }()
}
