import Synchronization
public import TrancheColumnar
public import TranchePipeline

/// An exact set of keys: a log of them, and a table of their hashes that goes to a file when the
/// memory is used up.
///
/// Keys of one hash are told apart by their bytes, so no record is ever taken for another. A named
/// log lies beside the output, readable by its owner alone, until the run has ended; a resumed run
/// cuts it to the keys that the checkpoint counts and makes the table from it.
// Sendable: everything that changes is touched under `lock` alone, but for `log.synchronize`,
// which the writer's turn keeps to one task.
public final class KeySet: KeyStore, @unchecked Sendable {
    public private(set) var seed: UInt64 = .random(in: 0 ... .max)
    private let place: KeyPlace
    private let log: KeyLog
    private let table: KeyTable
    private var spill: KeySpill?
    private let spillBytes: Int
    /// Keys of the log before this place are in the spill, all others in the table.
    private var spilledEnd: Int64 = 0
    private let lock = Mutex(())
    /// Keeps the compiler from leaving out reads that are made for their haste alone.
    private var touched: Int64 = 0

    /// A set beside an output, which a later run can go on with.
    ///
    /// - Parameters:
    ///   - output: The path of the file or database that is written.
    ///   - word: Tells sets of one output apart, as in `.NAME.WORD.dedupe`; may be empty.
    ///   - memoryBytes: The most memory; also less than a table needs is enough.
    /// - Throws: `JobError` when the output's directory cannot be opened.
    public convenience init(beside output: String, word: String, memoryBytes: Int)
        throws(JobError)
    {
        self.init(try KeyPlace(beside: output, word: word), memoryBytes)
    }

    /// A set for one run alone, in the directory for temporary files (`TMPDIR`, else `/tmp`).
    public convenience init(memoryBytes: Int) throws(JobError) {
        self.init(try KeyPlace(), memoryBytes)
    }

    private init(_ place: KeyPlace, _ memoryBytes: Int) {
        self.place = place
        log = KeyLog(place, limit: max(64, memoryBytes / 8 * 3))
        table = KeyTable(bytes: memoryBytes / 8 * 3)
        spillBytes = memoryBytes / 8
    }

    public func open(for checkpoint: Checkpoint, resuming count: Int64?) throws {
        var job = Array(checkpoint.job.utf8)
        let digest = unsafe job.withUnsafeMutableBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return UInt64(0) }
            return unsafe RunningHash.digest(base, count: bytes.count)
        }
        var header = KeyLog.Header(
            seed: seed, job: digest, moment: UInt64(bitPattern: checkpoint.moment))
        if let count {
            let found = try log.resume(header, count: count) { hash, offset throws(JobError) in
                try add(KeyEntry(hash: hash, offset: offset))
            }
            if let found {
                seed = found
                return
            }
        }
        header.seed = seed
        try log.create(header)
    }

    public func insert(_ batch: KeyBatch) throws -> Int {
        try lock.withLock { _ in try insertAll(batch) }
    }

    private func insertAll(_ batch: KeyBatch) throws(JobError) -> Int {
        var added = 0
        let (hashes, starts) = unsafe (batch.hashes, batch.starts)
        let base = unsafe UnsafePointer(batch.bytes.base)
        for index in 0..<batch.count {
            if index & (Self.ahead &- 1) == 0 {
                unsafe touch(hashes + index, min(Self.ahead, batch.count &- index))
            }
            let hash = unsafe hashes[index]
            let start = unsafe starts[index]
            let count = unsafe starts[index &+ 1] &- start
            let isKnown = unsafe try contains(hash, base + start, count)
            unsafe batch.isNew[index] = !isKnown
            if isKnown { continue }
            let offset = unsafe try log.append(base + start, count: count)
            try add(KeyEntry(hash: hash, offset: offset))
            added &+= 1
        }
        return added
    }

    /// Keys whose memory is fetched at once, a power of two.
    private static let ahead = 32

    /// Reads what the next keys will need, so that the memory's answers overlap: one key alone
    /// waits for its slot, and then again for its record.
    private func touch(_ hashes: UnsafePointer<UInt64>, _ count: Int) {
        let entries = unsafe table.entries
        let shift = table.shift
        var sum: Int64 = 0
        for index in 0..<count {
            unsafe sum &+= entries[Int(truncatingIfNeeded: hashes[index] &>> shift)].offset
        }
        let (tail, start, end) = unsafe (log.tail.base, log.tailStart, log.end)
        for index in 0..<count {
            let entry = unsafe entries[Int(truncatingIfNeeded: hashes[index] &>> shift)]
            guard unsafe entry.hash == hashes[index], entry.offset >= start, entry.offset < end
            else { continue }
            unsafe sum &+= Int64(tail[Int(entry.offset &- start)])
        }
        touched = sum
    }

    private func contains(_ hash: UInt64, _ record: UnsafePointer<UInt8>, _ count: Int)
        throws(JobError) -> Bool
    {
        let (entries, mask) = unsafe (table.entries, table.mask)
        var slot = Int(truncatingIfNeeded: hash &>> table.shift)
        while true {
            let entry = unsafe entries[slot]
            if entry.offset == 0 { break }
            if entry.hash == hash, unsafe try log.matches(entry.offset, record, count: count) {
                return true
            }
            slot = (slot &+ 1) & mask
        }
        guard let spill, spill.mayContain(hash) else { return false }
        let found = try spill.find(hash) { offset throws(JobError) -> Bool in
            unsafe try log.matches(offset, record, count: count)
        }
        guard let found else { return false }
        // A key that comes often shall be found in memory.
        try add(KeyEntry(hash: hash, offset: found))
        return true
    }

    /// Puts a key into the table, and the table into the file when it is full.
    private func add(_ entry: KeyEntry) throws(JobError) {
        if table.isFull, !table.grow() { try empty() }
        table.insert(entry)
    }

    private func empty() throws(JobError) {
        let spill = try openSpill()
        try spill.reserve(table.count)
        var last = spilledEnd
        for slot in 0...table.mask {
            let entry = unsafe table.entries[slot]
            // Those before are in the file already.
            guard entry.offset >= spilledEnd, entry.offset != 0 else { continue }
            try spill.insert(entry)
            last = max(last, entry.offset + 1)
        }
        spilledEnd = last
        table.removeAll()
    }

    private func openSpill() throws(JobError) -> KeySpill {
        if let spill { return spill }
        let fresh = try KeySpill(place, bytes: spillBytes)
        spill = fresh
        return fresh
    }

    public func prepareCommit() throws {
        guard !place.isTemporary else { return }
        try lock.withLock { _ in try log.writeOut() }
        // Outside the lock: other chunks' keys need not wait for the disk.
        try log.synchronize()
    }

    public func finish() {
        close()
        if !place.isTemporary { place.remove() }
    }

    public func close() {
        lock.withLock { _ in
            log.close()
            spill = nil
        }
    }
}
