import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Exactly once into a SQLite table")
struct SQLiteSinkCheckpointTests {
    let fixture = SinkFixture()
    let fields: [Field] = .named("id:bigint")

    func sink(_ mode: WriteMode = .append) throws -> SQLiteTableSink {
        try SQLiteTableSink(path: fixture.path, table: "t", mode: mode)
    }

    /// Commits rows 0 and 1, writes row 2 and stops without a commit, as a killed run does.
    func interrupted(_ mode: WriteMode = .append) throws -> Checkpoint {
        let sink = try sink(mode)
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        try fixture.write([["0"], ["1"]], to: sink)
        checkpoint.sequence = 1
        checkpoint.source.offset = 2
        checkpoint.counts.read = 2
        checkpoint.counts.written = 2
        try sink.commit(&checkpoint)
        try fixture.write([["2"]], to: sink)
        sink.close()
        return checkpoint
    }

    @Test(
        "What was not committed is lost, and a resumed run goes on after what was",
        arguments: [WriteMode.append, .replace, .upsert(key: ["id"]), .insertIgnore(key: ["id"])])
    func resumes(_ mode: WriteMode) throws {
        let left = try interrupted(mode)
        let next = try sink(mode)
        defer { next.close() }
        var checkpoint = try #require(try next.storedCheckpoint(of: "j"))
        #expect(checkpoint == left)
        checkpoint.epoch = 2
        checkpoint.run = "r2"
        try next.open(Schema(fields), checkpoint: checkpoint, resuming: true)
        try fixture.write([["2"], ["3"]], to: next)
        checkpoint.sequence = 2
        checkpoint.isFinal = true
        try next.commit(&checkpoint)
        try next.publish()
        #expect(try fixture.rows("SELECT id FROM t ORDER BY id") == ["0", "1", "2", "3"])
        #expect(try next.storedCheckpoint(of: "j") == checkpoint)
        #expect(try next.storedCheckpoint(of: "other") == nil)
    }

    @Test("A finished replace can be opened again for what is left to publish")
    func reopensFinished() throws {
        try fixture.load([["1"]], as: fields, mode: .replace)
        let sink = try sink(.replace)
        defer { sink.close() }
        var checkpoint = try #require(try sink.storedCheckpoint(of: "j"))
        checkpoint.epoch = 2
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: true)
        try sink.commit(&checkpoint)
        #expect(try fixture.rows("SELECT id FROM t") == ["1"])
        #expect(try sink.isComplete(checkpoint))
        try fixture.run("DROP TABLE t")
        #expect(try !sink.isComplete(checkpoint))
    }

    @Test("A fresh start of replace throws the half-loaded rows away")
    func startsFresh() throws {
        _ = try interrupted(.replace)
        try fixture.load([["7"]], as: fields, mode: .replace, epoch: 2)
        #expect(try fixture.rows("SELECT id FROM t") == ["7"])
    }

    @Test("A run that was overtaken cannot commit; its rows are rolled back")
    func fences() throws {
        let old = try sink()
        defer { old.close() }
        var late = fixture.checkpoint(epoch: 1)
        try old.open(Schema(fields), checkpoint: late, resuming: false)
        try fixture.write([["0"]], to: old)
        try old.commit(&late)
        let new = try sink()
        defer { new.close() }
        var checkpoint = fixture.checkpoint(epoch: 2)
        try new.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        try fixture.write([["9"]], to: old)
        let error = jobError { try old.commit(&late) }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("newer epoch (2)") == true)
        try fixture.write([["1"]], to: new)
        try new.commit(&checkpoint)
        #expect(try fixture.rows("SELECT id FROM t") == ["0", "1"])
        let reopened = jobError {
            try sink().open(Schema(fields), checkpoint: late, resuming: true)
        }
        #expect(reopened?.code == .locked)
    }

    @Test("Jobs that share a database keep their own checkpoints")
    func keepsJobsApart() throws {
        try fixture.load([["1"]], as: fields)
        let sink = try SQLiteTableSink(path: fixture.path, table: "u")
        defer { sink.close() }
        var other = fixture.checkpoint(job: "k")
        try sink.open(Schema(fields), checkpoint: other, resuming: false)
        other.sequence = 5
        try sink.commit(&other)
        #expect(try sink.storedCheckpoint(of: "j")?.isFinal == true)
        #expect(try sink.storedCheckpoint(of: "k")?.sequence == 5)
    }

    @Test(
        "A table that was dropped between stop and resume is said, not made anew",
        arguments: [WriteMode.append, .replace])
    func noticesDroppedTable(_ mode: WriteMode) throws {
        var checkpoint = try interrupted(mode)
        let name = try fixture.rows(
            "SELECT replace(name, '''', '') FROM sqlite_master WHERE type = 'table' AND "
                + "(name = 't' OR name LIKE '!_tranche!_new%' ESCAPE '!')")[0]
        try fixture.run("DROP TABLE \(name)")
        checkpoint.epoch = 2
        let error = jobError {
            try sink(mode).open(Schema(fields), checkpoint: checkpoint, resuming: true)
        }
        #expect(error?.code == .data)
        #expect(error?.message.contains("2 rows: it was dropped since") == true)
        #expect(error?.hint?.contains("--fresh") == true)
    }

    @Test("A checkpoint that is not the one to go on from is refused")
    func refusesOtherCheckpoint() throws {
        var checkpoint = try interrupted()
        checkpoint.epoch = 2
        checkpoint.sequence = 4
        let error = jobError {
            try sink().open(Schema(fields), checkpoint: checkpoint, resuming: true)
        }
        #expect(error?.message.contains("found checkpoint 1 of the job") == true)
    }

    @Test("No file and no table of ours mean no checkpoint, and looking makes nothing")
    func looksWithoutMaking() throws {
        #expect(try sink().storedCheckpoint(of: "j") == nil)
        #expect(fixture.directory.names == [])
        try fixture.run("CREATE TABLE a (b)")
        #expect(try sink().storedCheckpoint(of: "j") == nil)
    }

    @Test("A new database is one file with large pages; an old one keeps its own ways")
    func keepsOldSettings() throws {
        try fixture.load([["1"]], as: fields)
        #expect(try fixture.rows("PRAGMA page_size") == ["16384"])
        #expect(try fixture.rows("PRAGMA journal_mode") == ["'delete'"])
        #expect(fixture.directory.names == ["t.db"])
        let other = SinkFixture()
        try other.run("PRAGMA page_size = 4096", "PRAGMA journal_mode = WAL", "CREATE TABLE a (b)")
        try other.load([["1"]], as: fields)
        #expect(try other.rows("PRAGMA page_size") == ["4096"])
        #expect(try other.rows("PRAGMA journal_mode") == ["'wal'"])
    }

    @Test("A full disk ends with an I/O error, and the committed rows stay")
    func survivesFullDisk() throws {
        try fixture.run("PRAGMA page_size = 512", "VACUUM", "CREATE TABLE t (id INTEGER, pad TEXT)")
        _ = try fixture.rows("SELECT 1")
        let fields: [Field] = .named("id:bigint,pad")
        let sink = try sink()
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        try fixture.write([["1", "x"]], to: sink)
        checkpoint.sequence = 1
        try sink.commit(&checkpoint)
        try sink.limitPages(to: 20)
        let big = String(repeating: "y", count: 20_000)
        let error = jobError { try fixture.write([["2", big]], to: sink) }
        #expect(error?.code == .inputOutput)
        #expect(error?.message.contains(fixture.path) == true)
        #expect(error?.hint?.contains("make room") == true)
        sink.close()
        #expect(try fixture.rows("SELECT id FROM t") == ["1"])
        checkpoint.epoch = 2
        let next = try self.sink()
        defer { next.close() }
        try next.open(Schema(fields), checkpoint: checkpoint, resuming: true)
        try fixture.write([["2", big]], to: next)
        try next.commit(&checkpoint)
        #expect(try fixture.rows("SELECT id FROM t") == ["1", "2"])
    }

    @Test("Files that are no database, damaged, read-only, or in no directory are told apart")
    func refusesBadFiles() throws {
        write(Array("id,name\n1,a\n".utf8) + Array(repeating: 0x20, count: 2000), to: fixture.path)
        let text = jobError { try fixture.load([["1"]], as: fields) }
        #expect(text?.code == .data)
        #expect(text?.message.contains(fixture.path) == true)

        unsafe unlink(fixture.path)
        try fixture.load((0..<2000).map { ["\($0)"] }, as: fields)
        var bytes = contents(of: fixture.path)
        let whole = bytes
        bytes[18] = 9  // a file format of the future may be read, not written
        write(bytes, to: fixture.path)
        let future = jobError { try fixture.load([["1"]], as: fields, epoch: 2) }
        #expect(future?.code == .permission)
        #expect(future?.hint != nil)
        write(Array(whole[..<20_000]), to: fixture.path)
        #expect(jobError { try fixture.load([["1"]], as: fields, epoch: 2) }?.code == .data)

        let nowhere = try SQLiteTableSink(path: fixture.directory.file("no/t.db"), table: "t")
        let missing = jobError {
            try nowhere.open(Schema(fields), checkpoint: fixture.checkpoint(), resuming: false)
        }
        #expect(missing?.code == .cannotCreate)
        #expect(missing?.message.contains("no/t.db") == true)
    }
}
