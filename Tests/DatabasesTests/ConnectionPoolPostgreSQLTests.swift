import PostgreSQLTesting
import PropertyTesting
import Synchronization
import Testing
import TrancheColumnar
import TrancheDatabases
import TrancheServices

/// What the tasks of a stress test saw.
private final class Tally: Sendable {
    /// The most sessions at one moment.
    let most = Atomic<Int>(0)
    /// Tasks that came to their end.
    let done = Atomic<Int>(0)
}

@Suite("A pool of connections to PostgreSQL", .serialized)
struct ConnectionPoolPostgreSQLTests {
    let server: PostgreSQLServer
    let application: String
    let threads = WorkerThreads(count: 32)

    init() throws {
        server = try PostgreSQLServer.shared.get()
        application = try server.makeSchema()
    }

    func pool(_ settings: PoolSettings = PoolSettings()) throws
        -> ConnectionPool<PostgreSQLConnectionFactory, ContinuousClock>
    {
        let address = server.address() + "&application_name=\(application)"
        return try ConnectionPool(
            settings,
            factory: PostgreSQLConnectionFactory(PostgreSQLAddress(address), threads: threads),
            clock: ContinuousClock())
    }

    /// Sessions of this test that the server has.
    func sessions() throws -> Int {
        let count = try server.psql(
            "select count(*) from pg_stat_activity where application_name = '\(application)'")
        return Int(count) ?? -1
    }

    @Test("A thousand tasks share thirty connections: none too many, and none is lost")
    func stress() async throws {
        var settings = PoolSettings()
        settings.acquireTimeout = .seconds(300)
        let pool = try pool(settings)
        let tally = Tally()
        let (threads, application) = (threads, application)
        let count = "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = $1"
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<1000 {
                group.addTask(executorPreference: threads) {
                    let work = Task {
                        try await pool.withConnection { connection in
                            try await connection.cancellable {
                                // Some hold theirs for a while, some leave a mess, some fail.
                                if index % 50 == 0 {
                                    try connection.execute("SELECT pg_sleep(0.2)")
                                }
                                if index % 7 == 0 { try connection.begin(.write) }
                                if index % 11 == 0 { try connection.execute("SELECT 1/0") }
                                let row = try connection.query(count, [.text(application)]).first
                                let found: Int64 = try row?.get("n") ?? 0
                                tally.most.max(Int(found), ordering: .relaxed)
                            }
                        }
                    }
                    if index % 13 == 0 { work.cancel() }
                    if case .success = await work.result {
                        tally.done.wrappingAdd(1, ordering: .relaxed)
                    }
                }
            }
        }
        // What neither was cancelled nor divided by zero came to its end.
        let wanted = (0..<1000).count { $0 % 13 != 0 && $0 % 11 != 0 }
        #expect(tally.done.load(ordering: .relaxed) >= wanted)
        #expect((2...30).contains(tally.most.load(ordering: .relaxed)))
        #expect(pool.status.waiting == 0)
        await pool.close()
        #expect(pool.status.total == 0)
        try await eventually("the server has ended the sessions") { try sessions() == 0 }
    }

    @Test("Nothing of a holder's session is left for the next")
    func resets() async throws {
        var settings = PoolSettings()
        settings.size = 1
        settings.overflow = 0
        let pool = try pool(settings)
        let first = try await pool.withConnection { connection in
            try connection.execute("SET TimeZone = 'Asia/Tokyo'; SET search_path = pg_catalog")
            try connection.execute(
                "CREATE TEMPORARY TABLE mine (a int); SELECT pg_advisory_lock(4711)")
            try connection.begin(.write)
            return try connection.query("SELECT pg_backend_pid() AS pid")
        }
        let second = try await pool.withConnection { connection in
            #expect(!connection.isInTransaction)
            let left = try connection.query(
                """
                SELECT current_setting('TimeZone') AS zone, to_regclass('mine')::text AS mine,
                (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())
                AS locks
                """)
            #expect(left.first?.values == [.text("UTC"), .null, .integer(0)])
            return try connection.query("SELECT pg_backend_pid() AS pid")
        }
        #expect(first == second)
        await pool.close()
    }

    @Test("A session that the server ended is replaced unseen when it was idle")
    func replaces() async throws {
        let pool = try pool()
        let pid = try await pool.withConnection {
            try $0.query("SELECT pg_backend_pid()::text AS p")
        }
        try server.psql("select pg_terminate_backend(\(pid[0].get("p", as: String.self)))")
        try await eventually("the server has ended the sessions") { try sessions() == 0 }
        let next = try await pool.withConnection { try $0.query("SELECT 1 AS one") }
        #expect(next.first?.values == [.integer(1)])
        await pool.close()
    }

    @Test("A transaction commits on return, and rolls back when the body throws")
    func transactions() async throws {
        let pool = try pool()
        let table = "\(application).t"
        _ = try await pool.withTransaction { try $0.execute("CREATE TABLE \(table) (a int)") }
        await #expect(throws: JobError.self) {
            try await pool.withTransaction { connection in
                try connection.execute("INSERT INTO \(table) VALUES (1)")
                try connection.execute("SELECT 1/0")
            }
        }
        _ = try await pool.withTransaction { try $0.execute("INSERT INTO \(table) VALUES (2)") }
        #expect(try server.psql("select a from \(table)") == "2")
        await pool.close()
    }
}
