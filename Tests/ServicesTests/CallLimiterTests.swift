import Testing

@testable import TrancheServices

@Suite("Calls within limits")
struct CallLimiterTests {
    @Test("No more run at a time than there are places, and all run")
    func places() async throws {
        let limiter = CallLimiter(places: 3)
        let (running, done) = (Gauge(), Counter())
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    try await limiter.withPlace {
                        running.change(by: 1)
                        for _ in 0..<5 { await Task.yield() }
                        running.change(by: -1)
                        done.increment()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(done.value == 50)
        #expect(running.most == 3)
    }

    @Test("Who waits can be cancelled, and a call that throws frees its place")
    func cancelled() async throws {
        let limiter = CallLimiter(places: 1)
        let gate = Gate()
        let first = Task { try await limiter.withPlace { await gate.wait() } }
        let second = Task { try await limiter.withPlace {} }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        gate.open()
        try await first.value
        await #expect(throws: Refused.self) { try await limiter.withPlace { throw Refused() } }
        try await limiter.withPlace {}
    }

    @Test("Starts are an interval apart, and none is saved up")
    func rate() {
        let limiter = CallLimiter(places: 1, interval: .milliseconds(10))
        #expect(limiter.reserveStart(now: .zero) == .zero)
        #expect(limiter.reserveStart(now: .milliseconds(4)) == .milliseconds(6))
        #expect(limiter.reserveStart(now: .milliseconds(4)) == .milliseconds(16))
        #expect(limiter.reserveStart(now: .seconds(1)) == .zero)
        #expect(limiter.reserveStart(now: .seconds(1)) == .milliseconds(10))
    }

    @Test("A pause holds back every start until its time")
    func pause() {
        let limiter = CallLimiter(places: 1)
        limiter.pause(until: .seconds(3))
        #expect(limiter.reserveStart(now: .seconds(1)) == .seconds(2))
        limiter.pause(until: .seconds(2))
        #expect(limiter.reserveStart(now: .seconds(1)) == .seconds(2))
        #expect(limiter.reserveStart(now: .seconds(3)) == .zero)
    }
}

@Suite("Retry-After")
struct RetryAfterTests {
    /// 1994-11-06 08:49:37 UTC.
    private let moment: Int64 = 784_111_777

    @Test(
        "Seconds and all three forms of a date say how long to wait",
        arguments: [
            ("120", 120), (" 7 ", 7), ("0", 0), ("99999999999999999999", 86400),
            ("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
            ("Sun Nov  6 09:49:37 1994", 3600), ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
            ("Sat, 30 Nov 2024 08:49:37 GMT", 86400),
        ])
    func understood(text: String, seconds: Int) {
        #expect(retryDelay(text, now: moment) == .seconds(seconds))
    }

    @Test(
        "What is neither is no time",
        arguments: ["", "soon", "-5", "1.5", "Sun, 06 Nov 1994", "Sun, 45 Nov 1994 08:49:37 GMT"])
    func refused(text: String) {
        #expect(retryDelay(text, now: moment) == nil)
    }

    @Test(
        "Dates are counted over leap years", arguments: [(1972, 68_169_600), (2000, 951_782_400)])
    func leapDays(year: Int, seconds: Int64) {
        #expect(retryDelay("Tue, 29 Feb \(year) 00:00:09 GMT", now: seconds) == .seconds(9))
    }
}
