import TrancheColumnar
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The records of keys in order of their appearance: a file that only grows, its end in memory.
///
/// A record's place is its offset in the file, where a header of ``headerBytes`` comes first.
// One task at a time uses a log; `synchronize` may run beside an `append`.
@safe final class KeyLog {
    /// What a log belongs to: keys of another job, or of an earlier time, are of no use.
    struct Header: Equatable {
        var seed: UInt64
        var job: UInt64
        var moment: UInt64
    }

    static let headerBytes = 40
    /// Eight bytes that no other file begins with, and the version.
    static let magic: UInt64 = 0x3165_7075_6465_6474

    let place: KeyPlace
    private let limit: Int
    private var descriptor: Int32 = -1
    /// The bytes from `tailStart` to the end of the log.
    let tail: ByteBuffer
    private(set) var tailStart: Int64 = 0
    /// Bytes that the file has.
    private var written: Int64 = 0
    private var isNameDurable = false
    private var hasLostData = false
    private let room = ByteBuffer(capacity: 4096)

    /// - Parameters:
    ///   - place: Where the file is, or will be.
    ///   - limit: The most bytes of the log to keep in memory.
    init(_ place: KeyPlace, limit: Int) {
        self.place = place
        self.limit = limit
        tail = ByteBuffer(capacity: limit + 4096)
    }

    deinit { close() }

    /// Where the next record begins.
    var end: Int64 { tailStart + Int64(tail.count) }

    func create(_ header: Header) throws(JobError) {
        descriptor = try place.create()
        var numbers = Self.numbers(header) + [Self.sum(header)]
        unsafe numbers.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe tail.append(base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
        }
    }

    private static func numbers(_ header: Header) -> [UInt64] {
        [magic, header.seed, header.job, header.moment]
    }

    private static func sum(_ header: Header) -> UInt64 {
        var numbers = numbers(header)
        return unsafe numbers.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            return unsafe RunningHash.digest(base, count: bytes.count)
        }
    }

    /// Appends a record and tells its place.
    func append(_ record: UnsafePointer<UInt8>, count: Int) throws(JobError) -> Int64 {
        let offset = end
        unsafe tail.append(record, count: count)
        if tail.count > limit { try trim() }
        return offset
    }

    /// Keeps the newest half in memory.
    private func trim() throws(JobError) {
        try writeOut()
        let kept = tail.count > 2 * limit ? 0 : limit / 2
        let dropped = tail.count - kept
        unsafe tail.base.update(from: tail.base + dropped, count: kept)
        tail.count = kept
        tailStart += Int64(dropped)
        tail.shrink(to: limit + 4096)
    }

    /// Hands everything to the system.
    func writeOut() throws(JobError) {
        while written < end {
            let start = Int(written - tailStart)
            let taken = unsafe pwrite(
                descriptor, tail.base + start, tail.count - start, off_t(written))
            if taken < 0 {
                if errno == EINTR { continue }
                throw JobError(.writeOutput, place.path, errno: errno)
            }
            written += Int64(taken)
        }
    }

    /// Makes durable what was handed to the system; a failure is final.
    func synchronize() throws(JobError) {
        guard !place.isTemporary else { return }
        let failure = hasLostData ? EIO : TrancheFiles.synchronize(descriptor, whole: false)
        if failure != 0 {
            hasLostData = true
            throw JobError(
                .inputOutput, "cannot make the keys durable: \(systemText(failure))",
                at: place.path, hint: "check the disk, then run the same command again")
        }
        guard !isNameDurable else { return }
        let refusal = TrancheFiles.synchronize(place.directory, whole: true)
        // Some file systems cannot synchronize a directory; then there is nothing left to do.
        if refusal != 0 && refusal != EINVAL && refusal != ENOTSUP {
            throw JobError(.writeOutput, place.path, errno: refusal)
        }
        isNameDurable = true
    }

    /// Whether the record at `offset` is the same as this one, byte for byte.
    func matches(_ offset: Int64, _ record: UnsafePointer<UInt8>, count: Int) throws(JobError)
        -> Bool
    {
        let start = Int(offset - tailStart)
        if start >= 0 {
            guard start &+ count <= tail.count else { return false }
            return unsafe memcmp(tail.base + start, record, count) == 0
        }
        var done = 0
        while done < count {
            let wanted = min(count - done, room.capacity)
            let taken = unsafe pread(descriptor, room.base, wanted, off_t(offset + Int64(done)))
            if taken < 0 {
                if errno == EINTR { continue }
                throw JobError(.readInput, place.path, errno: errno)
            }
            guard taken > 0, unsafe memcmp(room.base, record + done, taken) == 0 else {
                return false
            }
            done += taken
        }
        return true
    }

    func close() {
        guard descriptor >= 0 else { return }
        closeDescriptor(descriptor)
        descriptor = -1
    }
}

// MARK: Going on with an earlier run's log

extension KeyLog {
    /// Opens an earlier run's log, shows its first `count` records and cuts off the rest.
    ///
    /// - Parameters:
    ///   - job: What the log must belong to; its seed is that of the log.
    ///   - count: How many records the checkpoint covers.
    ///   - body: Gets each record's hash and place.
    /// - Returns: The log's seed; `nil` when there is no log, and none is needed.
    /// - Throws: `JobError(.data)` when the log is missing, too short or changed.
    func resume(
        _ job: Header, count: Int64, _ body: (UInt64, Int64) throws(JobError) -> Void
    ) throws(JobError) -> UInt64? {
        guard let opened = try place.openExisting() else {
            if count == 0 { return nil }
            throw stale("is missing, the checkpoint counts \(count) keys")
        }
        descriptor = opened
        let reader = KeyLogReader(opened, place.path)
        guard let seed = try readHeader(reader, job) else {
            if count == 0 {
                close()
                return nil
            }
            throw stale("does not hold the keys of the stopped run")
        }
        for number in 0..<count {
            guard let length = unsafe try reader.next(Self.recordBytes) else {
                throw stale("has \(number) keys, the checkpoint counts \(count)")
            }
            let record = unsafe reader.last
            let hash = unsafe seededHash(
                record + KeyBatch.headerBytes, length - KeyBatch.headerBytes, seed: seed)
            let check = unsafe UnsafeRawPointer(record).loadUnaligned(
                fromByteOffset: 4, as: UInt32.self)
            guard check == KeyBatch.check(of: hash) else {
                throw stale("changed at byte \(reader.offset - Int64(length))")
            }
            try body(hash, unsafe try take(record, length, reader.offset))
        }
        try cut(reader.offset)
        return seed
    }

    /// Keeps a record that the file has already.
    private func take(_ record: UnsafePointer<UInt8>, _ length: Int, _ next: Int64)
        throws(JobError) -> Int64
    {
        written = next
        if tail.count == 0 { tailStart = next - Int64(length) }
        return unsafe try append(record, count: length)
    }

    private static func recordBytes(_ start: UnsafePointer<UInt8>) -> Int {
        unsafe KeyBatch.headerBytes + Int(UnsafeRawPointer(start).loadUnaligned(as: UInt32.self))
    }

    private func readHeader(_ reader: KeyLogReader, _ job: Header) throws(JobError) -> UInt64? {
        guard unsafe try reader.next({ _ in Self.headerBytes }) != nil else { return nil }
        let raw = unsafe UnsafeRawPointer(reader.last)
        func number(_ index: Int) -> UInt64 {
            unsafe raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
        }
        let found = Header(seed: number(1), job: number(2), moment: number(3))
        guard number(0) == Self.magic, number(4) == Self.sum(found), found.job == job.job,
            found.moment == job.moment
        else { return nil }
        tailStart = Int64(Self.headerBytes)
        written = tailStart
        return found.seed
    }

    private func cut(_ length: Int64) throws(JobError) {
        while ftruncate(descriptor, off_t(length)) != 0 {
            if errno != EINTR { throw JobError(.writeOutput, place.path, errno: errno) }
        }
    }

    private func stale(_ message: String) -> JobError {
        JobError(.data, message, at: place.path, hint: "start over with --fresh")
    }
}

/// Reads a log from its beginning, record by record.
@safe private final class KeyLogReader {
    private let descriptor: Int32
    private let path: String
    private let room = ByteBuffer(capacity: 1 << 18)
    private var start = 0
    /// Where the next record begins in the file.
    private(set) var offset: Int64 = 0

    init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// The last record, which stays until the next call of ``next(_:)``.
    var last: UnsafePointer<UInt8> { unsafe UnsafePointer(room.base + lastStart) }
    private var lastStart = 0

    /// Reads the next record; `nil` when the file ends before its end.
    ///
    /// - Parameter length: Tells the record's length from its first ``KeyBatch/headerBytes``.
    /// - Returns: Its length.
    /// - Throws: `JobError` when the file cannot be read.
    func next(_ length: (UnsafePointer<UInt8>) -> Int) throws(JobError) -> Int? {
        guard try fill(KeyBatch.headerBytes) else { return nil }
        let count = unsafe length(UnsafePointer(room.base + start))
        guard try fill(count) else { return nil }
        lastStart = start
        start += count
        offset += Int64(count)
        return count
    }

    private func fill(_ count: Int) throws(JobError) -> Bool {
        guard room.count - start < count else { return true }
        // A length that is not one must not ask for memory.
        guard let size = status(of: descriptor)?.st_size, offset + Int64(count) <= Int64(size)
        else { return false }
        let left = room.count - start
        unsafe room.base.update(from: room.base + start, count: left)
        room.count = left
        start = 0
        room.reserve(count)
        while room.count < count {
            let from = off_t(offset + Int64(room.count))
            let taken = unsafe pread(
                descriptor, room.base + room.count, room.capacity - room.count, from)
            if taken < 0, errno == EINTR { continue }
            if taken < 0 { throw JobError(.readInput, path, errno: errno) }
            if taken == 0 { return false }
            room.count += taken
        }
        return true
    }
}
