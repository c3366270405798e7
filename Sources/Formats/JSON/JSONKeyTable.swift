/// Finds a field by the bytes of its name: a hash table that is made once, before the run.
struct JSONKeyTable: Sendable {
    private var text: [UInt8] = []
    private var starts: [Int] = [0]
    /// Field numbers, -1 where free; at most half of the slots are taken.
    private var slots: [Int]

    init(_ names: [String]) {
        var size = 8
        while size < names.count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        for (field, name) in names.enumerated() {
            let bytes = Array(name.utf8)
            var slot = unsafe bytes.withUnsafeBufferPointer { unsafe Self.hash($0) } & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = field
            text += bytes
            starts.append(text.count)
        }
    }

    /// The field called `key`, or -1.
    func field(_ key: UnsafeBufferPointer<UInt8>) -> Int {
        var slot = unsafe Self.hash(key) & (slots.count - 1)
        while slots[slot] >= 0 {
            let name = starts[slots[slot]]..<starts[slots[slot] + 1]
            if name.count == key.count, unsafe text[name].elementsEqual(key) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return -1
    }

    /// FNV-1a, folded.
    private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in key.indices {
            hash = unsafe (hash ^ UInt64(key[index])) &* 0x0000_0100_0000_01B3
        }
        return Int(truncatingIfNeeded: (hash ^ (hash &>> 32)) & 0x7FFF_FFFF)
    }
}
