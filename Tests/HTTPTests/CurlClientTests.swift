import HTTPTesting
import PropertyTesting
import Synchronization
import Testing
import TrancheHTTP
import TrancheServices

@Suite("A client on libcurl against a real server")
struct CurlClientTests {
    @Test("Method, path, headers and body arrive as they were, and so does the answer")
    func roundTrip() async throws {
        let server = HTTPTestServer { request in
            .status(201, body: "\(request.method) \(request.path) \(request.body)")
        }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        var request = HTTPRequest("PUT", server.url + "/a/../b%2Fc?x=%20y")
        request.headers = [HTTPRequest.Header("X-Key", "k: \"1\"")]
        request.body = Array("{\"ü\":1}".utf8)
        let response = try await client.send(request)
        #expect(response.status == 201)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == "PUT /a/../b%2Fc?x=%20y {\"ü\":1}")
        let seen = try #require(server.requests.first)
        #expect(seen.headers["x-key"] == "k: \"1\"")
        #expect(seen.headers["expect"] == nil)
    }

    @Test("An empty body is sent as one, and GET has none")
    func emptyBody() async throws {
        let server = HTTPTestServer { _ in .json("{}") }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        var post = HTTPRequest("POST", server.url)
        post.body = []
        _ = try await client.send(post)
        _ = try await client.send(HTTPRequest("GET", server.url))
        #expect(server.requests.map(\.method) == ["POST", "GET"])
        #expect(server.requests.map { $0.headers["content-length"] } == ["0", nil])
    }

    @Test("Retry-After is the last answer's")
    func retryAfter() async throws {
        let server = HTTPTestServer { _ in
            .status(429, headers: ["Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"])
        }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        let response = try await client.send(HTTPRequest("GET", server.url))
        #expect(response.status == 429)
        #expect(response.retryAfter == "Wed, 21 Oct 2015 07:28:00 GMT")
    }

    private enum Fault: CaseIterable, Sendable { case refused, cut, slow, huge, scheme, header }

    @Test("What goes wrong has a kind of its own", arguments: Fault.allCases)
    private func faults(_ fault: Fault) async throws {
        let server = HTTPTestServer { _ in
            switch fault {
            case .cut: .cut
            case .slow: .never
            default: .json(String(repeating: "x", count: 2000))
            }
        }
        let url = server.url
        if fault == .refused { server.close() }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        var request = HTTPRequest("GET", fault == .scheme ? "file:///etc/passwd" : url)
        request.timeout = fault == .slow ? .milliseconds(50) : .seconds(20)
        if fault == .huge { request.answerLimit = 1999 }
        if fault == .header { request.headers = [HTTPRequest.Header("A", "b\r\nC: d")] }
        let expected: HTTPFailure.Kind =
            switch fault {
            case .refused, .cut: .connection
            case .slow: .timeout
            case .huge: .tooLarge
            case .scheme, .header: .invalid
            }
        let failure = await #expect(throws: HTTPFailure.self) { try await client.send(request) }
        #expect(failure?.kind == expected, "\(String(describing: failure))")
    }

    @Test("An answer of exactly the limit is taken")
    func limit() async throws {
        let server = HTTPTestServer { _ in .json(String(repeating: "x", count: 2000)) }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        var request = HTTPRequest("GET", server.url)
        request.answerLimit = 2000
        #expect(try await client.send(request).body.count == 2000)
    }

    @Test("Headers follow a redirect on the same server, and go to no other")
    func redirect() async throws {
        let other = HTTPTestServer { _ in .json("{}") }
        let otherURL = other.url
        let server = HTTPTestServer { request in
            switch request.path {
            case "/first": .status(302, headers: ["Location: /second"])
            case "/second": .status(307, headers: ["Location: \(otherURL)/third"])
            default: .json("{}")
            }
        }
        defer {
            server.close()
            other.close()
        }
        let client = try CurlClient()
        defer { client.close() }
        var request = HTTPRequest("GET", server.url + "/first")
        request.headers = [
            HTTPRequest.Header("Authorization", "Bearer t"), HTTPRequest.Header("X-Key", "k"),
        ]
        #expect(try await client.send(request).status == 200)
        #expect(server.requests.map(\.path) == ["/first", "/second"])
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer t" })
        let last = try #require(other.requests.first)
        #expect(last.path == "/third")
        #expect(last.headers["authorization"] == nil && last.headers["x-key"] == nil)
    }

    @Test(
        "A redirected POST asks by GET where its status says so",
        arguments: [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
    func redirectedPost(status: Int, method: String) async throws {
        let server = HTTPTestServer { request in
            request.path == "/a" ? .status(status, headers: ["Location: /b"]) : .json("{}")
        }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        var request = HTTPRequest("POST", server.url + "/a")
        request.body = Array("{}".utf8)
        #expect(try await client.send(request).status == 200)
        #expect(server.requests.last?.method == method)
        #expect(server.requests.last?.body == (method == "GET" ? "" : "{}"))
    }

    @Test(
        "Redirects end after five, and lead to http and https alone",
        arguments: ["/again", "file:///etc/passwd", "gopher://127.0.0.1/"])
    func refusedRedirects(place: String) async throws {
        let server = HTTPTestServer { _ in .status(302, headers: ["Location: \(place)"]) }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        let failure = await #expect(throws: HTTPFailure.self) {
            try await client.send(HTTPRequest("GET", server.url))
        }
        #expect(failure?.kind == .redirect)
        #expect(server.requests.count == (place == "/again" ? 6 : 1))
    }

    @Test("A cancelled task ends its request, and leaves others alone")
    func cancelled() async throws {
        let server = HTTPTestServer { $0.path == "/slow" ? .never : .json("{}") }
        defer { server.close() }
        let client = try CurlClient()
        defer { client.close() }
        let url = server.url
        let task = Task { try await client.send(HTTPRequest("GET", url + "/slow")) }
        try await eventually("the server has the request") { !server.requests.isEmpty }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.send(HTTPRequest("GET", url)).status == 200)
    }

    @Test(
        "A stop ends the requests under way at once, and lets none begin", arguments: [false, true])
    func stopped(byClosing: Bool) async throws {
        let server = HTTPTestServer { _ in .never }
        defer { server.close() }
        let control = StopControl()
        let client = try CurlClient(control: control)
        let url = server.url
        let task = Task { try await client.send(HTTPRequest("GET", url)) }
        try await eventually("the server has the request") { !server.requests.isEmpty }
        if byClosing { client.close() } else { control.request() }
        let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
        #expect(failure?.kind == .stopped)
        let next = await #expect(throws: HTTPFailure.self) {
            try await client.send(HTTPRequest("GET", url))
        }
        #expect(next?.kind == .stopped)
        client.close()
    }
}
