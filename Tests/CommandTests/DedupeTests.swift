import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("dedupe in the program: one output whatever the workers, and one place for its keys")
struct DedupeTests {
    let workspace = Workspace()

    init() {
        workspace.write("in.csv", Samples.keyed)
    }

    /// The first record of each `id`, by the plain way.
    private var expected: String {
        var seen: Set<Substring> = []
        let lines = String(decoding: Samples.keyed, as: UTF8.self).split(separator: "\n")
        return lines.filter { seen.insert($0.prefix { $0 != "," }).inserted }
            .map { $0 + "\n" }.joined()
    }

    @Test(
        "The output and the counts depend neither on workers nor on chunks nor on memory",
        arguments: [("1", "512KiB", "256MiB"), ("2", "4KiB", "1MiB"), ("8", "700rows", "1MiB")])
    func sameBytes(_ workers: String, _ chunk: String, _ memory: String) {
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", "dedupe on (id)", "--workers", workers,
            "--chunk-size", chunk, "--memory", memory)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(workspace.bytes("out.csv").map { String(decoding: $0, as: UTF8.self) } == expected)
        let counts = RunCounts(workspace.tranche("runs", "show", "last").text)
        #expect(counts.duplicate == 20_000 - 7001 && counts.isConserved)
        #expect(!workspace.names.contains { $0.hasSuffix(".dedupe") })
    }

    /// The last record of each `id`, by the plain way.
    private var lastOnes: String {
        let lines = String(decoding: Samples.keyed, as: UTF8.self).split(separator: "\n")
        var seen: Set<Substring> = []
        let kept = lines.dropFirst().reversed().filter { line in
            seen.insert(line.prefix { $0 != "," }).inserted
        }
        return ([lines[0]] + kept.reversed()).map { $0 + "\n" }.joined()
    }

    @Test(
        "keep last keeps the last of each, where it stands, whatever the workers and chunks",
        arguments: [("1", "512KiB", "256MiB"), ("2", "4KiB", "1MiB"), ("4", "700rows", "1MiB")])
    func keepLast(_ workers: String, _ chunk: String, _ memory: String) {
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", "dedupe on (id) keep last", "--workers", workers,
            "--chunk-size", chunk, "--memory", memory)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(workspace.text("out.csv") == lastOnes)
        let counts = RunCounts(workspace.tranche("runs", "show", "last").text)
        #expect(counts.duplicate == 20_000 - 7001 && counts.isConserved && counts.read == 20_000)
        let streamed = workspace.tranche(
            "copy", "in.csv", "-", "--to", "csv", "-e", "dedupe on (id) keep last")
        #expect(streamed.status == 0 && streamed.text == lastOnes)
    }

    @Test(
        "keep last counts the records that come to it: those filtered, rejected or made before do not"
    )
    func keepLastAmongSteps() {
        workspace.write(
            "in.ndjson",
            """
            {"k":"a","l":[1,2]}
            {"k":"b","l":[3]}
            {"k":"a","l":0}
            {"k":"b","l":[]}
            {"k":"b","l":[4,5]}
            {"k":"a","l":[9]}

            """)
        let ended = workspace.tranche(
            "copy", "in.ndjson", "out.csv", "-e", "explode l", "-e", "filter l <> '9'", "-e",
            "dedupe on (k) keep last", "-e", "derive n = record_number()", "-e",
            "dedupe on (n) keep last", "--max-rejects", "1")
        #expect(ended.status == 3, "\(ended.errors)")
        #expect(workspace.text("out.csv") == "k,l,n\na,2,1\nb,5,5\n")
        let counts = RunCounts(workspace.tranche("runs", "show", "last").text)
        #expect(counts.isConserved && counts.count("rejected") == 1 && counts.duplicate == 3)
    }

    @Test(
        "What cannot be read twice is refused for keep last",
        arguments: ["cat in.csv | tranche copy -", "tranche copy <(cat in.csv)"])
    func keepLastOfPipe(_ command: String) {
        let ended = workspace.shell(
            command + " out.csv --from csv -e 'dedupe on (id) keep last'")
        #expect(
            ended.status == 64 && ended.errors.contains("reads the input twice"), "\(ended.errors)")
        #expect(!workspace.names.contains("out.csv"))
    }

    @Test("Into a pipe it works as well, and leaves nothing behind")
    func stream() {
        let ended = workspace.tranche("copy", "in.csv", "-", "--to", "csv", "-e", "dedupe id")
        #expect(ended.status == 0 && ended.text == expected)
        #expect(!workspace.names.contains { $0.hasSuffix(".dedupe") })
    }

    @Test("In a pipeline file a key may be a mapping")
    func pipelineFile() {
        workspace.write(
            "p.yaml",
            Array(
                """
                source: in.csv
                steps:
                  - dedupe: {on: [id], keep: first}
                sink: out.csv
                """.utf8))
        let ended = workspace.tranche("run", "p.yaml")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(workspace.bytes("out.csv").map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test("A key has the type that the sink's table asks for, and is compared by it")
    func typedByTable() throws {
        workspace.write("in.csv", "id,v\n1,a\n01,b\n,c\n2,d\n,e\n+2,f\n")
        let database = Database(workspace.file("o.db"))
        try database.run("CREATE TABLE t (id INTEGER, v TEXT)")
        let ended = workspace.tranche("copy", "in.csv", "sqlite:o.db#t", "-e", "dedupe on (id)")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try database.rows("SELECT v FROM t ORDER BY rowid") == ["a", "c", "d"])
    }

    /// Stops a run after its first checkpoint, by a record that does not fit.
    private func stop() -> Ended {
        var text = String(decoding: Samples.keyed, as: UTF8.self)
        text += "1,2\n"
        workspace.write("in.csv", Array(text.utf8))
        return workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", "dedupe on (id)", "--chunk-size", "100rows",
            "--checkpoint-every", "1000rows")
    }

    @Test("A stopped run keeps its keys to itself, without them it is refused, --fresh begins anew")
    func lostKeys() throws {
        #expect(stop().status == 65)
        var found = stat()
        let log = workspace.file(".out.csv.dedupe")
        #expect(unsafe lstat(log, &found) == 0 && found.st_mode & 0o777 == 0o600)
        try #require(unsafe unlink(log) == 0)
        let refused = stop()
        #expect(refused.status == 65 && refused.errors.contains("--fresh"))
        #expect(refused.errors.contains("is missing, the checkpoint counts"))
        workspace.write("in.csv", Samples.keyed)
        let fresh = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", "dedupe on (id)", "--fresh")
        #expect(fresh.status == 0, "\(fresh.errors)")
        #expect(workspace.bytes("out.csv").map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test("--fresh without the step removes the keys that it has left")
    func freshWithout() {
        #expect(stop().status == 65)
        #expect(workspace.names.contains(".out.csv.dedupe"))
        workspace.write("in.csv", Samples.keyed)
        let ended = workspace.tranche("copy", "in.csv", "out.csv", "--fresh")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(!workspace.names.contains(".out.csv.dedupe"))
    }
}
