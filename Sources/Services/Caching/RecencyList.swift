/// Entries under keys, in the order of their last use; a doubly linked list through one array.
///
/// A slot keeps its number until its entry is removed. All operations are O(1).
struct RecencyList<Key: Hashable, Entry> {
    private struct Slot {
        /// `nil` while the slot is free.
        var content: (key: Key, entry: Entry)?
        /// The neighbour used later; the next free slot while this one is free.
        var newer = none
        var older = none
    }

    /// No slot.
    private static var none: Int { -1 }

    private var slots: [Slot] = []
    private var places: [Key: Int] = [:]
    private var newest = none
    private var oldest = none
    private var firstFree = none

    var count: Int { places.count }

    /// The slot of `key`, without touching its place in the order.
    func slot(of key: Key) -> Int? { places[key] }

    /// The slot used longest ago.
    var leastRecent: Int? { oldest == Self.none ? nil : oldest }

    /// The keys from the one used longest ago.
    var keys: [Key] {
        var found: [Key] = []
        var slot = oldest
        while slot != Self.none {
            if let content = slots[slot].content { found.append(content.key) }
            slot = slots[slot].newer
        }
        return found
    }

    /// The entry in `slot`; `nil` for a free one.
    func entry(in slot: Int) -> Entry? { slots[slot].content?.entry }

    /// Makes `slot` the one used last.
    mutating func touch(_ slot: Int) {
        guard slot != newest else { return }
        unlink(slot)
        linkAsNewest(slot)
    }

    /// Replaces the entry in `slot` and touches it.
    mutating func replace(_ slot: Int, with entry: Entry) {
        slots[slot].content?.entry = entry
        touch(slot)
    }

    /// Adds an entry as the one used last.
    ///
    /// - Precondition: There is none under `key`.
    mutating func insert(_ entry: Entry, for key: Key) -> Int {
        let slot: Int
        if firstFree == Self.none {
            slot = slots.count
            slots.append(Slot(content: (key, entry)))
        } else {
            slot = firstFree
            firstFree = slots[slot].newer
            slots[slot].content = (key, entry)
        }
        places[key] = slot
        linkAsNewest(slot)
        return slot
    }

    mutating func remove(_ slot: Int) {
        guard let content = slots[slot].content else { return }
        places[content.key] = nil
        unlink(slot)
        slots[slot] = Slot(newer: firstFree)
        firstFree = slot
    }

    private mutating func unlink(_ slot: Int) {
        let (newer, older) = (slots[slot].newer, slots[slot].older)
        if newer == Self.none { newest = older } else { slots[newer].older = older }
        if older == Self.none { oldest = newer } else { slots[older].newer = newer }
    }

    private mutating func linkAsNewest(_ slot: Int) {
        slots[slot].newer = Self.none
        slots[slot].older = newest
        if newest == Self.none { oldest = slot } else { slots[newest].newer = slot }
        newest = slot
    }
}
