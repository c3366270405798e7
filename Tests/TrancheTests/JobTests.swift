import Synchronization
import Testing

@testable import Tranche

/// Reads `a` and writes its double, a few waits later; may ask somebody to stop on the way.
private struct Double2: RecordStep {
    struct Input: Decodable, Sendable { var a: Int }
    struct Output: Codable, Sendable { var a: Int }
    let name = "double"
    var version = "1"
    var onRecord: @Sendable (Int) -> Void = { _ in }

    func process(_ record: Input) async throws -> Output? {
        onRecord(record.a)
        return Output(a: record.a * 2)
    }
}

/// A clock whose sleeps are over at once.
private final class InstantClock: Clock {
    typealias Instant = ContinuousClock.Instant
    let slept = Mutex(Duration.zero)
    var now: Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        slept.withLock { $0 += ContinuousClock.now.duration(to: deadline) }
    }
}

@Suite("A job built in Swift")
struct JobTests {
    let directory: TemporaryDirectory
    let input: String

    init() throws {
        directory = try TemporaryDirectory()
        input = try directory.write("in.csv", "a\n" + (0..<100).map { "\($0)\n" }.joined())
    }

    private func job(_ step: Double2 = Double2()) -> Job {
        Job(from: .csv(input), to: .csv(directory.file("out.csv")))
            .steps {
                "filter a <> 7"
                step
            }
            .with { definition in
                definition.run.statePath = directory.file("state.db")
                definition.run.workers = 1
                definition.run.chunkRows = 10
                definition.run.checkpoints = .rows(10)
            }
    }

    private static let output =
        "a\n" + (0..<100).filter { $0 != 7 }.map { "\($0 * 2)\n" }.joined()

    private func isEnd(_ report: RunReport, stopped: Bool) -> Bool {
        switch report.end {
        case .stopped: stopped
        case .completed: !stopped
        default: false
        }
    }

    @Test("Text steps and steps in Swift run in one pipeline, and the report counts both")
    func runs() async throws {
        let report = try await job().run()
        #expect(isEnd(report, stopped: false))
        #expect(directory.text("out.csv") == Self.output)
        #expect(report.counts.read == 100 && report.counts.filtered == 1)
        #expect(report.steps.map(\.name) == ["filter", "double"])
        #expect(report.steps.map(\.rowsOut) == [99, 99])
        guard case .alreadyComplete = try await job().run().end else {
            Issue.record("a completed job ran again")
            return
        }
    }

    @Test("A cancelled task stops with a checkpoint, and the next run gives the same result")
    func cancelled() async throws {
        let task = Mutex<Task<RunReport, any Error>?>(nil)
        let started = Mutex(false)
        let step = Double2(onRecord: { a in
            guard a == 35 else { return }
            while !started.withLock({ $0 }) {}
            task.withLock { $0?.cancel() }
        })
        let running = Task { try await job(step).run() }
        task.withLock { $0 = running }
        started.withLock { $0 = true }
        let report = try await running.value
        #expect(isEnd(report, stopped: true))
        #expect(report.counts.read == 40 && directory.text("out.csv") == nil)
        let seen = Mutex<[Int]>([])
        let rest = try await job(Double2(onRecord: { a in seen.withLock { $0.append(a) } })).run()
        #expect(isEnd(rest, stopped: false) && rest.resumedAt == 40)
        #expect(seen.withLock { $0 } == Array(40..<100))
        #expect(directory.text("out.csv") == Self.output)
    }

    @Test("A stopped job whose step has another version is refused")
    func version() async throws {
        let control = StopControl()
        let step = Double2(onRecord: { if $0 == 35 { control.request() } })
        let report = try await job(step).run(control: control)
        #expect(isEnd(report, stopped: true))
        let error = await #expect(throws: JobError.self) {
            try await job(Double2(version: "2")).run()
        }
        #expect(error?.message.contains("the pipeline or its options changed") == true)
    }

    @Test("A step's text that is wrong fails the run and not the building of the job")
    func wrongText() async throws {
        let job = job().step("filtre a > 1")
        let error = await #expect(throws: JobError.self) { try await job.run() }
        #expect(error?.code == .pipeline && error?.hint == "did you mean filter?")
    }

    @Test("Rejects of a step in Swift are set aside and counted, or fail the run at the first")
    func rejects() async throws {
        struct Refuse: ChunkStep {
            let name = "refuse"
            let version = "1"
            let reads = ["a"]
            func apply(_ chunk: inout ChunkView) throws {
                let a = try chunk.integers("a")
                try chunk.forEachRow { row in
                    if a[row] == 55 { throw RecordRejection("found 55", column: "a") }
                }
            }
        }
        let job = Job(from: .csv(input), to: .ndjson(directory.file("out.ndjson")))
            .steps { Refuse() }
            .with { $0.run.statePath = directory.file("state.db") }
        let error = await #expect(throws: JobError.self) { try await job.run() }
        #expect(error?.message.contains("found 55") == true)
        #expect(error?.location == input + ":57")
        let report = try await job.rejects(.count(1)).run()
        #expect(report.counts.rejected == 1 && report.counts.written == 99)
        #expect(report.rejects.map(\.step) == ["refuse"])
    }

    @Test("A composition's clock, time of day, state store and faults are those of the run")
    func composition() async throws {
        let composition = Composition()
        let clock = InstantClock()
        let refusals = Mutex(2)
        composition.register(clock, for: .clock)
        composition.register(WallClock { 86_400_000_000 }, for: .wallClock)
        composition.register(
            StateStoreOpener { place, _ in
                let isRefused = refusals.withLock { left in
                    left -= 1
                    return left >= 0
                }
                if isRefused {
                    var error = JobError(.unavailable, "no answer")
                    error.isTransient = true
                    throw error
                }
                return try StateStore(path: place)
            }, for: .stateStore)
        let events = Events()
        let report = try await job().step("derive day = now()::date::text")
            .run(in: composition) { events.add($0) }
        #expect(isEnd(report, stopped: false))
        #expect(events.all == ["retrying: no answer", "retrying: no answer"])
        #expect(clock.slept.withLock { $0 } > .zero || refusals.withLock { $0 } < 0)
        #expect(directory.text("out.csv")?.hasPrefix("a,day\n0,2000-01-02\n") == true)
    }

    @Test(
        "An operation on a file that fails is told, and the next run goes on",
        arguments: [FileOperation.write, .synchronize, .rename])
    func faults(operation: FileOperation) async throws {
        let composition = Composition()
        composition.register(FileFaults { done, _ in done == operation ? 28 : 0 }, for: .fileFaults)
        let error = await #expect(throws: JobError.self) { try await job().run(in: composition) }
        #expect(error?.code == .inputOutput || error?.code == .cannotCreate)
        #expect(directory.text("out.csv") == nil)
        try await job().run()
        #expect(directory.text("out.csv") == Self.output)
    }

    @Test("Sources and sinks are spelled as definitions of the program's")
    func places() throws {
        let csv = SourceDefinition.csv("a", "b", delimiter: ";")
        #expect(csv.delimiter == UInt8(ascii: ";") && csv.endpoint == .files(["a", "b"]))
        let query = SourceDefinition.sqlite("a.db", query: "select 1")
        #expect(query.query == "select 1" && query.endpoint.name == "sqlite:a.db")
        #expect(SourceDefinition.sqlite("a.db", table: "t").endpoint.name == "sqlite:a.db#t")
        let table = try SourceDefinition.postgresql(
            "postgresql://h/d", table: "s.t", cursor: "id")
        #expect(table.endpoint.name == "postgresql://h/d#s.t" && table.cursorColumn == "id")
        let typed = SourceDefinition.ndjson("a").types(["x": .numeric])
        #expect(typed.types.map(\.type) == [.numeric] && typed.format == "ndjson")
        let sink = SinkDefinition.sqlite("a.db", table: "t", mode: .upsert, key: ["id"])
        #expect(sink.mode == .upsert && sink.key == ["id"])
        let routed = try SinkDefinition.file("a.csv").when("x > 1")
        #expect(routed.when?.text == "x > 1")
        #expect(throws: JobError.self) { _ = try SinkDefinition.file("a").when("x >") }
        let output = SinkDefinition.standardOutput("csv")
        #expect(output.endpoint == .standardStream && output.format == "csv")
    }
}
