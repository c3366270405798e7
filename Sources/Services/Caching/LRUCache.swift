/// Values under keys, of which the one used longest ago goes when there is no more room.
///
/// Reading and writing a key both use it. All calls are safe from any thread. A hit hashes the key
/// and then takes the cache's one lock, briefly; it allocates nothing.
///
/// - Complexity: O(1) for each call on one key.
public final class LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline let core: CacheCore<Key, Value>

    /// - Parameter size: The most entries, 1000 by default; 0 keeps nothing, and each load runs.
    public init(size: Int = 1000) {
        core = CacheCore(size: size)
    }

    /// Entries kept, 0...`size`.
    public var count: Int { core.read { $0.count } }
    /// What the cache did so far.
    public var statistics: CacheStatistics { core.read { $0.statistics } }
    /// The keys from the one used longest ago, for tests.
    var keys: [Key] { core.read { $0.keys } }

    /// Callers that wait for a load, for tests.
    var waiterCount: Int { core.waiterCount }

    /// The value kept under `key`; `nil` also for a known absence.
    @inlinable
    public func value(for key: Key) -> Value? {
        guard case .value(let value) = answer(for: key) else { return nil }
        return value
    }

    /// What is known about `key`: a value, an absence, or nothing.
    @inlinable
    public func answer(for key: Key) -> CacheAnswer<Value> {
        core.answer(for: key, now: .zero)
    }

    /// Keeps a value; a load of the key that is under way no longer changes the cache.
    @inlinable
    public func store(_ value: Value, for key: Key) {
        core.store(value, for: key, at: .always)
    }

    /// Keeps the knowledge that there is no value.
    @inlinable
    public func storeAbsence(for key: Key) {
        core.store(nil, for: key, at: .always)
    }

    /// Forgets `key`; a load of it that is under way no longer changes the cache.
    @inlinable
    public func invalidate(_ key: Key) { core.invalidate(key) }

    /// Forgets all keys, as ``invalidate(_:)`` does one; the statistics stay.
    public func invalidateAll() { core.invalidateAll() }

    /// The value under `key`, loaded at a miss, by one load for all who ask meanwhile.
    ///
    /// The rules are those of ``TTLCache/value(for:loading:)``.
    ///
    /// - Throws: What `loading` threw, or `CancellationError` to a caller that was cancelled.
    @inlinable
    public func value(
        for key: Key, loading: @escaping @Sendable (Key) async throws -> Value?
    ) async throws -> Value? {
        switch answer(for: key) {
        case .value(let value): value
        case .absent: nil
        case .unknown: try await load(key, loading)
        }
    }

    @usableFromInline
    func load(
        _ key: Key, _ loading: @escaping @Sendable (Key) async throws -> Value?
    ) async throws -> Value? {
        try await core.load(key, now: .zero, moments: { _ in .always }, loading: loading)
    }
}
