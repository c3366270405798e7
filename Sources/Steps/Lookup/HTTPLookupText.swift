import TrancheColumnar
import TrancheServices

/// Reads what follows `lookup`: `http [get|post|put|patch] 'URL' add $.name as name …`.
///
/// - Parameters:
///   - text: From `http` on.
///   - location: Where the step stands in a pipeline file, for messages.
/// - Returns: The step, not yet held against any columns.
/// - Throws: `JobError(.pipeline)` when it cannot be understood.
func parseHTTPLookup(text: String, at location: String?) throws(JobError) -> HTTPLookupPlan {
    var reader = try HTTPLookupReader(text, at: location)
    _ = reader.take("http")
    var settings = HTTPLookupSettings()
    let methods = ["get", "post", "put", "patch"]
    if let word = reader.word, methods.contains(word), reader.take(word) {
        settings.method = word.uppercased()
    }
    settings.url = try reader.text("URL", form)
    while !reader.isAtEnd { try reader.option(&settings) }
    try check(&settings, reader)
    return try HTTPLookupPlan(settings, text: text, at: location)
}

private let form = "lookup http 'https://api.example.org/v1/customers/{id}' add $.name as name"
private let options = [
    "add", "body", "header", "batch", "timeout", "retry", "within", "rate", "concurrency", "ttl",
    "stale", "cache", "absent", "missing", "else",
]

extension HTTPLookupReader {
    fileprivate mutating func option(_ settings: inout HTTPLookupSettings) throws(JobError) {
        guard let word, options.contains(word), take(word) else { throw unknown(among: options) }
        switch word {
        case "add": repeat { settings.additions.append(try addition()) } while take(",")
        case "body": settings.body = try text("body", "body '{\"id\": {id}}'")
        case "header": settings.headers.append(try header())
        case "batch": settings.batch = try batch()
        case "timeout": settings.timeout = try duration(word, "10s")
        case "retry": settings.retries = try number(word, 0...100)
        case "within": settings.limit = try duration(word, "2m")
        case "rate": settings.interval = try interval(word)
        case "concurrency": settings.concurrency = try number(word, 1...1000)
        case "ttl": settings.lifetime = try duration(word, "300s", mayBeZero: true)
        case "stale": settings.staleLifetime = try duration(word, "1h", mayBeZero: true)
        case "cache": settings.cacheSize = try number(word, 0...100_000_000)
        case "absent":
            settings.absentStatuses = []
            if !take("none") {
                repeat {
                    settings.absentStatuses.append(try number(word, 200...599))
                } while take(",")
            }
        case "missing": settings.ifAbsent = try policy(word)
        default: settings.ifFailed = try policy(word)
        }
    }

    /// `$.address.city as city type text`.
    private mutating func addition() throws(JobError) -> HTTPLookupSettings.Addition {
        let path = try path("path after add", "add $.name as name")
        var name = path.lastKey
        if take("as") { name = try text("name after as", "add $.name as name") }
        guard let name, !name.isEmpty else {
            throw error("found no name for \(path.text)", hint: "write: add \(path.text) as name")
        }
        var addition = HTTPLookupSettings.Addition(path: path, name: name)
        if take("type") { addition.type = try type(until: options.contains) }
        return addition
    }

    /// `'Name: value'`, in which a secret stands as `${env:NAME}`.
    private mutating func header() throws(JobError) -> HTTPRequest.Header {
        let example = "header 'X-Key: ${env:KEY}'"
        let line = try text("header", example)
        guard let colon = line.firstIndex(of: ":") else {
            throw error("wanted a name, a colon and a value for header", hint: "write: \(example)")
        }
        let name = String(line[..<colon])
        let isName =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains(byte)
            }
        guard isName else {
            throw error("found a header whose name is none", hint: "write: \(example)")
        }
        let value = String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
        let telling = ["auth", "cookie", "key", "token", "secret", "password", "credential"]
        let isSecret = telling.contains { name.lowercased().contains($0) }
        guard !isSecret || value.contains("${env:") || value.contains("${file:") else {
            throw error(
                "found the value of header \(name) itself, wanted ${env:NAME} or ${file:PATH}",
                hint: "put it in a variable: header '\(name): ${env:KEY}'")
        }
        return HTTPRequest.Header(name, value)
    }

    /// `100 key id from $.items match $.id`.
    private mutating func batch() throws(JobError) -> HTTPLookupSettings.Batch {
        let size = try number("batch", 1...100_000)
        let example = "batch 100 key id from $.items match $.id"
        guard take("key") else { throw error("wanted key after batch", hint: "write: \(example)") }
        let key = try text("column for key", example)
        var items = JSONPath("$")
        var match = JSONPath("$['\(key)']")
        if take("from") { items = try path("from", example) }
        if take("match") { match = try path("match", example) }
        guard let items, let match else {
            throw error("found no path to the key", hint: "write: \(example)")
        }
        return HTTPLookupSettings.Batch(size: size, key: key, items: items, match: match)
    }

    private mutating func policy(_ option: String) throws(JobError) -> HTTPLookupSettings.Policy {
        guard let policy = HTTPLookupSettings.Policy(rawValue: word ?? ""), take(policy.rawValue)
        else {
            throw error(
                "wanted reject, null or fail after \(option)", hint: "write: \(option) reject")
        }
        return policy
    }
}

/// What the options mean together.
private func check(_ settings: inout HTTPLookupSettings, _ reader: HTTPLookupReader)
    throws(JobError)
{
    guard !settings.additions.isEmpty else {
        throw reader.error(
            "found no column to add", hint: "say what becomes of the answer: add $.name as name")
    }
    if settings.batch != nil, settings.body == nil, settings.method != "GET" {
        settings.body = "{\"keys\": {keys}}"
    }
    guard settings.body == nil || settings.method != "GET" else {
        throw reader.error("found a body of GET, which has none", hint: "write: lookup http post …")
    }
    guard settings.body == nil || settings.headers.contains(where: \.isContentType) else {
        settings.headers.append(HTTPRequest.Header("Content-Type", "application/json"))
        return
    }
}

extension HTTPRequest.Header {
    fileprivate var isContentType: Bool { name.lowercased() == "content-type" }
}
