import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What may have changed between the end of a run that was stopped and the run that goes on.
@Suite("A stopped run")
struct StoppedRunTests {
    static let scenarios =
        CrashScenario.all.filter {
            [
                "csv to csv", "csv to json", "csv to csv.gz", "csv to sqlite, append",
                "ndjson to csv, explode and flatten",
            ].contains($0.testDescription)
        } + [CrashScenario.keepLast]

    /// A run that was stopped by a signal after a commit.
    private func stopped(_ scenario: CrashScenario) throws -> CrashTrial {
        let trial = try CrashTrial(scenario)
        let child = trial.start()
        try #require(child.wait { trial.hasCommitted })
        child.send(SIGTERM)
        let ended = child.wait()
        try #require(ended.status == 143, "\(ended.errors)")
        return trial
    }

    private func scenario(_ title: String) throws -> CrashScenario {
        try #require(CrashScenario.all.first { $0.testDescription == title })
    }

    @Test(
        "Goes on to the same result with other chunks and workers", arguments: scenarios,
        [
            ["--chunk-size", "7KiB", "--workers", "1"],
            ["--chunk-size", "170rows", "--workers", "5"],
        ])
    func otherPace(_ scenario: CrashScenario, options: [String]) throws {
        let expected = try Expected(scenario)
        let trial = try stopped(scenario)
        let last = trial.start(options + ["--checkpoint-every", "300rows"]).wait()
        #expect(
            last.status == scenario.endStatus && last.errors.contains("resuming run"),
            "\(last.errors)")
        guard scenario.sinkName.hasSuffix(".gz") else {
            // How many records behind a limit are read depends on the chunks, the result does not.
            #expect(try trial.contentFaults(against: expected) == [])
            return
        }
        // A member a chunk: the bytes differ, what is in them does not.
        let unpacked = trial.workspace.shell("gzip -dc \(scenario.sinkName)").output
        #expect(unpacked == Samples.flights)
    }

    @Test("Is not begun anew when its database has gone, or forgot it", arguments: [true, false])
    func lostDatabase(isGone: Bool) throws {
        let scenario = try scenario("csv to sqlite, append")
        let trial = try stopped(scenario)
        let path = trial.workspace.file("o.db")
        if isGone {
            unsafe unlink(path)
        } else {
            try Database(path).run("DELETE FROM _tranche_checkpoint")
        }
        let refused = trial.start().wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("o.db#t") && refused.errors.contains("--fresh"))
        #expect(trial.workspace.names.contains("o.db") == !isGone)
        #expect(trial.start(["--fresh"]).wait().status == 0)
    }

    @Test("Is refused when what it was loading into is gone")
    func lostLoadingTable() throws {
        let trial = try stopped(scenario("csv to sqlite, replace"))
        let database = Database(trial.workspace.file("o.db"))
        let names = try database.rows("SELECT name FROM sqlite_master WHERE name LIKE '%_new_%'")
        try #require(names.count == 1)
        try database.run("DROP TABLE \"\(names[0])\"")
        let refused = trial.start().wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("dropped") && refused.errors.contains("--fresh"))
        #expect(try database.rows("SELECT year FROM t") == ["1999"])
    }

    @Test("Is refused when its rejects are gone, and made anew with --fresh")
    func lostRejects() throws {
        var scenario = CrashScenario.small[0]
        scenario.inputs = { [("in.csv", Samples.flawed(0..<6000))] }
        scenario.options = ["--max-rejects", "5%"]
        let expected = try Expected(scenario)
        let trial = try stopped(scenario)
        let part = trial.workspace.file(".out.csv.rejects.ndjson.part")
        try #require(unsafe unlink(part) == 0)
        let refused = trial.start().wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("rejects") && refused.errors.contains("--fresh"))
        #expect(trial.start(["--fresh"]).wait().status == 3)
        #expect(try trial.faults(against: expected) == [])
    }

    /// What happened to the state store.
    enum Damage: CaseIterable {
        case emptied, cut, flipped, moved, newer
    }

    @Test("Is not begun anew when the state store is damaged or newer", arguments: Damage.allCases)
    func damagedState(_ damage: Damage) throws {
        let scenario = try scenario("csv to csv")
        let trial = try stopped(scenario)
        let path = trial.workspace.path + "/state/tranche/state.db"
        // What the log holds goes into the file, and the log goes.
        try Database(path).run("PRAGMA journal_mode = DELETE")
        let whole = try #require(readFile(path))
        switch damage {
        case .emptied: writeFile(path, [])
        case .cut: writeFile(path, Array(whole[..<(whole.count / 2 + 100)]))
        case .flipped: writeFile(path, [whole[0] ^ 4] + whole[1...])
        case .moved: try Database(path).run("UPDATE checkpoints SET sink_offset = 0")
        case .newer: try Database(path).run("PRAGMA user_version = 99")
        }
        let refused = trial.start().wait()
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("state.db") && refused.errors.contains("hint: "))
        #expect(trial.workspace.names == [".out.csv.part", "in.csv"])
        writeFile(path, whole)
        let last = trial.start().wait()
        #expect(last.status == 0 && last.errors.contains("resuming run"), "\(last.errors)")
        #expect(trial.workspace.bytes("out.csv") == Samples.flights)
    }
}
