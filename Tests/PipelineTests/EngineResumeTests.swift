import PropertyTesting
import Synchronization
import Testing
import TrancheColumnar
import TrancheServices

@testable import TranchePipeline

@Suite("Stopping and resuming")
struct EngineResumeTests {
    @Test("A stop takes no new chunk, drains what is in flight and leaves a checkpoint")
    func stops() async {
        var run = FakeRun(records: 1000)
        let control = run.control
        run.source.onFill = { first in if first == 200 { control.request() } }
        run.settings.checkpoints = .rows(1_000_000)
        let outcome = await run.run()
        #expect(outcome.isStopped && outcome.failure == nil)
        #expect(!outcome.checkpoint.isFinal && run.sink.publishes == 0)
        // The chunk that was being filled when the stop came is still taken.
        #expect(run.sink.committed == Array(0..<210))
        #expect(run.sink.commits.count == 1)
    }

    @Test("A stop that comes once a limit has ended the input does not undo the end")
    func stopAfterEnd() async {
        var run = FakeRun(records: 1000)
        let control = run.control
        run.steps = [FirstStep(limit: 10)]
        run.settings.workers = 1
        run.sink = FakeSink { _ in
            control.request()
            return false
        }
        let outcome = await run.run()
        #expect(!outcome.isStopped && outcome.checkpoint.isFinal)
        #expect(run.sink.committed == Array(0..<10))
    }

    struct Plan: Sendable {
        var records: Int
        var rowsPerChunk: Int
        var workers: Int
        var interval: Int
        var limit: Int?
        /// Where each run but the last is stopped, by the record being read.
        var stops: [Int]
        var bad: [Int]
    }

    static let plans = Gen<Plan> { choices in
        let records = Gen<Int>.int(0...300).run(&choices)
        return Plan(
            records: records, rowsPerChunk: Gen<Int>.int(1...40).run(&choices),
            workers: Gen<Int>.int(1...6).run(&choices),
            interval: Gen<Int>.int(1...80).run(&choices),
            limit: Gen<Int>.int(0...300).optional.run(&choices),
            stops: Gen<Int>.int(0...300).array(0...4).run(&choices),
            bad: Gen<Int>.int(0...300).array(0...10).run(&choices))
    }

    private func run(
        _ plan: Plan, from checkpoint: Checkpoint?, _ content: [Int], _ lines: String, stop: Int?,
        crashes: Bool
    ) async throws -> (FakeRun, RunOutcome) {
        var run = FakeRun(records: plan.records, rowsPerChunk: plan.rowsPerChunk)
        run.source.bad = Set(plan.bad)
        run.source.fileEnds = [100, 200]
        run.steps = [FilterStep { $0 % 7 == 3 }]
        if let limit = plan.limit { run.steps.append(FirstStep(limit: Int64(limit))) }
        run.sink = FakeSink(
            holding: content, failsWriteAt: crashes ? stop : nil
        ) { $0 % 11 == 5 }
        run.rejects?.content.withLock { $0 = .init(written: lines, committed: lines) }
        if let checkpoint {
            run.checkpoint = checkpoint
            try run.source.seek(to: checkpoint.source)
        }
        run.settings = EngineSettings(
            workers: plan.workers, checkpoints: .rows(Int64(plan.interval)),
            maxRejects: .count(.max))
        let control = run.control
        if let stop, !crashes {
            run.source.onFill = { first in if first >= stop { control.request() } }
        }
        return (run, await run.run())
    }

    @Test(
        "Stopped or failed anywhere and resumed, a run ends as one that was never interrupted",
        arguments: [false, true])
    func resumes(_ crashes: Bool) async {
        await forAll("resume", cases: 200, Self.plans) { plan in
            let (whole, wanted) = try await run(plan, from: nil, [], "", stop: nil, crashes: false)
            var checkpoint: Checkpoint?
            var content: [Int] = []
            var lines = ""
            for stop in plan.stops.sorted().map(Optional.some) + [nil] {
                let (part, outcome) = try await run(
                    plan, from: checkpoint, content, lines, stop: stop, crashes: crashes)
                // What a crash leaves is what was committed, and no more.
                content = part.sink.committed
                lines = part.rejects?.content.withLock { $0.committed } ?? ""
                checkpoint = part.sink.commits.last ?? checkpoint
                if outcome.checkpoint.isFinal { break }
            }
            _ = try same(content, whole.sink.committed)
            _ = try same(lines, whole.rejects?.content.withLock { $0.committed })
            _ = try same(checkpoint?.counts, wanted.checkpoint.counts)
            _ = try same(checkpoint?.sequence, wanted.checkpoint.sequence)
            return checkpoint?.isFinal == true
        }
    }
}
