import Testing
import TrancheColumnar
import TrancheServices

@testable import TrancheDatabases

/// Connections to one SQLite file, whose calls run on threads that may block.
struct SQLitePoolFactory: ConnectionFactory {
    let path: String
    let threads: WorkerThreads

    func connect() async throws -> SQLiteConnection {
        try await withTaskExecutorPreference(threads) { try SQLiteConnection(path) }
    }

    func ping(_ resource: SQLiteConnection) async throws {
        _ = try await withTaskExecutorPreference(threads) { try resource.query("SELECT 1") }
    }

    func reset(_ resource: SQLiteConnection) async throws {
        try await withTaskExecutorPreference(threads) { try resource.rollback() }
    }

    /// The file closes with the last reference.
    func close(_ resource: SQLiteConnection) async throws {}
}

struct ConnectionPoolSQLiteTests {
    let directory = TemporaryDirectory()
    let threads = WorkerThreads(count: 6)

    func pool(_ size: Int) throws -> ConnectionPool<SQLitePoolFactory, ManualClock> {
        var settings = PoolSettings()
        settings.size = size
        settings.overflow = 0
        let factory = SQLitePoolFactory(path: directory.file("pool.db"), threads: threads)
        // Nothing here is about time: a test that is kept waiting by others must not time out.
        return try ConnectionPool(settings, factory: factory, clock: ManualClock())
    }

    @Test("Sixteen tasks share four connections, and none is lost")
    func sixteenTasksShareFourConnections() async throws {
        let pool = try pool(4)
        try await pool.withConnection { connection in
            try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
            for id in 0..<16 { try connection.execute("INSERT INTO t VALUES (\(id), 0)") }
        }
        let rows = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask(executorPreference: threads) {
                    var rows = 0
                    for _ in 0..<100 {
                        rows += try await pool.withConnection { connection in
                            try connection.query("SELECT * FROM t").count
                        }
                    }
                    return rows
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(rows == 16 * 100 * 16)
        let status = pool.status
        #expect(status.served == 1_601)
        #expect(status.total <= 4 && status.waiting == 0 && status.timeouts == 0)
        await pool.close()
        #expect(pool.status.total == 0)
        threads.shutDown()
    }

    @Test("A transaction is committed, or rolled back when its body throws or is cancelled")
    func aTransactionIsCommittedOrRolledBack() async throws {
        let pool = try pool(1)
        try await pool.withConnection { _ = try $0.execute("CREATE TABLE t (id INTEGER)") }
        try await pool.withTransaction { _ = try $0.execute("INSERT INTO t VALUES (1)") }
        let thrown = await failure {
            try await pool.withTransaction { connection in
                try connection.execute("INSERT INTO t VALUES (2)")
                throw FakeFactory.Refused()
            }
        }
        #expect(thrown is FakeFactory.Refused)
        let cancelled = Task {
            try await pool.withTransaction { connection in
                try connection.execute("INSERT INTO t VALUES (3)")
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            }
        }
        #expect(await failure { try await cancelled.value } is CancellationError)
        // A transaction left open is undone by the reset.
        try await pool.withConnection { connection in
            try connection.begin(.write)
            try connection.execute("INSERT INTO t VALUES (4)")
        }
        let rows = try await pool.withConnection { connection in
            (connection.isInTransaction, try connection.query("SELECT id FROM t").count)
        }
        #expect(rows == (false, 1))
        await pool.close()
        threads.shutDown()
    }
}
