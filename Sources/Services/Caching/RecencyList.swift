/// Entries under keys, in the order of their last use; a doubly linked list through arrays.
///
/// A slot keeps its number until its entry is removed. All operations are O(1). Keys, values and
/// what links them are apart, so that nothing is copied, and counted, but what a caller gets. A
/// key's hash is always that of ``KeyIndex/hash(_:)``.
@usableFromInline
struct RecencyList<Key: Hashable, Value> {
    /// What is known of a slot besides its key and its value.
    @usableFromInline
    struct Node {
        /// When the entry no longer answers, and when it is gone.
        @usableFromInline var expires: Duration
        @usableFromInline var goes: Duration
        @usableFromInline var hash: UInt32
        /// The neighbour used later; the next free slot while this one is free.
        @usableFromInline var newer: Int32 = -1
        @usableFromInline var older: Int32 = -1

        @inlinable
        init(hash: UInt32, expires: Duration, goes: Duration) {
            self.hash = hash
            self.expires = expires
            self.goes = goes
        }
    }

    @usableFromInline var nodes: [Node] = []
    /// `nil` while the slot is free.
    @usableFromInline var keys: [Key?] = []
    /// `nil` for a known absence, and while the slot is free.
    @usableFromInline var values: [Value?] = []
    @usableFromInline var index = KeyIndex()
    // Slots, -1 for none.
    @usableFromInline var newest: Int32 = -1
    @usableFromInline var oldest: Int32 = -1
    @usableFromInline var firstFree: Int32 = -1

    @inlinable
    init() {}

    @inlinable var count: Int { index.count }

    /// The slot of `key`, without touching its place in the order.
    @inlinable
    func slot(of key: Key, hash: UInt32) -> Int? {
        let keys = keys.span
        return index.slot(under: hash) { keys[$0] == key }
    }

    /// The slot used longest ago.
    @inlinable var leastRecent: Int? { oldest < 0 ? nil : Int(oldest) }

    /// The keys from the one used longest ago.
    var ordered: [Key] {
        var found: [Key] = []
        var slot = oldest
        while slot >= 0 {
            if let key = keys[Int(slot)] { found.append(key) }
            slot = nodes[Int(slot)].newer
        }
        return found
    }

    /// Makes `slot` the one used last.
    @inlinable
    mutating func touch(_ slot: Int) {
        guard slot != Int(newest) else { return }
        let (newer, older, last) = (nodes[slot].newer, nodes[slot].older, newest)
        if older < 0 { oldest = newer }
        newest = Int32(truncatingIfNeeded: slot)
        // One span, so that the array is asked once whether it is shared.
        var span = nodes.mutableSpan
        span[Int(newer)].older = older
        if older >= 0 { span[Int(older)].newer = newer }
        span[slot].newer = -1
        span[slot].older = last
        span[Int(last)].newer = Int32(truncatingIfNeeded: slot)
    }

    /// Replaces the entry in `slot` and touches it.
    @inlinable
    mutating func replace(_ slot: Int, with value: Value?, expires: Duration, goes: Duration) {
        values[slot] = value
        nodes[slot].expires = expires
        nodes[slot].goes = goes
        touch(slot)
    }

    /// Adds an entry as the one used last.
    ///
    /// - Precondition: There is none under `key`.
    @inlinable
    mutating func insert(_ key: Key, _ value: Value?, _ node: Node) -> Int {
        var node = node
        node.older = newest
        let slot: Int32
        if firstFree < 0 {
            slot = Int32(nodes.count)
            nodes.append(node)
            keys.append(key)
            values.append(value)
        } else {
            slot = firstFree
            firstFree = nodes[Int(slot)].newer
            nodes[Int(slot)] = node
            keys[Int(slot)] = key
            values[Int(slot)] = value
        }
        index.insert(Int(slot), under: node.hash)
        if newest < 0 { oldest = slot } else { nodes[Int(newest)].newer = slot }
        newest = slot
        return Int(slot)
    }

    /// Frees a slot that is taken.
    @inlinable
    mutating func remove(_ slot: Int) {
        index.remove(slot, under: nodes[slot].hash)
        let (newer, older) = (nodes[slot].newer, nodes[slot].older)
        if newer < 0 { newest = older } else { nodes[Int(newer)].older = older }
        if older < 0 { oldest = newer } else { nodes[Int(older)].newer = newer }
        nodes[slot].newer = firstFree
        firstFree = Int32(truncatingIfNeeded: slot)
        keys[slot] = nil
        values[slot] = nil
    }
}
