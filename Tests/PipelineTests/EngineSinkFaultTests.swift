import Testing
import TrancheColumnar

@testable import TranchePipeline

@Suite("Rows that the sink sets aside when it writes them")
struct EngineSinkFaultTests {
    @Test(
        "They are rejects like others: counted, and told in the order of rows", arguments: [1, 3])
    func counts(_ workers: Int) async {
        var run = FakeRun(records: 60)
        run.source.bad = [5, 43, 47]
        run.steps = [FilterStep { $0 == 12 }]
        run.sink = FakeSink(setsAside: [3, 41, 45, 49]) { $0 == 20 }
        run.settings.workers = workers
        let outcome = await run.run()
        let counts = outcome.checkpoint.counts
        #expect(outcome.failure == nil && outcome.checkpoint.isFinal && counts.isConserved)
        #expect(counts.read == 60 && counts.rejected == 7 && counts.filtered == 1)
        #expect(counts.duplicate == 1 && counts.written == 51)
        #expect(run.sink.committed.count == 51)
        let lines = run.rejects?.committedLines ?? []
        let records = lines.compactMap { $0.split(separator: ",")[1].split(separator: ":").last }
        #expect(records.map { String($0) } == ["4", "6", "42", "44", "46", "48", "50"])
        #expect(lines.first?.contains("\"code\":\"constraint\",\"message\":\"not 3\"") == true)
    }

    @Test("With none allowed the first of them ends the run, and nothing of its chunk is committed")
    func none() async {
        var run = FakeRun(records: 100)
        run.sink = FakeSink(setsAside: [42, 44])
        run.settings.maxRejects = .count(0)
        let outcome = await run.run()
        let error = outcome.failure as? JobError
        #expect(error?.code == .data && error?.location == "fake0:44")
        #expect(error?.message == "not 42" && error?.hint == "allow rejects with --max-rejects")
        #expect(run.sink.committed == Array(0..<40) && outcome.checkpoint.counts.read == 40)
        #expect(run.sink.publishes == 0 && run.rejects?.committedLines == [])
    }

    @Test("Beyond the limit no commit follows, since the sink has rows that the books do not")
    func limit() async {
        var run = FakeRun(records: 100)
        run.source.bad = [2, 41]
        run.sink = FakeSink(setsAside: [11, 43, 45])
        // One commit after 30 records; a fourth chunk is written, but not committed.
        run.settings = EngineSettings(
            workers: 2, checkpoints: .rows(30), maxRejects: .count(3))
        let outcome = await run.run()
        let error = outcome.failure as? JobError
        #expect(error?.location == "fake0:45")
        #expect(
            error?.message
                == "not 43; more than the 3 that --max-rejects allows")
        #expect(run.sink.commits.map(\.counts.read) == [30])
        #expect(run.sink.committed == (0..<30).filter { $0 != 2 && $0 != 11 })
        #expect(run.rejects?.committedLines.count == 2)
    }

    @Test("A percentage counts them, too")
    func percent() async {
        var run = FakeRun(records: 2000)
        run.sink = FakeSink(setsAside: Set(1100..<1150))
        run.settings.maxRejects = .percent(1)
        let outcome = await run.run()
        #expect((outcome.failure as? JobError)?.location == "fake0:1121")
        #expect(outcome.checkpoint.counts.read == 1110)
    }
}
