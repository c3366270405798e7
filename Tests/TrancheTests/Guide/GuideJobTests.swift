import Synchronization
import Testing
import Tranche

@Suite("The code of the guide Build a job in Swift")
struct GuideJobTests {
    let directory: TemporaryDirectory
    let input: String
    let database: String
    let state: String

    init() throws {
        directory = try TemporaryDirectory()
        input = try directory.write(
            "readings.csv",
            "sensor,fahrenheit,note\nroof-1,212,a\ntest,0,b\nhall-2,,c\nhall-3,-500,d\nroof-4,32,e\n"
        )
        database = directory.file("readings.db")
        state = directory.file("state.db")
    }

    private func rows(_ query: String) throws -> [[SQLValue]] {
        try SQLiteConnection(database).query(query).map(\.values)
    }

    @Test("A job of steps in text and in Swift writes a table, and sets aside what cannot be")
    func job() async throws {
        // guide: job
        let job = Job(from: .csv(input), to: .sqlite(database, table: "measurements"))
            .named("readings")
            .steps {
                "filter sensor <> 'test'"
                Calibrate()
                "derive celsius = round(celsius::numeric, 1)"
            }
            .rejects(.count(10))
            .with { $0.run.statePath = state }
        let report = try await job.run { event in
            if case .resuming(let records, _) = event { print("going on after \(records) records") }
        }
        print("\(report.counts.written) written, \(report.counts.rejected) rejected")
        // guide end
        #expect(report.counts.written == 2 && report.counts.rejected == 1)
        #expect(report.counts.filtered == 2)
        let found = try rows("select sensor, celsius from measurements order by sensor")
        #expect(found.map { $0[0] } == [.text("roof-1"), .text("roof-4")])
    }

    @Test("The same in columns, beside a column that is not touched")
    func columns() async throws {
        try await Job(from: .csv(input), to: .sqlite(database, table: "m"))
            .steps { Convert() }
            .rejects(.count(1))
            .with { $0.run.statePath = state }
            .run()
        let found = try rows("select sensor, note, celsius, place from m order by rowid")
        #expect(found.map { $0[3] } == [.text("roof1"), .text("test"), .text("roof4")])
        #expect(found[0] == [.text("roof-1"), .text("a"), .double(100), .text("roof1")])
    }

    @Test("A step that waits adds its column, in the order of the input")
    func waiting() async throws {
        let step = Locate(city: { $0.hasPrefix("roof") ? "Rome" : nil })
        try await Job(from: .csv(input), to: .csv(directory.file("out.csv")))
            .steps { step }
            .with { $0.run.statePath = state }
            .run()
        #expect(
            directory.text("out.csv")
                == "sensor,fahrenheit,note,city\nroof-1,212,a,Rome\ntest,0,b,\nhall-2,,c,\n"
                + "hall-3,-500,d,\nroof-4,32,e,Rome\n")
    }

    @Test("Declared columns have types that Swift has no type for")
    func declared() async throws {
        let cents = try directory.write("cents.csv", "cents\n1205\n99\n")
        try await Job(from: .csv(cents), to: .ndjson(directory.file("out.ndjson")))
            .steps { Price() }
            .with { $0.run.statePath = state }
            .run()
        #expect(directory.text("out.ndjson") == "{\"price\":12.05}\n{\"price\":0.99}\n")
    }

    @Test("A stop asked for from outside leaves a checkpoint, progress tells how far it got")
    func stopping() async throws {
        let job = Job(from: .csv(input), to: .csv(directory.file("out.csv")))
            .with { $0.run.statePath = state }
        // guide: stop
        let control = StopControl()
        let shown = Mutex<RunProgress?>(nil)
        let running = Task {
            try await job.run(control: control) { event in
                if case .started(let progress, _) = event { shown.withLock { $0 = progress } }
            }
        }
        control.request()  // or running.cancel(), or a signal: StopSignals.install(control)
        let report = try await running.value
        if case .stopped = report.end { print("run it again to go on") }
        print(shown.withLock { $0?.counts.read ?? 0 }, "records read")
        // guide end
        try await job.run()
        #expect(directory.text("out.csv") == directory.text("readings.csv"))
    }

    @Test("A part of the composition is replaced, as a test does it")
    func composition() async throws {
        let job = Job(from: .csv(input), to: .csv(directory.file("out.csv")))
            .with { $0.run.statePath = state }
            .step("derive year = extract(year from now())")
        // guide: composition
        let composition = Composition()
        composition.register(WallClock { 0 }, for: .wallClock)  // 2000-01-01 00:00 UTC
        composition.register(
            FileFaults { operation, _ in operation == .rename ? 28 : 0 },  // ENOSPC
            for: .fileFaults)
        do {
            try await job.run(in: composition)
        } catch let error as JobError {
            print(error)
        }
        composition.register(.none, for: .fileFaults)
        try await job.run(in: composition)
        // guide end
        #expect(directory.text("out.csv")?.contains("roof-1,212,a,2000\n") == true)
    }

    @Test("Events of one content pass once")
    func hashing() {
        let events = [
            Event(sensor: "a", value: 1), Event(sensor: "a", value: 1.0),
            Event(sensor: "a", value: 2),
        ]
        #expect(distinct(events).map { $0["value"]?.text } == ["1.0", "2.0"])
    }
}
