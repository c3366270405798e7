import HTTPTesting
import Testing

@testable import TrancheServices

@Suite("Loads of a cache", .timeLimit(.minutes(15)))
struct CacheLoadTests {
    typealias Cache = TTLCache<String, Int, ManualClock>
    let clock = ManualClock()
    let cache: Cache
    let gate = Gate()
    let loads = Counter()

    init() { cache = Cache(absenceLifetime: .seconds(5), clock: clock) }

    /// Begins `count` lookups of `a` that all wait for one load.
    private func wait(
        _ count: Int, loading: @escaping @Sendable (String) async throws -> Int?
    ) async -> [Task<Int?, any Error>] {
        let waiting = cache.waiterCount
        let tasks = (0..<count).map { _ in
            Task { [cache] in try await cache.value(for: "a", loading: loading) }
        }
        await until { cache.waiterCount == waiting + count }
        return tasks
    }

    @Test("A thousand misses at once are one load, and all get its value")
    func singleFlight() async throws {
        let tasks = await wait(1000) { [gate, loads] _ in
            await gate.wait()
            return loads.increment()
        }
        gate.open()
        for task in tasks { #expect(try await task.value == 1) }
        #expect(try await cache.value(for: "a") { _ in 2 } == 1)
        #expect(cache.statistics.loads == 1)
        #expect(cache.statistics.misses == 1000)
        #expect(cache.statistics.hits == 1)
    }

    @Test("A failed load fails all who wait and is not kept")
    func failure() async throws {
        let tasks = await wait(10) { [gate] _ in
            await gate.wait()
            throw Refused()
        }
        gate.open()
        for task in tasks { await #expect(throws: Refused()) { try await task.value } }
        #expect(try await cache.value(for: "a") { _ in 2 } == 2)
        #expect(cache.statistics.loads == 2)
        #expect(cache.statistics.loadFailures == 1)
    }

    @Test("A loaded absence is kept for its own time, which begins when the load ends")
    func loadedAbsence() async throws {
        let load: @Sendable (String) async throws -> Int? = { [clock, loads] _ in
            loads.increment()
            clock.advance(by: .seconds(60))
            return nil
        }
        #expect(try await cache.value(for: "a", loading: load) == nil)
        clock.advance(by: .seconds(5) - .nanoseconds(1))
        #expect(try await cache.value(for: "a", loading: load) == nil)
        #expect(loads.value == 1)
        clock.advance(by: .nanoseconds(1))
        #expect(try await cache.value(for: "a", loading: load) == nil)
        #expect(loads.value == 2)
    }

    @Test("A waiter that is cancelled leaves at once, the others get the value", arguments: [0, 2])
    func oneCancelled(index: Int) async throws {
        var tasks: [Task<Int?, any Error>] = []
        for _ in 0..<3 {
            tasks += await wait(1) { [gate] _ in
                await gate.wait()
                try Task.checkCancellation()
                return 1
            }
        }
        let cancelled = tasks.remove(at: index)
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        gate.open()
        for task in tasks { #expect(try await task.value == 1) }
        #expect(cache.value(for: "a") == 1)
    }

    @Test("When all are cancelled the load is, and the key can be loaded again at once")
    func allCancelled() async throws {
        let wasCancelled = Counter()
        let tasks = await wait(3) { [gate] _ in
            await gate.wait()
            if Task.isCancelled { wasCancelled.increment() }
            return 1
        }
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(try await cache.value(for: "a") { _ in 2 } == 2)
        gate.open()
        await until { wasCancelled.value == 1 }
        #expect(cache.value(for: "a") == 2)
        #expect(cache.waiterCount == 0)
    }

    @Test("A task that was cancelled before it asks loads nothing")
    func cancelledBefore() async {
        let task = Task { [cache, gate, loads] in
            await gate.wait()
            return try await cache.value(for: "a") { _ in loads.increment() }
        }
        task.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(cache.statistics.loads == 0)
    }

    @Test("A write during a load wins over the late result, which still answers who waits")
    func writeWins() async throws {
        let tasks = await wait(2) { [gate] _ in
            await gate.wait()
            return 1
        }
        cache.store(2, for: "a")
        gate.open()
        for task in tasks { #expect(try await task.value == 1) }
        #expect(cache.value(for: "a") == 2)
    }

    @Test("An invalidation during a load keeps its result out", arguments: [false, true])
    func invalidationWins(all: Bool) async throws {
        let old = await wait(2) { [gate] _ in
            await gate.wait()
            return 1
        }
        if all { cache.invalidateAll() } else { cache.invalidate("a") }
        #expect(cache.answer(for: "a") == .unknown)
        #expect(try await cache.value(for: "a") { _ in 2 } == 2)
        gate.open()
        for task in old { #expect(try await task.value == 1) }
        #expect(cache.value(for: "a") == 2)
    }

    @Test("A load that asks the cache for another key gets it")
    func reentry() async throws {
        let found = try await cache.value(for: "a") { [cache] _ in
            try await cache.value(for: "b") { _ in 20 }.map { $0 + 1 }
        }
        #expect(found == 21)
        #expect(cache.value(for: "b") == 20)
    }

    @Test("A cache of size 0 keeps nothing, and still loads once for all at once")
    func sizeZero() async throws {
        let cache = LRUCache<String, Int>(size: 0)
        let tasks = (0..<10).map { _ in
            Task { [gate, loads] in
                try await cache.value(for: "a") { _ in
                    await gate.wait()
                    return loads.increment()
                }
            }
        }
        await until { cache.waiterCount == 10 }
        gate.open()
        for task in tasks { #expect(try await task.value == 1) }
        let again = try await cache.value(for: "a") { [loads] _ in loads.increment() }
        #expect(again == 2)
        #expect(cache.count == 0)
    }

    @Test("Loads, writes and cancellations from everywhere leave no waiter and no wrong value")
    func storm() async {
        let cache = LRUCache<Int, Int>(size: 5)
        let wrong = Counter()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let key = number % 13
                    let task = Task {
                        try await cache.value(for: key) { key in
                            await Task.yield()
                            if number % 7 == 0 { throw Refused() }
                            return key * 10
                        }
                    }
                    if number % 5 == 0 { task.cancel() }
                    if number % 11 == 0 { cache.invalidate(key) }
                    if number % 17 == 0 { cache.store(key * 10, for: key) }
                    if let value = try? await task.value, value != key * 10 { wrong.increment() }
                }
            }
        }
        #expect(wrong.value == 0)
        #expect(cache.waiterCount == 0)
        #expect(cache.count <= 5)
        #expect(cache.statistics.lookups == 2000)
    }
}
