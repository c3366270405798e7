import PropertyTesting
import Testing

@testable import TrancheServices

/// A key whose hashes collide often, as those of a type that hashes itself badly do.
private struct Colliding: Hashable {
    let number: Int

    func hash(into hasher: inout Hasher) { hasher.combine(number % 3) }
}

@Suite("The index of a cache against a plain model")
struct KeyIndexModelTests {
    /// Hashes with few homes, also those at the end of the buckets, from where probing goes round.
    private static let hashes = Gen<Int>.int(0...11).map { number in
        UInt32([0, 1, 2, 14, 15, 16, 30, 31, 63, 127, 0x8000_000F, 0xFFFF_FFFF][number])
    }

    @Test("Slots come, are found and go as in a dictionary, whatever their hashes and the order")
    func slots() {
        let steps = zip(Gen<Int>.int(0...99), Self.hashes, Gen<Int>.int(0...9))
        forAll("as the model", cases: 1000, steps.array(0...150)) { steps in
            var index = KeyIndex()
            var model: [Int: UInt32] = [:]
            for (slot, hash, choice) in steps {
                if let known = model[slot] {
                    index.remove(slot, under: known)
                    model[slot] = nil
                } else if choice < 8 {
                    index.insert(slot, under: hash)
                    model[slot] = hash
                }
                _ = try same(index.count, model.count)
            }
            for slot in 0...99 {
                let wanted = model[slot]
                for hash in Set(model.values) {
                    let found = index.slot(under: hash) { $0 == slot }
                    _ = try same(found, wanted == hash ? slot : nil)
                }
            }
            return true
        }
    }

    @Test("Keys whose hashes collide keep their values, through growth, eviction and removal")
    func collisions() {
        let cache = LRUCache<Colliding, Int>(size: 500)
        for number in 0..<1000 { cache.store(number, for: Colliding(number: number)) }
        for number in stride(from: 500, to: 1000, by: 2) {
            cache.invalidate(Colliding(number: number))
        }
        #expect(cache.count == 250)
        for number in 0..<1000 {
            let wanted = number >= 500 && number % 2 == 1 ? number : nil
            #expect(cache.value(for: Colliding(number: number)) == wanted)
        }
    }
}
