import PropertyTesting
import Synchronization
import Testing
import TrancheColumnar
import TrancheServices

@testable import TranchePipeline

@Suite("The engine")
struct EngineTests {
    @Test("Output and counts are the same for any number of workers", arguments: 1...8)
    func workers(_ workers: Int) async {
        var run = FakeRun(records: 1003, rowsPerChunk: 7)
        run.source.bad = [0, 50, 51, 1002]
        run.steps = [FilterStep { $0 % 3 == 0 }]
        run.sink = FakeSink { $0 % 10 == 1 }
        run.settings = EngineSettings(
            workers: workers, checkpoints: .rows(100), maxRejects: .count(4))
        let outcome = await run.run()
        #expect(outcome.failure == nil && !outcome.isStopped)
        let wanted = (0..<1003).filter { ![0, 50, 51, 1002].contains($0) && $0 % 3 != 0 }
        #expect(run.sink.committed == wanted.filter { $0 % 10 != 1 })
        let counts = outcome.checkpoint.counts
        #expect(counts.read == 1003 && counts.rejected == 4 && counts.isConserved)
        #expect(counts.duplicate == Int64(wanted.count { $0 % 10 == 1 }))
        #expect(counts.written == Int64(run.sink.committed.count))
        #expect(outcome.steps.map(\.rowsIn) == [999])
        #expect(outcome.steps.map(\.rowsOut) == [Int64(wanted.count)])
        #expect(outcome.checkpoint.isFinal && run.sink.publishes == 1)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var place: String
        var set: @Sendable (inout FakeRun) -> Void
        var testDescription: String { place }
    }

    /// Everything that may fail at chunk 20 of 10 records each, of 500 records.
    static let faults: [Fault] = [
        Fault(place: "fill 200") { $0.source.failsFillAt = 200 },
        Fault(place: "decode 200") { $0.source.failsDecodeAt = 200 },
        Fault(place: "step 203") { $0.steps = [FilterStep(failsAt: 203)] },
        Fault(place: "encode 203") { $0.sink = FakeSink(failsEncodeAt: 203) },
    ]

    @Test(
        "Whatever fails before its turn to be written: all before it is committed, nothing after",
        arguments: faults, [1, 3, 8])
    func failures(_ fault: Fault, _ workers: Int) async {
        var run = FakeRun(records: 500)
        run.settings = EngineSettings(workers: workers, checkpoints: .rows(1_000_000))
        fault.set(&run)
        let outcome = await run.run()
        #expect(outcome.failure as? PlannedFault == PlannedFault(place: fault.place))
        #expect(run.sink.committed == Array(0..<200))
        #expect(outcome.checkpoint.counts.written == 200)
        #expect(outcome.checkpoint.source.digest == 200)
        #expect(!outcome.checkpoint.isFinal && run.sink.publishes == 0)
        #expect(run.store.saved.withLock { $0.last?.sequence } == 20)
    }

    @Test("A write that fails half way is not committed, but for what was committed before it")
    func halfWritten() async {
        var run = FakeRun(records: 500)
        run.sink = FakeSink(failsWriteAt: 203)
        run.settings = EngineSettings(workers: 3, checkpoints: .rows(90))
        let outcome = await run.run()
        #expect(outcome.failure as? PlannedFault == PlannedFault(place: "write 203"))
        #expect(run.sink.committed == Array(0..<180))
        #expect(run.sink.commits.map(\.counts.read) == [90, 180])
    }

    @Test("Rejects that cannot be written leave their chunk uncommitted")
    func rejectsFail() async {
        var run = FakeRun(records: 500)
        run.source.bad = [203]
        run.rejects = FakeRejects(fails: true)
        run.settings.checkpoints = .rows(90)
        let outcome = await run.run()
        #expect(outcome.failure as? PlannedFault == PlannedFault(place: "rejects"))
        #expect(run.sink.committed == Array(0..<180))
    }

    @Test(
        "The earliest failure in input order wins, whatever comes first in time", arguments: 1...8)
    func earliest(_ workers: Int) async {
        var run = FakeRun(records: 400)
        run.source.failsDecodeAt = 150
        run.sink = FakeSink(failsEncodeAt: 165)
        run.steps = [FilterStep(failsAt: 171)]
        run.settings.workers = workers
        let outcome = await run.run()
        #expect(outcome.failure as? PlannedFault == PlannedFault(place: "decode 150"))
        #expect(run.sink.committed == Array(0..<150))
    }

    @Test("A row that the sink refuses is told with its place")
    func refusedRow() async {
        var run = FakeRun(records: 100)
        run.sink = FakeSink(refuses: 42)
        let outcome = await run.run()
        let error = outcome.failure as? JobError
        #expect(error?.code == .data && error?.location == "fake0:44")
        #expect(error?.message == "column n: found 42, wanted another")
        #expect(error?.hint == "count again")
        #expect(run.sink.committed == Array(0..<40))
    }

    @Test("Books that do not balance are our error, and the chunk is not committed")
    func conservation() async {
        var run = FakeRun(records: 100)
        run.steps = [FilterStep(forgets: true) { $0 == 42 }]
        let outcome = await run.run()
        let error = outcome.failure as? JobError
        #expect(error?.code == .internalError)
        #expect(run.sink.committed == Array(0..<40))
        #expect(outcome.checkpoint.counts.written == 40)
    }

    @Test("A checkpoint comes with every so many rows, and counts its commits")
    func everyRows() async {
        var run = FakeRun(records: 95)
        run.settings.checkpoints = .rows(25)
        let outcome = await run.run()
        #expect(run.sink.commits.map(\.counts.read) == [30, 60, 90, 95])
        #expect(run.sink.commits.map(\.commits) == [1, 2, 3, 4])
        #expect(run.sink.commits.map(\.isFinal) == [false, false, false, true])
        #expect(run.store.saved.withLock { $0 } == run.sink.commits)
        #expect(outcome.commits == 4)
    }

    @Test("Stopped before its first chunk, a run commits nothing")
    func nothingWritten() async {
        let run = FakeRun(records: 95)
        run.control.request()
        let outcome = await run.run()
        #expect(outcome.isStopped && outcome.failure == nil)
        #expect(run.sink.commits.isEmpty && run.sink.publishes == 0)
    }

    @Test("An empty input commits once, finally, and publishes")
    func empty() async {
        let run = FakeRun(records: 0)
        let outcome = await run.run()
        #expect(run.sink.commits.map(\.isFinal) == [true])
        #expect(run.sink.publishes == 1 && outcome.checkpoint.counts == RowCounts())
    }

    @Test("A commit of an old epoch ends the run, and the checkpoint before it stays")
    func staleEpoch() async {
        var run = FakeRun(records: 95)
        run.store = FakeStore(newest: 2)
        let outcome = await run.run()
        #expect((outcome.failure as? JobError)?.code == .locked)
        #expect(outcome.commits == 0 && outcome.checkpoint.commits == 0)
        #expect(run.store.saved.withLock { $0.isEmpty } && run.sink.publishes == 0)
    }

    @Test("A commit that fails ends the run; only what was committed counts")
    func commitFails() async {
        var run = FakeRun(records: 95)
        run.sink = FakeSink(failsCommitAt: 2)
        let outcome = await run.run()
        #expect(outcome.failure as? PlannedFault == PlannedFault(place: "commit 2"))
        #expect(run.sink.committed == Array(0..<20))
        #expect(outcome.commits == 2)
    }

    @Test("Of a sink that cannot be taken back, no checkpoint is stored")
    func stream() async {
        var run = FakeRun(records: 95)
        run.sink = FakeSink(guarantee: .atLeastOnce)
        #expect(await run.run().failure == nil)
        #expect(run.sink.committed == Array(0..<95))
        #expect(run.store.saved.withLock { $0.isEmpty })
    }
}
