import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("The state store")
struct StateStoreTests {
    let directory = TemporaryDirectory()
    var path: String { directory.file("deep/er/state.db") }

    func run(_ id: String, job: String = "nightly", at time: Int64 = 1_000) -> RunRecord {
        RunRecord(id: id, job: job, name: "night", command: "tranche copy a b", startedAt: time)
    }

    func checkpoint(epoch: Int64, job: String = "nightly") -> Checkpoint {
        var checkpoint = Checkpoint(
            job: job, run: "r", epoch: epoch, pipeline: "select a", input: "a.csv, 12 bytes")
        checkpoint.sequence = 7
        checkpoint.source = SourcePosition(file: 2, offset: 1 << 40, digest: .max)
        checkpoint.record = 5
        checkpoint.line = 6
        checkpoint.sinkOffset = 99
        checkpoint.sinkDigest = 0x8000_0000_0000_0001
        checkpoint.rejectsOffset = 3
        checkpoint.rejectsDigest = 4
        checkpoint.counts.read = 10
        checkpoint.counts.written = 4
        checkpoint.counts.filtered = 1
        checkpoint.counts.rejected = 2
        checkpoint.counts.duplicate = 2
        checkpoint.counts.limited = 1
        checkpoint.stepStates = [3, -4, .min]
        checkpoint.commits = 8
        return checkpoint
    }

    @Test("A new store is one file for its owner alone, in directories for the owner alone")
    func createsPrivately() throws {
        do { _ = try StateStore(path: path) }
        #expect(permissions(of: path) == 0o600)
        #expect(permissions(of: directory.file("deep/er")) == 0o700)
        #expect(permissions(of: directory.file("deep")) == 0o700)
        let store = try StateStore(path: path)
        #expect(try store.runs(limit: 10) == [])
    }

    @Test("Every field of a checkpoint comes back, for each job its own")
    func savesCheckpoints() throws {
        let store = try StateStore(path: path)
        let first = checkpoint(epoch: 1)
        try store.save(first)
        var other = checkpoint(epoch: 5, job: "other")
        other.isFinal = true
        other.stepStates = []
        try store.save(other)
        let reopened = try StateStore(path: path)
        #expect(try reopened.state(of: "nightly").checkpoint == first)
        #expect(try reopened.state(of: "other").checkpoint == other)
        try reopened.clear("other")
        #expect(try reopened.state(of: "other").checkpoint == nil)
        #expect(try reopened.state(of: "nightly").checkpoint == first)
    }

    @Test("Each claim gets a newer epoch than any run, checkpoint or sink has seen")
    func claims() throws {
        let store = try StateStore(path: path)
        let first = try store.claim(run("a"))
        #expect(first.epoch == 1)
        #expect(first.lastRun == nil)
        #expect(first.checkpoint == nil)
        #expect(try store.claim(run("b")).epoch == 2)
        #expect(try store.claim(run("c", job: "other")).epoch == 1)
        try store.save(checkpoint(epoch: 9))
        let third = try store.claim(run("d"))
        #expect(third.epoch == 10)
        #expect(third.checkpoint?.epoch == 9)
        #expect(try store.claim(run("e"), after: 41).epoch == 42)
        #expect(try store.run("e").epoch == 42)
    }

    @Test("A crashed run is handed on as it stood, and marked as failed")
    func marksCrashes() throws {
        let store = try StateStore(path: path)
        _ = try store.claim(run("a"))
        let next = try store.claim(run("b"))
        #expect(next.lastRun?.state == .started)
        #expect(next.lastRun?.id == "a")
        let crashed = try store.run("a")
        #expect(crashed.state == .failed)
        #expect(crashed.error != nil)
        #expect(crashed.endedAt == nil)
    }

    @Test("A run that was overtaken can save no checkpoint, from another connection either")
    func fences() throws {
        let old = try StateStore(path: path)
        let new = try StateStore(path: path)
        let claimed = try old.claim(run("a"))
        try old.save(checkpoint(epoch: claimed.epoch))
        let taken = try new.claim(run("b"))
        var late = checkpoint(epoch: claimed.epoch)
        late.sequence = 100
        let error = jobError { try old.save(late) }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("newer epoch (2)") == true)
        #expect(try new.state(of: "nightly").checkpoint?.sequence == 7)
        try new.save(checkpoint(epoch: taken.epoch))
        #expect(jobError { try old.save(late) }?.code == .locked)
    }

    @Test("A run's end, counts and steps are kept")
    func updatesRuns() throws {
        let store = try StateStore(path: path)
        var record = run("0123abcd")
        record.epoch = try store.claim(record).epoch
        record.state = .completed
        record.endedAt = 2_000
        record.pid = 77
        record.host = "h"
        record.source = "a.csv"
        record.sink = "b.csv"
        record.counts.read = 3
        record.counts.written = 3
        record.bytes = 12
        record.commits = 2
        record.checkpoints = 1
        record.exitStatus = 0
        record.steps = [
            StepCounts(name: "select", rowsIn: 3, rowsOut: 3),
            StepCounts(name: "limit", rowsIn: 3, rowsOut: 2),
        ]
        try store.update(record)
        record.steps[1].rowsOut = 1
        try store.update(record)
        #expect(try store.run("last") == record)
        #expect(jobError { try store.update(run("nobody")) }?.code == .data)
    }

    @Test("Runs are found by id, by an unambiguous beginning and as the last")
    func findsRuns() throws {
        let store = try StateStore(path: path)
        #expect(jobError { _ = try store.run("last") }?.code == .usage)
        for (index, id) in ["aa1", "aa2", "b_3", "aa"].enumerated() {
            try store.begin(run(id, at: Int64(index)))
        }
        #expect(try store.run("last").id == "aa")
        #expect(try store.run("aa").id == "aa")
        #expect(try store.run("aa2").id == "aa2")
        #expect(try store.run("b_").id == "b_3")
        for name in ["a", "zz", "", "AA1", "%"] {
            let error = jobError { _ = try store.run(name) }
            #expect(error?.code == .usage)
            #expect(error?.hint?.contains("tranche runs") == true)
        }
        #expect(try store.runs(limit: 2).map(\.id) == ["aa", "b_3"])
    }

    @Test(
        "A damaged state file is refused in words, never read as a new beginning", arguments: 0..<6)
    func refusesDamage(_ kind: Int) throws {
        do {
            let store = try StateStore(path: path)
            try store.save(checkpoint(epoch: 1))
        }
        // Takes the log into the file, which is then all there is.
        do { _ = try SQLiteConnection(path).query("SELECT * FROM checkpoints") }
        var bytes = contents(of: path)
        switch kind {
        case 0: bytes = []
        case 1: bytes = Array(bytes[..<(bytes.count / 2)])
        case 2: bytes = Array("job,offset\nnightly,12\n".utf8)
        case 3: bytes[16] = 0xFF
        case 4: bytes = Array(bytes[..<50])
        default:
            for place in 4096..<bytes.count { bytes[place] = 0x5A }
        }
        write(bytes, to: path)
        let error = jobError {
            let store = try StateStore(path: path)
            _ = try store.state(of: "nightly")
        }
        #expect(error?.code == .data, "\(String(describing: error))")
        #expect(error?.message.contains("state.db") == true)
        #expect(error?.hint != nil)
    }

    @Test("A flipped bit in a stored position is found")
    func findsFlippedBits() throws {
        do {
            let store = try StateStore(path: path)
            try store.save(checkpoint(epoch: 1))
        }
        do {
            let connection = try SQLiteConnection(path)
            try connection.execute("UPDATE checkpoints SET source_offset = source_offset + 64")
        }
        let store = try StateStore(path: path)
        let error = jobError { _ = try store.state(of: "nightly") }
        #expect(error?.code == .data)
        #expect(error?.message.contains("damaged") == true)
        #expect(error?.hint?.contains("move it away") == true)
    }

    @Test("A newer or a foreign file is refused with a sentence")
    func refusesOtherFiles() throws {
        do { _ = try StateStore(path: path) }
        do {
            let connection = try SQLiteConnection(path)
            try connection.execute("PRAGMA user_version = 99")
        }
        let newer = jobError { _ = try StateStore(path: path) }
        #expect(newer?.code == .data)
        #expect(newer?.message.contains("of version 99, wanted 4 or less") == true)
        do {
            let connection = try SQLiteConnection(directory.file("mine.db"))
            try connection.execute("CREATE TABLE mine (a)")
        }
        let foreign = jobError { _ = try StateStore(path: directory.file("mine.db")) }
        #expect(foreign?.message.contains("no state file of Tranche") == true)
    }

    @Test("A directory that cannot be made is an error with its path")
    func saysWhereItCannotCreate() throws {
        write([1], to: directory.file("file"))
        let error = jobError { _ = try StateStore(path: directory.file("file/state.db")) }
        #expect(error?.code == .cannotCreate)
        #expect(error?.message.contains(directory.file("file")) == true)
    }
}
