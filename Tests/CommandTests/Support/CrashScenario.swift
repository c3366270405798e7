import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One way of copying that is to survive every kind of interruption.
struct CrashScenario: Sendable, CustomTestStringConvertible {
    enum Target: Sendable {
        case file(String)
        /// The table is `t`.
        case table(String)
        /// The sinks of the pipeline file `p.yaml`, which is among the inputs.
        case several([Output])
    }

    /// Something that a run writes.
    enum Output: Sendable {
        case file(String)
        case table(String, of: String)
    }

    /// Everything that a run writes but the rejects.
    var outputs: [Output] {
        switch target {
        case .file(let name): [.file(name)]
        case .table(let database): [.table("t", of: database)]
        case .several(let outputs): outputs
        }
    }

    /// What the test's title calls it.
    var testDescription: String
    var source: [String]
    var target: Target
    var options: [String] = []
    var inputs: @Sendable () -> [(name: String, bytes: [UInt8])] = {
        [("in.csv", Samples.flights)]
    }
    /// Statements that make the table before the first run.
    var preparation: [String] = []
    /// Whether the input comes through a pipe on standard input.
    var isPiped = false
    /// How often a run commits, and what it reads at once.
    var pace = ["--checkpoint-every", "1000rows", "--chunk-size", "24KiB"]
    /// The exit status of a run that gets to its end.
    var endStatus: Int32 = 0

    /// Whether a run after one that came to its end counts the same once more.
    var countsAgain = true

    /// The database whose table `r` gets what is set aside; `nil` for the file beside the sink.
    var rejectsDatabase: String?

    /// Of the calls that may meet a fault, one in so many does, by the seed.
    var stride = 1
    /// Whether the state store is made by the first run, and not there before.
    var makesState = true

    /// The file beside the sink that gets what is set aside.
    var rejectsName: String {
        switch outputs[0] {
        case .file(let name): name + ".rejects.ndjson"
        case .table(let table, let database): "\(database).\(table).rejects.ndjson"
        }
    }

    var sinkName: String {
        switch target {
        case .file(let name): name
        case .table(let name): "sqlite:\(name)#t"
        case .several: ""
        }
    }

    static let old = [
        """
        CREATE TABLE t (year INT, month INT, day INT, dep_time TEXT, sched_dep_time INT,
        dep_delay TEXT, arr_time TEXT, sched_arr_time INT, arr_delay TEXT, carrier TEXT,
        flight INT, tailnum TEXT, origin TEXT, dest TEXT, air_time TEXT, distance INT, hour INT,
        minute INT, time_hour TEXT)
        """, "INSERT INTO t (year) VALUES (1999)",
    ]

    static let all = [
        CrashScenario(testDescription: "csv to csv", source: ["in.csv"], target: .file("out.csv")),
        CrashScenario(
            testDescription: "csv to csv.gz", source: ["in.csv"], target: .file("out.csv.gz")),
        CrashScenario(
            testDescription: "csv to csv.zst", source: ["in.csv"], target: .file("out.csv.zst")),
        CrashScenario(
            testDescription: "csv to ndjson", source: ["in.csv"], target: .file("out.ndjson")),
        CrashScenario(
            testDescription: "csv to json", source: ["in.csv"], target: .file("out.json"),
            options: ["-e", "limit 19000"]),
        CrashScenario(
            testDescription: "csv to sqlite, append", source: ["in.csv"], target: .table("o.db")),
        CrashScenario(
            testDescription: "csv to sqlite, replace", source: ["in.csv"], target: .table("o.db"),
            options: ["--mode", "replace"], preparation: old),
        CrashScenario(
            testDescription: "csv to sqlite, upsert", source: ["in.csv"], target: .table("o.db"),
            options: ["--mode", "upsert", "--key", "id"],
            inputs: { [("in.csv", Samples.keyed)] },
            preparation: [
                "CREATE TABLE t (id INTEGER PRIMARY KEY, step INTEGER, name TEXT, amount TEXT)"
            ]),
        keyed("update", ["--mode", "update", "--key", "id"]),
        keyed("update, skip unchanged", ["--mode", "update", "--key", "id", "--skip-unchanged"]),
        keyed("delete", ["--mode", "delete", "--key", "id"]),
        CrashScenario(
            testDescription: "csv to sqlite, validate", source: ["in.csv"], target: .table("o.db"),
            options: [
                "--null", "NA", "--max-rejects", "100%", "-e",
                "validate dep_delay < 60 as late, unique (carrier, flight, day)",
            ], endStatus: 3),
        rejects("csv to sqlite, rejects beside the rows", .table("o.db"), in: "o.db"),
        rejects("csv to csv, rejects in a database", .file("out.csv"), in: "r.db"),
        CrashScenario(
            testDescription: "several files as one source", source: ["day-*.csv"],
            target: .table("o.db"),
            inputs: {
                Samples.parts.enumerated().map { ("day-\($0.offset).csv", $0.element) }
            }),
        CrashScenario(
            testDescription: "csv to csv, dedupe", source: ["in.csv"], target: .file("out.csv"),
            options: ["-e", "dedupe on (carrier, flight, dest)"]),
        CrashScenario(
            testDescription: "csv to csv, hash and encrypt", source: ["in.csv"],
            target: .file("out.csv"),
            options: [
                "-e", "hash tailnum key \"command:printf %064d 7\" length 16",
                "-e", "encrypt dest key \"command:printf %064d 7\" with chacha20 salt flight",
            ]),
        CrashScenario(
            testDescription: "csv to csv, lookup", source: ["in.csv"], target: .file("out.csv"),
            options: ["-e", "lookup r.csv on origin, dest add name else drop"],
            inputs: {
                let rows = [("EWR", "IAH"), ("LGA", "ATL"), ("JFK", "LAX"), ("EWR", "ORD")]
                let text = rows.map { "\($0),\($1),from \($0) to \($1)\n" }.joined()
                return [
                    ("in.csv", Samples.flights), ("r.csv", Array("origin,dest,name\n\(text)".utf8)),
                ]
            }),
        CrashScenario(
            testDescription: "standard input to sqlite, dedupe twice in little memory",
            source: ["-", "--from", "csv"], target: .table("o.db"),
            options: ["-e", "distinct", "-e", "dedupe on (id)", "--memory", "1MiB"],
            inputs: { [("in.csv", Samples.keyed)] }, isPiped: true),
        several(
            "csv to csv, two databases and ndjson.gz", Samples.flights, options: [],
            sinks: """
                  - path: out.csv
                    when: carrier in ('UA', 'AA')
                  - { sqlite: a.db, table: t, when: "distance > 500" }
                  - { path: out.ndjson.gz, when: "1000.0 / distance > 1 and origin = 'JFK'" }
                  - { sqlite: a.db, table: u, mode: replace, when: hour between 8 and 12 }
                  - { sqlite: b.db, table: v }
                """,
            [
                .file("out.csv"), .table("t", of: "a.db"), .file("out.ndjson.gz"),
                .table("u", of: "a.db"), .table("v", of: "b.db"),
            ]),
        CrashScenario(
            testDescription: "ndjson to csv, explode and flatten", source: ["in.ndjson"],
            target: .file("out.csv"), options: ["--max-rejects", "20000"] + Samples.basketSteps,
            inputs: { [("in.ndjson", Samples.baskets(0..<12_000))] }, endStatus: 3),
        CrashScenario(
            testDescription: "standard input to sqlite", source: ["-", "--from", "csv"],
            target: .table("o.db"), isPiped: true),
    ]

    /// Records that a rule sets aside into a table.
    private static func rejects(_ title: String, _ target: Target, in database: String)
        -> CrashScenario
    {
        CrashScenario(
            testDescription: title, source: ["in.csv"], target: target,
            options: [
                "--null", "NA", "--max-rejects", "100%", "--rejects", "sqlite:\(database)#r", "-e",
                "validate dep_delay < 60 as late",
            ], endStatus: 3, rejectsDatabase: database)
    }

    /// A table of which every other key is there, twice, some of its rows as the input has them.
    private static func keyed(_ title: String, _ options: [String]) -> CrashScenario {
        CrashScenario(
            testDescription: "csv to sqlite, \(title)", source: ["in.csv"],
            target: .table("o.db"), options: options,
            inputs: { [("in.csv", Samples.keyed)] },
            preparation: [
                "CREATE TABLE t (id INTEGER, step INTEGER, name TEXT, amount TEXT)",
                "CREATE INDEX i ON t (id)",
                """
                WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 7000)
                INSERT INTO t SELECT i * 17 % 7001 / 2 * 2, i, 'name ' || i % 97,
                printf('%d.%d0', i % 1000, i % 10) FROM n
                """,
            ], countsAgain: false)
    }

    /// A pipeline with several sinks, from `in.csv`.
    static func several(
        _ title: String, _ input: [UInt8], options: [String], steps: String = "[]", sinks: String,
        _ outputs: [Output]
    ) -> CrashScenario {
        CrashScenario(
            testDescription: title, source: ["in.csv"], target: .several(outputs),
            options: options,
            inputs: {
                let pipeline = """
                    source: { path: in.csv, null: NA }
                    steps: \(steps)
                    sinks:
                    \(sinks)

                    """
                return [("in.csv", input), ("p.yaml", Array(pipeline.utf8))]
            })
    }
}

extension CrashScenario {
    /// Not among `all`: for most of its time it reads the keys and has nothing to go on from.
    static let keepLast = CrashScenario(
        testDescription: "csv to csv, keep last", source: ["in.csv"], target: .file("out.csv"),
        options: ["-e", "filter step % 9 <> 4", "-e", "dedupe on (id, name) keep last"],
        inputs: { [("in.csv", Samples.keyed)] })
}

/// A place where one scenario runs, is killed, and runs again.
struct CrashTrial {
    let scenario: CrashScenario
    var wasKilledAfterItsRecord = false
    let workspace = Workspace()

    init(_ scenario: CrashScenario) throws {
        self.scenario = scenario
        for (name, bytes) in scenario.inputs() { workspace.write(name, bytes) }
        if !scenario.makesState {
            for (name, bytes) in Samples.state { workspace.writeState(name, bytes) }
        }
        let databases = scenario.outputs.compactMap { output in
            if case .table(_, let name) = output { return name }
            return nil
        }
        guard let name = databases.first, !scenario.preparation.isEmpty else { return }
        let database = Database(workspace.file(name))
        for statement in scenario.preparation { try database.run(statement) }
    }

    /// Starts the command; the same one every time.
    func start(_ more: [String] = [], environment: [String: String] = [:]) -> Child {
        var words = ["copy", scenario.source[0], scenario.sinkName]
        if case .several = scenario.target { words = ["run", "p.yaml"] }
        words += scenario.source.dropFirst() + scenario.options
        words += scenario.pace + more
        guard scenario.isPiped else { return workspace.start(words, environment: environment) }
        // The feeder dies by SIGPIPE when the reader is killed, as it would in a shell.
        let (reading, writing) = openedPipe()
        defer {
            close(reading)
            close(writing)
        }
        let feeder = workspace.start(
            [workspace.file("in.csv")], output: .descriptor(writing), program: "/bin/cat")
        let child = workspace.start(
            words, input: .descriptor(reading), environment: environment)
        child.keep(feeder)
        return child
    }

    /// The files that grow or change while a run goes on, hidden parts and the state among them.
    var footprint: [FilePrint] {
        let state = workspace.path + "/state/tranche"
        var paths = ["state.db", "state.db-wal"].map { state + "/" + $0 }
        for output in scenario.outputs {
            switch output {
            case .file(let name):
                paths += [name, ".\(name).part", ".\(name).dedupe"].map(workspace.file)
            case .table(_, let name):
                paths += [name, name + "-wal", name + "-journal"].map(workspace.file)
            }
        }
        if let name = scenario.rejectsDatabase {
            paths += [name, name + "-journal"].map(workspace.file)
        }
        return paths.map(FilePrint.init)
    }

    /// What a stopped run may leave: the old content, or all of the new.
    func isUntouched(by expected: Expected) throws -> Bool {
        try scenario.outputs.allSatisfy { try isUntouched($0, by: expected) }
    }

    private func isUntouched(_ output: CrashScenario.Output, by expected: Expected) throws -> Bool {
        switch output {
        case .file(let name):
            let old = scenario.inputs().first { $0.name == name }?.bytes
            let now = workspace.bytes(name)
            return now == old || now == expected.trial.workspace.bytes(name)
        case .table(_, let name):
            guard scenario.options.contains("replace") else { return true }
            // A copy: opening the database itself would roll back what the killed run has left.
            let copy = workspace.copy(of: workspace.file(name))
            let count = try Database(copy).rows("SELECT count(*) FROM t")
            return count == ["1"] || count == ["\(expected.written)"]
        }
    }

    /// Whether the last run has recorded that it came to its end.
    var isRecorded: Bool { recorded.state == "COMPLETED" }

    /// What the state store says of the last run; quicker than to ask the program.
    private var recorded: RunCounts {
        let copy = workspace.copy(of: workspace.path + "/state/tranche/state.db")
        let columns = (["state"] + RunCounts.names.map { "rows_" + $0 }).joined(separator: ", ")
        let rows = try? Database(copy).rows(
            "SELECT \(columns) FROM runs ORDER BY epoch DESC LIMIT 1")
        let values = rows?.first?.split(separator: "|") ?? []
        let lines = zip(["state"] + RunCounts.names, values).map { "\($0) \($1)" }
        return RunCounts(lines.joined(separator: "\n"))
    }

    /// Everything that is wrong after the last run; empty when it is as an uninterrupted run's.
    func faults(against expected: Expected) throws -> [String] {
        try contentFaults(against: expected) + countFaults(expected)
    }

    /// What is wrong with what was written.
    func contentFaults(against expected: Expected) throws -> [String] {
        var faults: [String] = []
        for output in scenario.outputs { faults += try self.faults(in: output, expected) }
        if workspace.bytes(scenario.rejectsName) != expected.rejects {
            faults.append("\(scenario.rejectsName) differs")
        }
        if try rejectRows != expected.trial.rejectRows { faults.append("the rejects differ") }
        // Killed after its record and before its exit, a run leaves its keys to the next one to
        // remove, and through a pipe there is none that has nothing to add.
        let endings = [".part", ".table"] + (wasKilledAfterItsRecord ? [] : [".dedupe"])
        let parts = workspace.names.filter { name in endings.contains { name.hasSuffix($0) } }
        if !parts.isEmpty { faults.append("left over: \(parts)") }
        return faults
    }

    /// The rejects in a table, in their order; empty when they go to a file.
    var rejectRows: [String] {
        get throws {
            guard let name = scenario.rejectsDatabase else { return [] }
            return try Database(workspace.file(name)).rows(
                """
                SELECT position, file, record, line, byte_offset, step, sink, "column", code, message,
                hex(original), redacted FROM r ORDER BY job, started, position
                """)
        }
    }

    private func faults(in output: CrashScenario.Output, _ expected: Expected) throws -> [String] {
        var faults: [String] = []
        let wanted = expected.trial.workspace
        switch output {
        case .file(let name):
            if workspace.bytes(name) != wanted.bytes(name) { faults.append("\(name) differs") }
        case .table(let table, let name):
            let database = Database(workspace.file(name))
            if let difference = try database.difference(of: table, from: wanted.file(name)) {
                faults.append("\(table): \(difference)")
            }
            let leftovers = try database.rows(
                "SELECT name FROM sqlite_master WHERE name LIKE '\\_tranche\\_new%' ESCAPE '\\'")
            if !leftovers.isEmpty { faults.append("left over: \(leftovers)") }
        }
        return faults
    }

    private func countFaults(_ expected: Expected) -> [String] {
        let shown = recorded
        var faults: [String] = []
        for name in RunCounts.names where shown.count(name) != expected.counts.count(name) {
            faults.append("\(name) \(shown.count(name)), wanted \(expected.counts.count(name))")
        }
        if !shown.isConserved(adding: expected.counts.added) {
            faults.append("a record was lost: \(shown)")
        }
        if shown.state != "COMPLETED" { faults.append("state \(shown.state)") }
        return faults
    }
}

/// What an uninterrupted run gives, and how long it takes.
final class Expected {
    let trial: CrashTrial
    let bytes: [UInt8]
    /// What was set aside; `nil` when nothing was.
    let rejects: [UInt8]?
    let seconds: Double
    let counts: RunCounts
    var written: Int { counts.written }
    var databasePath: String {
        if case .table(let name) = trial.scenario.target { return trial.workspace.file(name) }
        return ""
    }

    init(_ scenario: CrashScenario, checkpoints: Int = 10) throws {
        trial = try CrashTrial(scenario)
        let ended = trial.start().wait()
        try #require(ended.status == scenario.endStatus, "\(ended.errors)")
        seconds = ended.seconds
        counts = RunCounts(trial.workspace.tranche("runs", "show", "last").text)
        rejects = trial.workspace.bytes(scenario.rejectsName)
        if scenario.rejectsDatabase != nil {
            try #require(try trial.rejectRows.count == counts.count("rejected"))
        }
        try #require(counts.count("rejected") > 0 || rejects == nil)
        try #require(
            counts.checkpoints >= checkpoints, "too few checkpoints to be interrupted between them")
        if case .file(let name) = scenario.target {
            bytes = trial.workspace.bytes(name) ?? []
            try #require(!bytes.isEmpty)
        } else {
            bytes = []
        }
    }
}

/// The counts that `tranche runs show` prints.
struct RunCounts {
    static let names = ["read", "written", "filtered", "rejected", "duplicate", "limited"]

    private let values: [String: String]

    init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2 {
                values[String(words[0])] = words[1].drop { $0 == " " }.description
            }
        }
        self.values = values
    }

    func count(_ name: String) -> Int { values[name].flatMap { Int($0) } ?? -1 }

    var state: String { values["state"] ?? "?" }
    var read: Int { count("read") }
    var written: Int { count("written") }
    var duplicate: Int { count("duplicate") }
    var checkpoints: Int { Int(values["checkpoints"]?.prefix { $0 != " " } ?? "") ?? 0 }
    /// Rows made beyond one a record; shown when there are any.
    var added: Int { max(0, count("added")) }
    /// read + added = written + filtered + rejected + duplicate + limited.
    var isConserved: Bool { isConserved(adding: added) }

    func isConserved(adding added: Int) -> Bool {
        read + added == Self.names.dropFirst().map(count).reduce(0, +)
    }
}

/// What tells that a file has changed.
struct FilePrint: Equatable {
    private var size: Int64 = -1
    private var seconds = 0
    private var nanoseconds = 0

    init(_ path: String) {
        var found = stat()
        guard unsafe stat(path, &found) == 0 else { return }
        #if canImport(Glibc)
        (seconds, nanoseconds) = (found.st_mtim.tv_sec, found.st_mtim.tv_nsec)
        #else
        (seconds, nanoseconds) = (found.st_mtimespec.tv_sec, found.st_mtimespec.tv_nsec)
        #endif
        size = Int64(found.st_size)
    }
}
