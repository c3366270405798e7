import HTTPTesting
import Synchronization
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheServices

@testable import TrancheSteps

/// A client that answers as a test says, and keeps what it was asked.
final class ScriptedClient: HTTPClient {
    typealias Script = @Sendable (_ request: HTTPRequest, _ number: Int) throws -> HTTPResponse

    private let script: Script
    private let kept = Mutex<[HTTPRequest]>([])

    init(_ script: @escaping Script) { self.script = script }

    var requests: [HTTPRequest] { kept.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let number = kept.withLock { kept in
            kept.append(request)
            return kept.count
        }
        return try script(request, number)
    }

    func close() {}
}

extension HTTPResponse {
    static func json(_ text: String) -> HTTPResponse {
        HTTPResponse(status: 200, body: Array(text.utf8))
    }
}

/// A step that looks records up, with a client, a clock and nothing else of the world.
struct Lookup {
    let step: HTTPLookupStep
    let clock = ManualClock()

    init(
        _ text: String, on input: Schema = schema("id", "v"), replay: HTTPReplay? = nil,
        _ script: @escaping ScriptedClient.Script = { _, _ in .json("{}") }
    ) throws {
        let plan = try parseStep(text).plan(input, keeping: nil)
        var step = try #require(plan as? HTTPLookupStep)
        let client = ScriptedClient(script)
        var service = HTTPService(client: client, control: StopControl()) { 784_111_777 }
        service.clock = AnyClock(clock)
        service.replay = replay
        step.service = service
        self.step = step
        self.client = client
    }

    let client: ScriptedClient

    /// Looks rows up and returns what became of them.
    func rows(_ rows: [[String?]]) async throws -> [[String?]] {
        let chunk = chunk(rows)
        return try await run(chunk).texts
    }

    func run(_ chunk: Chunk) async throws -> Chunk {
        var counts = RowCounts()
        try await step.apply(chunk, counts: &counts)
        return chunk
    }

    func count(_ name: String) -> Int64? { step.statistics.first { $0.name == name }?.count }
}

@Suite("lookup http: what is asked, and what becomes of the answer")
struct HTTPLookupTests {
    @Test("Values are encoded for the place they stand in")
    func encoding() async throws {
        let input = Schema([
            Field("id"), Field("n", .bigint), Field("j", .json), Field("b", .boolean),
        ])
        let lookup = try Lookup(
            "lookup http post 'https://h/a/{id}/b?q={id}' "
                + "body '{\"id\": {id}, \"n\": [{n}], \"j\": {j}, \"b\": {b}, \"s\": \"<{id}>{n}\"}' "
                + "add $.x", on: input)
        _ = try await lookup.rows([
            ["a b/ü\"?&", "7", "{\"k\":[]}", "t"], ["1", "07", "null", "f"],
        ])
        let sent = lookup.client.requests.sorted { $0.url < $1.url }
        #expect(
            sent.map(\.url) == [
                "https://h/a/1/b?q=1",
                "https://h/a/a%20b%2F%C3%BC%22%3F%26/b?q=a%20b%2F%C3%BC%22%3F%26",
            ])
        #expect(
            sent.map { String(decoding: $0.body ?? [], as: UTF8.self) } == [
                #"{"id": "1", "n": ["07"], "j": null, "b": false, "s": "<1>07"}"#,
                #"{"id": "a b/ü\"?&", "n": [7], "j": {"k":[]}, "b": true, "s": "<a b/ü\"?&>7"}"#,
            ])
        #expect(sent[0].headers == [HTTPRequest.Header("Content-Type", "application/json")])
    }

    @Test("A form's values are percent-encoded")
    func form() async throws {
        let lookup = try Lookup(
            "lookup http post 'https://h/' body 'a={id}&b={v}' "
                + "header 'Content-Type: application/x-www-form-urlencoded' add $.x")
        _ = try await lookup.rows([["x=&", "{}"]])
        let body = lookup.client.requests.first?.body ?? []
        #expect(String(decoding: body, as: UTF8.self) == "a=x%3D%26&b=%7B%7D")
    }

    @Test("Paths find values, whose text is what a column gets")
    func paths() async throws {
        let answer = #"""
             {"name":"A\u0062\"","n":1.50,"t":true,"o":{"k":[1, {"x":"y"}]},"z":null,"a b":"c",
              "name2":"first","name2":"last"}
            """#
        let lookup = try Lookup(
            "lookup http 'https://h/{id}' add $.name, $.n as n type numeric, $.t as t, "
                + "$.o as o type json, $.o.k[1].x as x, $.z as z, $.none as none, "
                + "\"$['a b']\" as c, $.name2, $.o.k[9] as far, $ as all type json"
        ) { _, _ in .json(answer) }
        let row = try await lookup.rows([["1", "v"]])[0]
        #expect(
            row.dropFirst(2).dropLast() == [
                "Ab\"", "1.50", "true", #"{"k":[1, {"x":"y"}]}"#, "y", nil, nil, "c", "last", nil,
            ])
        #expect(row.last??.hasPrefix("{\"name\"") == true)
        #expect(lookup.step.output.names.suffix(11).first == "name")
    }

    @Test("Each distinct question is asked once, NULL asks nothing, and rows keep their order")
    func distinct() async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n") { request, _ in
            .json("{\"n\":\"\(request.url.dropFirst(10))\"}")
        }
        let rows = try await lookup.rows([["2", "a"], [nil, "b"], ["1", "c"], ["2", "d"]])
        #expect(
            rows == [["2", "a", "2"], [nil, "b", nil], ["1", "c", "1"], ["2", "d", "2"]])
        _ = try await lookup.rows([["1", "e"], ["3", "f"]])
        #expect(lookup.client.requests.count == 3)
        #expect(lookup.count("records") == 5)
        #expect(lookup.count("requests") == 3)
        #expect(lookup.count("from the cache") == 2)
    }

    @Test("What is not there is known as such until its time is up")
    func absent() async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n ttl 10s") { _, _ in
            HTTPResponse(status: 404)
        }
        #expect(try await lookup.rows([["1", "a"]]) == [["1", "a", nil]])
        _ = try await lookup.rows([["1", "b"]])
        #expect(lookup.client.requests.count == 1)
        #expect(lookup.count("not found") == 1)
        lookup.clock.advance(by: .seconds(10))
        _ = try await lookup.rows([["1", "c"]])
        #expect(lookup.client.requests.count == 2)
    }

    @Test("Which statuses mean that there is no such thing is the author's to say")
    func absentStatuses() async throws {
        let text = "lookup http 'https://h/{id}' add $.n retry 0 else null"
        let script: ScriptedClient.Script = { _, _ in HTTPResponse(status: 410) }
        let usual = try Lookup(text, script)
        let other = try Lookup(text + " absent 404, 410", script)
        let none = try Lookup(text + " absent none") { _, _ in HTTPResponse(status: 404) }
        for lookup in [usual, other, none] {
            #expect(try await lookup.rows([["1", "a"]]) == [["1", "a", nil]])
        }
        #expect([usual, other, none].map { $0.count("failed") } == [1, nil, 1])
        #expect([usual, other, none].map { $0.count("not found") } == [nil, 1, nil])
    }

    // MARK: Failures

    private static let flaws: [(String, HTTPResponse, String)] = [
        ("no JSON", .json("<html>"), "found an answer from h that is no JSON"),
        ("nothing", .json(" "), "found an answer from h that is no JSON"),
        (
            "not UTF-8", HTTPResponse(status: 200, body: [0x22, 0xFF, 0x22]),
            "found an answer from h that is not UTF-8"
        ),
        (
            "a NUL", .json("{\"n\": \"a\\u0000b\"}"),
            "found an answer from h with an escape that no text can hold"
        ),
        (
            "half a pair", .json("{\"n\": \"\\ud800\"}"),
            "found an answer from h with an escape that no text can hold"
        ),
        ("a status", HTTPResponse(status: 400), "found status 400 from h"),
        ("unauthorized", HTTPResponse(status: 401), "found status 401 from h"),
    ]

    @Test("A record without an answer is a reject that names the server", arguments: flaws)
    func rejected(flaw: (name: String, response: HTTPResponse, message: String)) async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n") { request, _ in
            request.url.hasSuffix("/2") ? flaw.response : .json("{\"n\":5}")
        }
        let chunk = try await lookup.run(
            chunk([["1", "a"], ["2", "b"], ["3", "c"], ["2", "d"]]))
        #expect(chunk.texts == [["1", "a", "5"], ["3", "c", "5"]])
        #expect(chunk.faults.map(\.row) == [1, 3])
        #expect(chunk.faults.allSatisfy { $0.code == .request && $0.message == flaw.message })
        #expect(lookup.client.requests.count == 3, "no other try can help")
    }

    @Test("else null gives NULL, else fail ends the run as unavailable")
    func policies() async throws {
        let script: ScriptedClient.Script = { _, _ in throw HTTPFailure(.connection, "gone") }
        let null = try Lookup("lookup http 'https://h/{id}' add $.n retry 0 else null", script)
        #expect(try await null.rows([["1", "a"]]) == [["1", "a", nil]])
        #expect(null.count("failed") == 1)
        let fail = try Lookup("lookup http 'https://h/{id}' add $.n retry 0 else fail", script)
        let error = await #expect(throws: RowError.self) { try await fail.rows([["1", "a"]]) }
        #expect(error?.code == .unavailable)
        #expect(error?.fault.message == "found no answer from h: gone")
    }

    @Test("missing reject sets a record aside that the server does not know")
    func missing() async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n missing reject") { _, _ in
            HTTPResponse(status: 404)
        }
        let chunk = try await lookup.run(chunk([["1", "a"]]))
        #expect(chunk.faults.map(\.message) == ["found no such thing at h, wanted one"])
    }

    @Test("A server that is not proven to be itself ends the run, whatever the policy")
    func untrusted() async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n else null") { _, _ in
            throw HTTPFailure(.untrusted, "certificate")
        }
        let error = await #expect(throws: RowError.self) { try await lookup.rows([["1", "a"]]) }
        #expect(error?.code == .permission)
        #expect(lookup.client.requests.count == 1)
    }

    @Test(
        "A value that would lead to another path is not sent", arguments: ["", ".", ".."])
    func paths(value: String) async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}?v={v}' add $.n")
        let chunk = try await lookup.run(chunk([[value, "a"], ["x", value]]))
        #expect(chunk.faults.map(\.row) == [0])
        #expect(lookup.client.requests.map(\.url) == ["https://h/x?v=\(value)"])
    }

    @Test("A value that does not fit its type is a reject of the step")
    func mistyped() async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n type bigint") { _, _ in
            .json("{\"n\":\"x\"}")
        }
        let chunk = try await lookup.run(chunk([["1", "a"]]))
        #expect(chunk.faults.map(\.code) == [.typeMismatch])
        #expect(chunk.faults.map(\.step) == ["lookup"])
        #expect(chunk.faults.map(\.message) == ["found 'x', wanted bigint"])
    }
}
