/// The rules of a cache, without locks and without a clock.
///
/// Time is what has passed since the cache was made. A key comes with the hash that
/// ``KeyIndex/hash(_:)`` gives it.
///
/// - Invariant: At most `size` entries; each that goes in time is in `expiries` under its slot.
@usableFromInline
struct CacheState<Key: Hashable, Value> {
    /// The most entries, 0 for none.
    @usableFromInline let size: Int
    // Counted by code in other modules too, which may not write to public statistics.
    @usableFromInline var hits = 0
    @usableFromInline var misses = 0
    @usableFromInline var evictions = 0
    @usableFromInline var expirations = 0
    /// What loads count.
    var loads = CacheStatistics()
    @usableFromInline var entries = RecencyList<Key, Value>()
    @usableFromInline var expiries = ExpiryHeap()

    init(size: Int) {
        precondition(size >= 0, "a cache of \(size) entries; the least is 0")
        self.size = size
    }

    var count: Int { entries.count }
    /// The keys from the one used longest ago, whether expired or not.
    var keys: [Key] { entries.ordered }
    var statistics: CacheStatistics {
        var all = loads
        all.hits = hits
        all.misses = misses
        all.evictions = evictions
        all.expirations = expirations
        return all
    }

    /// Looks a key up, counts that, and touches it.
    @inlinable
    mutating func answer(for key: Key, hash: UInt32, now: Duration) -> CacheAnswer<Value> {
        let found = peek(key, hash: hash, now: now)
        if case .unknown = found { misses &+= 1 } else { hits &+= 1 }
        return found
    }

    /// Looks a key up and touches it, uncounted.
    @inlinable
    mutating func peek(_ key: Key, hash: UInt32, now: Duration) -> CacheAnswer<Value> {
        guard let slot = entries.slot(of: key, hash: hash) else { return .unknown }
        if now >= entries.nodes[slot].expires {
            if now >= entries.nodes[slot].goes { expire(slot) }
            return .unknown
        }
        entries.touch(slot)
        return answer(in: slot)
    }

    /// What was known about a key before its time was up, as long as it is kept.
    @inlinable
    func stale(_ key: Key, hash: UInt32, now: Duration) -> CacheAnswer<Value> {
        guard let slot = entries.slot(of: key, hash: hash), now < entries.nodes[slot].goes else {
            return .unknown
        }
        return answer(in: slot)
    }

    @inlinable
    func answer(in slot: Int) -> CacheAnswer<Value> {
        if let value = entries.values[slot] { .value(value) } else { .absent }
    }

    /// Keeps a value, or an absence; frees what is gone, then evicts.
    @inlinable
    mutating func store(_ value: Value?, for key: Key, hash: UInt32, at moment: CacheMoment) {
        removeExpired(now: moment.now)
        if moment.goes <= moment.now { return remove(key, hash: hash) }
        let slot: Int
        if let place = entries.slot(of: key, hash: hash) {
            slot = place
            entries.replace(slot, with: value, expires: moment.expires, goes: moment.goes)
        } else {
            guard size > 0 else { return }
            if entries.count == size, let oldest = entries.leastRecent {
                drop(oldest)
                evictions &+= 1
            }
            slot = entries.insert(
                key, value, .init(hash: hash, expires: moment.expires, goes: moment.goes))
        }
        if moment.goes < .never {
            expiries.set(slot, expires: moment.goes)
        } else {
            expiries.remove(slot)
        }
    }

    @inlinable
    mutating func remove(_ key: Key, hash: UInt32) {
        if let slot = entries.slot(of: key, hash: hash) { drop(slot) }
    }

    mutating func removeAll() {
        entries = RecencyList()
        expiries = ExpiryHeap()
    }

    @inlinable
    mutating func removeExpired(now: Duration) {
        while let slot = expiries.first(upTo: now) { expire(slot) }
    }

    @inlinable
    mutating func expire(_ slot: Int) {
        drop(slot)
        expirations &+= 1
    }

    @inlinable
    mutating func drop(_ slot: Int) {
        expiries.remove(slot)
        entries.remove(slot)
    }
}
