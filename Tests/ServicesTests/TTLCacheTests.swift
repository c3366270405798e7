import HTTPTesting
import PropertyTesting
import Testing

@testable import TrancheServices

@Suite("A cache whose entries expire")
struct TTLCacheTests {
    let clock = ManualClock()
    let cache: TTLCache<String, Int, ManualClock>

    init() { cache = TTLCache(clock: clock) }

    @Test(
        "An entry is gone from the very moment its 300 seconds are over",
        arguments: [(Duration.seconds(300) - .nanoseconds(1), 7), (.seconds(300), nil)]
            as [(Duration, Int?)])
    func expires(after age: Duration, expected: Int?) {
        cache.store(7, for: "rate")
        clock.advance(by: age)
        #expect(cache.value(for: "rate") == expected)
    }

    @Test("Writing restarts the time, reading does not")
    func restart() {
        cache.store(1, for: "written")
        cache.store(1, for: "read")
        clock.advance(by: .seconds(200))
        cache.store(2, for: "written")
        #expect(cache.value(for: "read") == 1)
        clock.advance(by: .seconds(100))
        #expect(cache.value(for: "written") == 2)
        #expect(cache.value(for: "read") == nil)
    }

    @Test("By default a thousand entries have room, and the next drops the oldest")
    func defaultSize() {
        for number in 0...1000 { cache.store(number, for: "\(number)") }
        #expect(cache.count == 1000)
        #expect(cache.value(for: "0") == nil)
        #expect(cache.value(for: "1") == 1)
    }

    @Test("An expired entry goes before a live one that was used longer ago")
    func expiredFirst() {
        let cache = TTLCache<String, Int, ManualClock>(size: 2, clock: clock)
        cache.store(1, for: "live")
        cache.store(2, for: "short", lifetime: .seconds(1))
        clock.advance(by: .seconds(1))
        cache.store(3, for: "new")
        #expect(cache.value(for: "live") == 1)
        #expect(cache.statistics.evictions == 0)
        #expect(cache.statistics.expirations == 1)
    }

    @Test("An absence is told apart from a miss, and has a lifetime of its own")
    func absence() {
        let cache = TTLCache<String, Int, ManualClock>(absenceLifetime: .seconds(5), clock: clock)
        #expect(cache.answer(for: "nobody") == .unknown)
        cache.storeAbsence(for: "nobody")
        #expect(cache.answer(for: "nobody") == .absent)
        clock.advance(by: .seconds(5))
        #expect(cache.answer(for: "nobody") == .unknown)
        #expect(cache.statistics.hits == 1)
        #expect(cache.statistics.lookups == 3)
    }

    @Test("Jitter shortens a lifetime by at most its part, and not always by the same")
    func jitter() {
        let cache = TTLCache<Int, Int, ManualClock>(
            lifetime: .seconds(100), jitter: 0.2, random: SeededGenerator(seed: 1), clock: clock)
        for key in 0..<1000 { cache.store(key, for: key) }
        clock.advance(by: .seconds(80) - .nanoseconds(1))
        #expect(cache.count == 1000)
        clock.advance(by: .seconds(10))
        #expect((400...600).contains(cache.count))
        clock.advance(by: .seconds(10) + .nanoseconds(1))
        #expect(cache.count == 0)
    }

    @Test("Keys that look alike in parts are not mixed up")
    func compositeKeys() {
        let cache = TTLCache<[String], Int, ManualClock>(clock: clock)
        cache.store(1, for: ["a", "bc"])
        #expect(cache.value(for: ["ab", "c"]) == nil)
    }

    @Test("A value is freed with its entry", arguments: ["expired", "evicted", "invalidated"])
    func freed(how: String) {
        final class Held: Sendable {}
        let cache = TTLCache<Int, Held, ManualClock>(size: 1, clock: clock)
        weak var held: Held?
        do {
            let value = Held()
            held = value
            cache.store(value, for: 1)
        }
        #expect(held != nil)
        switch how {
        case "expired":
            clock.advance(by: .seconds(300))
            _ = cache.count
        case "evicted": cache.store(Held(), for: 2)
        default: cache.invalidate(1)
        }
        #expect(held == nil)
    }

    @Test("A failed load is answered by what was known before, as long as that is kept")
    func stale() async throws {
        let cache = TTLCache<String, Int, ManualClock>(
            lifetime: .seconds(10), staleLifetime: .seconds(5), clock: clock)
        cache.store(7, for: "rate")
        cache.storeAbsence(for: "nobody")
        clock.advance(by: .seconds(10))
        #expect(cache.value(for: "rate") == nil)
        #expect(cache.staleAnswer(for: "rate") == .value(7))
        #expect(try await cache.value(for: "rate") { _ in throw Refused() } == 7)
        #expect(try await cache.value(for: "nobody") { _ in throw Refused() } == nil)
        #expect(cache.statistics.staleAnswers == 2)
        clock.advance(by: .seconds(5))
        #expect(cache.staleAnswer(for: "rate") == .unknown)
        await #expect(throws: Refused.self) {
            try await cache.value(for: "rate") { _ in throw Refused() }
        }
        #expect(cache.statistics.staleAnswers == 2)
    }

    @Test("A load that succeeds takes the place of a stale entry")
    func refreshed() async throws {
        let cache = TTLCache<String, Int, ManualClock>(
            lifetime: .seconds(10), staleLifetime: .seconds(5), clock: clock)
        cache.store(7, for: "rate")
        clock.advance(by: .seconds(12))
        #expect(try await cache.value(for: "rate") { _ in 8 } == 8)
        clock.advance(by: .seconds(9))
        #expect(cache.value(for: "rate") == 8)
        #expect(cache.count == 1)
    }
}
