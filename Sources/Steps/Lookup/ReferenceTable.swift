import TrancheColumnar
import TranchePipeline

/// Records of a reference under their keys: a hash table with open addressing over one run of bytes.
///
/// A record lies at a multiple of 8 bytes, so that its place divided by 8 fits a slot beside 24 bits of
/// its hash: its header, a slice a column with its offset from the first value, the values, the key.
/// Filled by one task, then only read, by any number of them.
// Sendable unchecked: nothing is changed once the table is shared.
@safe final class ReferenceTable: @unchecked Sendable {
    /// Length of the key, length of the values (32 bits each), and the record's number (64 bits).
    static let headerBytes = 16
    /// What stands for a key that is not there.
    static let absent = -1

    /// Values a record.
    let width: Int
    /// The records.
    let bytes: ByteBuffer
    /// Keys in the table.
    private(set) var count = 0
    private var slots: UnsafeMutablePointer<UInt64>
    private var mask: Int

    /// Fixed, so that digests of equal tables are equal in any run.
    static let seed: UInt64 = 0x5472_616E_6368_6500

    init(width: Int) {
        self.width = width
        bytes = ByteBuffer(capacity: 1 << 16)
        mask = 1023
        unsafe slots = .allocate(capacity: mask + 1)
        unsafe slots.initialize(repeating: 0, count: mask + 1)
    }

    deinit { unsafe slots.deallocate() }

    /// The memory that the table needs, in bytes.
    var memoryBytes: Int { bytes.count + 8 * (mask + 1) }

    /// Forgets all records and keeps the memory.
    func removeAll() {
        bytes.count = 0
        bytes.shrink(to: 8 << 20)
        count = 0
        if mask > 1 << 16 {
            unsafe slots.deallocate()
            mask = 1023
            unsafe slots = .allocate(capacity: mask + 1)
        }
        unsafe slots.initialize(repeating: 0, count: mask + 1)
    }

    // MARK: Looking up

    /// Where the record of a key begins; ``absent`` when there is none.
    @inline(__always)
    func find(_ key: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> Int {
        var index = Int(truncatingIfNeeded: hash) & mask
        let tag = hash &>> 40
        while true {
            let slot = unsafe slots[index]
            if slot == 0 { return Self.absent }
            if slot &>> 40 == tag {
                let record = Self.place(of: slot)
                if unsafe hasKey(record, key, length) { return record }
            }
            index = (index &+ 1) & mask
        }
    }

    /// Where the record of a key probably begins, by its hash alone; ``absent`` when there is none.
    ///
    /// Looks into the slots only, so that those of several keys are waited for at once.
    @inline(__always)
    func candidate(_ hash: UInt64) -> Int {
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = unsafe slots[index]
            if slot == 0 { return Self.absent }
            if slot &>> 40 == hash &>> 40 { return Self.place(of: slot) }
            index = (index &+ 1) & mask
        }
    }

    /// Whether a record has the key.
    @inline(__always)
    func has(_ key: UnsafePointer<UInt8>, _ length: Int, at record: Int) -> Bool {
        unsafe hasKey(record, key, length)
    }

    @inline(__always)
    private static func place(of slot: UInt64) -> Int {
        Int(truncatingIfNeeded: ((slot & 0xFF_FFFF_FFFF) &- 1) &<< 3)
    }

    @inline(__always)
    private func hasKey(_ record: Int, _ key: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        // SAFETY: a slot holds the place of a whole record.
        let header = unsafe UnsafeRawPointer(bytes.base + record)
        guard unsafe Int(header.loadUnaligned(as: UInt32.self)) == length else { return false }
        return unsafe equalBytes(keyStart(of: record), key, length)
    }

    private func keyStart(of record: Int) -> UnsafePointer<UInt8> {
        unsafe UnsafePointer(
            bytes.base + record + Self.headerBytes + 8 &* width + valueLength(of: record))
    }

    /// The bytes of a record's values together.
    @inline(__always)
    func valueLength(of record: Int) -> Int {
        unsafe Int(
            UnsafeRawPointer(bytes.base + record).loadUnaligned(
                fromByteOffset: 4, as: UInt32.self))
    }

    /// The number that a record was added under.
    func number(of record: Int) -> Int {
        unsafe UnsafeRawPointer(bytes.base + record)
            .loadUnaligned(fromByteOffset: 8, as: Int.self)
    }

    /// All bytes of a record, as ``append(record:)`` takes them.
    func record(at place: Int) -> Range<Int> {
        let keyLength = unsafe Int(
            UnsafeRawPointer(bytes.base + place).loadUnaligned(as: UInt32.self))
        let length = Self.headerBytes + 8 * width + valueLength(of: place) + keyLength
        return place..<(place + length)
    }

    // MARK: Filling

    /// Begins a record behind all others; its values follow by ``appendValue(_:_:)``.
    ///
    /// - Returns: Its place.
    func beginRecord(number: Int) -> Int {
        let place = (bytes.count + 7) & ~7
        let length = Self.headerBytes + 8 * width
        bytes.reserve(place + length)
        // SAFETY: there is room for the header.
        unsafe UnsafeMutableRawPointer(bytes.base + place)
            .storeBytes(of: number, toByteOffset: 8, as: Int.self)
        bytes.count = place + length
        return place
    }

    /// Appends the value of a record's column.
    func append(_ slice: FieldSlice, of text: ByteBuffer, to record: Int, column: Int) {
        let start = record + Self.headerBytes + 8 * width
        var kept = FieldSlice.null
        if !slice.isNull {
            kept = FieldSlice(offset: bytes.count - start, length: slice.length)
            unsafe bytes.append(text.base + slice.start, count: slice.length)
        }
        // SAFETY: the record's header has a slice for each column.
        unsafe UnsafeMutableRawPointer(bytes.base + record)
            .storeBytes(
                of: kept, toByteOffset: Self.headerBytes + 8 * column, as: FieldSlice.self)
    }

    /// Ends a record with its key, and takes it in: unless the key is there already.
    ///
    /// - Returns: The place of the record that has the key; the new one's when it is taken in.
    func finish(_ record: Int, key: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> Int {
        let values = bytes.count - record - Self.headerBytes - 8 * width
        unsafe bytes.append(key, count: length)
        let header = unsafe UnsafeMutableRawPointer(bytes.base + record)
        unsafe header.storeBytes(of: UInt32(truncatingIfNeeded: length), as: UInt32.self)
        unsafe header.storeBytes(
            of: UInt32(truncatingIfNeeded: values), toByteOffset: 4, as: UInt32.self)
        let known = unsafe find(key, length, hash: hash)
        guard known == Self.absent else { return known }
        if 2 * (count + 1) > mask { grow() }
        insert(record, hash)
        count += 1
        return record
    }

    /// Makes `record` stand under its key instead of `known`.
    func replace(_ known: Int, by record: Int, hash: UInt64) {
        var index = Int(truncatingIfNeeded: hash) & mask
        while unsafe Self.place(of: slots[index]) != known || slots[index] == 0 {
            index = (index + 1) & mask
        }
        unsafe slots[index] = Self.slot(record, hash)
    }

    /// Forgets the last record, which was not taken in.
    func dropLast(from record: Int) { bytes.count = record }

    private static func slot(_ record: Int, _ hash: UInt64) -> UInt64 {
        (hash & ~0xFF_FFFF_FFFF) | UInt64((record &>> 3) &+ 1)
    }

    private func insert(_ record: Int, _ hash: UInt64) {
        var index = Int(truncatingIfNeeded: hash) & mask
        while unsafe slots[index] != 0 { index = (index + 1) & mask }
        unsafe slots[index] = Self.slot(record, hash)
    }

    private func grow() {
        let old = unsafe slots
        let oldCount = mask + 1
        mask = 2 * oldCount - 1
        unsafe slots = .allocate(capacity: mask + 1)
        unsafe slots.initialize(repeating: 0, count: mask + 1)
        for index in 0..<oldCount {
            let slot = unsafe old[index]
            guard slot != 0 else { continue }
            let record = Self.place(of: slot)
            let length = unsafe Int(
                UnsafeRawPointer(bytes.base + record).loadUnaligned(as: UInt32.self))
            insert(record, unsafe seededHash(keyStart(of: record), length, seed: Self.seed))
        }
        unsafe old.deallocate()
    }
}

@inline(__always)
private func equalBytes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool
{
    var at = 0
    let (left, right) = unsafe (UnsafeRawPointer(a), UnsafeRawPointer(b))
    while at &+ 8 <= count {
        // SAFETY: at + 8 stays within the bytes.
        let isSame =
            unsafe left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            == right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        if !isSame { return false }
        at &+= 8
    }
    while at < count {
        if unsafe a[at] != b[at] { return false }
        at &+= 1
    }
    return true
}
