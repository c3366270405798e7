import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A retry of rejects in a table")
struct RetryTableTests {
    private static let pace = ["--checkpoint-every", "100rows", "--chunk-size", "2KiB"]

    @Test(
        "Sends what was repaired, once, and keeps what still fails",
        arguments: RetryTableScenario.all)
    func once(_ scenario: RetryTableScenario) throws {
        let place = try scenario.prepare()
        let workspace = place.workspace
        let run = try #require(
            workspace.tranche("runs").text.split(separator: "\n").last?.split(separator: " ").first)
        let retry = workspace.tranche("retry", String(run))
        #expect(retry.status == 3, "\(retry.errors)")
        #expect(retry.errors.contains("400 rejected"), "\(retry.errors)")
        #expect(try place.faults() == [])
        // The places are those of the first input.
        let table = workspace.tranche("rejects", "last", "--to", "table").text
        #expect(table.contains("validate positive") && table.contains("in.csv:"))
        let sent = workspace.tranche("rejects", String(run))
        #expect(sent.errors.contains("were sent again by run"), "\(sent.errors)")
        let again = workspace.tranche("retry", String(run))
        #expect(again.status == 0 && again.errors.contains("already"), "\(again.errors)")
        #expect(try place.faults() == [])
        // What is left can be sent again, and fails again.
        let third = workspace.tranche("retry", "last")
        #expect(third.status == 3, "\(third.errors)")
        #expect(try place.faults() == [])
    }

    @Test("Lands each record once however often it is killed", arguments: RetryTableScenario.all)
    func killed(_ scenario: RetryTableScenario) throws {
        var random = SeededGenerator(seed: runSeed ^ UInt64(scenario.testDescription.utf8.count))
        let whole = try scenario.prepare()
        let ended = whole.workspace.start(["retry", "last"] + Self.pace).wait()
        #expect(ended.status == 3, "\(ended.errors)")
        let span = UInt64(ended.seconds * 1_000_000)
        var (kills, trial) = (0, 0)
        while trial < 8 || kills < 6 {
            trial += 1
            // A machine under load may end some retries before they are killed.
            try #require(trial < 60)
            let place = try scenario.prepare()
            for _ in 0...trial % 3 {
                let child = place.workspace.start(["retry", "last"] + Self.pace)
                usleep(UInt32(random.next(upTo: span * 11 / 10)))
                child.send(SIGKILL)
                guard child.wait().signal == SIGKILL else { break }
                kills += 1
            }
            // It may have been killed between the record of its end and its exit.
            let last = place.workspace.start(["retry", "last"] + Self.pace).wait()
            #expect(last.status == 3 || last.status == 0, "\(last.errors)")
            let found = try place.faults()
            try #require(found.isEmpty, "trial \(trial), TRANCHE_SEED=\(runSeed): \(found)")
        }
        print("retry: \(scenario.testDescription): \(kills) kills, seed \(runSeed)")
    }

    @Test(
        "Goes on after a kill only with the rows that it began with, in any state folder",
        arguments: [RetryTableScenario.all[0], RetryTableScenario.all[3]])
    func changed(_ scenario: RetryTableScenario) throws {
        let place = try scenario.prepare()
        let first = try place.ids().count
        let child = place.workspace.start(
            ["retry", "last", "--checkpoint-every", "10rows", "--chunk-size", "256B"])
        #expect(child.wait(until: { (try? place.ids().count) ?? 0 > first }))
        child.send(SIGKILL)
        #expect(child.wait().signal == SIGKILL)
        let sent = try place.ids()
        try #require(sent.count > first && sent.count < RetryTableScenario.expectedIds.count)

        // Of the same length, before and behind what was sent.
        for record in [6, 5997] {
            _ = try place.rejects("UPDATE r SET code = upper(code) WHERE record = \(record)")
            let refused = place.workspace.tranche("retry", "last")
            #expect(refused.status == 65, "\(refused.errors)")
            #expect(refused.errors.contains("its content changed"), "\(refused.errors)")
            #expect(refused.errors.contains("hint: restore what changed to resume\n"))
            #expect(try place.ids() == sent)
            _ = try place.rejects("UPDATE r SET code = lower(code) WHERE record = \(record)")
        }
        _ = place.workspace.shell("cp -r ../state ../other")
        let last = place.workspace.tranche(
            "retry", "last", environment: ["XDG_STATE_HOME": place.workspace.path + "/other"])
        #expect(last.status == 3, "\(last.errors)")
        #expect(last.errors.contains("after"), "\(last.errors)")
        #expect(try place.faults() == [])
    }

    @Test("Takes the record in place of its hidden values, and hides those that fail again")
    func hidden() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "a,b\n1,2\nsecret,3\nsecret,4\n")
        let kept = workspace.tranche(
            "copy", "in.csv", "sqlite:x.db#t", "--max-rejects", "9", "--rejects", "sqlite:x.db#r",
            "--sensitive", "a", "-e", "validate a::bigint > 0 as fine", "-e", "drop a")
        #expect(kept.status == 3, "\(kept.errors)")
        let database = Database(workspace.file("x.db"))
        try database.run("UPDATE r SET original = '7,3', redacted = 0 WHERE record = 2")
        let refused = workspace.tranche("retry", "last")
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("found a reject of record 3 whose sensitive values"))
        #expect(refused.errors.contains("false into 'redacted', or delete the row"))
        #expect(try database.rows("SELECT b FROM t") == ["2"])
        try database.run("UPDATE r SET original = 'secret,5', redacted = 0 WHERE record = 3")
        let retry = workspace.tranche("retry", "last")
        #expect(retry.status == 3, "\(retry.errors)")
        #expect(try database.rows("SELECT b FROM t") == ["2", "3"])
        #expect(
            try database.rows("SELECT CAST(original AS TEXT), redacted FROM r") == ["***,5|1"])
        #expect(!retry.errors.contains("secret"))
    }

    static let refusals = [
        Behaviour(
            "Of a run without rejects",
            """
            printf 'a\\n1\\n' > in.csv
            tranche copy in.csv out.csv -q --rejects sqlite:r.db#r
            tranche retry last
            """, says: ["has no rejects"]),
        Behaviour(
            "Of a database that is gone",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q --rejects sqlite:r.db#r
            rm r.db
            tranche retry last
            """, status: 66, says: ["found no database"]),
        Behaviour(
            "Of rejects of an output that a later run has replaced",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q --mode replace --rejects sqlite:r.db#r
            first=$(tranche runs | tail -1 | cut -d' ' -f1)
            printf 'a,b\\n1,2\\n4,5\\n' > in.csv
            tranche copy in.csv out.csv -q --mode replace --rejects sqlite:r.db#r
            tranche retry $first
            """, status: 64, says: ["has replaced the output of run", "retry that run"]),
        Behaviour(
            "With other rejects",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q --rejects sqlite:r.db#r
            tranche retry last --rejects x.ndjson
            """, status: 64, says: ["found --rejects, but what still fails stays in sqlite:"]),
    ]

    @Test("Is refused, or has nothing to do", arguments: refusals)
    func refused(_ behaviour: Behaviour) { behaviour.check() }

    @Test("Leaves the rejects of other runs in the table as they are")
    func others() throws {
        let workspace = Workspace()
        for name in ["1", "2"] {
            workspace.write("in\(name).csv", "a,b\n\(name),2\n\(name)\n")
            let ended = workspace.tranche(
                "copy", "in\(name).csv", "sqlite:x.db#t", "--max-rejects", "1", "--rejects",
                "sqlite:x.db#r")
            #expect(ended.status == 3, "\(ended.errors)")
        }
        let database = Database(workspace.file("x.db"))
        try database.run("UPDATE r SET original = '5,6'")
        let retry = workspace.tranche("retry", "last")
        #expect(retry.status == 0, "\(retry.errors)")
        #expect(try database.rows("SELECT a FROM t ORDER BY a") == ["1", "2", "5"])
        #expect(try database.rows("SELECT file FROM r") == ["in1.csv"])
        // Nothing is left of what was deleted: the other run's rejects are given up.
        try database.run("DELETE FROM r")
        let first = try #require(
            workspace.tranche("runs").text.split(separator: "\n").last?.split(separator: " ").first)
        let none = workspace.tranche("retry", String(first))
        #expect(none.status == 0, "\(none.errors)")
        #expect(try database.rows("SELECT count(*) FROM t") == ["3"])
    }
}
