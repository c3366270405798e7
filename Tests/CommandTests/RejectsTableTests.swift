import PostgreSQLTesting
import Testing

@Suite("Rejects in a table")
struct RejectsTableTests {
    /// Records of which the source and a step set four aside, one of them with odd bytes.
    private static let input =
        Array("id,amount,name\n1,5,a\n2,x,\"b\nc\"\n3,-1,d\n4\n5,6,e\n7,".utf8)
        + [0x01, 0xE9] + Array(",g\n6,7,f\n".utf8)

    /// Runs a copy with rejects in a file, and twice with rejects in a table.
    ///
    /// - Returns: What `SELECT` finds in the table, by run.
    private func compare(
        _ workspace: Workspace, sink: String, table: String, query: (String) throws -> [String]
    ) throws {
        workspace.write("in.csv", Self.input)
        let steps = [
            "--types", "id:bigint", "--max-rejects", "9", "-e",
            "validate amount::bigint > 0 as positive",
        ]
        let plain = workspace.start(
            ["copy", "in.csv", "plain.csv", "--rejects", "r.ndjson"] + steps
        ).wait()
        #expect(plain.status == 3, "\(plain.errors)")
        let lines = workspace.text("r.ndjson")
        #expect(lines?.count { $0 == "\n" } == 4)
        let mode = sink.contains("#") ? [] : ["--mode", "replace"]
        for round in 1...2 {
            let ended = workspace.start(
                ["copy", "in.csv", sink, "--rejects", table, "--fresh"] + steps + mode
            ).wait()
            #expect(ended.status == 3, "\(ended.errors)")
            #expect(ended.errors.contains("rejects in \(table)"), "\(ended.errors)")
            #expect(ended.errors.contains("1 rejected, field-count"), "\(ended.errors)")
            let printed = workspace.tranche("rejects", "last", "--to", "ndjson")
            #expect(printed.text == lines, "\(printed.errors)")
            let shown = workspace.tranche("rejects", "last", "--to", "table", "--limit", "2").text
            #expect(shown.contains("… and 2 more"), "\(shown)")
            // Those of a run that has ended stay.
            let rows = try query("SELECT count(*), count(DISTINCT run) FROM r")
            #expect(rows == ["\(4 * round)|\(round)"])
        }
    }

    @Test(
        "Say what a file says, in the sink's database and in another one",
        arguments: ["sqlite:x.db#t", "out.ndjson"], ["x.db", "y.db"])
    func sqlite(sink: String, database: String) throws {
        let workspace = Workspace()
        try compare(workspace, sink: sink, table: "sqlite:\(database)#r") { query in
            try Database(workspace.file(database)).rows(query)
        }
    }

    @Test(
        "Say what a file says, in PostgreSQL", arguments: ["", "sqlite:x.db#t", "out.csv"])
    func postgreSQL(sink: String) throws {
        let scenario = try PostgreSQLScenario()
        let sink = sink.isEmpty ? scenario.address + "#t" : sink
        let table = scenario.address + "#r"
        try compare(scenario.workspace, sink: sink, table: table) { query in
            try scenario.sql(query).split(separator: "\n").map(String.init)
        }
    }

    @Test("Have the run, the place, the reason and the bytes in columns")
    func columns() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "a,b\n1,2\n3\n\"x\ny\",4\n")
        let ended = workspace.tranche(
            "copy", "in.csv", "sqlite:x.db#t", "--max-rejects", "9", "--rejects", "sqlite:x.db#r",
            "-e", "validate a::bigint > 0 as fine")
        #expect(ended.status == 3, "\(ended.errors)")
        let run = RunNames(workspace.tranche("runs", "show", "last").text).run
        #expect(
            try Database(workspace.file("x.db")).rows(
                """
                SELECT position, run, file, record, line, byte_offset, step, sink, "column", code,
                message, hex(original), redacted FROM r ORDER BY position
                """)
                == [
                    "0|\(run)|in.csv|2|3|8|NULL|NULL|NULL|field-count|found 1 field, "
                        + "wanted 2 as in the header|33|0",
                    "1|\(run)|in.csv|3|4|10|validate|NULL|a|expression-error|invalid input syntax "
                        + "for type bigint: \"x\ny\" in a::bigint|22780A79222C34|0",
                ])
    }

    @Test("Hide sensitive values, and say so", arguments: ["x.db", "y.db"])
    func hides(database: String) throws {
        let workspace = Workspace()
        workspace.write("in.csv", "a,b\n1,2\nsecret,3\n")
        let kept = workspace.tranche(
            "copy", "in.csv", "sqlite:x.db#t", "--max-rejects", "9", "--rejects",
            "sqlite:\(database)#r", "--sensitive", "a", "-e", "validate a::bigint > 0 as fine",
            "-e", "drop a")
        #expect(kept.status == 3, "\(kept.errors)")
        let rows = try Database(workspace.file(database)).rows(
            "SELECT message, CAST(original AS TEXT), redacted FROM r")
        #expect(rows.count == 1)
        #expect(rows.allSatisfy { !$0.contains("secret") && $0.hasSuffix("***,3|1") }, "\(rows)")
    }

    static let refusals = [
        Behaviour(
            "A table that is the sink",
            "printf 'a\\n1\\n' > in.csv\n"
                + "tranche copy in.csv sqlite:x.db#t --rejects sqlite:./x.db#T",
            status: 64, says: ["--rejects names sqlite:./x.db#T, which is the sink"]),
        Behaviour(
            "The database of the source",
            "printf 'a\\n1\\n' > in.csv; tranche copy in.csv sqlite:x.db#t -q\n"
                + "tranche copy sqlite:x.db#t out.csv --rejects sqlite:x.db#r",
            status: 64, says: ["which is in the database of the source"]),
        Behaviour(
            "The state store",
            "printf 'a\\n1\\n' > in.csv\n"
                + "tranche copy in.csv out.csv --state s.db --rejects sqlite:s.db#r",
            status: 64, says: ["which is the state store"]),
        Behaviour(
            "A database without a table",
            "printf 'a\\n1\\n' > in.csv; tranche copy in.csv out.csv --rejects sqlite:x.db",
            status: 64, says: ["found no table in sqlite:x.db for the rejects"]),
        Behaviour(
            "A table of something else",
            "printf 'a\\n1\\n' > in.csv; tranche copy in.csv sqlite:x.db#r -q\n"
                + "tranche copy in.csv out.csv --rejects sqlite:x.db#r",
            status: 65, says: ["found a table sqlite:x.db#r that is not one of rejects"]),
    ]

    @Test("Are refused", arguments: refusals)
    func refused(_ behaviour: Behaviour) { behaviour.check() }

    @Test("Come from a stream's run, too, and from a pipeline file")
    func pipelineFile() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "a\n1\nx\n")
        workspace.write(
            "p.yaml",
            """
            source: { path: in.csv }
            steps: [validate a::bigint > 0 as fine]
            sink: { path: "-", format: csv }
            rejects: { sqlite: r.db, table: r, max: 1 }
            """)
        let ended = workspace.tranche("run", "p.yaml")
        #expect(ended.status == 3, "\(ended.errors)")
        #expect(ended.text == "a\n1\n")
        #expect(try Database(workspace.file("r.db")).rows("SELECT record FROM r") == ["2"])
    }
}

/// The id that `tranche runs show` prints.
private struct RunNames {
    let run: String

    init(_ text: String) {
        let line = text.split(separator: "\n").first { $0.hasPrefix("run ") }
        run = line?.split(separator: " ").last.map(String.init) ?? "?"
    }
}
