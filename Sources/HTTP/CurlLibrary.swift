import CCurl
import Synchronization
import TrancheServices

/// libcurl, loaded when the first job needs it.
///
/// async-http-client is not used: it would link NIO and BoringSSL, several MiB that every start
/// pays for, where this costs nothing until a server is asked.
// Sendable unchecked: addresses of functions, written once before anyone reads them, which any
// thread may call.
@safe final class CurlLibrary: @unchecked Sendable {
    /// The functions' addresses; they live as long as the program.
    let functions: UnsafePointer<tranche_curl>

    private init(_ functions: UnsafePointer<tranche_curl>) { unsafe self.functions = functions }

    /// - Throws: ``HTTPFailure`` when libcurl is not installed, or too old.
    static func load() throws(HTTPFailure) -> CurlLibrary { try loaded.get() }

    private static let loaded: Result<CurlLibrary, HTTPFailure> = {
        #if os(Linux)
        let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]
        #else
        let names = ["/usr/lib/libcurl.4.dylib"]
        #endif
        for name in names {
            guard let library = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
            let functions = UnsafeMutablePointer<tranche_curl>.allocate(capacity: 1)
            unsafe functions.initialize(to: tranche_curl())
            if let missing = unsafe tranche_curl_find(functions, library) {
                let word = unsafe String(cString: missing)
                return .failure(HTTPFailure(.invalid, "found \(name) without \(word)"))
            }
            guard unsafe tranche_curl_start(functions) == 0 else {
                return .failure(HTTPFailure(.invalid, "found \(name), which does not start"))
            }
            return unsafe .success(CurlLibrary(UnsafePointer(functions)))
        }
        return .failure(
            HTTPFailure(.invalid, "libcurl, which asks servers, is not installed"))
    }()

    /// What a code of libcurl means, in its words.
    func words(_ code: Int32) -> String {
        guard let words = unsafe tranche_curl_words(functions, code) else { return "error \(code)" }
        let text = unsafe String(cString: words)
        guard let first = text.first, !text.hasPrefix("SSL") else { return text }
        return first.lowercased() + text.dropFirst()
    }
}
