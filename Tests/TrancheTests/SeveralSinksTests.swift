import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline
import TrancheServices
import TrancheSteps

@testable import Tranche

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A pipeline file with several sinks")
struct SeveralSinksTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("in.csv", "n,word\n" + (0..<60).map { "\($0),w\($0 % 4)\n" }.joined())
    }

    private func load(_ text: String) throws -> JobDefinition {
        let whole = text.replacing("DIR", with: directory.path)
        var job = try PipelineFile.load(try directory.write("p.yaml", whole), params: [])
        job.run.statePath = directory.file("state.db")
        job.run.chunkRows = 7
        job.run.checkpoints = .rows(1)
        return job
    }

    private func run(_ text: String, fresh: Bool = false) async throws -> RunReport {
        var job = try load(text)
        job.run.startsFresh = fresh
        return try await JobRunner(job, control: StopControl()).run()
    }

    private func rows(_ sql: String, in name: String) throws -> [String] {
        try SQLiteConnection(directory.file(name), .readOnly).query(sql).map { row in
            row.values.map { value in
                switch value {
                case .integer(let number): String(number)
                case .text(let text): text
                default: "?"
                }
            }.joined(separator: "|")
        }
    }

    private static let four = """
        source: DIR/in.csv
        sinks:
          - { path: DIR/odd.csv, when: n % 2 = 1 }
          - { sqlite: DIR/a.db, table: few, mode: upsert, key: word, when: n >= 10 }
          - { sqlite: DIR/a.db, table: all, when: "n < 20 or n % 2 = 1", mode: replace }
          - { path: DIR/null.ndjson, when: "nullif(n, 58) > 56" }

        """

    @Test("Each sink gets the records for which its condition is true, in its own way")
    func routes() async throws {
        let report = try await run(Self.four)
        #expect(report.counts.read == 60 && report.counts.isConserved)
        let odd = (0..<60).filter { $0 % 2 == 1 }
        #expect(
            directory.text("odd.csv") == "n,word\n" + odd.map { "\($0),w\($0 % 4)\n" }.joined())
        #expect(
            try rows("SELECT * FROM few ORDER BY word", in: "a.db")
                == ["56|w0", "57|w1", "58|w2", "59|w3"])
        #expect(
            try rows("SELECT n FROM \"all\"", in: "a.db")
                == (0..<60).filter { $0 < 20 || $0 % 2 == 1 }.map(String.init))
        #expect(
            directory.text("null.ndjson")
                == "{\"n\":57,\"word\":\"w1\"}\n{\"n\":59,\"word\":\"w3\"}\n")
        #expect(report.sinks.map(\.written) == [30, 50, 40, 2])
        // Every number goes somewhere: to the second table, or below 10 to the third sink.
        #expect(report.counts.written == 60 && report.counts.filtered == 0)
        let shown = try RunHistory(statePath: directory.file("state.db")).show("last")
        #expect(shown.contains("SINK") && shown.contains("null.ndjson"), "\(shown)")
        #expect(shown.contains(#/odd.csv +30 +0 +0 +0\n/#), "\(shown)")
    }

    @Test("What goes to no sink is filtered, and what has no answer goes to none")
    func nowhere() async throws {
        let report = try await run(
            """
            source: DIR/in.csv
            sinks:
              - { path: DIR/a.csv, when: n < 5 }
              - { path: DIR/b.csv, when: 10 / (n - 3) > 1 }
            rejects: { max: 1 }
            """)
        // 4 … 7 and 0 … 4, but 3 has no answer.
        #expect(directory.text("a.csv") == "n,word\n0,w0\n1,w1\n2,w2\n4,w0\n")
        #expect(
            directory.text("b.csv")
                == "n,word\n" + (4...8).map { "\($0),w\($0 % 4)\n" }.joined())
        #expect(report.counts.written == 8 && report.counts.filtered == 51)
        #expect(report.counts.rejected == 1 && report.counts.isConserved)
        let line = directory.text("a.csv.rejects.ndjson") ?? ""
        #expect(line.contains("\"record\":4,"), "\(line)")
        #expect(line.contains("\"step\":\"when\",\"sink\":\"\(directory.file("b.csv"))\""))
    }

    @Test("A row that one sink refuses is a reject that names it, and the other sinks keep it")
    func refused() async throws {
        let path = directory.file("a.db")
        do {
            let connection = try SQLiteConnection(path)
            _ = try connection.execute("CREATE TABLE t (n INTEGER, word TEXT UNIQUE)")
        }
        let report = try await run(
            """
            source: DIR/in.csv
            steps: [limit 5]
            sinks: ["sqlite:DIR/a.db#t", DIR/b.csv]
            rejects: { max: 1 }
            """)
        #expect(try rows("SELECT n FROM t", in: "a.db") == ["0", "1", "2", "3"])
        #expect(directory.text("b.csv") == "n,word\n0,w0\n1,w1\n2,w2\n3,w3\n4,w0\n")
        #expect(report.counts.written == 4 && report.counts.rejected == 1)
        #expect(report.sinks.map(\.written) == [4, 5] && report.sinks.map(\.rejected) == [1, 0])
        let line = directory.text("a.db.t.rejects.ndjson") ?? ""
        #expect(line.contains("\"sink\":\"\(path)#t\",\"column\":\"word\""), "\(line)")
    }

    @Test("Without rejects the first row that a sink refuses stops the run, and names the sink")
    func stops() async throws {
        do {
            let connection = try SQLiteConnection(directory.file("a.db"))
            _ = try connection.execute("CREATE TABLE t (n INTEGER CHECK (n < 30), word TEXT)")
        }
        let text = """
            source: DIR/in.csv
            sinks: [DIR/b.csv, "sqlite:DIR/a.db#t"]
            """
        let report = try await run(text)
        guard case .failed(let error as JobError) = report.end else {
            Issue.record("ended as \(report.end)")
            return
        }
        #expect(error.message.hasPrefix("sink \(directory.file("a.db"))#t: "), "\(error)")
        #expect(error.location == directory.file("in.csv") + ":32")
        #expect(report.counts.read == 28 && report.counts.isConserved)
        #expect(directory.text("b.csv") == nil)
    }

    @Test("A complete job has nothing to do; when one of its outputs is gone, it says so")
    func complete() async throws {
        let text = """
            source: DIR/in.csv
            sinks: [DIR/b.csv, "sqlite:DIR/a.db#t"]
            """
        _ = try await run(text)
        let again = try await run(text)
        guard case .alreadyComplete = again.end else {
            Issue.record("ended as \(again.end)")
            return
        }
        try #require(unsafe unlink(directory.file("b.csv")) == 0)
        let error = await #expect(throws: JobError.self) { _ = try await run(text) }
        #expect(error?.message.contains("b.csv has gone, while") == true, "\(error as Any)")
        _ = try await run(text, fresh: true)
        #expect(try rows("SELECT count(*) FROM t", in: "a.db") == ["120"])
    }

    @Test(
        "What is wrong with sinks is told with its place",
        arguments: [
            ("source: DIR/in.csv\nsinks: DIR/b.csv\n", "2:8", "sinks", nil),
            (
                "source: DIR/in.csv\nsinks: []\n", "2:8", "found no sink",
                "begin each sink with '- '"
            ),
            (
                "source: DIR/in.csv\nsink: b.csv\nsinks: [c.csv]\n", "3:8",
                "found both sink and sinks", "move the sink into the list of sinks"
            ),
            (
                "source: DIR/in.csv\nsinks:\n  - { path: b.csv, wen: n > 1 }\n", "3:20",
                "unknown key 'wen'", "write 'when' if that was meant"
            ),
            (
                "source: DIR/in.csv\nsink: { path: b.csv, when: n > 1 }\n", "2:22",
                "unknown key 'when'", nil
            ),
            (
                "source: DIR/in.csv\nsinks:\n  - { path: b.csv, when: n > }\n", "3:26",
                "when: ", nil
            ),
            (
                "source: DIR/in.csv\nsinks:\n  - { path: DIR/b.csv, when: m > 1 }\n", nil,
                "when: ", "did you mean n?"
            ),
            (
                "source: DIR/in.csv\nsinks:\n  - { path: DIR/b.csv, when: n + 1 }\n", nil,
                "when", nil
            ),
            (
                "source: DIR/in.csv\nsinks:\n  - DIR/b.csv\n  - DIR/./b.csv\n", "4:5",
                "found two sinks that write", "give each sink a file or a table of its own"
            ),
            (
                "source: DIR/in.csv\nsinks: [\"sqlite:DIR/b#t\", \"sqlite:DIR/b#T\"]\n", nil,
                "found two sinks that write", nil
            ),
            (
                "source: DIR/in.csv\nsinks: [\"sqlite:DIR/b#t\", DIR/b.csv, DIR/b]\n", nil,
                "found two sinks that write", nil
            ),
            (
                "source: DIR/in.csv\nsinks: [DIR/b.csv, \"-\"]\n", "2:", "found the stream -",
                nil
            ),
            (
                "source: DIR/in.csv\nsinks: [\"postgresql:///a#t\", \"postgresql:///b#t\"]\n", "2:",
                "found a second table of PostgreSQL", nil
            ),
            (
                "source: DIR/in.csv\nsinks: [DIR/b.csv, { path: DIR/c.csv, mode: append }]\n",
                "2:", "--mode append needs a table", nil
            ),
        ] as [(String, String?, String, String?)])
    func errors(_ text: String, _ place: String?, _ message: String, _ hint: String?) {
        let error = #expect(throws: JobError.self) {
            _ = try Assembly(try load(text), control: StopControl())
        }
        let found = "\(error as Any)"
        #expect(error?.message.contains(message) == true, "\(found)")
        let file = directory.file("p.yaml") + ":"
        #expect(error?.location?.hasPrefix(file + (place ?? "")) == true, "\(found)")
        if let hint { #expect(error?.hint == hint, "\(found)") }
        if message.hasPrefix("when") { #expect(error?.excerpt?.contains("^") == true, "\(found)") }
    }

    @Test("The rejects of one sink do not take the place of another")
    func rejectsOverSink() async throws {
        let error = await #expect(throws: JobError.self) {
            _ = try await run(
                "source: DIR/in.csv\nsinks: [DIR/b.csv, DIR/b.csv.rejects.ndjson]\n")
        }
        #expect(error?.message.contains("rejects go to") == true, "\(error as Any)")
    }

    @Test("Conditions and further sinks are part of what a pipeline is known by")
    func digests() throws {
        let schema = Schema([Field("n")])
        let texts = [
            "[b.csv]", "[b.csv, c.csv]", "[{ path: b.csv, when: n > 1 }, c.csv]",
            "[b.csv, { path: c.csv, when: n > 1 }]", "[b.csv, { path: c.csv, when: n > 2 }]",
            "[b.csv, { path: c.csv, mode: replace }]", "[b.csv, { path: c.csv, format: ndjson }]",
        ]
        let jobs = try texts.map { try load("source: a.csv\nsinks: \($0)\n") }
        #expect(Set(jobs.map { PipelineDigest.of($0, schema: schema) }).count == 7)
        #expect(Set(jobs.map { PipelineDigest.key(of: $0) }).count == 2)
    }

    @Test("explain tells each sink's condition and what it can promise")
    func explained() throws {
        let text = try JobExplanation.text(of: try load(Self.four))
        for part in [
            "sink 1  \(directory.file("odd.csv"))\n  when     n % 2 = 1\n",
            "sink 2  \(directory.file("a.db"))#few\n  when     n >= 10\n",
            "mode     upsert, key word\n", "sink 4",
        ] { #expect(text.contains(part), "\(text)") }
        #expect(text.matches(of: #/delivery exactly once/#).count == 4)
        #expect(directory.text("a.db") == nil)
    }
}
