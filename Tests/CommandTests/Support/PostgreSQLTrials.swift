import PostgreSQLTesting
import Testing

/// A way of loading a table of PostgreSQL that is to survive every interruption.
struct PostgreSQLMode: Sendable, CustomStringConvertible, CustomTestStringConvertible {
    var name: String
    /// The sink's mode, as a pipeline file has it.
    var words: String
    /// Statements that fill the table `T` before the run.
    var preparation: [String] = []
    /// Whether records are set aside, into a table beside the rows.
    var hasRejects = false

    var description: String { name }
    var testDescription: String { name }
    /// The exit status of a run that gets to its end.
    var status: Int32 { hasRejects ? 3 : 0 }

    /// Whether a run got to its end, or found that one had that was killed before its exit.
    func isEnd(_ ended: Ended) -> Bool {
        ended.status == status
            || ended.status == 0 && ended.errors.contains("completed this job already")
    }

    private static let half = "insert into T select id, 'old', 0 from w where id % 2 = 0"
    private static let others = "insert into T select id + 100000, word, amount, day from w limit 9"

    static let all = [
        PostgreSQLMode(name: "append", words: "append"),
        PostgreSQLMode(
            name: "append with rejects", words: "append",
            preparation: ["alter table T add check (id % 11 <> 3)"], hasRejects: true),
        PostgreSQLMode(name: "replace", words: "replace", preparation: [others]),
        PostgreSQLMode(
            name: "upsert", words: "upsert, key: [id]", preparation: [half, others]),
        PostgreSQLMode(
            name: "upsert what changed", words: "upsert, key: [id], skip_unchanged: true",
            preparation: [half, "insert into T select * from w where id % 6 = 1"]),
        PostgreSQLMode(
            name: "update", words: "update, key: [id]", preparation: [half, others]),
        PostgreSQLMode(
            name: "delete", words: "delete, key: [id]",
            preparation: [
                half, others,
                "create trigger slow before delete on T for each row execute function slowly()",
            ]
        ),
    ]

    static let few = all.filter { ["append", "upsert", "update", "delete"].contains($0.name) }
}

/// Runs of one mode, each into a table of its own, compared with one that nothing interrupted.
final class PostgreSQLTrials: CustomStringConvertible {
    let mode: PostgreSQLMode
    let scenario: PostgreSQLScenario
    private let isSlow: Bool
    private(set) var seconds = 0.0
    private(set) var count = 0
    private(set) var resumed = 0
    private(set) var retried = 0
    private var counts = RunCounts("")

    var description: String { "\(count) trials, \(resumed) resumed, \(retried) tried again" }

    struct Trial {
        let workspace: Workspace
        let table: String
        let file: String

        func start() -> Child { workspace.start(["run", file]) }
    }

    /// Runs the job once without an interruption, into the table `t0`.
    ///
    /// - Parameters:
    ///   - mode: The mode.
    ///   - scenario: With the input as `in.csv` and `w`.
    ///   - isSlow: Whether a run lasts long enough to be interrupted by the clock.
    /// - Throws: When that run fails.
    init(_ mode: PostgreSQLMode, _ scenario: PostgreSQLScenario, isSlow: Bool = true) throws {
        self.mode = mode
        self.scenario = scenario
        self.isSlow = isSlow
        try scenario.sql(
            """
            create function slow(id bigint) returns boolean language plpgsql as $$ begin
              if id % 250 = 0 then perform pg_sleep(0.03); end if; return true; end $$;
            create function slowly() returns trigger language plpgsql as $$ begin
              perform \(scenario.schema).slow(old.id); return old; end $$
            """)
        let trial = try prepare(0, scenario.address)
        let whole = trial.start().wait()
        try #require(whole.status == mode.status, "\(whole.errors)")
        seconds = whole.seconds
        counts = RunCounts(scenario.workspace.tranche("runs", "show", "last").text)
    }

    private func prepare(_ number: Int, _ address: String) throws -> Trial {
        let table = "t\(number)"
        try scenario.sql("create table \(table) (like w, primary key (id))")
        for statement in mode.preparation {
            try scenario.sql(statement.replacing("T", with: table))
        }
        if isSlow {
            try scenario.sql(
                "alter table \(table) add check (\(scenario.schema).slow(id)) not valid")
        }
        let rejects = "postgresql: \"\(address)\", table: r\(number)"
        let file = scenario.pipeline(
            to: address, mode: mode.words, table: table, rejects: mode.hasRejects ? rejects : nil)
        return Trial(workspace: scenario.workspace, table: table, file: file)
    }

    /// Makes the next table; the server may be reached through another folder.
    func begin(through folder: String? = nil) throws -> Trial {
        count += 1
        let folder = folder ?? scenario.server.folder
        return try prepare(
            count, scenario.address.replacing(scenario.server.folder, with: folder))
    }

    /// Compares what the last run has left, and what it counts; `nil` when it ended before the others.
    func finish(_ trial: Trial, _ ended: Ended?) throws {
        let errors = ended?.errors ?? ""
        #expect(ended.map(mode.isEnd) ?? true, "\(errors)")
        let isResumed = errors.contains("resuming run")
        resumed += isResumed ? 1 : 0
        let isRetried = errors.contains("trying again")
        retried += isRetried ? 1 : 0
        #expect(try difference(trial.table) == "", "\(mode), trial \(count): \(errors)")
        if mode.hasRejects {
            let query =
                "select count(*), count(distinct record), min(position), max(position) from "
            #expect(
                try scenario.sql(query + "r\(count)") == scenario.sql(query + "r0"),
                "\(mode), trial \(count): \(errors)")
        }
        // A run after one that came to its end finds other rows there.
        guard isResumed || isRetried else { return }
        let now = RunCounts(scenario.workspace.tranche("runs", "show", "last").text)
        for name in RunCounts.names {
            #expect(now.count(name) == counts.count(name), "\(name) of \(mode): \(errors)")
        }
        try scenario.sql("drop table \(trial.table)")
    }

    private func difference(_ table: String) throws -> String {
        try scenario.sql(
            """
            select * from ((select 'missing', * from t0 except all select 'missing', * from \(table))
            union all (select 'extra', * from \(table) except all select 'extra', * from t0)) d limit 3
            """)
    }
}
