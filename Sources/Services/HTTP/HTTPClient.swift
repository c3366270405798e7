/// One request to a server: everything that goes over the wire, and how long it may take.
public struct HTTPRequest: Sendable, Hashable {
    /// A line of the head.
    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `POST` … in capitals.
    public var method: String
    /// Absolute, with scheme `http` or `https`.
    public var url: String
    public var headers: [Header] = []
    /// `nil` for none, which differs from an empty one.
    public var body: [UInt8]?
    /// From the first byte sent to the last received, redirects included; 10 s by default.
    public var timeout = Duration.seconds(10)
    /// The most bytes of an answer's body, once it is decompressed; 16 MiB by default.
    public var answerLimit = 16 << 20

    public init(_ method: String, _ url: String) {
        self.method = method
        self.url = url
    }
}

/// What a server answered, whatever its status.
public struct HTTPResponse: Sendable, Hashable {
    public var status: Int
    public var body: [UInt8]
    /// The head's Retry-After as it stood there.
    public var retryAfter: String?

    public init(status: Int, body: [UInt8] = [], retryAfter: String? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// Why a request has no answer.
public struct HTTPFailure: Error, Sendable, Hashable {
    public enum Kind: Sendable {
        /// No connection, or one that was lost on the way; the same may work a moment later.
        case connection
        /// The time was up; the same may work a moment later.
        case timeout
        /// The server is not proven to be who it should be.
        case untrusted
        /// The answer is larger than allowed.
        case tooLarge
        /// A redirect that is not followed.
        case redirect
        /// What was asked for cannot be sent.
        case invalid
        /// The run was asked to stop, or the client was closed.
        case stopped
    }

    public var kind: Kind
    /// What was found, without the URL, which may hold values of a record.
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Whether the same may work a moment later.
    public var isTransient: Bool { kind == .connection || kind == .timeout }
}

/// Sends requests, any number at a time, from any task.
public protocol HTTPClient: Sendable {
    /// Sends a request and waits for all of its answer.
    ///
    /// - Throws: ``HTTPFailure``, or `CancellationError` when the task is cancelled, which ends the
    ///   request.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
    /// Ends the requests under way; later ones fail as stopped.
    func close()
}
