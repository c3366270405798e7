extension CrashScenario {
    /// Small copies with few commits, each with something that must go on exactly where it was.
    static let small = [
        CrashScenario(
            testDescription: "csv to csv", source: ["in.csv"], target: .file("out.csv"),
            options: ["--max-rejects", "20"], inputs: { [("in.csv", Samples.flawed(0..<180))] },
            pace: Self.often, endStatus: 3),
        CrashScenario(
            testDescription: "several files, a limit and a csv.gz in place of an old one",
            source: ["day-*.csv"], target: .file("out.csv.gz"),
            options: ["--max-rejects", "20", "--mode", "replace", "-e", "limit 150"],
            inputs: {
                [
                    ("day-1.csv", Samples.flawed(0..<70)), ("day-2.csv", Samples.flawed(70..<77)),
                    ("day-3.csv", Samples.flawed(77..<240)), ("out.csv.gz", [1, 2, 3]),
                    ("out.csv.gz.rejects.ndjson", [4]),
                ]
            }, pace: Self.often, endStatus: 3, makesState: false),
        CrashScenario(
            testDescription: "ndjson.zst without rejects", source: ["in.csv"],
            target: .file("out.ndjson.zst"), options: ["-e", "limit 150"],
            inputs: { [("in.csv", Samples.numbered(180))] }, pace: Self.often, stride: 2,
            makesState: false),
        CrashScenario(
            testDescription: "a json array", source: ["in.csv"], target: .file("out.json"),
            options: ["--max-rejects", "50%", "-e", "limit 150"],
            inputs: { [("in.csv", Samples.flawed(0..<180))] }, pace: Self.often, endStatus: 3,
            stride: 2, makesState: false),
        CrashScenario(
            testDescription: "standard input to csv", source: ["-", "--from", "csv"],
            target: .file("out.csv"), options: ["--max-rejects", "20"],
            inputs: { [("in.csv", Samples.flawed(0..<180))] }, isPiped: true, pace: Self.often,
            endStatus: 3, stride: 4, makesState: false),
        CrashScenario(
            testDescription: "append to a new table", source: ["in.csv"], target: .table("o.db"),
            options: ["--max-rejects", "20"], inputs: { [("in.csv", Samples.flawed(0..<180))] },
            pace: Self.often, endStatus: 3, makesState: false),
        table("append with refused rows and a limit", ["-e", "limit 150"], "id INTEGER"),
        table("replace", ["--mode", "replace"], "id INTEGER"),
        table("upsert", ["--mode", "upsert", "--key", "id"], "id INTEGER PRIMARY KEY"),
        table(
            "insert-ignore", ["--mode", "insert-ignore", "--key", "id"], "id INTEGER PRIMARY KEY"),
        CrashScenario(
            testDescription: "csv to csv, keep last", source: ["in.csv"], target: .file("out.csv"),
            options: ["--max-rejects", "20", "-e", "dedupe on (id) keep last"],
            inputs: { [("in.csv", Samples.flawed(0..<180))] }, pace: Self.often, endStatus: 3,
            stride: 2, makesState: false),
        CrashScenario(
            testDescription: "explode and flatten into a new table", source: ["in.ndjson"],
            target: .table("o.db"), options: ["--max-rejects", "200"] + Samples.basketSteps,
            inputs: { [("in.ndjson", Samples.baskets(0..<180))] }, pace: Self.often, endStatus: 3,
            stride: 3, makesState: false),
        severalSinks,
        CrashScenario(
            testDescription: "csv to csv, rejects in a database", source: ["in.csv"],
            target: .file("out.csv"),
            options: ["--max-rejects", "20", "--rejects", "sqlite:r.db#r"],
            inputs: { [("in.csv", Samples.flawed(0..<180))] }, pace: Self.often, endStatus: 3,
            rejectsDatabase: "r.db", stride: 3, makesState: false),
        table(
            "update", ["--mode", "update", "--key", "id", "--skip-unchanged"], "id INTEGER",
            rows: "(17, 0, 'old'), (17, 1, 'name 1'), (34, 2, 'name 2'), (18, 0, 'old')"),
        table(
            "delete", ["--mode", "delete", "--key", "id"], "id INTEGER",
            rows: "(17, 0, 'old'), (17, 1, 'name 1'), (34, 2, 'name 2'), (18, 0, 'old')"),
    ]

    /// Two databases, so that one may have committed when the other has not; one refuses rows.
    private static let severalSinks: CrashScenario = {
        var scenario = several(
            "csv, sqlite, a second sqlite and ndjson.gz by conditions", Samples.flawed(0..<180),
            options: ["--max-rejects", "80"],
            steps: "[derive k = step % 150, dedupe on (k), drop k]",
            sinks: """
                  - { path: out.csv, when: id > 50 }
                  - { sqlite: a.db, table: t, when: 300 / (step % 40) < 200 }
                  - { path: out.ndjson.gz, when: "name like 'name 1%'" }
                  - { sqlite: b.db, table: v, mode: insert-ignore, key: [id], when: step % 3 <> 1 }
                  - { sqlite: a.db, table: u, mode: replace, when: step % 5 = 0 }
                """,
            [
                .file("out.csv"), .table("t", of: "a.db"), .file("out.ndjson.gz"),
                .table("v", of: "b.db"), .table("u", of: "a.db"),
            ])
        scenario.preparation = [
            """
            CREATE TABLE t (id INTEGER UNIQUE, step INTEGER,
            name TEXT CHECK (name <> 'name 7'))
            """, "INSERT INTO t VALUES (1000, 0, 'old')",
        ]
        scenario.pace = often
        scenario.endStatus = 3
        scenario.stride = 3
        scenario.makesState = false
        return scenario
    }()

    private static let often = ["--checkpoint-every", "60rows", "--chunk-size", "20rows"]

    /// A table that refuses some records itself, and has a row before the first run.
    private static func table(
        _ title: String, _ options: [String], _ key: String, rows: String = "(1000, 0, 'old')"
    ) -> CrashScenario {
        CrashScenario(
            testDescription: title, source: ["in.csv"], target: .table("o.db"),
            options: ["--max-rejects", "20"] + options,
            inputs: { [("in.csv", Samples.flawed(0..<180))] },
            preparation: [
                "CREATE TABLE t (\(key), step INTEGER, name TEXT CHECK (name <> 'name 7'))",
                "INSERT INTO t VALUES \(rows)",
            ], pace: Self.often, endStatus: 3, stride: 5, makesState: false)
    }
}

extension Samples {
    /// The files of a state store that knows no job.
    static let state: [(name: String, bytes: [UInt8])] = {
        let workspace = Workspace()
        workspace.write("in.csv", Samples.numbered(1))
        _ = workspace.tranche("copy", "in.csv", "out.csv")
        let database = Database(workspace.path + "/state/tranche/state.db")
        for table in ["runs", "checkpoints"] { try? database.run("DELETE FROM \(table)") }
        return ["state.db", "state.db-wal"].compactMap { name in
            readFile(workspace.path + "/state/tranche/" + name).map { (name, $0) }
        }
    }()

    /// Records of which some lack a field; their keys return.
    static func flawed(_ steps: Range<Int>) -> [UInt8] {
        var text = "id,step,name\n"
        for step in steps {
            text += step % 29 == 3 ? "\(step)\n" : "\(step * 17 % 101),\(step),name \(step % 47)\n"
        }
        return Array(text.utf8)
    }

    /// Records without a fault.
    static func numbered(_ count: Int) -> [UInt8] {
        Array(((0..<count).reduce("id,name\n") { $0 + "\($1),name \($1 % 47)\n" }).utf8)
    }
}
