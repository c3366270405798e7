/// Slots by when they expire, the earliest first.
///
/// A binary heap that knows where each slot stands. Times that arrive in order, as with one
/// lifetime for all, are added in O(1); everything else is O(log *n*).
@usableFromInline
struct ExpiryHeap {
    @usableFromInline var items: [(expires: Duration, slot: Int)] = []
    /// Where a slot stands in `items`, -1 for nowhere.
    private var positions: [Int] = []

    /// The slot that expires first, unless that is after `now`.
    @inlinable
    func first(upTo now: Duration) -> Int? {
        guard let first = items.first, now >= first.expires else { return nil }
        return first.slot
    }

    /// Sets when `slot` expires, anew or again.
    @usableFromInline
    mutating func set(_ slot: Int, expires: Duration) {
        while positions.count <= slot { positions.append(-1) }
        let position = positions[slot]
        guard position >= 0 else {
            items.append((expires, slot))
            positions[slot] = items.count - 1
            siftUp(items.count - 1)
            return
        }
        items[position].expires = expires
        siftDown(siftUp(position))
    }

    /// Forgets `slot`; one that never expires is no error.
    @usableFromInline
    mutating func remove(_ slot: Int) {
        guard slot < positions.count, positions[slot] >= 0 else { return }
        let position = positions[slot]
        swap(position, items.count - 1)
        items.removeLast()
        positions[slot] = -1
        if position < items.count { siftDown(siftUp(position)) }
    }

    @discardableResult
    private mutating func siftUp(_ start: Int) -> Int {
        var position = start
        while position > 0, items[position].expires < items[(position - 1) / 2].expires {
            swap(position, (position - 1) / 2)
            position = (position - 1) / 2
        }
        return position
    }

    private mutating func siftDown(_ start: Int) {
        var position = start
        while true {
            var least = position
            for child in (2 * position + 1)..<(2 * position + 3) where child < items.count {
                if items[child].expires < items[least].expires { least = child }
            }
            guard least != position else { return }
            swap(position, least)
            position = least
        }
    }

    private mutating func swap(_ first: Int, _ second: Int) {
        items.swapAt(first, second)
        positions[items[first].slot] = first
        positions[items[second].slot] = second
    }
}
