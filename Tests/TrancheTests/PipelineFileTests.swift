import Testing
import Tranche
import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Loading a pipeline file")
struct PipelineFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func load(_ text: String, _ params: [(String, String)] = []) throws -> JobDefinition {
        try PipelineFile.load(
            try directory.write("nightly.yaml", text),
            params: params.map { (name: $0.0, value: $0.1) })
    }

    @Test("Everything a file may say arrives in the job")
    func whole() throws {
        let job = try load(
            """
            version: 1
            job: flights
            params: {day: null, table: t1}
            source:
              paths: ["in-${day}.csv", b.csv]
              format: csv
              delimiter: ";"
              header: false
              columns: [a, b]
              types: {a: integer, b: "numeric(10,2)"}
              null: [NA, ""]
              encoding: latin-1
            steps:
              - select a, b as "c d"
              - cast: {a: bigint}
              - drop: [b]
              - limit: 10
            sink: {sqlite: "out.db", table: "${table}", mode: upsert, key: a}
            rejects: {path: bad.ndjson, max: 1%}
            run: {workers: 3, chunk_size: 64KiB, memory: 32MiB, checkpoint_every: 500rows,
                  state: s.db, require: exactly-once, retry: {attempts: 9, backoff: 1s..2m}}
            """, [("day", "7")])
        #expect(job.name == "flights")
        #expect(job.params.map(\.name) == ["day", "table"])
        #expect(job.params.map(\.value) == ["7", "t1"])
        #expect(job.source.endpoint == .files(["in-7.csv", "b.csv"]))
        #expect(job.source.delimiter == 0x3B && !job.source.hasHeader)
        #expect(job.source.columns == ["a", "b"] && job.source.nullTokens == ["NA", ""])
        #expect(job.source.types.map(\.type) == [.bigint, .numeric])
        #expect(job.source.encoding == .latin1)
        #expect(
            job.steps.map(\.text) == [
                "select a, b as \"c d\"", "cast a as bigint", "drop b", "limit 10",
            ])
        #expect(job.sink.endpoint == .sqlite(path: "out.db", table: "t1"))
        #expect(job.sink.mode == .upsert && job.sink.key == ["a"])
        #expect(job.rejects.path == "bad.ndjson" && job.rejects.limit == .percent(1))
        #expect(job.run.workers == 3 && job.run.chunkBytes == 64 << 10)
        #expect(job.run.memoryBytes == 32 << 20 && job.run.checkpoints == .rows(500))
        #expect(job.run.statePath == "s.db" && job.run.requiresExactlyOnce)
        #expect(job.run.retry == Backoff(attempts: 9, base: .seconds(1), cap: .seconds(120)))
    }

    @Test("A database of PostgreSQL is named by its address and a table or query")
    func postgreSQL() throws {
        let job = try load(
            """
            source: {postgresql: "postgresql://h/d", query: select 1 as a, cursor_column: a}
            sink: {postgresql: "postgresql://u:hush@h/d", table: s.t}
            """)
        #expect(job.source.endpoint == (try Endpoint("postgresql://h/d")))
        #expect(job.source.query == "select 1 as a" && job.source.cursorColumn == "a")
        #expect(job.sink.endpoint.name == "postgresql://u@h/d#s.t")
    }

    @Test("A short file has a source and a sink, and the file's name is the job's")
    func short() throws {
        let job = try load("{\"source\": \"a.csv\", \"sink\": \"-\"}")
        #expect(job.name == "nightly" && job.steps.isEmpty)
        #expect(job.source.endpoint == .files(["a.csv"]) && job.sink.endpoint == .standardStream)
        #expect(job.rejects.limit == .count(0) && job.run.checkpoints == .every(.seconds(1)))
    }

    @Test("Params, the environment and files are put in; two dollars are one")
    func substitution() throws {
        try directory.write("secret", "s3cret\n")
        unsafe setenv("TRANCHE_TEST_PLACE", "over there", 1)
        let text = """
            params: {a: one}
            source: "${a}-${env:TRANCHE_TEST_PLACE}-${file:\(directory.file("secret"))}-$${a}-$x.csv"
            sink: out.csv
            """
        #expect(
            try load(text).source.endpoint == .files(["one-over there-s3cret-${a}-$x.csv"]))
        #expect(
            try load(text, [("a", "two ${a}")]).source.endpoint
                == .files(["two ${a}-over there-s3cret-${a}-$x.csv"]))
    }

    @Test(
        "What is wrong is told with its line and column, and a hint",
        arguments: [
            ("source: a.csv\nsinc: b.csv\n", "2:1", "sinc", "write 'sink' if that was meant"),
            (
                "source: {path: a.csv, formt: csv}\nsink: b.csv\n", "1:23", "formt",
                "write 'format' if that was meant"
            ),
            ("source: a.csv\n", "1:1", "sink", nil),
            (
                "source: a.csv\nsink: b.csv\nsteps:\n  - selct a\n", "4:5", "found step selct",
                "did you mean select?"
            ),
            (
                "source: a.csv\nsink: b.csv\nsteps:\n  - select: [a]\n    drop: [b]\n", "4:5",
                "found a step of several keys", "begin each step with '- '"
            ),
            (
                "source: {table: t}\nsink: b.csv\n", "1:9",
                "found neither path, sqlite nor postgresql", nil
            ),
            (
                "source: a.csv\nsink: {path: b.csv, mode: upsrt}\n", "2:27",
                "found 'upsrt' for mode", nil
            ),
            ("source: {path: a.csv, types: {a: txt}}\nsink: b\n", "1:34", "found type 'txt'", nil),
            ("source: a.csv\nsink: b.csv\nrun: {workers: 0}\n", "3:16", "workers", nil),
            (
                "source: a.csv\nsink: b.csv\nrun: {memory: lots}\n", "3:15",
                "found 'lots' for memory", "write memory: 512MiB"
            ),
            (
                "version: 2\nsource: a.csv\nsink: b.csv\n", "1:10", "wanted 1", "write version: 1"
            ),
            (
                "source: {path: [a, b]}\nsink: b.csv\n", "1:16", "'path' is a list",
                "write paths: [a, b] to read several files"
            ),
            ("source: ${nope}.csv\nsink: b.csv\n", "1:9", "found ${nope}", nil),
            ("source: ${env:TRANCHE_TEST_UNSET}\nsink: b.csv\n", "1:9", "is not set", nil),
            ("source: {postgresql: a.db, table: t}\nsink: b.csv\n", "1:22", "PostgreSQL", nil),
        ] as [(String, String, String, String?)])
    func errors(_ text: String, _ place: String, _ message: String, _ hint: String?) {
        let error = #expect(throws: JobError.self) { try load(text) }
        #expect(error?.code == .pipeline)
        #expect(error?.location == "\(directory.file("nightly.yaml")):\(place)")
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        if let hint { #expect(error?.hint == hint) }
    }

    @Test("A param must have a value, and be one of the file's")
    func params() {
        let text = "params: {day: null}\nsource: a.csv\nsink: b.csv\n"
        let missing = #expect(throws: JobError.self) { try load(text) }
        #expect(missing?.message == "found no value for param day" && missing?.code == .usage)
        let unknown = #expect(throws: JobError.self) {
            try load(text, [("day", "1"), ("days", "2")])
        }
        #expect(unknown?.hint == "did you mean day?")
    }
}
