import HTTPTesting
import Synchronization
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheServices

@testable import TrancheSteps

@Suite("lookup http: batches, records and replays")
struct HTTPBatchTests {
    private static let text =
        "lookup http post 'https://h/batch' batch 3 key id from $.items match $.id add $.n"

    /// Answers keys but `9` with their own text, in reverse.
    private static let script: ScriptedClient.Script = { request, _ in
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        let keys = body.dropFirst("{\"keys\": [".count).dropLast(2).split(separator: ",")
        let items = keys.reversed().filter { $0 != "9" }.map { "{\"id\":\($0),\"n\":\"n\($0)\"}" }
        return .json("{\"items\":[\(items.joined(separator: ","))]}")
    }

    private let input = Schema([Field("id", .bigint), Field("v")])

    @Test("Distinct keys go out by batches, and each answer finds its records")
    func batches() async throws {
        let lookup = try Lookup(Self.text, on: input, Self.script)
        let rows = try await lookup.rows(
            [["1", "a"], ["2", "b"], ["1", "c"], ["9", "d"], [nil, "e"], ["4", "f"]])
        #expect(rows.map { $0[2] } == ["n1", "n2", "n1", nil, nil, "n4"])
        let bodies = lookup.client.requests.map { String(decoding: $0.body ?? [], as: UTF8.self) }
        #expect(bodies.sorted() == ["{\"keys\": [1,2,9]}", "{\"keys\": [4]}"])
        _ = try await lookup.rows([["9", "a"], ["4", "b"]])
        #expect(lookup.client.requests.count == 2, "known, also that there is no 9")
        #expect(lookup.count("not found") == 1)
        #expect(lookup.count("from the cache") == 3)
    }

    @Test("Keys fit an address, too, with commas between them")
    func inAddress() async throws {
        let lookup = try Lookup(
            "lookup http 'https://h/?ids={keys}' batch 10 key id add $.n"
        ) { _, _ in
            .json("[{\"id\":\"a,\",\"n\":1}]")
        }
        #expect(try await lookup.rows([["a,", "x"], ["b", "y"]]).map { $0[2] } == ["1", nil])
        #expect(lookup.client.requests.map(\.url) == ["https://h/?ids=a%2C,b"])
    }

    @Test("A batch without an array fails each of its records")
    func noArray() async throws {
        let lookup = try Lookup(Self.text, on: input) { _, _ in .json("{\"items\":{}}") }
        let chunk = try await lookup.run(chunk([["1", "a"], ["2", "b"]]))
        #expect(
            chunk.faults.map(\.message)
                == Array(repeating: "found an answer from h without an array at $.items", count: 2))
    }

    @Test("Chunks that work side by side ask no key twice")
    func sideBySide() async throws {
        let lookup = try Lookup(Self.text, on: input, Self.script)
        let step = lookup.step
        try await withThrowingTaskGroup { group in
            for start in 0..<20 {
                group.addTask {
                    var counts = RowCounts()
                    let rows = (start..<(start + 20)).map { ["\($0 % 30 + 10)", "v"] }
                    let chunk = chunk(rows)
                    try await step.apply(chunk, counts: &counts)
                    #expect(chunk.texts.map { $0[2] } == rows.map { "n\($0[0])" })
                }
            }
            try await group.waitForAll()
        }
        let asked = lookup.client.requests.flatMap { request in
            String(decoding: request.body ?? [], as: UTF8.self).split { !$0.isNumber }
        }
        #expect(asked.count == 30 && Set(asked).count == 30)
    }

    // MARK: Records

    private final class Journal: HTTPJournal {
        private let kept = Mutex<[UInt8]>([])
        var bytes: [UInt8] { kept.withLock { $0 } }
        func append(_ line: [UInt8]) throws(JobError) { kept.withLock { $0 += line } }
        func sync() throws(JobError) {}
    }

    @Test(
        "A replay answers as the record's run was answered, failures and batches of any size too",
        arguments: [
            text, "lookup http 'https://h/{id}' add $.n retry 0 else null",
        ])
    func replayed(text: String) async throws {
        let journal = Journal()
        var lookup = try Lookup(text, on: input) { request, number in
            if request.url.hasSuffix("/2") { return HTTPResponse(status: 500) }
            if request.url.hasSuffix("/9") { return HTTPResponse(status: 404) }
            return request.method == "GET"
                ? .json("{\"n\":\"ü\\n\"}") : try Self.script(request, number)
        }.step
        lookup.service?.journal = journal
        let rows: [[String?]] = [["1", "a"], ["2", "b"], ["9", "c"], ["4", "d"]]
        var counts = RowCounts()
        let first = chunk(rows)
        try await lookup.apply(first, counts: &counts)
        let replay = try HTTPReplay(journal.bytes, name: "r")
        let second = try Lookup(text, on: input, replay: replay)
        let again = try await second.rows([rows[0]]) + second.rows(Array(rows.dropFirst()))
        #expect(again == first.texts)
        #expect(second.client.requests.isEmpty)
        #expect(second.count("requests") == 0)
    }

    @Test("A request that the record does not have ends the run and is named", arguments: [text])
    func missing(text: String) async throws {
        let lookup = try Lookup(
            text + " else null", on: input, replay: try HTTPReplay([], name: "r.ndjson"))
        let error = await #expect(throws: RowError.self) { try await lookup.rows([["1", "a"]]) }
        #expect(
            error?.fault.message == "found no answer to key 1 of POST https://h/batch in r.ndjson")
    }

    @Test(
        "The last line of a request counts, and one that was cut off at the end counts for nothing")
    func lines() async throws {
        let line =
            "{\"method\":\"GET\",\"url\":\"https://h/1\",\"status\":200,\"answer\":\"{\\\"n\\\":1}\"}\n"
        let bytes = Array((line + line.replacing(":1}", with: ":2}") + line.dropLast(9)).utf8)
        let lookup = try Lookup(
            "lookup http 'https://h/{id}' add $.n", replay: try HTTPReplay(bytes, name: "r"))
        #expect(try await lookup.rows([["1", "a"]]) == [["1", "a", "2"]])
        let broken = Array(("{}\n" + line).utf8)
        let error = #expect(throws: JobError.self) { try HTTPReplay(broken, name: "r") }
        #expect(error?.location == "r:1")
    }
}
