/// The rules of a cache, without locks and without a clock.
///
/// - Invariant: At most `size` entries; each that expires is in `expiries` under its slot.
struct CacheState<Key: Hashable, Value, Instant: Comparable> {
    /// The most entries, 0 for none.
    let size: Int
    var statistics = CacheStatistics()
    private var entries = RecencyList<Key, Entry>()
    private var expiries = ExpiryHeap<Instant>()

    private struct Entry {
        /// `nil` for a known absence.
        var value: Value?
        /// The first instant at which the entry is gone; `nil` for never.
        var expires: Instant?
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
            drop(slot)
            statistics.expirations += 1
            return .unknown
        }
        entries.touch(slot)
        return entry.value.map { .value($0) } ?? .absent
    }

    /// Keeps a value, or an absence, until `expires`; frees what has expired, then evicts.
    mutating func store(_ value: Value?, for key: Key, expires: Instant?, now: Instant) {
        removeExpired(now: now)
        if let expires, expires <= now { return remove(key) }
        let entry = Entry(value: value, expires: expires)
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
        if let expires { expiries.set(slot, expires: expires) } else { expiries.remove(slot) }
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
