/// The rules of a cache, without locks and without a clock.
///
/// - Invariant: At most `size` entries; each that goes in time is in `expiries` under its slot.
struct CacheState<Key: Hashable, Value, Instant: Comparable> {
    /// The most entries, 0 for none.
    let size: Int
    var statistics = CacheStatistics()
    private var entries = RecencyList<Key, Entry>()
    private var expiries = ExpiryHeap<Instant>()

    private struct Entry {
        /// `nil` for a known absence.
        var value: Value?
        /// The first instant at which the entry no longer answers; `nil` for never.
        var expires: Instant?
        /// The first instant at which it is gone, at or after `expires`; `nil` for never.
        var goes: Instant?
    }

    init(size: Int) {
        precondition(size >= 0, "a cache of \(size) entries; the least is 0")
        self.size = size
    }

    var count: Int { entries.count }
    /// The keys from the one used longest ago, whether expired or not.
    var keys: [Key] { entries.keys }

    /// Looks a key up, counts that, and touches it.
    mutating func answer(for key: Key, now: Instant) -> CacheAnswer<Value> {
        let found = peek(key, now: now)
        if case .unknown = found { statistics.misses += 1 } else { statistics.hits += 1 }
        return found
    }

    /// Looks a key up and touches it, uncounted.
    mutating func peek(_ key: Key, now: Instant) -> CacheAnswer<Value> {
        guard let slot = entries.slot(of: key), let entry = entries.entry(in: slot) else {
            return .unknown
        }
        if let expires = entry.expires, now >= expires {
            if let goes = entry.goes, now >= goes {
                drop(slot)
                statistics.expirations += 1
            }
            return .unknown
        }
        entries.touch(slot)
        return entry.value.map { .value($0) } ?? .absent
    }

    /// What was known about a key before its time was up, as long as it is kept.
    func stale(_ key: Key, now: Instant) -> CacheAnswer<Value> {
        guard let slot = entries.slot(of: key), let entry = entries.entry(in: slot) else {
            return .unknown
        }
        if let goes = entry.goes, now >= goes { return .unknown }
        return entry.value.map { .value($0) } ?? .absent
    }

    /// Keeps a value, or an absence; frees what is gone, then evicts.
    mutating func store(_ value: Value?, for key: Key, at moment: CacheMoment<Instant>) {
        removeExpired(now: moment.now)
        if let goes = moment.goes, goes <= moment.now { return remove(key) }
        let entry = Entry(value: value, expires: moment.expires, goes: moment.goes)
        let slot: Int
        if let place = entries.slot(of: key) {
            slot = place
            entries.replace(slot, with: entry)
        } else {
            guard size > 0 else { return }
            if entries.count == size, let oldest = entries.leastRecent {
                drop(oldest)
                statistics.evictions += 1
            }
            slot = entries.insert(entry, for: key)
        }
        if let goes = moment.goes {
            expiries.set(slot, expires: goes)
        } else {
            expiries.remove(slot)
        }
    }

    mutating func remove(_ key: Key) {
        if let slot = entries.slot(of: key) { drop(slot) }
    }

    mutating func removeAll() {
        entries = RecencyList()
        expiries = ExpiryHeap()
    }

    mutating func removeExpired(now: Instant) {
        while let (expires, slot) = expiries.first, now >= expires {
            drop(slot)
            statistics.expirations += 1
        }
    }

    private mutating func drop(_ slot: Int) {
        expiries.remove(slot)
        entries.remove(slot)
    }
}

/// When an entry is written, no longer answers, and is gone; `nil` for never.
struct CacheMoment<Instant> {
    var now: Instant
    var expires: Instant?
    var goes: Instant?
}

extension CacheMoment: Sendable where Instant: Sendable {}
