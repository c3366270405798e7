import Testing

/// What `tranche run` says of a pipeline file with several sinks, and with which status it ends.
@Suite("Several sinks on the command line")
struct SeveralSinksTests {
    let workspace = Workspace()

    private func run(_ sinks: String, _ more: [String] = []) -> Ended {
        workspace.write("in.csv", "n,word\n" + (0..<10).map { "\($0),w\($0)\n" }.joined())
        workspace.write("p.yaml", "source: in.csv\nsinks:\n" + sinks)
        return workspace.start(["run", "p.yaml"] + more).wait()
    }

    @Test("The summary tells what each sink got, also in JSON")
    func summary() {
        let sinks = "  - { path: a.csv, when: n > 6 }\n  - { sqlite: b.db, table: t }\n"
        let first = run(sinks)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("10 records from in.csv to a.csv, b.db#t"))
        #expect(first.errors.contains("tranche: 3 records to a.csv\n"), "\(first.errors)")
        #expect(first.errors.contains("tranche: 10 records to b.db#t\n"), "\(first.errors)")
        let again = run(sinks)
        #expect(again.status == 0 && again.errors.contains("has completed this job already"))
        let other = run(
            "  - { path: c.csv, when: n > 6 }\n  - { path: d.csv, when: n > 3 }\n",
            ["--log-format", "json"])
        #expect(
            other.errors.contains("\"event\":\"sink\",\"sink\":\"c.csv\",\"written\":3,"),
            "\(other.errors)")
        #expect(other.errors.contains("\"filtered\":4,"), "\(other.errors)")
        let shown = workspace.tranche("runs", "show", "last").text
        #expect(shown.contains("SINK   WRITTEN  DUPLICATE  UNMATCHED  REJECTED"), "\(shown)")
        #expect(shown.contains("c.csv  3        0          0          0"), "\(shown)")
    }

    @Test(
        "A condition that cannot be understood is shown with its place, and nothing is written",
        arguments: [
            ("n >> 'x'", 78), ("m > 1", 78), ("n > ", 78), ("word", 78),
        ])
    func wrongCondition(_ condition: String, status: Int32) {
        let ended = run("  - a.csv\n  - path: b.csv\n    when: \"\(condition)\"\n")
        #expect(ended.status == status, "\(ended.errors)")
        #expect(ended.errors.contains("tranche: p.yaml:5:11: when: "), "\(ended.errors)")
        #expect(ended.errors.contains("^"), "\(ended.errors)")
        #expect(!workspace.names.contains { $0.contains("a.csv") }, "\(workspace.names)")
    }

    @Test("A condition without an answer is a reject, and over the limit ends the run")
    func rejects() {
        let sinks = "  - a.csv\n  - { path: b.csv, when: 6 / (n - 4) > 0 }\n"
        let strict = run(sinks)
        #expect(strict.status == 65, "\(strict.errors)")
        #expect(
            strict.errors.contains("in.csv:6: sink b.csv: step when: column n: division by zero"),
            "\(strict.errors)")
        let lenient = run(sinks, ["--max-rejects", "1"])
        #expect(lenient.status == 3, "\(lenient.errors)")
        #expect(workspace.shell("wc -l < a.csv").text.contains("10"))
        #expect(workspace.shell("cat b.csv").text == "n,word\n5,w5\n6,w6\n7,w7\n8,w8\n9,w9\n")
    }

    @Test("Rows without a row of their key are told of each sink, and are no duplicates")
    func unmatched() throws {
        let database = Database(workspace.file("x.db"))
        try database.run("create table t (n integer primary key, word text)")
        try database.run("insert into t values (1, 'old'), (2, 'w2'), (99, 'kept')")
        try database.run("create table u (n integer primary key)")
        try database.run("insert into u values (3), (4), (5)")
        let ended = run(
            """
              - { sqlite: x.db, table: t, mode: update, key: n, skip_unchanged: true }
              - { sqlite: x.db, table: u, mode: delete, key: n, when: n > 3 }
              - { path: c.csv }

            """, ["--chunk-size", "3rows"])
        try #require(ended.status == 0, "\(ended.errors)")
        for line in [
            "1 record to x.db#t, 1 duplicate, 8 without a row of their key\n",
            "2 records to x.db#u, 4 without a row of their key\n", "10 records to c.csv\n",
        ] {
            #expect(ended.errors.contains(line), "\(ended.errors)")
        }
        let shown = workspace.tranche("runs", "show", "last").text
        #expect(shown.contains("x.db#t  1        1          8          0"), "\(shown)")
        #expect(shown.contains("x.db#u  2        0          4          0"), "\(shown)")
    }

    @Test("Two sinks of one file, and a stream among them, are refused")
    func refused() {
        let twins = run("  - a.csv\n  - ./a.csv\n")
        #expect(twins.status == 78 && twins.errors.contains("p.yaml:4:5: found two sinks"))
        let stream = run("  - a.csv\n  - /dev/null\n")
        #expect(stream.status == 78 && stream.errors.contains("found the stream /dev/null"))
    }
}
