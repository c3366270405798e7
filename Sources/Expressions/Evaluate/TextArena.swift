/// Memory for the texts that functions make; an address stays valid until the next chunk.
@safe final class TextArena {
    private var blocks: [UnsafeMutableRawPointer]
    private var large: [UnsafeMutableRawPointer]
    private var block = 0
    private var used = 0
    private static let blockBytes = 256 << 10
    /// Bytes behind every text that may be read or overwritten, for wide loads and copies.
    private static let padding = 64

    init() {
        unsafe blocks = []
        unsafe large = []
    }

    deinit {
        for unsafe block in unsafe blocks { unsafe block.deallocate() }
        for unsafe block in unsafe large { unsafe block.deallocate() }
    }

    /// Forgets all texts and keeps at most a few blocks of their memory.
    func reset() {
        for unsafe block in unsafe large { unsafe block.deallocate() }
        unsafe large.removeAll(keepingCapacity: true)
        while unsafe blocks.count > 16, let last = unsafe blocks.popLast() { unsafe last.deallocate() }
        block = 0
        used = 0
    }

    /// A copy of `text` that stays until the next ``reset()``.
    func keep(_ text: Text) -> Text {
        let room = unsafe take(text.count)
        unsafe room.copyMemory(from: text.start, byteCount: text.count)
        return unsafe Text(start: UnsafePointer(room.assumingMemoryBound(to: UInt8.self)), count: text.count)
    }

    /// Room for `count` bytes and the padding behind them.
    func take(_ count: Int) -> UnsafeMutableRawPointer {
        let wanted = count + Self.padding
        guard wanted <= Self.blockBytes / 4 else {
            let room = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
            unsafe large.append(room)
            return unsafe room
        }
        if unsafe block < blocks.count, used + wanted > Self.blockBytes {
            block += 1
            used = 0
        }
        if unsafe block == blocks.count {
            unsafe blocks.append(.allocate(byteCount: Self.blockBytes, alignment: 16))
            used = 0
        }
        defer { used += (count + 15) & ~15 }
        return unsafe blocks[block] + used
    }
}
