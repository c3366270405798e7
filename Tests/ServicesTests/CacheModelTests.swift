import HTTPTesting
import PropertyTesting
import Testing

@testable import TrancheServices

/// A cache as plainly as it can be written: entries from the one used longest ago.
private struct CacheModel {
    var size: Int
    var entries: [(key: Int, value: Int?, expires: Int)] = []
    var statistics = CacheStatistics()

    mutating func answer(_ key: Int, now: Int) -> CacheAnswer<Int> {
        if let place = entries.firstIndex(where: { $0.key == key }) {
            let entry = entries.remove(at: place)
            if entry.expires > now {
                entries.append(entry)
                statistics.hits += 1
                return entry.value.map { .value($0) } ?? .absent
            }
            statistics.expirations += 1
        }
        statistics.misses += 1
        return .unknown
    }

    mutating func store(_ key: Int, _ value: Int?, expires: Int, now: Int) {
        expire(now)
        entries.removeAll { $0.key == key }
        guard expires > now, size > 0 else { return }
        if entries.count == size {
            entries.removeFirst()
            statistics.evictions += 1
        }
        entries.append((key, value, expires))
    }

    mutating func expire(_ now: Int) {
        let live = entries.filter { $0.expires > now }
        statistics.expirations += entries.count - live.count
        entries = live
    }
}

private enum Operation {
    case read(Int)
    case write(Int, Int?, lifetime: Int?)
    case advance(Int)
    case invalidate(Int)
    case invalidateAll
    case count

    static let gen: Gen<Operation> = .weighted([
        (6, Gen<Int>.int(0...9).map { .read($0) }),
        (
            8,
            zip(Gen<Int>.int(0...9), Gen<Int>.int(0...99).optional, Gen<Int>.int(0...9).optional)
                .map { .write($0, $1, lifetime: $2) }
        ),
        (3, Gen<Int>.int(0...7).map { .advance($0) }),
        (1, Gen<Int>.int(0...9).map { .invalidate($0) }),
        (1, .constant(.invalidateAll)),
        (1, .constant(.count)),
    ])
}

@Suite("Caches against a plain model")
struct CacheModelTests {
    private static let runs = zip(Gen<Int>.int(0...5), Operation.gen.array(0...120))

    @Test("A cache with lifetimes answers, evicts, orders and counts as the model")
    func expiring() {
        forAll("as the model", cases: 2000, Self.runs) { size, operations in
            let clock = ManualClock()
            let cache = TTLCache<Int, Int, ManualClock>(
                size: size, lifetime: .seconds(5), absenceLifetime: .seconds(3), clock: clock)
            var model = CacheModel(size: size)
            var now = 0
            for operation in operations {
                switch operation {
                case .read(let key):
                    _ = try same(cache.answer(for: key), model.answer(key, now: now))
                case .write(let key, let value, let lifetime):
                    let seconds = lifetime.map { Duration.seconds($0) }
                    if let value {
                        cache.store(value, for: key, lifetime: seconds)
                    } else {
                        cache.storeAbsence(for: key, lifetime: seconds)
                    }
                    let expires = now + (lifetime ?? (value == nil ? 3 : 5))
                    model.store(key, value, expires: expires, now: now)
                case .advance(let seconds):
                    clock.advance(by: .seconds(seconds))
                    now += seconds
                case .invalidate(let key):
                    cache.invalidate(key)
                    model.entries.removeAll { $0.key == key }
                case .invalidateAll:
                    cache.invalidateAll()
                    model.entries = []
                case .count:
                    model.expire(now)
                    _ = try same(cache.count, model.entries.count)
                }
                _ = try same(cache.keys, model.entries.map(\.key))
                _ = try same(cache.statistics, model.statistics)
            }
            return true
        }
    }

    @Test("A cache without lifetimes answers, evicts, orders and counts as the model")
    func recency() {
        forAll("as the model", cases: 2000, Self.runs) { size, operations in
            let cache = LRUCache<Int, Int>(size: size)
            var model = CacheModel(size: size)
            for operation in operations {
                switch operation {
                case .read(let key):
                    _ = try same(cache.answer(for: key), model.answer(key, now: 0))
                case .write(let key, let value, _):
                    if let value {
                        cache.store(value, for: key)
                    } else {
                        cache.storeAbsence(for: key)
                    }
                    model.store(key, value, expires: 1, now: 0)
                case .invalidate(let key):
                    cache.invalidate(key)
                    model.entries.removeAll { $0.key == key }
                case .invalidateAll:
                    cache.invalidateAll()
                    model.entries = []
                case .advance, .count: break
                }
                _ = try same(cache.count, model.entries.count)
                _ = try same(cache.keys, model.entries.map(\.key))
                _ = try same(cache.statistics, model.statistics)
            }
            return true
        }
    }
}
