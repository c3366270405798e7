import Synchronization
import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline
import TrancheServices
import TrancheSteps

@testable import Tranche

/// What a run told while it ran.
final class Events: Sendable {
    private let kept = Mutex<[String]>([])

    var all: [String] { kept.withLock { $0 } }

    func add(_ event: RunEvent) {
        switch event {
        case .resuming(let records, _): kept.withLock { $0.append("resuming after \(records)") }
        case .notice(let text): kept.withLock { $0.append(text) }
        case .retrying(let text, _, _, _): kept.withLock { $0.append("retrying: \(text)") }
        case .started: break
        }
    }
}

@Suite("Running a job on real files, and running it again")
struct JobRunnerTests {
    let directory: TemporaryDirectory
    let job: JobDefinition

    /// A file of 100 records, of which the 56th has too many fields.
    init() throws {
        directory = try TemporaryDirectory()
        let path = try directory.write("in.csv", Self.input)
        var job = JobDefinition(
            name: "t", source: SourceDefinition(.files([path])),
            sink: SinkDefinition(.files([directory.file("out.csv")])))
        job.run.statePath = directory.file("state.db")
        job.run.workers = 2
        job.run.chunkRows = 10
        job.run.checkpoints = .rows(1)
        self.job = job
    }

    private static let input =
        "a,b\n" + (0..<100).map { $0 == 55 ? "55,x,y\n" : "\($0),v\($0)\n" }.joined()
    private static let output =
        "a,b\n" + (0..<100).filter { $0 != 55 }.map { "\($0),v\($0)\n" }.joined()

    private func run(_ change: (inout JobDefinition) throws -> Void = { _ in }) async throws
        -> (report: RunReport, events: [String])
    {
        var job = job
        try change(&job)
        let events = Events()
        let runner = JobRunner(job, control: StopControl()) { events.add($0) }
        return (try await runner.run(), events.all)
    }

    private func failure(_ report: RunReport) -> JobError? {
        guard case .failed(let error) = report.end else { return nil }
        return error as? JobError
    }

    private func isCompleted(_ report: RunReport) -> Bool {
        if case .completed = report.end { return true }
        return false
    }

    /// The first run, which the bad record ends after 50 records.
    private func fail() async throws {
        let (report, events) = try await run()
        let error = failure(report)
        #expect(error?.location == directory.file("in.csv") + ":57")
        #expect(report.counts.read == 50 && events.isEmpty)
        #expect(directory.text("out.csv") == nil)
    }

    @Test("A fresh run that finds nothing wrong writes everything at once")
    func fresh() async throws {
        let (report, events) = try await run { $0.rejects.limit = .count(1) }
        #expect(isCompleted(report) && events.isEmpty && report.resumedAt == nil)
        #expect(report.counts.read == 100 && report.counts.written == 99)
        #expect(directory.text("out.csv") == Self.output)
        let rejects = directory.text("out.csv.rejects.ndjson") ?? ""
        #expect(rejects.contains("\"record\":56,\"line\":57,\"offset\":369,"))
        #expect(rejects.contains("\"original\":\"55,x,y\""))
        #expect(report.rejectsPath == directory.file("out.csv.rejects.ndjson"))
    }

    @Test("A failed run goes on where it was, with another limit on rejects")
    func resume() async throws {
        try await fail()
        let (report, events) = try await run { $0.rejects.limit = .count(1) }
        #expect(events == ["resuming after 50"] && report.resumedAt == 50)
        #expect(isCompleted(report) && report.counts.read == 100 && report.counts.rejected == 1)
        #expect(directory.text("out.csv") == Self.output)
        #expect(
            directory.text("out.csv.rejects.ndjson")?.contains("\"record\":56,\"line\":57") == true)
    }

    @Test("A completed job has nothing to do, until its output is gone")
    func nothingToDo() async throws {
        _ = try await run { $0.rejects.limit = .count(1) }
        let (again, events) = try await run { $0.rejects.limit = .count(1) }
        guard case .alreadyComplete = again.end else {
            Issue.record("ended as \(again.end)")
            return
        }
        #expect(events.count == 1 && events[0].hasSuffix("; --fresh runs it once more"))
        #expect(directory.text("out.csv") == Self.output)
    }

    @Test("An output that replaces is written each time")
    func replaces() async throws {
        for _ in 0..<2 {
            let (report, _) = try await run {
                $0.rejects.limit = .count(1)
                $0.sink.mode = .replace
            }
            #expect(isCompleted(report) && report.counts.read == 100)
        }
        #expect(directory.text("out.csv") == Self.output)
    }

    @Test("When the input changed, a stopped run is not resumed")
    func changedInput() async throws {
        try await fail()
        try directory.write("in.csv", "a,b\n7,changed\n")
        let error = await #expect(throws: JobError.self) { try await run() }
        #expect(error?.code == .data)
        #expect(error?.message.contains("stopped after 50 records, and since then ") == true)
        #expect(error?.hint == "restore what changed to resume, or start over with --fresh")
        let (report, _) = try await run { $0.run.startsFresh = true }
        #expect(isCompleted(report) && directory.text("out.csv") == "a,b\n7,changed\n")
    }

    @Test("When the pipeline changed, a stopped run is not resumed")
    func changedPipeline() async throws {
        try await fail()
        let error = await #expect(throws: JobError.self) {
            try await run { $0.steps = [try parseStep("select b, a")] }
        }
        #expect(error?.message.hasSuffix("the pipeline or its options changed") == true)
        // As it was, it still can be.
        let (report, _) = try await run { $0.rejects.limit = .count(1) }
        #expect(report.resumedAt == 50 && directory.text("out.csv") == Self.output)
    }

    @Test("With --fresh a stopped run begins anew")
    func startsFresh() async throws {
        try await fail()
        let (report, events) = try await run {
            $0.run.startsFresh = true
            $0.rejects.limit = .count(1)
        }
        #expect(events.isEmpty && report.resumedAt == nil && report.counts.read == 100)
        #expect(directory.text("out.csv") == Self.output)
    }

    @Test("A table gets each record once, over failure, resume and repetition")
    func table() async throws {
        func intoTable(_ job: inout JobDefinition) {
            job.sink.endpoint = .sqlite(path: directory.file("out.db"), table: "t")
        }
        let (first, _) = try await run(intoTable)
        #expect(first.counts.read == 50 && failure(first) != nil)
        let (second, events) = try await run {
            intoTable(&$0)
            $0.rejects.limit = .count(1)
        }
        #expect(isCompleted(second) && events == ["resuming after 50"])
        let (third, _) = try await run {
            intoTable(&$0)
            $0.rejects.limit = .count(1)
        }
        guard case .alreadyComplete = third.end else {
            Issue.record("ended as \(third.end)")
            return
        }
        // The table itself tells what it holds.
        let (back, _) = try await run {
            $0.name = "back"
            $0.source = SourceDefinition(
                .sqlite(path: directory.file("out.db"), table: "t"))
        }
        #expect(back.counts.read == 99 && directory.text("out.csv") == Self.output)
    }

    @Test("A record that a table refuses stops the run with its place, or is a reject among others")
    func constraint() async throws {
        let path = directory.file("out.db")
        try SQLiteConnection(path).execute("CREATE TABLE t (a INTEGER CHECK (a <> 73), b TEXT)")
        func intoTable(_ job: inout JobDefinition) {
            job.sink.endpoint = .sqlite(path: path, table: "t")
        }
        let (first, _) = try await run {
            intoTable(&$0)
            $0.rejects.limit = .count(1)
        }
        let error = failure(first)
        #expect(error?.code == .data && error?.location == directory.file("in.csv") + ":75")
        #expect(error?.message.hasPrefix("CHECK constraint failed: a <> 73") == true)
        #expect(first.counts.read == 70 && first.counts.written == 69)
        let (second, events) = try await run {
            intoTable(&$0)
            $0.rejects.limit = .count(10)
        }
        #expect(isCompleted(second) && events == ["resuming after 70"])
        #expect(second.counts.written == 98 && second.counts.rejected == 2)
        let count = try SQLiteConnection(path).query(
            "SELECT count(*) AS n, count(DISTINCT a) AS d FROM t")
        #expect(try count.first?.get("n", as: Int64.self) == 98)
        #expect(try count.first?.get("d", as: Int64.self) == 98)
        let rejects = second.rejectsPath.flatMap { path in
            path.split(separator: "/").last.flatMap { directory.text(String($0)) }
        }
        let lines = (rejects ?? "").split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.last?.contains("\"record\":74,\"line\":75,") == true)
        #expect(lines.last?.contains("\"code\":\"constraint\"") == true)
        #expect(lines.last?.hasSuffix("\"original\":\"73,v73\"}") == true)
    }

    @Test("Whether a stop came, a run says so, and the next one goes on")
    func stopped() async throws {
        let control = StopControl()
        control.request()
        let report = try await JobRunner(job, control: control).run()
        guard case .stopped = report.end else {
            Issue.record("ended as \(report.end)")
            return
        }
        #expect(report.counts.read == 0 && directory.text("out.csv") == nil)
        let (next, _) = try await run { $0.rejects.limit = .count(1) }
        #expect(isCompleted(next) && directory.text("out.csv") == Self.output)
    }

    @Test("The digest of types that only a cast reads keeps a run from going on differently")
    func changedTypes() async throws {
        func cast(_ job: inout JobDefinition, _ type: DataType) throws {
            job.source.types = [("a", type)]
            job.steps = [try parseStep("cast a as bigint")]
        }
        let (first, _) = try await run { try cast(&$0, .text) }
        #expect(first.counts.read == 50)
        await #expect(throws: JobError.self) { try await run { try cast(&$0, .numeric) } }
    }

    // MARK: Steps over files

    @Test(
        "A limit passes over what is wrong behind its end, whatever the size of chunks",
        arguments: [10, 40, 1000])
    func limitBeforeFault(_ rows: Int) async throws {
        let (report, _) = try await run {
            $0.run.chunkRows = rows
            $0.steps = [try parseStep("limit 20")]
        }
        #expect(isCompleted(report) && report.counts.written == 20)
        #expect(directory.text("out.csv")?.hasSuffix("19,v19\n") == true)
    }

    @Test("The original of a reject is untouched by what other columns went through")
    func original() async throws {
        try directory.write("in.csv", "a,b\n\\x414243,1\n\\x44,x\n")
        let (report, _) = try await run {
            $0.source.types = [("a", .bytea), ("b", .text)]
            $0.steps = [try parseStep("cast b as bigint")]
            $0.rejects.limit = .count(1)
        }
        #expect(isCompleted(report))
        #expect(directory.text("out.csv") == "a,b\n\\x414243,1\n")
        let rejects = directory.text("out.csv.rejects.ndjson") ?? ""
        #expect(rejects.hasSuffix("\"original\":\"\\\\x44,x\"}\n"), "\(rejects)")
    }

    @Test("A program may bring a client of its own, and the report tells what the step has counted")
    func ownClient() async throws {
        var job = job
        job.steps = [try parseStep("lookup http 'https://h/{a}' add $.n")]
        job.rejects.limit = .count(1)
        let client = ScriptedClient { request, _ in
            .json("{\"n\":\"<\(request.url.dropFirst("https://h/".count))>\"}")
        }
        job.run.http.makeClient = { _ in client }
        let report = try await JobRunner(job, control: StopControl()).run()
        #expect(client.requests.count == 99)
        #expect(
            report.stepReports == [
                StepReport(
                    step: "lookup",
                    statistics: [
                        StepStatistic("records", 99), StepStatistic("requests", 99),
                        StepStatistic("from the cache", 0),
                    ])
            ])
        #expect(directory.text("out.csv")?.hasPrefix("a,b,n\n0,v0,<0>\n1,v1,<1>\n") == true)
    }
}
