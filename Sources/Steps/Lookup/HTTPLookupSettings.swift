import TrancheColumnar
import TrancheServices

/// `lookup http` as it is written: what is asked, what becomes of the answer, and within which bounds.
struct HTTPLookupSettings: Sendable {
    /// One column that is made of each answer.
    struct Addition: Sendable {
        var path: JSONPath
        var name: String
        /// `nil` takes the value's text.
        var type: DataType?
    }

    /// Several keys in one request.
    struct Batch: Sendable {
        /// The most keys of a request.
        var size: Int
        var key: String
        /// Where the answer's array is.
        var items: JSONPath
        /// Where each item has its key; the additions' paths are within an item, too.
        var match: JSONPath
    }

    /// What becomes of a record without an answer.
    enum Policy: String, Sendable, CaseIterable { case reject, null, fail }

    var method = "GET"
    var url = ""
    var body: String?
    /// Name and value, in which `${env:NAME}` stands for a secret.
    var headers: [HTTPRequest.Header] = []
    var batch: Batch?
    var additions: [Addition] = []
    /// Of one try.
    var timeout = Duration.seconds(10)
    /// Tries after the first.
    var retries = 4
    /// Of all tries together.
    var limit = Duration.seconds(120)
    /// The least time from one request to the next.
    var interval = Duration.zero
    var concurrency = 8
    var lifetime = Duration.seconds(300)
    var staleLifetime = Duration.zero
    var cacheSize = 100_000
    /// Statuses that say that there is no such thing.
    var absentStatuses = [404]
    var ifAbsent = Policy.null
    var ifFailed = Policy.reject

    var backoff: Backoff {
        Backoff(attempts: retries + 1, base: .milliseconds(200), cap: .seconds(30))
    }

    /// How the body's values are encoded: as JSON, unless a header says that it is a form.
    var bodyKind: HTTPTemplate.Kind {
        let type = headers.last { $0.name.lowercased() == "content-type" }?.value.lowercased()
        return type?.hasPrefix("application/x-www-form-urlencoded") == true ? .form : .json
    }
}
