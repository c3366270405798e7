import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Expressions on the command line")
struct ExpressionTests {
    let workspace: Workspace

    init() { workspace = Workspace() }

    private func write(_ text: String) { workspace.write("in.csv", text) }

    @Test("Records are filtered, new columns derived and values selected")
    func pipeline() {
        write("a,b\n1,x\n2,\n3,y\n,z\n")
        let run = workspace.tranche(
            "copy", "in.csv", "-", "-e", "filter a >= 2 or b = 'z'", "-e",
            "derive c = a * 1.50, d = coalesce(b, 'none')", "-e", "fill a = 0", "-e",
            "select a, upper(d) as D, c")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.text == "a,D,c\n2,NONE,3.00\n3,Y,4.50\n0,Z,\n")
    }

    @Test("The result depends on neither workers nor chunks", arguments: [1, 2, 8])
    func workers(_ workers: Int) {
        write("n\n" + (1...5000).map { "\($0)\n" }.joined())
        let steps = [
            "-e", "filter n % 7 <> 0", "-e", "derive m = n * n, t = to_hex(n::integer)", "-e",
            "sample 30% seed 5", "-e", "distinct", "-e", "limit 900 offset 17",
        ]
        let plain = workspace.start(["copy", "in.csv", "-", "--workers", "1"] + steps).wait()
        let cut = workspace.start(
            ["copy", "in.csv", "-", "--workers", "\(workers)", "--chunk-size", "37rows"] + steps
        ).wait()
        #expect(plain.status == 0 && plain.text.split(separator: "\n").count == 901)
        #expect(cut.text == plain.text)
    }

    @Test("A mistake is shown with a caret, before anything is written")
    func mistake() {
        write("dep_delay\n1\n")
        let run = workspace.tranche("copy", "in.csv", "out.csv", "-e", "filter dep_dely > 60")
        #expect(run.status == 78)
        #expect(
            run.errors == """
                tranche: step filter: column "dep_dely" does not exist
                  dep_dely > 60
                  ^~~~~~~~
                  hint: did you mean dep_delay?

                """)
        #expect(!workspace.names.contains("out.csv"))
    }

    @Test("A text among numbers is named, with what to do when it stands for NULL")
    func outlier() {
        write("n\n1\nNA\n")
        let run = workspace.tranche("copy", "in.csv", "-", "-e", "filter n > 0")
        #expect(run.status == 78)
        #expect(run.errors.contains("n is text: inferred, since it holds 'NA'"))
        #expect(run.errors.contains("hint: if 'NA' stands for NULL, add --null NA"))
        let again = workspace.tranche("copy", "in.csv", "-", "-e", "filter n > 0", "--null", "NA")
        #expect(again.status == 0 && again.text == "n\n1\n")
    }

    @Test("A record whose expression has no value is a reject with step and column")
    func reject() {
        write("a\n1\n2\n3\n")
        let run = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", "derive x = 6 / (a - 2)", "--max-rejects", "1")
        #expect(run.status == 3)
        #expect(workspace.text("out.csv") == "a,x\n1,-6\n3,6\n")
        let reject = workspace.text("out.csv.rejects.ndjson") ?? ""
        for part in [
            "\"record\":2", "\"line\":3", "\"step\":\"derive\"", "\"column\":\"a\"",
            "\"code\":\"expression-error\"", "division by zero in 6 / (a - 2)",
        ] { #expect(reject.contains(part), "\(reject)") }
    }

    @Test("CASE and AND do not calculate what they do not reach")
    func guarded() {
        write("a\n0\n2\n")
        let run = workspace.tranche(
            "copy", "in.csv", "-", "-e",
            "select case when a = 0 then 0 else 6 / a end as x, a <> 0 and 6 / a > 1 as y")
        #expect(run.status == 0 && run.text == "x,y\n0,false\n3,true\n", "\(run.errors)")
    }

    @Test("A stopped run goes on with the moment it began at")
    func moment() {
        write("n\n" + (1...20000).map { "\($0)\n" }.joined())
        let words = [
            "copy", "in.csv", "out.csv", "-e", "derive t = now()", "--checkpoint-every", "500rows",
            "--chunk-size", "500rows", "--workers", "1",
        ]
        let child = workspace.start(words)
        _ = child.wait { (workspace.bytes(".out.csv.part")?.count ?? 0) > 1000 }
        child.send(SIGKILL)
        _ = child.wait()
        let last = workspace.start(words).wait()
        #expect(last.status == 0, "\(last.errors)")
        let moments = Set(
            (workspace.text("out.csv") ?? "").split(separator: "\n").dropFirst()
                .compactMap { $0.split(separator: ",").last })
        #expect(moments.count == 1)
    }

    @Test("explain tells columns, types and delivery, and writes nothing")
    func explain() {
        write("a,b\n1,x\n")
        workspace.write(
            "job.yaml",
            """
            version: 1
            source: {path: in.csv}
            steps:
              - filter a > 0
              - derive: {c: a * 1.5}
              - drop b
            sink: {path: out.csv}
            """)
        let run = workspace.tranche("explain", "job.yaml")
        #expect(run.status == 0, "\(run.errors)")
        for part in [
            "1 of 2 are read: a bigint (inferred)", "makes    c numeric", "exactly once",
        ] { #expect(run.text.contains(part), "\(run.text)") }
        #expect(!workspace.names.contains("out.csv"))
    }
}
