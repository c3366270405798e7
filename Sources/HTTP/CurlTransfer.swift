import CCurl
import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One exchange with a server on its way through libcurl.
// Sendable unchecked: made by the sender, and from then on the client's thread alone has it, but for
// `number` and `resume`, which do not change.
@safe final class CurlTransfer: @unchecked Sendable {
    let number: Int
    let easy: UnsafeMutableRawPointer
    private let library: CurlLibrary
    private var headers: UnsafeMutableRawPointer?
    private let limit: Int
    private let resume: @Sendable (Result<CurlAnswer, HTTPFailure>) -> Void
    private var body: [UInt8] = []
    private var retryAfter: String?
    private var isTooLarge = false

    /// - Throws: ``HTTPFailure`` for a request that libcurl does not take.
    init(
        _ request: HTTPRequest, number: Int, _ library: CurlLibrary,
        resume: @escaping @Sendable (Result<CurlAnswer, HTTPFailure>) -> Void
    ) throws(HTTPFailure) {
        guard let easy = unsafe tranche_curl_easy(library.functions) else {
            throw HTTPFailure(.connection, "no memory for a request")
        }
        unsafe self.easy = unsafe easy
        self.number = number
        self.library = library
        self.resume = resume
        limit = request.answerLimit
        guard set(request) else { throw HTTPFailure(.invalid, "a request that cannot be sent") }
    }

    deinit {
        unsafe tranche_curl_free(library.functions, easy)
        if let headers = unsafe headers {
            unsafe tranche_curl_free_list(library.functions, headers)
        }
    }

    // MARK: The request

    /// - Returns: Whether libcurl took all of it.
    private func set(_ request: HTTPRequest) -> Bool {
        guard isWhole(request) else { return false }
        let milliseconds = max(1, Int(request.timeout / .milliseconds(1)))
        let numbers: [(tranche_curl_option, Int)] = [
            (TRANCHE_CURL_NO_SIGNAL, 1), (TRANCHE_CURL_FOLLOW_LOCATION, 0),
            // What the program never leaves to a default.
            (TRANCHE_CURL_VERIFY_PEER, 1), (TRANCHE_CURL_VERIFY_HOST, 2),
            // http and https
            (TRANCHE_CURL_PROTOCOLS, 3), (TRANCHE_CURL_PATH_AS_IS, 1),
            (TRANCHE_CURL_TIMEOUT_MS, milliseconds),
            (TRANCHE_CURL_CONNECT_TIMEOUT_MS, milliseconds),
        ]
        for (option, value) in numbers {
            guard unsafe tranche_curl_set_number(library.functions, easy, option, value) == 0 else {
                return false
            }
        }
        var texts: [(tranche_curl_option, String)] = [
            (TRANCHE_CURL_URL, request.url), (TRANCHE_CURL_USER_AGENT, "tranche"),
            // Whatever libcurl can decompress.
            (TRANCHE_CURL_ACCEPT_ENCODING, ""),
        ]
        if request.method != "GET" { texts.append((TRANCHE_CURL_CUSTOM_REQUEST, request.method)) }
        if let file = authorities { texts.append((TRANCHE_CURL_CA_INFO, file)) }
        for (option, value) in texts {
            guard unsafe tranche_curl_set_text(library.functions, easy, option, value) == 0 else {
                return false
            }
        }
        return setBody(request) && setHeaders(request) && setSinks()
    }

    /// A line end in a header would begin another one.
    private func isWhole(_ request: HTTPRequest) -> Bool {
        let texts =
            request.headers.flatMap { [$0.name, $0.value] } + [request.url, request.method]
        return texts.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x09 } }
    }

    /// A file of authorities instead of the system's, by the variables that curl itself reads.
    private var authorities: String? {
        for name in ["CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
            if let path = unsafe getenv(name) { return unsafe String(cString: path) }
        }
        return nil
    }

    private func setBody(_ request: HTTPRequest) -> Bool {
        guard let body = request.body else { return true }
        return unsafe body.withUnsafeBytes { bytes in
            // An empty array has no address, and NULL would mean none.
            guard let start = bytes.baseAddress else {
                return unsafe tranche_curl_set_body(library.functions, easy, "", 0) == 0
            }
            return unsafe tranche_curl_set_body(
                library.functions, easy, start, Int64(bytes.count)) == 0
        }
    }

    private func setHeaders(_ request: HTTPRequest) -> Bool {
        // Without it libcurl waits for leave to send a large body.
        for line in request.headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
            guard let longer = unsafe tranche_curl_append(library.functions, headers, line) else {
                return false
            }
            unsafe headers = unsafe longer
        }
        return unsafe tranche_curl_set_headers(library.functions, easy, headers) == 0
    }

    // MARK: The answer

    private func setSinks() -> Bool {
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        return unsafe tranche_curl_set_sinks(
            library.functions, easy,
            { bytes, size, count, owner in
                unsafe CurlTransfer.of(owner)?.take(bytes, size * count) ?? 0
            },
            { bytes, size, count, owner in
                unsafe CurlTransfer.of(owner)?.takeHead(bytes, size * count)
                return size * count
            }, owner) == 0
    }

    private static func of(_ owner: UnsafeMutableRawPointer?) -> CurlTransfer? {
        // SAFETY: the client keeps a transfer until libcurl has let go of it.
        unsafe owner.map { unsafe Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - Returns: The bytes taken; fewer than given end the transfer.
    private func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        guard body.count + count <= limit else {
            isTooLarge = true
            return 0
        }
        unsafe body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private func takeHead(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) {
        let line = unsafe String(
            decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        // The head of another answer begins, as after a 100.
        if line.hasPrefix("HTTP/") { retryAfter = nil }
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "retry-after"
        else { return }
        let value = line[line.index(after: colon)...]
        retryAfter = String(value.drop { $0 == " " || $0 == "\t" }.prefix { !$0.isNewline })
    }

    /// Tells the sender how it ended, by libcurl's code.
    func finish(_ code: Int32) {
        guard code == 0 else { return fail(failure(code)) }
        var answer = CurlAnswer(
            response: HTTPResponse(
                status: unsafe tranche_curl_status(library.functions, easy), body: body,
                retryAfter: retryAfter),
            duration: .seconds(unsafe tranche_curl_seconds(library.functions, easy)))
        if let url = unsafe tranche_curl_redirect(library.functions, easy) {
            answer.redirect = unsafe String(cString: url)
        }
        resume(.success(answer))
    }

    func fail(_ failure: HTTPFailure) { resume(.failure(failure)) }

    private func failure(_ code: Int32) -> HTTPFailure {
        if isTooLarge { return HTTPFailure(.tooLarge, "an answer of more than \(limit) bytes") }
        let kind: HTTPFailure.Kind =
            switch code {
            case 28: .timeout
            // The server's certificate, or what it is held against.
            case 51, 58, 60, 77, 82, 83, 90, 91: .untrusted
            case 1, 3, 4: .invalid
            default: .connection
            }
        return HTTPFailure(kind, library.words(code))
    }
}

/// One answer, and where it sends the client, if anywhere.
struct CurlAnswer: Sendable {
    var response: HTTPResponse
    /// How long the exchange took.
    var duration: Duration
    var redirect: String?
}
