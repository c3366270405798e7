import PropertyTesting
import Synchronization
import Testing
import TrancheColumnar
import TrancheServices

@testable import TranchePipeline

/// Any mixture of files and databases, with every crash between two commits.
@Suite("Several sinks as one")
struct SinkSetTests {
    enum Kind: Sendable {
        case file
        case table(database: Int)
    }

    struct Plan: Sendable {
        var records: Int
        var rowsPerChunk: Int
        var workers: Int
        var interval: Int
        var limit: Int?
        var kinds: [Kind]
        /// Which numbers each sink takes; see ``FakeRouteStep``.
        var rules: [Int]?
        var bad: [Int]
        /// After how many calls each run but the last dies, and the chunk size of the next.
        var deaths: [Int]
    }

    static let plans = Gen<Plan> { choices in
        let sinks = Gen<Int>.int(1...4).run(&choices)
        let kinds = (0..<sinks).map { _ in
            let database = Gen<Int>.int(0...3).run(&choices)
            return database == 0 ? Kind.file : .table(database: database)
        }
        let hasRules = Gen<Int>.int(0...3).run(&choices) > 0
        return Plan(
            records: Gen<Int>.int(0...200).run(&choices),
            rowsPerChunk: Gen<Int>.int(1...30).run(&choices),
            workers: Gen<Int>.int(1...4).run(&choices),
            interval: Gen<Int>.int(1...60).run(&choices),
            limit: Gen<Int>.int(0...200).optional.run(&choices), kinds: kinds,
            rules: hasRules ? kinds.map { _ in Gen<Int>.int(0...4).run(&choices) } : nil,
            bad: Gen<Int>.int(0...200).array(0...5).run(&choices),
            deaths: Gen<Int>.int(0...25).array(0...6).run(&choices))
    }

    private final class Store: CheckpointStore {
        let place: Place
        let doom: Doom
        init(_ place: Place, _ doom: Doom) { (self.place, self.doom) = (place, doom) }
        func save(_ checkpoint: Checkpoint) throws {
            try doom.strike("store")
            place.checkpoint.withLock { $0 = checkpoint }
        }
    }

    /// What outlives the runs of one plan.
    final class Place: Sendable {
        let disks: [FakeDisk]
        let databases = (0...3).map { _ in FakeDatabase() }
        let rejects = FakeDisk()
        let checkpoint = Mutex<Checkpoint?>(nil)
        init(_ sinks: Int) { disks = (0..<sinks).map { _ in FakeDisk() } }
    }

    /// The rejects file, cut back like any.
    private final class Rejects: RejectSink {
        let disk: FakeDisk
        let doom: Doom
        init(_ disk: FakeDisk, _ length: Int64, _ doom: Doom) {
            (self.disk, self.doom) = (disk, doom)
            disk.content.withLock { content in
                guard content.published == nil else { return }
                content.bytes = String(
                    decoding: content.bytes.utf8.prefix(Int(length)), as: UTF8.self)
            }
        }
        func write(_ lines: ByteBuffer) throws {
            let text = lines.string(0..<lines.count)
            disk.content.withLock { $0.bytes += text }
        }
        func commit(_ checkpoint: inout Checkpoint) throws {
            try doom.strike("rejects")
            checkpoint.rejectsOffset = disk.content.withLock { Int64($0.bytes.utf8.count) }
        }
        func publish() throws { disk.content.withLock { $0.published = $0.bytes } }
        func close() {}
    }

    private func sinks(_ plan: Plan, _ place: Place, _ doom: Doom) -> [any Sink] {
        var owners: [Int: FakeTableSink] = [:]
        return plan.kinds.enumerated().map { index, kind in
            switch kind {
            case .file: return FakeFileSink("file \(index)", place.disks[index], doom)
            case .table(let number):
                let sink = FakeTableSink(
                    "table \(index)", place.databases[number], joining: owners[number], doom)
                if owners[number] == nil { owners[number] = sink }
                return sink
            }
        }
    }

    /// One run, as ``JobRunner`` does it; `nil` when it came to its end.
    private func run(_ plan: Plan, _ place: Place, epoch: Int64, _ doom: Doom, rows: Int)
        async throws -> (RunOutcome, (any Error)?)
    {
        let routes = plan.rules.map { _ in SinkRoutes() }
        let set = SinkSet(sinks(plan, place, doom), routes: routes)
        let stored =
            set.holdsCheckpoint
            ? try set.storedCheckpoint(of: "j") : place.checkpoint.withLock { $0 }
        var checkpoint = Checkpoint(job: "j", run: "r", epoch: epoch, pipeline: "p", input: "i")
        checkpoint.moment = epoch
        let isResuming = stored.map { $0.commits > 0 } ?? false
        if let stored, isResuming {
            checkpoint = stored
            checkpoint.epoch = epoch
        }
        let rejects = Rejects(place.rejects, checkpoint.rejectsOffset, doom)
        try set.open(Schema([Field("n")]), checkpoint: checkpoint, resuming: isResuming)
        defer { set.close() }
        if isResuming, checkpoint.isFinal {
            try set.publish()
            try rejects.publish()
            return (
                RunOutcome(checkpoint: checkpoint, steps: [], isStopped: false, commits: 0), nil
            )
        }
        let source = FakeSource(records: plan.records, rowsPerChunk: rows)
        source.bad = Set(plan.bad)
        source.fileEnds = [70, 140]
        try source.seek(to: checkpoint.source)
        var steps: [any Step] = [FilterStep { $0 % 7 == 3 }]
        if let limit = plan.limit { steps.append(FirstStep(limit: Int64(limit))) }
        if let routes, let rules = plan.rules {
            steps.append(FakeRouteStep(routes: routes, rules: rules))
        }
        let outcome = await Engine(
            EngineJob(
                source: source, steps: steps, sink: set, rejects: rejects, checkpoint: checkpoint,
                store: Store(place, doom),
                settings: EngineSettings(
                    workers: plan.workers,
                    checkpoints: .rows(1 + Int64(plan.interval) * epoch * epoch % 61),
                    maxRejects: .count(.max)))
        ).run()
        return (outcome, outcome.failure)
    }

    @Test("Dead between any two commits or publishes and resumed, every sink is as without it")
    func resumes() async {
        await forAll("several sinks", cases: 1000, Self.plans) { plan in
            let whole = Place(plan.kinds.count)
            let (wanted, failure) = try await run(
                plan, whole, epoch: 1, Doom(after: nil), rows: plan.rowsPerChunk)
            _ = try same(failure == nil, true)
            let place = Place(plan.kinds.count)
            var epoch: Int64 = 0
            var last: RunOutcome?
            for death in plan.deaths.map(Optional.some) + [nil] {
                epoch += 1
                // What is read behind a limit's end depends on the size of chunks.
                let rows =
                    plan.limit == nil
                    ? 1 + (plan.rowsPerChunk + Int(epoch) * 7) % 30 : plan.rowsPerChunk
                let doom = Doom(after: death)
                do {
                    let (outcome, failure) = try await run(
                        plan, place, epoch: epoch, doom,
                        rows: rows)
                    if failure == nil {
                        last = outcome
                        break
                    }
                    _ = try same(failure is PlannedFault, true)
                } catch is PlannedFault where death != nil {}
            }
            for index in plan.kinds.indices {
                let found = place.disks[index].content.withLock { $0.published }
                _ = try same(found, whole.disks[index].content.withLock { $0.published })
            }
            for (index, database) in place.databases.enumerated() {
                let found = database.committed.withLock { $0.tables }
                _ = try same(found, whole.databases[index].committed.withLock { $0.tables })
            }
            let lines = place.rejects.content.withLock { $0.published }
            _ = try same(lines, whole.rejects.content.withLock { $0.published })
            _ = try same(last?.checkpoint.counts, wanted.checkpoint.counts)
            let counts = wanted.checkpoint.sinks.map(Counted.init)
            _ = try same(last?.checkpoint.sinks.map(Counted.init), counts)
            return wanted.checkpoint.counts.isConserved
                && counts.allSatisfy { $0.offered == $0.written + $0.duplicate + $0.refused }
        }
    }

    private struct Counted: Equatable, Sendable {
        var offered: Int64
        var unfit: Int64
        var written: Int64
        var duplicate: Int64
        var refused: Int64

        init(_ progress: SinkProgress) {
            (offered, unfit, written) = (progress.offered, progress.unfit, progress.written)
            (duplicate, refused) = (progress.duplicate, progress.refused)
        }
    }

    @Test("A database that lost what the others have is told, and nothing is written twice")
    func lostDatabase() async throws {
        let plan = Plan(
            records: 100, rowsPerChunk: 10, workers: 2, interval: 10, limit: nil,
            kinds: [.table(database: 1), .table(database: 2)], rules: nil, bad: [], deaths: [])
        let place = Place(2)
        let (_, failure) = try await run(plan, place, epoch: 1, Doom(after: 30), rows: 10)
        #expect(failure is PlannedFault)
        place.databases[2].committed.withLock { $0 = .init() }
        let error = await #expect(throws: JobError.self) {
            _ = try await run(plan, place, epoch: 2, Doom(after: nil), rows: 10)
        }
        #expect(error?.code == .data && error?.message.contains("table 0 has") == true)
        #expect(error?.hint?.contains("--fresh") == true)
    }

    @Test("A sink that has all of the job takes no more, when a pipe gives more")
    func longerInput() async throws {
        var plan = Plan(
            records: 20, rowsPerChunk: 10, workers: 1, interval: 1, limit: nil,
            kinds: [.table(database: 1), .table(database: 2)], rules: nil, bad: [], deaths: [])
        let place = Place(2)
        // The first table has its last commit, the second has not.
        let (_, failure) = try await run(plan, place, epoch: 1, Doom(after: 15), rows: 10)
        #expect(failure is PlannedFault)
        plan.records = 23
        let (_, second) = try await run(plan, place, epoch: 2, Doom(after: nil), rows: 10)
        #expect((second as? JobError)?.message.contains("has all records") == true)
        plan.records = 20
        let (last, third) = try await run(plan, place, epoch: 3, Doom(after: nil), rows: 10)
        #expect(third == nil && last.checkpoint.isFinal && last.checkpoint.counts.read == 20)
    }

    @Test("A shorter input than the one that a sink has all of is an error, not the end")
    func shorterInput() async throws {
        var plan = Plan(
            records: 20, rowsPerChunk: 10, workers: 1, interval: 1, limit: nil,
            kinds: [.table(database: 1), .table(database: 2)], rules: nil, bad: [], deaths: [])
        let place = Place(2)
        // The first table has the second chunk, the second table has not.
        let (_, failure) = try await run(plan, place, epoch: 1, Doom(after: 9), rows: 10)
        #expect(failure is PlannedFault)
        plan.records = 12
        let (_, second) = try await run(plan, place, epoch: 2, Doom(after: nil), rows: 10)
        #expect((second as? JobError)?.message.contains("more records of the job") == true)
    }
}
