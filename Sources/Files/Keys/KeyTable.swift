/// A key's hash and the place of its record in the log; place 0, the log's header, is none.
struct KeyEntry {
    var hash: UInt64
    var offset: Int64
}

/// Places of keys by hash: open addressing with linear probing, in memory.
///
/// An entry stands at or after the slot that the first bits of its hash name, so that going
/// through the slots goes through the hashes nearly in order.
@safe final class KeyTable {
    private(set) var entries: UnsafeMutablePointer<KeyEntry>
    /// A power of two, less one.
    private(set) var mask: Int
    /// How far a hash is shifted to be a slot.
    private(set) var shift: UInt64
    private(set) var count = 0
    private let maximumSlots: Int

    /// - Parameter bytes: The most memory, also while it grows.
    init(bytes: Int) {
        let most = max(16, bytes / (MemoryLayout<KeyEntry>.stride * 3 / 2))
        maximumSlots = 1 << (Int.bitWidth - 1 - most.leadingZeroBitCount)
        let slots = min(maximumSlots, 1024)
        unsafe entries = Self.allocate(slots)
        mask = slots - 1
        shift = UInt64(UInt64.bitWidth - slots.trailingZeroBitCount)
    }

    deinit { unsafe entries.deallocate() }

    private static func allocate(_ slots: Int) -> UnsafeMutablePointer<KeyEntry> {
        let fresh = UnsafeMutablePointer<KeyEntry>.allocate(capacity: slots)
        unsafe fresh.initialize(repeating: KeyEntry(hash: 0, offset: 0), count: slots)
        return unsafe fresh
    }

    /// Whether the next entry needs more slots.
    var isFull: Bool { count &* 4 >= (mask &+ 1) &* 3 }

    /// Adds a key that is not there; the table is not full.
    func insert(_ entry: KeyEntry) {
        var slot = Int(truncatingIfNeeded: entry.hash &>> shift)
        while unsafe entries[slot].offset != 0 { slot = (slot &+ 1) & mask }
        unsafe entries[slot] = entry
        count &+= 1
    }

    /// Doubles the slots, as far as the memory goes.
    func grow() -> Bool {
        let slots = mask + 1
        guard slots < maximumSlots else { return false }
        let old = unsafe entries
        unsafe entries = Self.allocate(slots * 2)
        mask = slots * 2 - 1
        shift -= 1
        count = 0
        for slot in 0..<slots where unsafe old[slot].offset != 0 { unsafe insert(old[slot]) }
        unsafe old.deallocate()
        return true
    }

    func removeAll() {
        unsafe entries.update(repeating: KeyEntry(hash: 0, offset: 0), count: mask + 1)
        count = 0
    }
}
