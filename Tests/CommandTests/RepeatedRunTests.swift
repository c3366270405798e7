import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a second run does about the first one: still running, complete, stopped, or overtaken.
@Suite("A job that runs again")
struct RepeatedRunTests {
    let workspace = Workspace()
    static let rows = "id,name\n1,a\n2,b\n"

    /// A run that holds its job, since its input stays open.
    private func holder() throws -> Child {
        let child = workspace.start(
            Self.words + ["--checkpoint-every", "1rows"], input: .pipe)
        let head = Array(("id,name\n" + String(repeating: "1,a\n", count: 2000)).utf8)
        _ = unsafe write(child.inputEnd, head, head.count)
        try #require(child.wait { workspace.names.contains("o.db") && count() > 0 })
        return child
    }

    // With all types given, nothing has to be learned from a long beginning of the stream.
    private static let words = [
        "copy", "-", "sqlite:o.db#t", "--from", "csv", "--types", "id:bigint,name:text",
    ]

    private func count() -> Int {
        (try? Database(workspace.file("o.db")).rows("SELECT count(*) FROM t").first)
            .flatMap { $0.flatMap { Int($0) } } ?? -1
    }

    private func copy(_ more: String...) -> Ended {
        workspace.start(
            Self.words + more,
            input: .bytes(Array(Self.rows.utf8))
        ).wait()
    }

    @Test("Another run of the job is refused, skipped or waited for")
    func locked() throws {
        let first = try holder()
        let refused = copy()
        #expect(refused.status == 75, "\(refused.errors)")
        #expect(refused.errors.contains("hint:") && refused.errors.contains("\(first.pid)"))
        let skipped = copy("--on-locked", "skip")
        #expect(skipped.status == 0 && skipped.errors.contains("skipped"), "\(skipped.errors)")
        let impatient = copy("--on-locked", "wait=200ms")
        #expect(impatient.status == 75, "\(impatient.errors)")
        let patient = workspace.start(
            Self.words + ["--on-locked", "wait"],
            input: .bytes(Array(Self.rows.utf8)))
        try #require(patient.wait { patient.handlesSignals })
        #expect(!patient.hasEnded)
        first.closeInput()
        #expect(first.wait().status == 0)
        let last = patient.wait()
        #expect(last.status == 0, "\(last.errors)")
        #expect(count() == 2002)
    }

    @Test("A complete append is not repeated, unless told to")
    func completeAppend() {
        workspace.write("in.csv", Self.rows)
        #expect(workspace.tranche("copy", "in.csv", "sqlite:o.db#t").status == 0)
        let again = workspace.tranche("copy", "in.csv", "sqlite:o.db#t")
        #expect(again.status == 0 && again.errors.contains("has completed this job already"))
        #expect(count() == 2)
        #expect(workspace.tranche("copy", "in.csv", "sqlite:o.db#t", "--fresh").status == 0)
        #expect(count() == 4)
    }

    @Test(
        "A run that died after its last commit gets its record from the next one",
        arguments: [[], ["--mode", "replace"]]
            + ["upsert", "insert-ignore"].map { ["--mode", $0, "--key", "id"] })
    func lostRecord(_ mode: [String]) throws {
        workspace.write("in.csv", Self.rows + "3\n")
        let words = ["copy", "in.csv", "sqlite:o.db#t", "--max-rejects", "1"] + mode
        #expect(workspace.start(words).wait().status == 3)
        let rejects = workspace.bytes("o.db.t.rejects.ndjson")
        // As after a crash between the last commit of the table and the record of the run's end.
        try Database(workspace.path + "/state/tranche/state.db").run(
            "UPDATE runs SET state = 'STARTED', ended_at = NULL, rows_read = 0, rows_written = 0")
        let again = workspace.start(words).wait()
        #expect(again.status == 3, "\(again.errors)")
        #expect(count() == 2)
        #expect(rejects != nil && workspace.bytes("o.db.t.rejects.ndjson") == rejects)
        let counts = RunCounts(workspace.tranche("runs", "show", "last").text)
        #expect(counts.state == "COMPLETED" && counts.read == 3 && counts.isConserved)
        #expect(counts.written == 2 && counts.count("rejected") == 1)
        let lines = workspace.tranche("runs").text.split(separator: "\n").dropFirst()
        #expect(lines.count == 2 && !lines.contains { $0.contains("STARTED") })
    }

    @Test("A failed try after a complete run changes nothing about what is complete")
    func failedAfterComplete() throws {
        workspace.write("in.csv", Self.rows)
        #expect(workspace.tranche("copy", "in.csv", "out.csv").status == 0)
        unsafe unlink(workspace.file("out.csv"))
        // As after a crash before a second run, which was to make the file again, began anything.
        try Database(workspace.path + "/state/tranche/state.db").run(
            """
            INSERT INTO runs SELECT 'later', job, name, command, 'STARTED', epoch + 1, pid, host,
            source, sink, started_at + 1, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL FROM runs
            """)
        let again = workspace.tranche("copy", "in.csv", "out.csv")
        #expect(again.status == 0, "\(again.errors)")
        #expect(workspace.text("out.csv") == Self.rows)
    }

    /// A run over many records that was killed after a commit.
    private func stopped() throws -> CrashTrial {
        let trial = try CrashTrial(CrashScenario.all[5])
        let child = trial.start()
        try #require(child.wait { trial.hasCommitted })
        child.send(SIGKILL)
        try #require(child.wait().signal == SIGKILL)
        return trial
    }

    @Test("A changed input is refused, with what changed")
    func changedInput() throws {
        let trial = try stopped()
        trial.workspace.write("in.csv", Samples.flights + Array("1,2\n".utf8))
        let refused = trial.start().wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("in.csv") && refused.errors.contains("--fresh"))
        trial.workspace.write("in.csv", Samples.flights)
        let last = trial.start().wait()
        #expect(last.status == 0 && last.errors.contains("resuming run"), "\(last.errors)")
    }

    @Test("A changed pipeline is refused")
    func changedPipeline() throws {
        let trial = try stopped()
        let refused = trial.start(["-e", "limit 10"]).wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("pipeline") && refused.errors.contains("--fresh"))
    }

    @Test("A table that was dropped is refused, and made anew with --fresh")
    func droppedTable() throws {
        let trial = try stopped()
        try Database(trial.workspace.file("o.db")).run("DROP TABLE t")
        let refused = trial.start().wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("dropped") && refused.errors.contains("--fresh"))
        #expect(trial.start(["--fresh"]).wait().status == 0)
        let rows = try Database(trial.workspace.file("o.db")).rows("SELECT count(*) FROM t")
        #expect(rows == ["20000"])
    }

    @Test("A part that was changed or is gone is refused", arguments: [true, false])
    func changedPart(isGone: Bool) throws {
        let trial = try CrashTrial(CrashScenario.all[0])
        let child = trial.start()
        try #require(child.wait { trial.hasCommitted })
        child.send(SIGTERM)
        try #require(child.wait().status == 143)
        let part = trial.workspace.file(".out.csv.part")
        if isGone {
            unsafe unlink(part)
        } else {
            var bytes = readFile(part) ?? []
            bytes[100] ^= 1
            writeFile(part, bytes)
        }
        let refused = trial.start().wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains(".out.csv.part") && refused.errors.contains("--fresh"))
        #expect(trial.start(["--fresh"]).wait().status == 0)
        #expect(trial.workspace.bytes("out.csv") == Samples.flights)
    }

    @Test("The list and the record of runs name state, counts and steps")
    func history() {
        workspace.write("in.csv", Self.rows)
        #expect(workspace.tranche("runs").text == "no runs yet\n")
        let made = workspace.tranche("copy", "in.csv", "o.csv", "-e", "limit 1")
        #expect(made.status == 0)
        let list = workspace.tranche("runs")
        #expect(list.text.contains("COMPLETED") && list.text.contains("copy in.csv o.csv"))
        #expect(list.errors.isEmpty)
        let shown = workspace.tranche("runs", "show", "last").text
        let counts = RunCounts(shown)
        #expect(counts.read == 2 && counts.written == 1 && counts.count("limited") == 1)
        #expect(counts.isConserved && shown.contains("STEP"))
    }
}
