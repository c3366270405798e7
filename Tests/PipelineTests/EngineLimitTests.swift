import Testing
import TrancheColumnar
import TrancheServices

@testable import TranchePipeline

@Suite("The engine's limits")
struct EngineLimitTests {
    // MARK: Rejects

    @Test("One reject more than allowed ends the run before its chunk", arguments: [1, 4])
    func rejectCount(_ workers: Int) async {
        var run = FakeRun(records: 300)
        run.source.bad = [5, 105, 106, 205]
        run.settings = EngineSettings(
            workers: workers, checkpoints: .rows(50), maxRejects: .count(2))
        let outcome = await run.run()
        let error = outcome.failure as? JobError
        #expect(error?.code == .data && error?.location == "fake0:108")
        #expect(
            error?.message == "column n: found no number; more than the 2 that "
                + "--max-rejects allows")
        #expect(error?.hint == "count")
        #expect(run.sink.committed == (0..<100).filter { $0 != 5 })
        #expect(run.rejects?.committedLines.count == 1)
    }

    @Test("With none allowed the first reject is the error, and its hint says how to allow it")
    func noRejects() async {
        var run = FakeRun(records: 300)
        run.source.bad = [7]
        run.settings.maxRejects = .count(0)
        let outcome = await run.run()
        let error = outcome.failure as? JobError
        #expect(error?.message == "column n: found no number" && error?.location == "fake0:9")
        #expect(error?.hint == "count, or allow rejects with --max-rejects")
        #expect(run.sink.commits.isEmpty)
    }

    @Test("A hint that names --max-rejects already gets no second one")
    func hintOnce() async {
        var run = FakeRun(records: 300)
        run.source.bad = [7]
        run.source.hint = "allow it with --max-rejects"
        run.settings.maxRejects = .count(0)
        let error = await run.run().failure as? JobError
        #expect(error?.hint == "allow it with --max-rejects")
    }

    @Test("A percentage is judged from the thousandth record on")
    func percent() async {
        var run = FakeRun(records: 3000)
        run.source.bad = Set(0..<9).union(1500..<1520)
        run.settings.maxRejects = .percent(1)
        let outcome = await run.run()
        #expect((outcome.failure as? JobError)?.code == .data)
        #expect(outcome.checkpoint.counts.read == 1500)
        #expect(run.rejects?.committedLines.count == 9)
    }

    @Test("A percentage is judged at the end of a short input, and what was done stays resumable")
    func percentAtEnd() async {
        var run = FakeRun(records: 100)
        run.source.bad = [3, 4, 5]
        run.settings = EngineSettings(
            workers: 2, checkpoints: .rows(1000), maxRejects: .percent(2))
        let outcome = await run.run()
        let error = outcome.failure as? JobError
        #expect(error?.message.hasPrefix("3 of 100 records were rejected") == true)
        #expect(!outcome.checkpoint.isFinal && run.sink.publishes == 0)
        #expect(run.sink.committed.count == 97 && run.rejects?.committedLines.count == 3)
    }

    @Test(
        "Reject lines say where the record stood: file, record, line and byte", arguments: [1, 3])
    func places(_ workers: Int) async {
        var run = FakeRun(records: 40)
        run.source.bad = [0, 12, 13, 25, 39]
        run.source.badText = [0xE9]
        run.source.fileEnds = [25]
        run.settings.workers = workers
        #expect(await run.run().failure == nil)
        let lines = run.rejects?.committedLines ?? []
        let heads = lines.map { $0.split(separator: "step")[0] }
        #expect(
            heads == [
                "{\"file\":\"fake0\",\"record\":1,\"line\":2,\"offset\":0,\"",
                "{\"file\":\"fake0\",\"record\":13,\"line\":14,\"offset\":26,\"",
                "{\"file\":\"fake0\",\"record\":14,\"line\":15,\"offset\":28,\"",
                "{\"file\":\"fake1\",\"record\":1,\"line\":2,\"offset\":0,\"",
                "{\"file\":\"fake1\",\"record\":15,\"line\":16,\"offset\":41,\"",
            ])
        #expect(lines.allSatisfy { $0.hasSuffix("\"original_base64\":\"6Q==\"}") })
    }

    @Test("Ten thousand rejects of one chunk are placed without counting its lines anew for each")
    func manyRejects() async {
        let run = FakeRun(records: 100_000, rowsPerChunk: 100_000)
        run.source.bad = Set(0..<100_000)
        #expect(await run.run().failure == nil)
        let last = run.rejects?.committedLines.last ?? ""
        #expect(last.contains("\"record\":100000,\"line\":100001,\"offset\":399996,"))
    }

    // MARK: The limit step

    @Test(
        "A limit ends reading, and counts are the same for any number of workers", arguments: 1...8)
    func limit(_ workers: Int) async {
        var run = FakeRun(records: 1_000_000)
        let filled = Shared(0)
        run.source.onFill = { first in filled.update { $0 = max($0, first) } }
        run.steps = [FilterStep { $0 % 2 == 1 }, FirstStep(limit: 104)]
        run.settings.workers = workers
        let outcome = await run.run()
        #expect(outcome.failure == nil && outcome.checkpoint.isFinal)
        #expect(run.sink.committed == (0..<104).map { $0 * 2 })
        let counts = outcome.checkpoint.counts
        #expect(counts.read == 210 && counts.filtered == 105 && counts.limited == 1)
        #expect(outcome.steps.map(\.rowsOut) == [105, 104])
        // Every worker may have read one chunk before the limit was known, and one after.
        #expect(filled.value <= 210 + 20 * workers)
    }

    @Test(
        "What fails behind a limit's end does not matter, for any number of workers",
        arguments: 1...8)
    func failuresBehindLimit(_ workers: Int) async {
        for trial in 0..<20 {
            var run = FakeRun(records: 300)
            run.steps = [FirstStep(limit: 100), FilterStep(failsAt: 125)]
            if trial % 2 == 0 {
                run.source.failsDecodeAt = 100
            } else {
                run.source.failsFillAt = 110
            }
            run.settings.workers = workers
            // The chunk before waits until the next one was read, so that it is read ahead.
            let outcome = await run.run()
            #expect(outcome.failure == nil)
            #expect(run.sink.committed == Array(0..<100))
        }
    }

    @Test("A limit of none reads nothing; a resumed run behind its limit neither")
    func limitReached() async {
        var run = FakeRun(records: 100)
        run.steps = [FirstStep(limit: 0)]
        let outcome = await run.run()
        #expect(outcome.checkpoint.isFinal && outcome.checkpoint.counts.read == 0)
        var later = FakeRun(records: 100)
        later.steps = [FirstStep(limit: 30)]
        later.checkpoint.stepStates = [30]
        #expect(await later.run().checkpoint.counts.read == 0)
        #expect(later.sink.publishes == 1)
    }
}
