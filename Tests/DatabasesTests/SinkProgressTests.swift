import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline

@testable import TrancheDatabases

@Suite("The progress of several sinks in a checkpoint")
struct SinkProgressTests {
    private static let checkpoints = Gen<Checkpoint> { choices in
        var checkpoint = Checkpoint(job: "j", run: "r", epoch: 1, pipeline: "p", input: "i")
        checkpoint.stepStates = Gen<Int>.int(-9...9).array(0...3).run(&choices).map(Int64.init)
        let words = ["", "x", "=", "1:2|;,", "é日本", "a\nb", "12"]
        func word() -> String { words[Gen<Int>.int(0...6).run(&choices)] }
        func number() -> Int64 { Int64(Gen<Int>.int(-3...1_000_000).run(&choices)) }
        for _ in 0..<Gen<Int>.int(0...3).run(&choices) {
            var sink = SinkProgress()
            (sink.offered, sink.unfit, sink.written) = (number(), number(), number())
            (sink.duplicate, sink.refused, sink.base) = (number(), number(), number())
            sink.unmatched = number()
            (sink.offset, sink.digest) = (number(), UInt64.max - UInt64(number() + 3))
            checkpoint.sinks.append(sink)
        }
        for _ in 0..<Gen<Int>.int(0...3).run(&choices) {
            checkpoint.refused.append(
                RefusedRow(
                    sink: Gen<Int>.int(0...3).run(&choices), position: number(),
                    code: .constraint,
                    column: Gen<Int>.int(0...1).run(&choices) == 0 ? nil : word(),
                    message: word(), hint: Gen<Int>.int(0...1).run(&choices) == 0 ? nil : word()))
        }
        return checkpoint
    }

    @Test("Comes back as it was saved")
    func roundTrip() throws {
        let directory = TemporaryDirectory()
        let store = try StateStore(path: directory.file("state.db"))
        forAll("sink progress", cases: 100, Self.checkpoints) { checkpoint in
            try store.save(checkpoint)
            return try same(store.state(of: "j").checkpoint, checkpoint)
        }
    }

    @Test(
        "Damaged text is no progress",
        arguments: [";1,2,3|", ";1,2,3,4,5,6,7,x|", "|5:ab", "|-1:", "|1:a", "|x", ";1"])
    func damaged(_ text: String) {
        #expect(SinkProgressText.read(text) == nil)
    }

    @Test("Progress of before the unmatched were counted is read, too")
    func earlier() throws {
        let read = try #require(SinkProgressText.read(";9,1,5,3,0,7,8,2|"))
        var sink = SinkProgress()
        (sink.offered, sink.unfit, sink.written, sink.duplicate) = (9, 1, 5, 3)
        (sink.offset, sink.digest, sink.base) = (7, 8, 2)
        #expect(read.0 == [sink])
    }

    @Test("The counts of each sink are kept with the run")
    func runs() throws {
        let directory = TemporaryDirectory()
        let store = try StateStore(path: directory.file("state.db"))
        var run = RunRecord(id: "1", job: "j", name: "n", command: "c", startedAt: 1)
        run.epoch = try store.claim(run).epoch
        run.sinks = [
            SinkCounts(name: "a", written: 3, duplicate: 1, unmatched: 4, rejected: 0),
            SinkCounts(name: "b", written: 0, duplicate: 0, rejected: 2),
        ]
        try store.update(run)
        #expect(try store.run("1").sinks == run.sinks)
    }

    @Test("Tables of one database commit together, and with the checkpoint")
    func oneTransaction() throws {
        let fixture = SinkFixture()
        let first = try SQLiteTableSink(path: fixture.path, table: "t", mode: .replace)
        let second = try SQLiteTableSink(path: fixture.path, table: "u", joining: first)
        let fields = [Field].named("a:bigint")
        var checkpoint = fixture.checkpoint()
        for sink in [first, second] {
            try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
            try fixture.write([["1"], ["2"]], to: sink)
        }
        try second.commit(&checkpoint)
        try first.commit(&checkpoint)
        try fixture.write([["3"]], to: second)
        try fixture.write([["3"]], to: first)
        checkpoint.isFinal = true
        try second.commit(&checkpoint)
        #expect(try fixture.rows("SELECT a FROM u") == ["1", "2"])
        try first.commit(&checkpoint)
        #expect(try fixture.rows("SELECT a FROM u") == ["1", "2", "3"])
        #expect(try fixture.rows("SELECT a FROM t") == ["1", "2", "3"])
        first.close()
        second.close()
    }

    @Test("A table that does not fit leaves no empty database of its neighbour behind")
    func noFile() throws {
        let fixture = SinkFixture()
        let first = try SQLiteTableSink(path: fixture.path, table: "t")
        let second = try SQLiteTableSink(
            path: fixture.path, table: "u", mode: .upsert(key: ["b"]), joining: first)
        let schema = Schema([Field].named("a:bigint"))
        try first.open(schema, checkpoint: fixture.checkpoint(), resuming: false)
        #expect(throws: JobError.self) {
            try second.open(schema, checkpoint: fixture.checkpoint(), resuming: false)
        }
        #expect(fileSize(fixture.path) == nil)
    }
}
