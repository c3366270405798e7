import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Places of keys by hash, more than the memory holds: the same table, in a file without a name.
@safe final class KeySpill {
    private let place: KeyPlace
    private let cacheBytes: Int
    private var pages: KeyPages
    private var slotBits = 10
    private var count = 0
    /// Three bits a hash, all of one word: most keys that are not in the file are told here.
    private var filter: [UInt64]

    /// - Parameters:
    ///   - place: Where the file is made.
    ///   - bytes: The memory for the filter, and as much again for pages of the file.
    /// - Throws: `JobError` when the file cannot be made.
    init(_ place: KeyPlace, bytes: Int) throws(JobError) {
        self.place = place
        // Two caches while the table grows.
        cacheBytes = bytes / 2
        pages = try KeyPages(place, cacheBytes: cacheBytes)
        let words = max(1, bytes / 8)
        filter = Array(
            repeating: 0, count: 1 << (Int.bitWidth - 1 - words.leadingZeroBitCount))
    }

    private func bits(_ hash: UInt64) -> (word: Int, bits: UInt64) {
        let mixed = hash &* 0x9E37_79B9_7F4A_7C15
        let bits =
            1 &<< (mixed &>> 58) | 1 &<< ((mixed &>> 52) & 63) | 1 &<< ((mixed &>> 46) & 63)
        return (Int(truncatingIfNeeded: hash) & (filter.count &- 1), bits)
    }

    /// Whether a key of this hash may be in the file.
    func mayContain(_ hash: UInt64) -> Bool {
        let (word, bits) = bits(hash)
        return filter[word] & bits == bits
    }

    /// The place of the key of this hash that `isRight` accepts.
    func find(_ hash: UInt64, _ isRight: (Int64) throws(JobError) -> Bool) throws(JobError)
        -> Int64?
    {
        var slot = first(hash)
        while true {
            let entry = try pages.entry(slot)
            if entry.offset == 0 { return nil }
            if entry.hash == hash, try isRight(entry.offset) { return entry.offset }
            slot = (slot &+ 1) & (1 &<< slotBits &- 1)
        }
    }

    /// Makes room for so many keys more.
    ///
    /// All at once: keys come in the order of their hashes, and in a table that is small for them
    /// the first ones would all crowd at its beginning.
    func reserve(_ more: Int) throws(JobError) {
        var bits = slotBits
        while (count + more) * 10 > 7 << bits { bits += 1 }
        if bits > slotBits { try grow(to: bits) }
    }

    /// Adds a key that is not there and that ``reserve(_:)`` has made room for.
    func insert(_ entry: KeyEntry) throws(JobError) {
        try put(entry)
        count += 1
        let (word, bits) = bits(entry.hash)
        filter[word] |= bits
    }

    private func first(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash &>> UInt64(64 &- slotBits))
    }

    private func put(_ entry: KeyEntry) throws(JobError) {
        var slot = first(entry.hash)
        while try pages.entry(slot).offset != 0 { slot = (slot &+ 1) & (1 &<< slotBits &- 1) }
        try pages.set(slot, entry)
    }

    /// More slots, in a new file; both are gone through nearly in order.
    private func grow(to bits: Int) throws(JobError) {
        let old = pages
        let slots = 1 << slotBits
        pages = try KeyPages(place, cacheBytes: cacheBytes)
        slotBits = bits
        guard count > 0 else { return }
        for slot in 0..<slots {
            let entry = try old.entry(slot)
            if entry.offset != 0 { try put(entry) }
        }
    }
}

/// A file of entries, some pages of it in memory; what was never written is empty.
@safe private final class KeyPages {
    private static let pageBytes = 4096
    private static let pageEntries = pageBytes / MemoryLayout<KeyEntry>.stride

    private let path: String
    private let descriptor: Int32
    private let room: UnsafeMutablePointer<KeyEntry>
    /// Which page each place of the room holds; -1 is none.
    private var held: [Int]
    private var isChanged: [Bool]

    init(_ place: KeyPlace, cacheBytes: Int) throws(JobError) {
        path = place.path
        descriptor = try place.createScratch()
        let count = max(2, cacheBytes / Self.pageBytes)
        unsafe room = .allocate(capacity: count * Self.pageEntries)
        held = Array(repeating: -1, count: count)
        isChanged = Array(repeating: false, count: count)
    }

    deinit {
        closeDescriptor(descriptor)
        unsafe room.deallocate()
    }

    func entry(_ slot: Int) throws(JobError) -> KeyEntry {
        unsafe room[try position(of: slot).entry]
    }

    func set(_ slot: Int, _ entry: KeyEntry) throws(JobError) {
        let (index, place) = try position(of: slot)
        unsafe room[index] = entry
        isChanged[place] = true
    }

    private func position(of slot: Int) throws(JobError) -> (entry: Int, place: Int) {
        let page = slot / Self.pageEntries
        let place = page % held.count
        if held[place] != page { try load(page, at: place) }
        return (place &* Self.pageEntries &+ slot % Self.pageEntries, place)
    }

    private func load(_ page: Int, at place: Int) throws(JobError) {
        let start = unsafe UnsafeMutableRawPointer(room + place * Self.pageEntries)
        if isChanged[place] { unsafe try write(start, held[place]) }
        held[place] = -1
        isChanged[place] = false
        var done = 0
        while done < Self.pageBytes {
            let from = off_t(page * Self.pageBytes + done)
            let taken = unsafe pread(descriptor, start + done, Self.pageBytes - done, from)
            if taken < 0, errno == EINTR { continue }
            if taken < 0 { throw JobError(.readInput, path, errno: errno) }
            if taken == 0 { break }
            done += taken
        }
        unsafe memset(start + done, 0, Self.pageBytes - done)
        held[place] = page
    }

    private func write(_ bytes: UnsafeMutableRawPointer, _ page: Int) throws(JobError) {
        var done = 0
        while done < Self.pageBytes {
            let to = off_t(page * Self.pageBytes + done)
            let taken = unsafe pwrite(descriptor, bytes + done, Self.pageBytes - done, to)
            if taken < 0, errno == EINTR { continue }
            if taken < 0 { throw JobError(.writeOutput, path, errno: errno) }
            done += taken
        }
    }
}
