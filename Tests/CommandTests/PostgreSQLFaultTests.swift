import PostgreSQLTesting
import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A run with PostgreSQL that something goes wrong with")
struct PostgreSQLFaultTests {
    @Test("A dump that is killed goes on, and its file is that of an uninterrupted run")
    func killedDump() throws {
        let scenario = try PostgreSQLScenario(rows: 8000)
        try scenario.slowDown()
        func words(_ file: String) -> [String] {
            [
                "copy", scenario.address, file, "--query", "select * from w where slow(id)",
                "--chunk-size", "500rows", "--checkpoint-every", "500rows", "--mode", "replace",
            ]
        }
        let whole = scenario.workspace.start(words("probe.csv")).wait()
        #expect(whole.status == 0, "\(whole.errors)")
        _ = kill(words("out.csv"), in: scenario.workspace, lasting: whole.seconds)
        let ended = scenario.workspace.start(words("out.csv")).wait()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(scenario.workspace.bytes("out.csv") == scenario.workspace.bytes("in.csv"))
    }

    /// Starts a run that lasts so long, and kills it at random moments, until one comes to its end.
    ///
    /// - Returns: How many were killed, at least 2.
    private func kill(_ words: [String], in workspace: Workspace, lasting seconds: Double) -> Int {
        var random = SeededGenerator(seed: UInt64(words.count))
        var kills = 0
        while kills < 8 {
            let child = workspace.start(words)
            // The first ones early: the run that was measured may have had less of the machine.
            let share = kills < 2 ? 0.04...0.2 : 0.3...0.9
            usleep(UInt32(seconds * 1e6 * Double.random(in: share, using: &random)))
            guard !child.hasEnded else { break }
            child.send(SIGKILL)
            _ = child.wait()
            kills += 1
        }
        #expect(kills >= 2, "the run is too short to be killed")
        return kills
    }

    @Test("Sessions that an administrator ends are opened again, of source and sink")
    func terminated() throws {
        let scenario = try PostgreSQLScenario(rows: 10_000)
        try scenario.slowDown(table: "t")
        let address = scenario.address + "&application_name=\(scenario.schema)"
        let child = scenario.workspace.start([
            "copy", address + "#w", address + "#t", "--chunk-size", "250rows",
            "--checkpoint-every", "500rows",
        ])
        for round in 1...3 {
            let isReached = child.wait {
                let count = try? scenario.sql("select count(*) from t")
                return count.flatMap { Int($0) } ?? 0 >= round * 1000
            }
            guard isReached, !child.hasEnded else { break }
            try scenario.sql(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = '\(scenario.schema)'
                """)
        }
        let ended = child.wait()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errors.contains("trying again"), "\(ended.errors)")
        #expect(try scenario.difference() == "")
    }
}
