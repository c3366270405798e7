import PostgreSQLTesting
import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Tables of PostgreSQL on the command line")
struct PostgreSQLTests {
    @Test("A file that goes into a table and out again is the same, byte for byte")
    func roundTrip() throws {
        let scenario = try PostgreSQLScenario(rows: 3000)
        let workspace = scenario.workspace
        let table = scenario.address + "#t"
        let loaded = workspace.tranche("copy", "in.csv", table, "--types", "amount:numeric")
        #expect(loaded.status == 0, "\(loaded.errors)")
        #expect(try scenario.difference() == "")
        let dumped = workspace.tranche("copy", table, "out.csv")
        #expect(dumped.status == 0, "\(dumped.errors)")
        #expect(workspace.bytes("out.csv") == workspace.bytes("in.csv"))
        let copied = workspace.tranche("copy", table, "sqlite:x.db#t")
        #expect(copied.status == 0, "\(copied.errors)")
        let back = workspace.tranche("copy", "sqlite:x.db#t", scenario.address + "#back")
        #expect(back.status == 0, "\(back.errors)")
        #expect(try scenario.difference("back") == "")
    }

    @Test("Rejects of the server stand in the file, and the run ends with status 3")
    func rejects() throws {
        let scenario = try PostgreSQLScenario(rows: 100)
        try scenario.sql(
            "create table t (id int check (id <> 7), word text, amount numeric, day date)")
        let ended = scenario.workspace.tranche(
            "copy", "in.csv", scenario.address + "#t", "--max-rejects", "5", "--rejects", "r.ndjson"
        )
        #expect(ended.status == 3, "\(ended.errors)")
        let rejects = scenario.workspace.text("r.ndjson") ?? ""
        #expect(rejects.contains("\"record\":7,"))
        #expect(rejects.contains("SQLSTATE 23514, constraint t_id_check"))
        #expect(try scenario.sql("select count(*) from t") == "99")
        let strict = scenario.workspace.tranche(
            "copy", "in.csv", scenario.address + "#t", "--fresh", "--max-rejects", "0")
        #expect(strict.status == 65)
        #expect(strict.errors.contains("in.csv:"), "\(strict.errors)")
        #expect(try scenario.sql("select count(*) from t") == "99")
    }

    @Test("No word and no record of a run holds a password")
    func secrets() throws {
        let scenario = try PostgreSQLScenario(rows: 10)
        let workspace = scenario.workspace
        try scenario.sql("grant all on schema \(scenario.schema) to locked")
        let table =
            scenario.server.address(schema: scenario.schema, user: "locked:secret-of-locked") + "#t"
        let ended = workspace.tranche("copy", "in.csv", table)
        #expect(ended.status == 0, "\(ended.errors)")
        let wrong = workspace.tranche(
            "copy", "in.csv", table.replacing("secret-of-locked", with: "secret-guess"))
        #expect(wrong.status == 77, "\(wrong.errors)")
        workspace.write("p.yaml", "source: in.csv\nsink: \"\(table)\"\nsteps: [select id]\n")
        let explained = workspace.tranche("explain", "p.yaml")
        #expect(explained.text.contains("exactly once"), "\(explained.errors)")
        let shown = workspace.tranche("runs", "show", "last")
        #expect(shown.status == 0)
        let state = workspace.shell("grep -ra secret- '\(workspace.path)/state' | head -c 300")
        for ended in [ended, wrong, explained, shown, state] {
            #expect(!(ended.errors + ended.text).contains("secret"), "\(ended.errors)\(ended.text)")
        }
    }

    @Test("A program without libpq says how to get it, and copies files all the same")
    func withoutLibrary() throws {
        let workspace = Workspace()
        workspace.write("a.csv", "a\n1\n")
        // A library of that name that is none stands in the way of the real one.
        workspace.write("libpq.so.5", "")
        let environment = ["LD_LIBRARY_PATH": workspace.data]
        let ended = workspace.start(
            ["copy", "a.csv", "postgresql:///d#t"], environment: environment
        ).wait()
        #if os(Linux)
        #expect(ended.status == 69)
        #expect(ended.errors.contains("apt-get install libpq5"), "\(ended.errors)")
        #endif
        #expect(workspace.tranche("copy", "a.csv", "b.csv", environment: environment).status == 0)
    }

    @Test("A run that waits for a lock of the table stops at the first signal, resumable")
    func stopsInLockWait() throws {
        let scenario = try PostgreSQLScenario(rows: 1000)
        try scenario.sql("create table t (like w)")
        let holder = scenario.workspace.start(
            [
                "-h", scenario.server.folder, "-U", "tranche", "postgres", "-c",
                "begin; lock \(scenario.schema).t; select pg_sleep(60)",
            ], program: "/usr/bin/psql")
        let waits = "select count(*) from pg_locks where relation = 't'::regclass and "
        #expect(holder.wait { (try? scenario.sql(waits + "granted")) == "1" })
        let child = scenario.workspace.start(["copy", "in.csv", scenario.address + "#t"])
        #expect(child.wait { (try? scenario.sql(waits + "not granted")) == "1" })
        child.send(SIGTERM)
        let ended = child.wait(limit: 20)
        #expect(ended.status == 143, "\(ended.errors)")
        #expect(!ended.isOverdue)
        try scenario.sql(
            "select pg_terminate_backend(pid) from pg_locks where relation = 't'::regclass")
        let again = scenario.workspace.tranche("copy", "in.csv", scenario.address + "#t")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try scenario.difference() == "")
    }
}
