import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The first signal ends a run in good order, the second at once; both lose nothing.
@Suite("A signal stops a run, and the same command goes on")
struct SignalTests {
    static let signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]
    static let scenarios = CrashScenario.all.filter {
        ["csv to csv.gz", "csv to sqlite, append", "standard input to sqlite"]
            .contains($0.testDescription)
    }

    @Test("The first signal commits, names the way to go on and gives 128 + n", arguments: signals)
    func firstSignal(_ signal: Int32) throws {
        for scenario in Self.scenarios {
            let expected = try Expected(scenario)
            let trial = try CrashTrial(scenario)
            let child = trial.start()
            try #require(child.wait { trial.hasCommitted }, "\(scenario)")
            child.send(signal)
            let ended = child.wait()
            #expect(ended.status == 128 + signal, "\(scenario): \(ended.errors)")
            #expect(ended.errors.contains("run the same command again to resume run"))
            let stopped = RunCounts(trial.workspace.tranche("runs", "show", "last").text)
            #expect(stopped.state == "STOPPED")
            #expect(stopped.read > 0 && stopped.isConserved)
            let last = trial.start().wait()
            #expect(
                last.errors.contains("after \(grouped(stopped.read)) records"), "\(last.errors)")
            #expect(last.status == 0, "\(last.errors)")
            #expect(try trial.faults(against: expected) == [])
        }
    }

    @Test("The second signal ends the run at once", arguments: signals)
    func secondSignal(_ signal: Int32) throws {
        let scenario = Self.scenarios[0]
        let expected = try Expected(scenario)
        let trial = try CrashTrial(scenario)
        let child = trial.start()
        try #require(child.wait { trial.hasCommitted })
        child.send(signal)
        child.send(signal)
        let ended = child.wait()
        #expect(ended.status == 128 + signal)
        #expect(!ended.isOverdue)
        #expect(trial.start().wait().status == 0)
        #expect(try trial.faults(against: expected) == [])
    }

    @Test(
        "A run that waits for its input stops all the same", arguments: signals, [1, 2000])
    func idleInput(_ signal: Int32, rows: Int) throws {
        let workspace = Workspace()
        let child = workspace.start(["copy", "-", "out.csv", "--from", "csv"], input: .pipe)
        let head = Array(("a,b\n" + String(repeating: "1,2\n", count: rows)).utf8)
        _ = unsafe write(child.inputEnd, head, head.count)
        // With little input it waits for enough to learn the columns from, else for a next chunk.
        try #require(
            child.wait {
                child.handlesSignals && (rows == 1 || workspace.names == [".out.csv.part"])
            })
        child.send(signal)
        let ended = child.wait()
        #expect(ended.status == 128 + signal && !ended.isOverdue, "\(ended.errors)")
    }

    @Test("A run whose reader takes nothing stops all the same")
    func fullOutput() throws {
        let workspace = Workspace()
        workspace.write("in.csv", Samples.flights)
        let child = workspace.start(["copy", "in.csv", "-"], output: .pipe)
        // It is stuck once the pipe holds something and nothing more comes.
        var waiting: Int32 = 0
        var seen: Int32 = -1
        var quiet = 0
        try #require(
            child.wait {
                _ = unsafe ioctl(child.outputEnd, UInt(FIONREAD), &waiting)
                quiet = waiting == seen && waiting > 0 ? quiet + 1 : 0
                seen = waiting
                return quiet > 2000
            })
        #expect(!child.hasEnded)
        child.send(SIGTERM)
        let ended = child.wait()
        #expect(ended.status == 143 && !ended.isOverdue, "\(ended.errors)")
    }

    @Test("A reader who has seen enough is no failure")
    func closedPipe() {
        let workspace = Workspace()
        workspace.write("in.csv", Samples.flights)
        let ended = workspace.shell(
            "tranche copy in.csv - --to csv 2>err | head -1; echo ${PIPESTATUS[0]}; cat err")
        let lines = ended.text.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("year,month") && lines[1] == "141")
    }

    @Test("Records that were all read are not added again when the last word was lost")
    func lostLastWord() throws {
        let workspace = Workspace()
        let input = Child.Input.bytes(Array("a,b\n1,2\n3,4\n".utf8))
        #expect(
            workspace.tranche("copy", "-", "sqlite:o.db#t", "--from", "csv", input: input).status
                == 0)
        // As after a crash between the last commit of the table and the record of the run's end.
        try Database(workspace.path + "/state/tranche/state.db").run(
            "UPDATE runs SET state = 'STARTED', ended_at = NULL")
        let again = workspace.tranche("copy", "-", "sqlite:o.db#t", "--from", "csv", input: input)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try Database(workspace.file("o.db")).rows("SELECT count(*) FROM t") == ["2"])
        // What is fed after a run that has ended well is new.
        let third = workspace.tranche("copy", "-", "sqlite:o.db#t", "--from", "csv", input: input)
        #expect(third.status == 0, "\(third.errors)")
        #expect(try Database(workspace.file("o.db")).rows("SELECT count(*) FROM t") == ["4"])
    }
}

extension CrashTrial {
    /// Whether the run has committed more than its beginning.
    var hasCommitted: Bool {
        switch scenario.outputs[0] {
        case .file(let name):
            // The state's journal is made at the first commit at the latest; the part grows before.
            var found = stat()
            return unsafe stat(workspace.file(".\(name).part"), &found) == 0
                && found.st_size > 60_000
        case .table(_, let name):
            var found = stat()
            return unsafe stat(workspace.file(name), &found) == 0 && found.st_size > 400_000
        }
    }
}

extension Child {
    /// Whether the process has begun to handle SIGTERM; before that it dies by it.
    var handlesSignals: Bool {
        #if os(Linux)
        let text = String(decoding: readFile("/proc/\(pid)/status") ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line.flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" }, radix: 16) } ?? 0
        return mask & (1 << UInt64(SIGTERM - 1)) != 0
        #else
        return true
        #endif
    }
}

/// `1234567` as `1,234,567`, as the program writes counts.
func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var place = digits.count - 3
    while place > 0 {
        digits.insert(",", at: place)
        place -= 3
    }
    return String(digits)
}
