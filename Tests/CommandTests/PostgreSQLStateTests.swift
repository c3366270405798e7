import PostgreSQLTesting
import Testing

@Suite("The state store in PostgreSQL", .serialized)
struct PostgreSQLStateTests {
    /// A server of its own: the store's schema has one name.
    let server: PostgreSQLServer

    init() throws { server = try PostgreSQLServer(settings: "-c fsync=off") }

    @Test("Runs of several machines are recorded in one place, and a killed one goes on elsewhere")
    func shared() throws {
        let scenario = try PostgreSQLScenario(server, rows: 10_000)
        try scenario.slowDown()
        let workspace = scenario.workspace
        let words = [
            "copy", scenario.address, "out.csv", "--query", "select * from w where slow(id)",
            "--checkpoint-every", "250rows", "--chunk-size", "250rows", "--state", scenario.address,
        ]
        let child = workspace.start(words)
        let commits = "select coalesce(max(commits), 0) from tranche.checkpoints"
        #expect(child.wait { (try? scenario.sql(commits)).flatMap { Int($0) } ?? 0 >= 3 })
        let second = workspace.start(words).wait()
        #expect(second.status == 75, "\(second.errors)")
        let skipped = workspace.start(words + ["--on-locked", "skip"]).wait()
        #expect(skipped.status == 0, "\(skipped.errors)")
        child.send(9)
        _ = child.wait()
        let ended = workspace.start(words + ["--on-locked", "wait"]).wait()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errors.contains("resuming"), "\(ended.errors)")
        #expect(workspace.bytes("out.csv") == workspace.bytes("in.csv"))
        let runs = workspace.tranche("runs", "--state", scenario.address)
        #expect(runs.text.contains("COMPLETED"), "\(runs.errors)")
        #expect(runs.text.contains("FAILED"))
    }
}
