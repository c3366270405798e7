import HTTPTesting
import Synchronization
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheServices

@testable import TrancheSteps

@Suite("lookup http: tries, waits and limits, by a clock that only waits move")
struct HTTPRetryTests {
    @Test(
        "What may pass is tried again until it has passed",
        arguments: [408, 429, 500, 502, 503, 504, 0])
    func retried(status: Int) async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n") { _, number in
            guard number <= 3 else { return .json("{\"n\":1}") }
            if status == 0 { throw HTTPFailure(.timeout, "slow") }
            return HTTPResponse(status: status)
        }
        #expect(try await lookup.rows([["1", "a"]]) == [["1", "a", "1"]])
        #expect(lookup.client.requests.count == 4)
        #expect(lookup.count("retries") == 3)
        #expect(lookup.count("failed") == nil)
        // Full jitter under 200, 400 and 800 ms.
        #expect(lookup.clock.now.duration(since: ManualClock().now) <= .milliseconds(1400))
    }

    @Test("Tries end after the first and as many more as are allowed", arguments: [0, 1, 4])
    func bounded(retries: Int) async throws {
        let lookup = try Lookup(
            "lookup http 'https://h/{id}' add $.n retry \(retries) else null"
        ) { _, _ in HTTPResponse(status: 503) }
        #expect(try await lookup.rows([["1", "a"]]) == [["1", "a", nil]])
        #expect(lookup.client.requests.count == retries + 1)
    }

    @Test(
        "A try waits at least as long as the server asks, in seconds or until a date",
        arguments: ["7", "Sun, 06 Nov 1994 08:49:44 GMT"])
    func retryAfter(text: String) async throws {
        let lookup = try Lookup("lookup http 'https://h/{id}' add $.n") { _, number in
            number > 1 ? .json("{}") : HTTPResponse(status: 429, retryAfter: text)
        }
        _ = try await lookup.rows([["1", "a"]])
        let spent = lookup.clock.now.duration(since: ManualClock().now)
        #expect(spent >= .seconds(7) && spent < .seconds(8))
        #expect(lookup.client.requests.count == 2)
    }

    @Test("A wait beyond the time of all tries is not begun")
    func within() async throws {
        let lookup = try Lookup(
            "lookup http 'https://h/{id}' add $.n within 5s else null"
        ) { _, _ in HTTPResponse(status: 503, retryAfter: "5") }
        _ = try await lookup.rows([["1", "a"]])
        #expect(lookup.client.requests.count == 1)
        #expect(lookup.clock.now.duration(since: ManualClock().now) == .zero)
    }

    @Test("Waiting for its turn takes nothing from the time of a request's tries")
    func turn() async throws {
        let lookup = try Lookup(
            "lookup http 'https://h/{id}' add $.n rate 1/m concurrency 1 within 5s"
        ) { _, number in number == 3 ? HTTPResponse(status: 503) : .json("{\"n\":1}") }
        #expect(
            try await lookup.rows((0..<4).map { ["\($0)", "a"] }).map { $0[2] } == [
                "1", "1", "1", "1",
            ])
        #expect(lookup.count("retries") == 1)
    }

    @Test("Requests follow one another no faster than the rate")
    func rate() async throws {
        let lookup = try Lookup(
            "lookup http 'https://h/{id}' add $.n rate 10/s concurrency 1"
        ) { _, _ in .json("{}") }
        _ = try await lookup.rows((0..<31).map { ["\($0)", "a"] })
        #expect(lookup.client.requests.count == 31)
        #expect(lookup.clock.now.duration(since: ManualClock().now) == .seconds(3))
    }

    @Test("A second pass over the input knows the answers of the first, and keeps its rate")
    func secondPass() async throws {
        var lookup = try Lookup("lookup http 'https://h/{id}' add $.n rate 1/s").step
        let clock = ManualClock()
        let client = ScriptedClient { _, _ in .json("{\"n\":1}") }
        var counts = RowCounts()
        for rows in [["1", "2"], ["2", "3"]] {
            var service = HTTPService(client: client, control: StopControl()) { 0 }
            service.clock = AnyClock(clock)
            lookup.service = service
            try await lookup.apply(chunk(rows.map { [$0, "a"] }), counts: &counts)
        }
        #expect(client.requests.count == 3)
        #expect(clock.now.duration(since: ManualClock().now) == .seconds(2))
    }

    @Test("A failed question is answered by what was known before, as long as stale says")
    func stale() async throws {
        let lookup = try Lookup(
            "lookup http 'https://h/{id}' add $.n ttl 10s stale 5s retry 0 else null"
        ) { _, number in
            number > 1 ? HTTPResponse(status: 500) : .json("{\"n\":1}")
        }
        _ = try await lookup.rows([["1", "a"]])
        lookup.clock.advance(by: .seconds(12))
        #expect(try await lookup.rows([["1", "b"]]) == [["1", "b", "1"]])
        #expect(lookup.count("stale") == 1)
        lookup.clock.advance(by: .seconds(3))
        #expect(try await lookup.rows([["1", "c"]]) == [["1", "c", nil]])
        #expect(lookup.client.requests.count == 3)
    }

    @Test("A stop ends a wait, and the step with it")
    func stopped() async throws {
        let control = StopControl()
        var lookup = try Lookup("lookup http 'https://h/{id}' add $.n rate 1/h").step
        let client = ScriptedClient { _, number in
            control.request()
            return HTTPResponse(status: 503)
        }
        var service = HTTPService(client: client, control: control) { 0 }
        service.clock = AnyClock(ManualClock())
        lookup.service = service
        let step = lookup
        await #expect(throws: StepStopped.self) {
            var counts = RowCounts()
            try await step.apply(chunk([["1", "a"], ["2", "b"]]), counts: &counts)
        }
        #expect(client.requests.count == 1)
    }
}

extension InstantProtocol where Duration == Swift.Duration {
    fileprivate func duration(since start: Self) -> Duration { start.duration(to: self) }
}
