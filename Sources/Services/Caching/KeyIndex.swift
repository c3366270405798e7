/// Which slot a key's hash leads to: open addressing in one array, probed in a line.
///
/// It knows no keys, so that a read hashes its key once, before it takes a lock.
///
/// - Invariant: At most half of the buckets are taken, and no free one is between a slot's bucket
///   and its home, the bucket that its hash names.
@usableFromInline
struct KeyIndex {
    /// A hash in the upper half and slot + 1 in the lower, 0 when free; a power of two of them.
    @usableFromInline var buckets: [UInt64]
    @usableFromInline var count = 0

    @inlinable
    init() { buckets = Array(repeating: 0, count: 16) }

    /// The half of a key's hash that the index takes.
    @inlinable
    static func hash(_ key: some Hashable) -> UInt32 {
        // Multiplied, so that a type whose `hashValue` is no hash does not fill a row of buckets.
        let spread = UInt64(truncatingIfNeeded: key.hashValue) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: spread &>> 32)
    }

    /// The first slot under `hash` whose key is the wanted one.
    @inlinable
    func slot(under hash: UInt32, where isWanted: (_ slot: Int) -> Bool) -> Int? {
        let last = buckets.count &- 1
        var place = Int(hash) & last
        while true {
            let bucket = buckets[place]
            guard bucket != 0 else { return nil }
            if UInt32(truncatingIfNeeded: bucket &>> 32) == hash {
                let slot = Int(UInt32(truncatingIfNeeded: bucket)) &- 1
                if isWanted(slot) { return slot }
            }
            place = (place &+ 1) & last
        }
    }

    @inlinable
    mutating func insert(_ slot: Int, under hash: UInt32) {
        if 2 * (count + 1) > buckets.count { grow() }
        put(Self.bucket(of: slot, under: hash))
        count += 1
    }

    /// Takes out a slot that is there.
    @inlinable
    mutating func remove(_ slot: Int, under hash: UInt32) {
        let wanted = Self.bucket(of: slot, under: hash)
        let last = buckets.count - 1
        var hole = Int(hash) & last
        while buckets[hole] != wanted {
            precondition(buckets[hole] != 0, "slot \(slot) is not in the index")
            hole = (hole + 1) & last
        }
        // What follows moves up, unless the hole comes before its home.
        var place = (hole + 1) & last
        while buckets[place] != 0 {
            let home = Int(buckets[place] &>> 32) & last
            if (place &- home) & last >= (place &- hole) & last {
                buckets[hole] = buckets[place]
                hole = place
            }
            place = (place + 1) & last
        }
        buckets[hole] = 0
        count -= 1
    }

    @inlinable
    static func bucket(of slot: Int, under hash: UInt32) -> UInt64 {
        UInt64(hash) &<< 32 | UInt64(UInt32(slot + 1))
    }

    @usableFromInline
    mutating func grow() {
        let old = buckets
        buckets = Array(repeating: 0, count: 2 * old.count)
        for bucket in old where bucket != 0 { put(bucket) }
    }

    /// Writes to the first free bucket from its home on.
    @inlinable
    mutating func put(_ bucket: UInt64) {
        let last = buckets.count - 1
        var place = Int(bucket &>> 32) & last
        while buckets[place] != 0 { place = (place + 1) & last }
        buckets[place] = bucket
    }
}
