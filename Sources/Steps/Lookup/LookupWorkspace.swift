import TrancheColumnar
import TranchePipeline

/// What one worker needs for one lookup, from chunk to chunk.
@safe final class LookupWorkspace {
    let batch = KeyBatch()
    /// The place of each selected row's record; ``ReferenceTable/absent`` for none.
    private(set) var places: UnsafeMutablePointer<Int>
    private var capacity = 0
    /// Which record was copied last in each bucket, and where to.
    private let copied: UnsafeMutablePointer<Int>
    private let targets: UnsafeMutablePointer<Int>
    private static let buckets = 256
    /// What asking a database needs.
    lazy var keyed = KeyedWorkspace()

    init() {
        unsafe places = .allocate(capacity: 1)
        unsafe copied = .allocate(capacity: Self.buckets)
        unsafe targets = .allocate(capacity: Self.buckets)
    }

    deinit {
        unsafe places.deallocate()
        unsafe copied.deallocate()
        unsafe targets.deallocate()
    }

    /// Makes room for a place a key of the batch.
    func reservePlaces() {
        guard batch.count > capacity else { return }
        capacity = max(batch.count, 2 * capacity)
        unsafe places.deallocate()
        unsafe places = .allocate(capacity: capacity)
    }

    /// The key at a position of the batch; `nil` when a part of it is NULL, which equals nothing.
    @inline(__always)
    func key(at position: Int) -> (start: UnsafePointer<UInt8>, length: Int)? {
        let start = unsafe batch.starts[position] &+ KeyBatch.headerBytes
        let length = unsafe batch.starts[position &+ 1] &- start
        let key = unsafe UnsafePointer(batch.bytes.base + start)
        return unsafe hasNull(key, length) ? nil : (key, length)
    }

    /// Whether a part of a key that ``KeyMaker`` has made is NULL.
    @inline(__always)
    private func hasNull(_ key: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        var at = 0
        while at < length {
            let mark = unsafe key[at]
            if mark == 0 { return true }
            guard mark == 255 else {
                at &+= Int(mark)
                continue
            }
            let raw = unsafe UnsafeRawPointer(key + at + 1)
            at &+= 5 &+ Int(unsafe raw.loadUnaligned(as: UInt32.self))
        }
        return false
    }

    /// Positions that are looked for together: what is found of them stays in the fastest cache.
    static let blockRows = 128

    /// Finds the records of some keys of the batch.
    ///
    /// First all slots, then all records, since a large table is not in any cache: so the machine
    /// waits for several of them at a time.
    func find(_ positions: Range<Int>, in table: ReferenceTable) {
        for position in positions {
            unsafe places[position] = table.candidate(batch.hashes[position])
        }
        for position in positions {
            guard unsafe places[position] != ReferenceTable.absent else { continue }
            guard let key = unsafe key(at: position) else {
                unsafe places[position] = ReferenceTable.absent
                continue
            }
            if unsafe table.has(key.start, key.length, at: places[position]) { continue }
            unsafe places[position] = table.find(
                key.start, key.length, hash: batch.hashes[position])
        }
    }

    /// The positions whose key was not found.
    var missingPositions: [Int] {
        (0..<batch.count).filter { unsafe places[$0] == ReferenceTable.absent }
    }

    /// Forgets what was copied to the chunk before.
    func beginCopying() {
        unsafe copied.update(repeating: ReferenceTable.absent, count: Self.buckets)
    }

    /// Writes the values of some positions' records behind `bytes`, and where they are to `columns`.
    ///
    /// - Returns: `false` when more bytes would be needed than a slice can tell.
    func copy(
        _ positions: Range<Int>, _ records: ByteBuffer, to columns: [Column], bytes: ByteBuffer,
        rows: Selection
    ) -> Bool {
        let width = columns.count
        let cells = columns.map { unsafe Cells(slices: $0.slices) }
        return unsafe cells.withUnsafeBufferPointer { cells in
            for position in positions {
                let row = rows.row(position)
                let place = unsafe places[position]
                guard place != ReferenceTable.absent else {
                    for column in 0..<width { unsafe cells[column].slices[row] = .null }
                    continue
                }
                guard let start = target(of: place, records, bytes, width) else { return false }
                let known = unsafe UnsafeRawPointer(
                    records.base + place + ReferenceTable.headerBytes)
                for column in 0..<width {
                    // SAFETY: a record's header has a slice for each column, and the columns room.
                    let slice = unsafe known.loadUnaligned(
                        fromByteOffset: 8 &* column, as: FieldSlice.self)
                    unsafe cells[column].slices[row] = FieldSlice(
                        offset: slice.offset &+ start, packed: slice.packed)
                }
            }
            return true
        }
    }

    /// Where a column's slices go.
    @safe private struct Cells {
        let slices: UnsafeMutablePointer<FieldSlice>
    }

    /// Where a record's values begin behind `bytes`; they are copied there unless they are there yet.
    @inline(__always)
    private func target(of place: Int, _ records: ByteBuffer, _ bytes: ByteBuffer, _ width: Int)
        -> UInt32?
    {
        let bucket = (place &>> 3) & (Self.buckets &- 1)
        if unsafe copied[bucket] == place {
            return unsafe UInt32(truncatingIfNeeded: targets[bucket])
        }
        let header = unsafe UnsafeRawPointer(records.base + place)
        let length = unsafe Int(header.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        let start = bytes.count
        guard start &+ length <= Int(UInt32.max) else { return nil }
        bytes.reserve(start &+ length)
        let from = unsafe records.base + place + ReferenceTable.headerBytes + 8 &* width
        let to = unsafe bytes.base + start
        if length <= 16 {
            // SAFETY: both buffers are padded, so 16 bytes may be read and written in any case.
            let words = unsafe UnsafeRawPointer(from).loadUnaligned(as: SIMD16<UInt8>.self)
            unsafe UnsafeMutableRawPointer(to).storeBytes(of: words, as: SIMD16<UInt8>.self)
        } else {
            unsafe to.update(from: from, count: length)
        }
        bytes.count = start &+ length
        unsafe copied[bucket] = place
        unsafe targets[bucket] = start
        return UInt32(truncatingIfNeeded: start)
    }
}
