import Testing

/// What a first attack on the program found, each a regression test.
@Suite("What was once found wrong stays right")
struct AttackedTests {
    private let workspace = Workspace()

    init() {
        workspace.write("in.csv", "id,v\n1,a\n2,b\n3\n")
        workspace.write("good.csv", "id,v\n1,a\n2,b\n")
    }

    @Test("A closed standard stream is told at once, and nothing else takes its place")
    func closedStreams() {
        let output = workspace.shell("tranche copy good.csv - --to csv >&-")
        #expect(output.status == 73)
        #expect(output.errors.contains("standard output is closed"))
        let input = workspace.shell("tranche copy - out.csv --from csv <&-")
        #expect(input.status == 66)
        #expect(input.errors.contains("standard input is closed"))
        let silent = workspace.shell("tranche copy good.csv - --to csv 2>&-")
        #expect(silent.status == 0)
        #expect(silent.text == "id,v\n1,a\n2,b\n")
    }

    @Test("Rejects never take the place of the input or the output")
    func rejectsPath() {
        for path in ["in.csv", "./in.csv", "out.csv"] {
            let ended = workspace.tranche(
                "copy", "in.csv", "out.csv", "--max-rejects", "1", "--rejects", path)
            #expect(ended.status == 64, "\(path): \(ended.errors)")
        }
        #expect(workspace.text("in.csv") == "id,v\n1,a\n2,b\n3\n")
    }

    @Test("Rejects of an earlier run are not overwritten unless the output is replaced")
    func earlierRejects() throws {
        let first = workspace.tranche("copy", "in.csv", "out.csv", "--max-rejects", "1")
        #expect(first.status == 3)
        let rejects = try #require(workspace.text("out.csv.rejects.ndjson"))
        let clash = workspace.tranche(
            "copy", "in.csv", "other.csv", "--max-rejects", "1", "--rejects",
            "out.csv.rejects.ndjson")
        #expect(clash.status == 73, "\(clash.errors)")
        #expect(workspace.text("out.csv.rejects.ndjson") == rejects)
        let replaced = workspace.tranche(
            "copy", "good.csv", "out.csv", "--max-rejects", "1", "--mode", "replace")
        #expect(replaced.status == 0, "\(replaced.errors)")
        #expect(workspace.text("out.csv.rejects.ndjson") == nil)
    }

    @Test("However its paths are spelled, a job stays the same job")
    func spelling() {
        #expect(workspace.tranche("copy", "good.csv", "sqlite:x.db#t").status == 0)
        let again = workspace.tranche("copy", "./good.csv", "sqlite:./x.db#t")
        #expect(again.status == 0)
        #expect(again.errors.contains("has completed this job already"), "\(again.errors)")
        let count = workspace.tranche(
            "copy", "sqlite:x.db", "-", "--query", "select * from t",
            "--to", "csv", "--quiet")
        #expect(count.text == "id,v\n1,a\n2,b\n")
    }

    @Test("A stream gives its records before more of them come")
    func slowStream() {
        let ended = workspace.shell(
            "mkfifo fifo; (printf 'a,b\\n1,2\\n'; read -r go < fifo; echo 3,4) | "
                + "tranche copy - - --from csv --quiet | (read -r head; read -r row; "
                + "echo \"$row\"; echo go > fifo; cat)")
        #expect(ended.text == "1,2\n3,4\n")
    }
}
