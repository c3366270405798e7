import PropertyTesting
import Testing
import TrancheColumnar
import TrancheFiles
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A batch of these keys; the mask leaves so many bits of each hash.
private func batch(_ keys: ArraySlice<String>, seed: UInt64, mask: UInt64) -> KeyBatch {
    let batch = KeyBatch()
    batch.reset(rows: keys.count)
    for (position, key) in keys.enumerated() {
        let start = batch.bytes.count
        batch.bytes.append("\0\0\0\0\0\0\0\0" + key)
        let length = batch.bytes.count - start - KeyBatch.headerBytes
        let record = unsafe batch.bytes.base + start
        let hash = unsafe seededHash(record + KeyBatch.headerBytes, length, seed: seed)
        unsafe KeyBatch.writeHeader(length, hash: hash, to: record)
        unsafe batch.hashes[position] = hash & mask
        unsafe batch.starts[position] = start
    }
    unsafe batch.starts[keys.count] = batch.bytes.count
    return batch
}

extension KeySet {
    /// Inserts the keys, so many a batch, and tells which were new.
    fileprivate func insert(_ keys: ArraySlice<String>, batchRows: Int, mask: UInt64 = .max)
        throws -> [Bool]
    {
        var isNew: [Bool] = []
        var start = keys.startIndex
        while start < keys.endIndex {
            let end = min(keys.endIndex, start + batchRows)
            let batch = batch(keys[start..<end], seed: seed, mask: mask)
            let added = try insert(batch)
            let marks = (0..<batch.count).map { unsafe batch.isNew[$0] }
            #expect(added == marks.count { $0 })
            isNew += marks
            start = end
        }
        return isNew
    }
}

/// The plain twin: which of the keys did not come before.
private func firsts(_ keys: ArraySlice<String>) -> [Bool] {
    var known: Set<String> = []
    return keys.map { known.insert($0).inserted }
}

/// Keys of which many return, some after a long time, some long ones.
private func keys(_ count: Int, of distinct: UInt64, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
        let number = random.next(upTo: distinct)
        return number % 97 == 0
            ? String(repeating: "long ", count: Int(number % 50) * 20) + "\(number)" : "k\(number)"
    }
}

private func start(_ moment: Int64 = 7, job: String = "j") -> Checkpoint {
    var checkpoint = Checkpoint(job: job, run: "r", epoch: 1, pipeline: "p", input: "i")
    checkpoint.moment = moment
    return checkpoint
}

@Suite("An exact set of keys that outlives its process")
struct KeySetTests {
    let directory: TemporaryDirectory
    let output: String
    let log: String

    init() throws {
        directory = try TemporaryDirectory()
        output = directory.file("out.csv")
        log = directory.file(".out.csv.dedupe")
    }

    private func keySet(_ memoryBytes: Int = 1 << 20) throws -> KeySet {
        try KeySet(beside: output, word: "", memoryBytes: memoryBytes)
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private func size(_ path: String) -> Int {
        var found = stat()
        return unsafe stat(path, &found) == 0 ? Int(found.st_size) : -1
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var memoryBytes: Int
        var batchRows: Int
        var mask: UInt64 = .max
        var count = 60_000
        var testDescription: String { "\(memoryBytes) bytes, batches of \(batchRows), \(mask)" }
    }

    @Test(
        "It knows what a plain set knows, in memory and out of it, and whatever the hashes",
        arguments: [
            Case(memoryBytes: 64 << 20, batchRows: 1000), Case(memoryBytes: 4096, batchRows: 1),
            Case(memoryBytes: 4096, batchRows: 1000), Case(memoryBytes: 200_000, batchRows: 77),
            Case(memoryBytes: 0, batchRows: 4096),
            Case(memoryBytes: 64 << 20, batchRows: 10, mask: 0, count: 1500),
            Case(memoryBytes: 4096, batchRows: 10, mask: 0, count: 1500),
            Case(memoryBytes: 4096, batchRows: 100, mask: 0xFFF, count: 3000),
            Case(memoryBytes: 16384, batchRows: 100, mask: 0xFF << 56, count: 6000),
        ])
    func plainTwin(_ wanted: Case) throws {
        let keys = keys(wanted.count, of: UInt64(wanted.count / 2), seed: runSeed)[...]
        let set = try KeySet(memoryBytes: wanted.memoryBytes)
        try set.open(for: start(), resuming: nil)
        let found = try set.insert(keys, batchRows: wanted.batchRows, mask: wanted.mask)
        #expect(found == firsts(keys), "TRANCHE_SEED=\(runSeed)")
    }

    @Test("Memory and disk agree on any keys and any budget")
    func anyBudget() throws {
        var random = SeededGenerator(seed: runSeed)
        for _ in 0..<30 {
            let count = Int(random.next(upTo: 4000))
            let keys = keys(count, of: 1 + random.next(upTo: 5000), seed: random.next())[...]
            let set = try KeySet(memoryBytes: Int(random.next(upTo: 40_000)))
            try set.open(for: start(), resuming: nil)
            let rows = 1 + Int(random.next(upTo: 500))
            let found = try set.insert(keys, batchRows: rows)
            try #require(found == firsts(keys), "TRANCHE_SEED=\(runSeed)")
        }
    }

    @Test(
        "A later process goes on after the keys that the checkpoint counts, and forgets the others",
        arguments: [1 << 20, 4096])
    func resumes(_ memoryBytes: Int) throws {
        let keys = keys(8000, of: 5000, seed: runSeed)
        let expected = firsts(keys[...])
        let first = try keySet(memoryBytes)
        try first.open(for: start(), resuming: nil)
        _ = try first.insert(keys[..<3000], batchRows: 100)
        // Ahead of the checkpoint, and durable.
        _ = try first.insert(keys[3000..<6000], batchRows: 100)
        try first.prepareCommit()
        first.close()
        let longer = size(log)
        let covered = Int64(expected[..<3000].count { $0 })
        let second = try keySet(memoryBytes)
        try second.open(for: start(), resuming: covered)
        #expect(size(log) < longer)
        #expect(try second.insert(keys[3000...], batchRows: 64) == Array(expected[3000...]))
        second.finish()
        #expect(!exists(log))
    }

    @Test("Keys may be made durable while more are inserted")
    func commitsBesideInserts() async throws {
        let keys = keys(20_000, of: 15_000, seed: runSeed)
        let set = try keySet(100_000)
        try set.open(for: start(), resuming: nil)
        let found = try await withThrowingTaskGroup(of: [Bool].self) { group in
            group.addTask { try set.insert(keys[...], batchRows: 50) }
            group.addTask {
                for _ in 0..<50 { try set.prepareCommit() }
                return []
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(found == firsts(keys[...]))
        try set.prepareCommit()
        set.close()
        let second = try keySet()
        try second.open(for: start(), resuming: Int64(found.count { $0 }))
        let again = try second.insert(keys[...], batchRows: 1000)
        #expect(!again.contains(true))
    }

    @Test("Its log is readable by its owner alone, and goes when the run has ended")
    func ownFile() throws {
        let set = try keySet()
        try set.open(for: start(), resuming: nil)
        var found = stat()
        #expect(unsafe lstat(log, &found) == 0 && found.st_mode & 0o777 == 0o600)
        set.finish()
        #expect(!exists(log))
    }

    @Test("A link that was planted is not followed, in a fresh run and in a resumed one")
    func plantedLink() throws {
        let victim = try directory.write("victim", Array("precious".utf8))
        try #require(unsafe symlink(victim, log) == 0)
        #expect(throws: JobError.self) { try keySet().open(for: start(), resuming: 1) }
        let set = try keySet()
        try set.open(for: start(), resuming: nil)
        _ = try set.insert(["a", "b"], batchRows: 2)
        try set.prepareCommit()
        set.finish()
        #expect(directory.content("victim") == Array("precious".utf8))
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var wanted: String
        var apply: @Sendable (inout [UInt8]) -> Void
    }

    @Test(
        "A log that is not what the checkpoint counts is refused, with a way out",
        arguments: [
            Damage(testDescription: "shorter", wanted: "has 2 keys, the checkpoint counts 3") {
                $0.removeLast()
            },
            Damage(testDescription: "a changed key", wanted: "changed at byte 40") {
                $0[48] ^= 1
            },
            Damage(testDescription: "a hole", wanted: "changed at byte 49") {
                for index in 49..<57 { $0[index] = 0 }
            },
            Damage(testDescription: "a length that is none", wanted: "has 0 keys") {
                $0[43] = 0x7F
            },
            Damage(testDescription: "no header", wanted: "does not hold the keys") {
                $0.removeSubrange(8...)
            },
            Damage(testDescription: "another header", wanted: "does not hold the keys") {
                $0[9] ^= 0x10
            },
        ])
    func damaged(_ damage: Damage) throws {
        let first = try keySet()
        try first.open(for: start(), resuming: nil)
        _ = try first.insert(["a", "b", "c"], batchRows: 3)
        try first.prepareCommit()
        first.close()
        var bytes = directory.content(".out.csv.dedupe") ?? []
        damage.apply(&bytes)
        try directory.write(".out.csv.dedupe", bytes)
        let error = #expect(throws: JobError.self) { try keySet().open(for: start(), resuming: 3) }
        #expect(error?.code == .data && error?.hint == "start over with --fresh")
        #expect(error?.message.contains(damage.wanted) == true, "\(error?.message ?? "")")
    }

    @Test("The keys of another job or an earlier beginning, and none at all, are refused")
    func foreign() throws {
        #expect(throws: JobError.self) { try keySet().open(for: start(), resuming: 1) }
        let first = try keySet()
        try first.open(for: start(), resuming: nil)
        _ = try first.insert(["a"], batchRows: 1)
        try first.prepareCommit()
        first.close()
        #expect(throws: JobError.self) { try keySet().open(for: start(8), resuming: 1) }
        #expect(throws: JobError.self) { try keySet().open(for: start(job: "k"), resuming: 1) }
        try keySet().open(for: start(), resuming: 1)
    }
}
