import TrancheColumnar
import TrancheServices

/// What the requests of a step have in common, with its secrets.
struct HTTPRequestPlan: Sendable {
    private let method: String
    private let url: HTTPTemplate
    private let body: HTTPTemplate?
    private let headers: [HTTPRequest.Header]
    private let timeout: Duration
    private let isBatch: Bool

    init(_ settings: HTTPLookupSettings, secret: (String) throws(JobError) -> String)
        throws(JobError)
    {
        method = settings.method
        timeout = settings.timeout
        isBatch = settings.batch != nil
        url = try HTTPTemplate(settings.url, .url, secret: secret)
        if let text = settings.body {
            body = try HTTPTemplate(text, settings.bodyKind, secret: secret)
        } else {
            body = nil
        }
        var headers: [HTTPRequest.Header] = []
        for header in settings.headers {
            var value = ""
            for part in HTTPSecrets.parts(of: header.value) {
                switch part {
                case .text(let text): value += text
                case .secret(let reference): value += try secret(reference)
                }
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw JobError(
                    .pipeline,
                    "step lookup: header \(header.name) holds a line break or another control "
                        + "character",
                    hint: "keep one line in the variable or file that it comes from")
            }
            headers.append(HTTPRequest.Header(header.name, value))
        }
        self.headers = headers
    }

    /// The columns that are named, each once; the body's after the address's.
    var columns: [String] {
        url.columns + (body?.columns ?? []).filter { !url.columns.contains($0) }
    }

    /// Whether it names nothing but the keys of a batch.
    var isOfKeys: Bool { columns == ["keys"] }

    /// The server, as messages name it.
    var host: String {
        let head = url.head
        guard let scheme = head.firstRange(of: "://") else { return head }
        return String(head[scheme.upperBound...].prefix { !"/?#".contains($0) })
    }

    /// Refuses an address that leads elsewhere than its author can mean.
    func check() throws(JobError) {
        let head = url.head
        func error(_ message: String, _ hint: String) -> JobError {
            JobError(.pipeline, "step lookup: \(message)", hint: hint)
        }
        let scheme = head.lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else {
            throw error(
                "wanted an address that begins with https:// or http://",
                "write the whole address: 'https://api.example.org/…'")
        }
        guard !host.contains("@") else {
            throw error(
                "found a name or a password in the address",
                "send it in a header: header 'Authorization: Basic ${env:LOGIN}'")
        }
        let rest = head.drop { $0 != ":" }.dropFirst(3)
        let isHostWhole =
            url.columns.isEmpty || rest.contains { "/?".contains($0) }
        guard !host.isEmpty, isHostWhole else {
            throw error(
                "found a column in the address's server, wanted it in the path or the query",
                "name the server itself, and write columns after it: https://host/{id}")
        }
        guard !url.literals.contains("#") else {
            throw error("found # in the address", "leave out what begins with #, or write %23")
        }
        guard url.literals.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw error(
                "found a blank, or a letter beyond ASCII, in the address",
                "write it percent-encoded: a blank is %20")
        }
    }

    /// The question that a record's values make, one for each of ``columns``; of a batch, its keys.
    func question(_ values: [HTTPValue]) throws(LookupFault) -> HTTPQuestion {
        let address = try url.filled(with: pick(url.columns, values))
        var question = HTTPQuestion(method: method, url: address.sent, shownURL: address.shown)
        if let body {
            let text = try body.filled(with: pick(body.columns, values))
            question.body = text.sent
            question.shownBody = text.shown
        }
        return question
    }

    private func pick(_ names: [String], _ values: [HTTPValue]) -> [HTTPValue] {
        let all = columns
        return names.map { name in values[all.firstIndex(of: name) ?? 0] }
    }

    func request(_ question: HTTPQuestion) -> HTTPRequest {
        var request = HTTPRequest(method, question.url)
        request.headers = headers
        request.body = question.body.map { Array($0.utf8) }
        request.timeout = timeout
        return request
    }
}

/// One request, and how it is told without secrets.
struct HTTPQuestion: Sendable, Hashable {
    var method: String
    var url: String
    var body: String?
    var shownURL: String
    var shownBody: String?
    /// The keys of a batch.
    var keys: [String] = []

    init(method: String, url: String, shownURL: String) {
        self.method = method
        self.url = url
        self.shownURL = shownURL
    }
}

/// Why a record has no answer.
struct LookupFault: Error, Sendable, Hashable {
    /// Without a value of the record.
    var message: String
    var code: JobError.Code
    /// Whether the run must not go on without an answer, whatever the step's policy.
    var isFatal = false
}
