import Testing

/// What the program says and where, and the jobs that files define.
@Suite("Words, streams and pipeline files")
struct WordsTests {
    static let input = "printf 'a,b\\n1,x\\n2,y\\n' > in.csv; "

    static let streams = [
        Behaviour(
            "standard output carries data only", input + "tranche copy in.csv - 2>/dev/null",
            output: "a,b\n1,x\n2,y\n"),
        Behaviour(
            "quiet says nothing", input + "tranche copy in.csv o.csv --quiet 2>&1", output: ""),
        Behaviour(
            "quiet still tells errors", "tranche copy no.csv o.csv --quiet", status: 66,
            says: ["no.csv"], output: ""),
        Behaviour(
            "no escape codes outside a terminal",
            input + "tranche copy in.csv o.csv --progress plain 2>&1 | grep -c $'\\e'", status: 1,
            output: "0\n"),
        Behaviour(
            "control characters of the data never reach a terminal",
            "printf 'a\\033[31m,b\\n1\\n' > in.csv; tranche copy in.csv o.csv -e 'drop x'; "
                + "tranche copy in.csv o.csv -e 'drop x' 2>&1 | grep -c $'\\e'; exit 1",
            status: 1, says: ["a\\x1B[31m"], output: "0\n"),
        Behaviour(
            "a summary calls standard input by its name",
            input + "tranche copy - o.csv --from csv < in.csv",
            says: ["2 records from standard input to o.csv"]),
        Behaviour(
            "the version", "tranche --version | grep -cE '^[0-9]+\\.[0-9]+\\.[0-9]+$'",
            output: "1\n"),
        Behaviour(
            "help goes to standard output", "tranche copy --help | grep -c -- --checkpoint-every",
            output: "1\n"),
    ]

    @Test("Streams", arguments: streams)
    func words(_ behaviour: Behaviour) { behaviour.check() }

    @Test(
        "Every line of the JSON log is one object",
        arguments: [
            "tranche copy in.csv 'o \"q\".csv'", "tranche copy no.csv o.csv",
            "tranche copy in.csv - --to ndjson -e 'select c'",
        ])
    func jsonLog(_ line: String) {
        let workspace = Workspace()
        // The program itself is the JSON parser: it refuses what RFC 8259 does not allow.
        let ended = workspace.shell(
            Self.input + line + " --log-format json 2> log.ndjson > out; tranche copy log.ndjson - "
                + "-e 'select level, message' --to csv -q")
        #expect(ended.status == 0, "\(ended.errors)\(workspace.text("log.ndjson") ?? "")")
        #expect(ended.text.hasPrefix("level,message\n"))
        #expect((workspace.text("log.ndjson") ?? "").hasPrefix("{\"level\":\""))
    }

    @Test(
        "Neither the time zone nor the locale changes a result",
        arguments: [
            ["TZ": "Asia/Kolkata"], ["LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8"],
            ["LC_ALL": "C"],
        ])
    func environment(_ variables: [String: String]) {
        let line =
            "printf 'd,x,t\\n2013-01-01T10:00:00Z,1.5,I\\n2013-07-01T10:00:00+02:00,-0.25,ı\\n' > in.csv; "
            + "tranche copy in.csv sqlite:o.db#t -q && tranche copy sqlite:o.db#t - --to ndjson -q; "
            + "tranche copy in.csv - --to ndjson -q"
        let plain = Workspace().shell(line)
        let other = Workspace().shell(line, environment: variables)
        #expect(plain.status == 0 && !plain.output.isEmpty, "\(plain.errors)")
        #expect(other.output == plain.output)
    }

    static let file = """
        version: 1
        job: daily
        params: { day: null, most: "10" }
        source: { path: "${day}.csv" }
        steps:
          - select b
          - limit ${most}
        sink: { path: "${env:OUT}.csv", mode: replace }
        """

    @Test("A pipeline file runs with params and environment")
    func pipeline() {
        let workspace = Workspace()
        workspace.write("p.yaml", Self.file)
        workspace.write("in.csv", "a,b\n1,x\n2,y\n")
        let ended = workspace.shell("OUT=res tranche run p.yaml -p day=in -p most=1")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(workspace.text("res.csv") == "b\nx\n")
    }

    @Test(
        "A fault of a pipeline file is told at its place",
        arguments: [
            ("limit $", "limt $", 78, ["p.yaml:7:5", "did you mean limit?"]),
            ("steps:", "stepps:", 78, ["p.yaml:5:1", "stepps", "steps"]),
            ("mode: replace", "moed: replace", 78, ["p.yaml:8:", "moed", "mode"]),
            ("replace }", "replacee }", 78, ["p.yaml:8:", "did you mean replace?"]),
            ("version: 1", "version: 2", 78, ["p.yaml:1:"]),
            ("${day}", "${dya}", 78, ["p.yaml:4:", "dya"]),
            ("- select b", "- select c", 78, ["column c"]),
            ("  - limit", " - limit", 78, ["p.yaml:"]),
        ] as [(String, String, Int32, [String])])
    func pipelineFault(_ fault: (from: String, to: String, status: Int32, says: [String])) {
        let workspace = Workspace()
        let text = Self.file.replacing(fault.from, with: fault.to)
        #expect(text != Self.file)
        workspace.write("p.yaml", text)
        workspace.write("in.csv", "a,b\n1,x\n2,y\n")
        let ended = workspace.shell("OUT=res tranche run p.yaml -p day=in")
        #expect(ended.status == fault.status, "\(ended.errors)")
        for word in fault.says { #expect(ended.errors.contains(word), "\(ended.errors)") }
        #expect(!workspace.names.contains("res.csv"))
    }
}
