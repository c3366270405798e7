import Synchronization

/// Values kept for a limited time, and of which the one used longest ago goes for want of room.
///
/// An entry is gone from the very instant written + lifetime on. Writing a key restarts its time,
/// reading does not; both make it the one used last. Entries whose time is up go before live ones:
/// each write frees all of them. All calls are safe from any thread. A hit reads the clock, hashes
/// the key, and then takes the cache's one lock, briefly; it allocates nothing.
///
/// - Complexity: O(1) to read a live entry and to add one when all lifetimes are the same;
///   O(log *n*) for every other write and for what drops an entry.
public final class TTLCache<Key: Hashable & Sendable, Value: Sendable, Time: Clock>: Sendable
where Time.Duration == Duration {
    @usableFromInline let core: CacheCore<Key, Value>
    @usableFromInline let lifetime: Duration
    @usableFromInline let absenceLifetime: Duration
    private let staleLifetime: Duration
    private let jitter: Double
    private let random: Mutex<any RandomNumberGenerator & Sendable>
    @usableFromInline let clock: Time
    /// When the cache was made, from which its time is counted.
    @usableFromInline let start: Time.Instant

    /// - Parameters:
    ///   - size: The most entries, 1000 by default; 0 keeps nothing, and each load runs.
    ///   - lifetime: How long a value is kept, 300 s by default; 0 or less keeps nothing.
    ///   - absenceLifetime: How long it is known that there is no value; as `lifetime` by default.
    ///   - staleLifetime: How long after that an entry still answers those whose load has failed;
    ///     not at all by default. It takes a place until then.
    ///   - jitter: The part of a lifetime, 0...1, by which it is shortened at most, evenly at
    ///     random, so that entries written together are not loaded together; 0 by default.
    ///   - random: Where the jitter comes from.
    ///   - clock: Must not run backwards; `ContinuousClock` in a program.
    public init(
        size: Int = 1000, lifetime: Duration = .seconds(300), absenceLifetime: Duration? = nil,
        staleLifetime: Duration = .zero, jitter: Double = 0,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(), clock: Time
    ) {
        precondition((0...1).contains(jitter), "a jitter of \(jitter) is not in 0...1")
        core = CacheCore(size: size)
        self.lifetime = lifetime
        self.absenceLifetime = absenceLifetime ?? lifetime
        self.staleLifetime = staleLifetime
        self.jitter = jitter
        self.random = Mutex(random)
        self.clock = clock
        start = clock.now
    }

    /// Entries that answer, or would after a failed load, 0...`size`; frees the others.
    public var count: Int {
        let now = elapsed
        return core.read { state in
            state.removeExpired(now: now)
            return state.count
        }
    }

    /// What the cache did so far.
    public var statistics: CacheStatistics { core.read { $0.statistics } }
    /// The keys from the one used longest ago, expired ones too, for tests.
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
        core.answer(for: key, now: elapsed)
    }

    /// What was known about `key` before its time was up, as long as it is kept; uncounted.
    @inlinable
    public func staleAnswer(for key: Key) -> CacheAnswer<Value> {
        core.stale(key, now: elapsed)
    }

    /// Keeps a value for `lifetime`, the cache's by default.
    ///
    /// A load of the key that is under way no longer changes the cache.
    @inlinable
    public func store(_ value: Value, for key: Key, lifetime: Duration? = nil) {
        core.store(value, for: key, at: moment(lifetime ?? self.lifetime))
    }

    /// Keeps the knowledge that there is no value.
    ///
    /// It is kept for `lifetime`, the cache's for absences by default.
    @inlinable
    public func storeAbsence(for key: Key, lifetime: Duration? = nil) {
        core.store(nil, for: key, at: moment(lifetime ?? absenceLifetime))
    }

    /// Forgets `key`; a load of it that is under way no longer changes the cache.
    @inlinable
    public func invalidate(_ key: Key) { core.invalidate(key) }

    /// Forgets all keys, as ``invalidate(_:)`` does one; the statistics stay.
    public func invalidateAll() { core.invalidateAll() }

    /// The value under `key`, loaded at a miss, by one load for all who ask meanwhile.
    ///
    /// The time of a loaded entry begins when its load ends. A failed load fails all who wait,
    /// unless a stale entry answers them, and is not kept. A caller that is cancelled leaves the
    /// load to the others; it is cancelled when the last has left. A write or an invalidation
    /// during a load wins: the load still answers those who wait, but is not kept.
    ///
    /// - Parameters:
    ///   - key: What to look up.
    ///   - loading: Returns the value, or `nil` for an absence that is kept as such. It may ask
    ///     the cache for other keys; asking for its own waits for itself.
    /// - Returns: The value, or `nil` for an absence.
    /// - Throws: What `loading` threw, or `CancellationError` to a caller that was cancelled.
    @inlinable
    public func value(
        for key: Key, loading: @escaping @Sendable (Key) async throws -> Value?
    ) async throws -> Value? {
        let now = elapsed
        return switch core.answer(for: key, now: now) {
        case .value(let value): value
        case .absent: nil
        case .unknown: try await load(key, now, loading)
        }
    }

    @usableFromInline
    func load(
        _ key: Key, _ now: Duration, _ loading: @escaping @Sendable (Key) async throws -> Value?
    ) async throws -> Value? {
        try await core.load(
            key, now: now,
            moments: { [self] isAbsent in moment(isAbsent ? absenceLifetime : lifetime) },
            loading: loading)
    }

    /// What has passed since the cache was made.
    @inlinable var elapsed: Duration { start.duration(to: clock.now) }

    @usableFromInline
    func moment(_ lifetime: Duration) -> CacheMoment {
        let now = elapsed
        var kept = lifetime
        if jitter > 0 {
            kept = lifetime * (1 - random.withLock { Double.random(in: 0...jitter, using: &$0) })
        }
        let expires = now + kept
        // What is not kept at all is not kept for failures either.
        return CacheMoment(
            now: now, expires: expires, goes: kept > .zero ? expires + staleLifetime : expires)
    }
}
