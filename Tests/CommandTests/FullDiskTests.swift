import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a disk or a limit takes no more of is told, kept and written later.
@Suite("A full disk stops a run, which goes on when there is room")
struct FullDiskTests {
    static let scenarios = CrashScenario.all.filter {
        ["csv to csv", "csv to csv.gz", "csv to sqlite, append"].contains($0.testDescription)
    }

    @Test("A limit on the size of files", arguments: scenarios)
    func fileSizeLimit(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario)
        let trial = try CrashTrial(scenario)
        let words =
            "copy in.csv '\(scenario.sinkName)' --checkpoint-every 1000rows --chunk-size 24KiB"
        // In units of 1024 bytes; the results are larger.
        let limit = scenario.testDescription == "csv to csv.gz" ? 300 : 1000
        let full = trial.workspace.shell("ulimit -f \(limit); exec '\(Program.path)' \(words)")
        #expect(full.status == 74, "\(full.errors)")
        #expect(full.errors.contains("o.db") || full.errors.contains("out.csv"), "\(full.errors)")
        #expect(full.errors.contains("hint:"), "\(full.errors)")
        #expect(full.errors.contains("run the same command again"), "\(full.errors)")
        try goesOn(trial, expected, after: full)
    }

    @Test(
        "A file system without room", .enabled(if: getuid() == 0, "mounting needs root"),
        arguments: scenarios)
    func fullFileSystem(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario)
        let trial = try CrashTrial(scenario)
        let size = scenario.testDescription == "csv to csv.gz" ? "400k" : "1200k"
        let folder = trial.workspace.file("small")
        let mount = trial.workspace.shell(
            "mkdir small && mount -t tmpfs -o size=\(size) tranche-test small")
        guard mount.status == 0 else {
            try Test.cancel("mounting a tmpfs is not permitted here: \(mount.errors)")
        }
        defer { _ = trial.workspace.shell("umount small && rmdir small") }
        let sink: String
        switch scenario.outputs[0] {
        case .file(let name): sink = "small/\(name)"
        case .table(_, let name): sink = "sqlite:small/\(name)#t"
        }
        let words = [
            "copy", "in.csv", sink, "--checkpoint-every", "1000rows", "--chunk-size", "24KiB",
        ]
        let full = trial.workspace.start(words).wait()
        #expect(full.status == 74, "\(full.errors)")
        #expect(full.errors.contains("small/"), "\(full.errors)")
        #expect(full.errors.contains("hint:"), "\(full.errors)")
        let grown = trial.workspace.shell("mount -o remount,size=64m small")
        try #require(grown.status == 0, "\(grown.errors)")
        let last = trial.workspace.start(words).wait()
        #expect(last.status == 0, "\(last.errors)")
        #expect(last.errors.contains("resuming run"), "\(last.errors)")
        switch scenario.outputs[0] {
        case .file(let name): #expect(readFile(folder + "/" + name) == expected.bytes)
        case .table(_, let name):
            let database = Database(folder + "/" + name)
            #expect(try database.difference(of: "t", from: expected.databasePath) == nil)
        }
    }

    private func goesOn(_ trial: CrashTrial, _ expected: Expected, after full: Ended) throws {
        let last = trial.start().wait()
        let kept = full.errors.firstMatch(of: /kept ([0-9,]+) records/).map { String($0.1) }
        #expect(
            last.errors.contains("after \(kept ?? "?") records"), "\(full.errors)\(last.errors)")
        #expect(last.status == 0, "\(last.errors)")
        #expect(last.errors.contains("resuming run"), "\(last.errors)")
        #expect(try trial.faults(against: expected) == [])
    }
}
