import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A retry of rejects")
struct RetryTests {
    private static let pace = ["--checkpoint-every", "100rows", "--chunk-size", "2KiB"]

    /// What is wrong after a retry that came to its end; empty when nothing is.
    private func faults(_ scenario: RetryScenario, _ workspace: Workspace) throws -> [String] {
        var faults: [String] = []
        let ids = try scenario.ids(workspace)
        if ids != RetryScenario.expectedIds {
            faults.append("\(ids.count) ids, \(Set(ids).count) different")
        }
        let left = workspace.text(scenario.rejectsName)?.split(separator: "\n").count
        if left != RetryScenario.remaining { faults.append("\(left ?? -1) rejects left") }
        let strangers = workspace.names.filter { $0.contains(".retrying") || $0.contains(".part") }
        return strangers.isEmpty ? faults : faults + ["left behind: \(strangers)"]
    }

    @Test("Sends what was repaired, once, and keeps what still fails", arguments: RetryScenario.all)
    func once(_ scenario: RetryScenario) throws {
        let workspace = try scenario.prepare()
        let run = try #require(
            workspace.tranche("runs").text.split(separator: "\n").last?.split(separator: " ").first)
        let retry = workspace.tranche("retry", String(run))
        #expect(retry.status == 3, "\(retry.errors)")
        #expect(try faults(scenario, workspace) == [])
        // The places are those of the first input.
        let table = workspace.tranche("rejects", "last", "--to", "table").text
        #expect(table.contains("validate positive") && table.contains("\(scenario.inputName):"))
        let again = workspace.tranche("retry", String(run))
        #expect(again.status == 0 && again.errors.contains("already"), "\(again.errors)")
        #expect(try faults(scenario, workspace) == [])
        // What is left can be sent again, and fails again.
        #expect(workspace.tranche("retry", "last").status == 3)
        #expect(try faults(scenario, workspace) == [])
    }

    @Test("Gives the same with other workers and chunks", arguments: [1, 5])
    func pace(workers: Int) throws {
        let scenario = RetryScenario.all[0]
        let workspace = try scenario.prepare()
        let retry = workspace.start(
            ["retry", "last", "--workers", "\(workers)"] + Self.pace
        ).wait()
        #expect(retry.status == 3, "\(retry.errors)")
        let other = try scenario.prepare()
        #expect(other.tranche("retry", "last", "--workers", "3").status == 3)
        #expect(workspace.bytes("out.csv") == other.bytes("out.csv"))
        #expect(workspace.bytes(scenario.rejectsName) == other.bytes(scenario.rejectsName))
    }

    @Test("Lands each record once however often it is killed", arguments: RetryScenario.all)
    func killed(_ scenario: RetryScenario) throws {
        var random = SeededGenerator(seed: runSeed ^ UInt64(scenario.testDescription.utf8.count))
        let whole = try scenario.prepare()
        let span = UInt64(whole.start(["retry", "last"] + Self.pace).wait().seconds * 1_000_000)
        var kills = 0
        for trial in 0..<12 {
            let workspace = try scenario.prepare()
            for _ in 0...trial % 3 {
                let child = workspace.start(["retry", "last"] + Self.pace)
                usleep(UInt32(random.next(upTo: span * 11 / 10)))
                child.send(SIGKILL)
                guard child.wait().signal == SIGKILL else { break }
                kills += 1
            }
            // It may have been killed between the record of its end and its exit.
            let last = workspace.start(["retry", "last"] + Self.pace).wait()
            #expect(last.status == 3 || last.status == 0, "\(last.errors)")
            let found = try faults(scenario, workspace)
            try #require(found.isEmpty, "trial \(trial), TRANCHE_SEED=\(runSeed): \(found)")
        }
        print("retry: \(scenario.testDescription): \(kills) kills, seed \(runSeed)")
        #expect(kills >= 6)
    }

    static let refusals = [
        Behaviour(
            "Of a run that is not there", "tranche retry last", status: 64, says: ["no run 'last'"]),
        Behaviour(
            "Of a JSON array",
            """
            printf 'a\\n1\\nx\\n' > in.csv
            tranche copy in.csv out.json --types a:bigint --max-rejects 1 -q
            tranche retry last
            """, status: 64, says: ["one JSON array"]),
        Behaviour(
            "Of an output that is gone",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q
            rm out.csv
            tranche retry last; test -f out.csv.rejects.ndjson || echo lost; exit 65
            """, status: 65, says: ["is gone, so nothing can be added"], output: ""),
        Behaviour(
            "Of rejects that are gone",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q
            rm out.csv.rejects.ndjson
            tranche retry last
            """, status: 66, says: ["are gone from"]),
        Behaviour(
            "Of a line that is no reject",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q
            echo nonsense >> out.csv.rejects.ndjson
            tranche retry last; tail -1 out.csv.rejects.ndjson; exit 65
            """, status: 65, says: ["out.csv.rejects.ndjson:2"], output: "nonsense\n"),
        Behaviour(
            "Of a run without rejects",
            """
            printf 'a\\n1\\n' > in.csv
            tranche copy in.csv out.csv -q
            tranche retry last
            """, says: ["has no rejects"]),
        Behaviour(
            "That starts over",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q
            tranche retry last --fresh
            """, status: 64, says: ["leave --fresh out"]),
        Behaviour(
            "Of rejects that a later run has replaced",
            """
            printf 'a,b\\n1,2\\n3\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q --mode replace
            first=$(tranche runs | tail -1 | cut -d' ' -f1)
            printf 'a,b\\n1,2\\n4\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 -q --mode replace
            tranche retry $first
            """, status: 64, says: ["in the place of those of"]),
    ]

    @Test("Is refused, or has nothing to do", arguments: refusals)
    func refused(_ behaviour: Behaviour) { behaviour.check() }

    @Test("Works in another directory, with a pipeline file and standard input")
    func elsewhere() {
        Behaviour(
            "",
            """
            printf 'version: 1\\nsource: {path: "-", format: csv, types: {a: bigint}}\\n' > p.yaml
            printf 'sink: out.csv\\nsteps: [{cast: {a: bigint}}]\\nrejects: {max: 50%%}\\n' >> p.yaml
            printf 'a,b\\n1,2\\nx,3\\n' | tranche run p.yaml -q
            sed -i 's/"x,3"/"7,3"/' out.csv.rejects.ndjson
            mkdir other; cd other; tranche retry last -q; cd ..; cat out.csv; ls | grep rejects
            exit 0
            """, output: "a,b\n1,2\n7,3\n"
        ).check()
    }
}
