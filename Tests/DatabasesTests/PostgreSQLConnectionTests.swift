import PostgreSQLTesting
import PropertyTesting
import Testing
import TrancheColumnar
import TrancheDatabases
import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A connection to PostgreSQL")
struct PostgreSQLConnectionTests {
    let server: PostgreSQLServer
    let schema: String

    init() throws {
        server = try PostgreSQLServer.shared.get()
        schema = try server.makeSchema()
    }

    func connect(control: StopControl = StopControl(), user: String = "tranche") throws
        -> PostgreSQLConnection
    {
        try PostgreSQLConnection(
            PostgreSQLAddress(server.address(schema: schema, user: user)), control: control)
    }

    @Test(
        "A bound value comes back as it was",
        arguments: [
            .null, .integer(.min), .integer(7), .double(0.1), .double(-.infinity),
            .text("it's \"quoted\" \\ $1\n"), .text(""), .text("žluťoučký 🐎"),
            .blob([0, 255, 92, 39]), .blob([]),
        ] as [SQLValue])
    func binds(value: SQLValue) throws {
        let type =
            switch value {
            case .null, .text: "text"
            case .integer: "bigint"
            case .double: "double precision"
            case .blob: "bytea"
            }
        let rows = try connect().query("SELECT $1::\(type) AS v", [value])
        #expect(rows == [SQLRow(columns: ["v"], values: [value])])
    }

    @Test("A NUL in a text is refused, not cut")
    func refusesNUL() throws {
        #expect(throws: JobError.self) {
            try connect().query("SELECT $1::text", [.text("a\0b")])
        }
    }

    @Test("Texts mean the same whatever the role's settings are")
    func session() throws {
        let connection = try PostgreSQLConnection(
            PostgreSQLAddress(
                server.address(schema: schema)
                    + "%20-cdatestyle%3DGerman%20-ctimezone%3DAsia/Tokyo%20-cextra_float_digits%3D0"
            ))
        let row = try connection.query(
            """
            SELECT '2026-01-31 23:59:59.5+00'::timestamptz::text AS t, (0.1::float8 + 0.2)::text AS d,
            '1 day 2 hours'::interval::text AS i, current_setting('application_name') AS a
            """)
        #expect(
            row.map(\.values) == [
                [
                    .text("2026-01-31 23:59:59.5+00"), .text("0.30000000000000004"),
                    .text("1 day 02:00:00"), .text("tranche"),
                ]
            ])
    }

    @Test(
        "An error says what it means to the user",
        arguments: [
            ("SELECT * FROM absent", .inputMissing, "42P01", false),
            ("SELEKT", .usage, "42601", false), ("SELECT 1/0", .data, "22012", false),
            ("DO $$ BEGIN RAISE serialization_failure; END $$", .unavailable, "40001", true),
            ("DO $$ BEGIN RAISE deadlock_detected; END $$", .unavailable, "40P01", true),
            ("SET statement_timeout = 1; SELECT pg_sleep(5)", .unavailable, "57014", true),
            ("DO $$ BEGIN RAISE disk_full; END $$", .inputOutput, "53100", false),
            ("DO $$ BEGIN RAISE insufficient_privilege; END $$", .permission, "42501", false),
            ("SELECT pg_terminate_backend(pg_backend_pid())", .unavailable, "57P01", true),
        ] as [(String, JobError.Code, String, Bool)])
    func errors(sql: String, code: JobError.Code, state: String, isTransient: Bool) throws {
        let connection = try connect()
        let error = #expect(throws: JobError.self) { try connection.execute(sql) }
        #expect(error?.code == code)
        #expect(error?.message.contains(state) == true, "\(String(describing: error))")
        #expect(error?.isTransient == isTransient)
    }

    @Test("A wrong password is a matter of permission, and stands in no message")
    func wrongPassword() throws {
        let uri = server.address(schema: schema, user: "locked:hush-hush")
        let address = PostgreSQLAddress(uri)
        let error = #expect(throws: JobError.self) { try PostgreSQLConnection(address) }
        #expect(error?.code == .permission, "\(String(describing: error))")
        #expect(!"\(String(describing: error))".contains("hush"))
        let right = server.address(schema: schema, user: "locked:secret-of-locked")
        #expect(throws: Never.self) { try PostgreSQLConnection(PostgreSQLAddress(right)) }
    }

    @Test("A server that is not there is told at once")
    func refused() {
        let error = #expect(throws: JobError.self) {
            try PostgreSQLConnection(PostgreSQLAddress("postgresql:///x?host=/tmp/no-such-folder"))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.isTransient == true)
    }

    @Test("Unreadable addresses are refused without their text")
    func unreadable() {
        let error = #expect(throws: JobError.self) {
            try PostgreSQLConnection(PostgreSQLAddress("postgresql:host=x password=hush=1 'oops"))
        }
        #expect(error?.code == .usage)
        #expect(!"\(String(describing: error))".contains("hush"))
    }

    @Test(
        "The name of an address has no password",
        arguments: [
            ("postgresql://u:hush@h:5/d#s.t", "postgresql://u@h:5/d#s.t"),
            ("postgresql://u:h@u/s:h@h/d", "postgresql://u@h/d"),
            ("postgresql://u:h?@h/d", "postgresql://u@h/d"),
            ("postgresql://h:5/d?host=@a", "postgresql://h:5/d?host=@a"),
            ("postgres://h/d?password=hush&sslmode=require#t", "postgres://h/d?sslmode=require#t"),
            ("postgresql://h/d?sslpassword=hush#t", "postgresql://h/d#t"),
            ("postgresql:host=h password = 'h us\\'h' dbname=d#t", "postgresql:host=h  dbname=d#t"),
            ("postgresql:sslpassword=hush dbname=d", "postgresql: dbname=d"),
            ("--state=postgresql://u:hush@h/d", "--state=postgresql://u@h/d"),
            ("flights.csv", "flights.csv"),
        ])
    func names(word: String, name: String) {
        #expect(PostgreSQLAddress.withoutSecrets(word) == name)
    }

    @Test("A transaction is kept or undone as a whole, and a savepoint within it by itself")
    func transactions() throws {
        let connection = try connect()
        try connection.execute("CREATE TABLE t (a int PRIMARY KEY)")
        try connection.transaction {
            try connection.execute("INSERT INTO t VALUES ($1)", [.integer(1)])
            #expect(throws: JobError.self) {
                try connection.savepoint { try connection.execute("INSERT INTO t VALUES (2), (1)") }
            }
            try connection.savepoint { try connection.execute("INSERT INTO t VALUES (3)") }
        }
        #expect(throws: JobError.self) {
            try connection.transaction { try connection.execute("INSERT INTO t VALUES (4), (1)") }
        }
        #expect(!connection.isInTransaction)
        #expect(try server.psql("select array_agg(a) from t", schema: schema) == "{1,3}")
    }

    @Test("A commit that the server turned into a rollback is an error")
    func failedCommit() throws {
        let connection = try connect()
        try connection.begin(.write)
        #expect(throws: JobError.self) { try connection.execute("SELECT 1/0") }
        #expect(throws: JobError.self) { try connection.commit() }
    }

    @Test("Rows are streamed, and what is left after an error is not read by the next query")
    func streams() throws {
        let connection = try connect()
        var sum: Int64 = 0
        try connection.stream("SELECT g FROM generate_series(1, $1::int) g", [.integer(10_000)]) {
            sum += try $0.get("g")
        }
        #expect(sum == 50_005_000)
        #expect(throws: CancellationError.self) {
            try connection.stream("SELECT g FROM generate_series(1, 10000000) g") { row in
                if try row.get("g", as: Int64.self) == 5 { throw CancellationError() }
            }
        }
        #expect(try connection.query("SELECT 1 AS one").first?.values == [.integer(1)])
    }

    @Test("A request to stop ends a query, on the server as well")
    func stops() throws {
        let control = StopControl()
        let connection = try connect(control: control)
        // A thread of its own, for other tests may hold all the others.
        let threads = WorkerThreads(count: 1)
        let start = ContinuousClock.now
        let stopper = Task(executorPreference: threads) {
            usleep(100_000)
            control.request()
        }
        let error = #expect(throws: JobError.self) {
            try connection.execute("SELECT pg_sleep(60), '\(schema)'")
        }
        #expect(error?.code == .stopped)
        #expect(ContinuousClock.now - start < .seconds(20))
        stopper.cancel()
        threads.shutDown()
        let active = try server.psql(
            """
            select count(*) from pg_stat_activity where state = 'active'
            and query like 'SELECT pg_sleep(60), ''\(schema)%'
            """)
        #expect(active == "0")
    }

    @Test("With patience a statement may come to its end after a request to stop")
    func patience() throws {
        let control = StopControl()
        let connection = try connect(control: control)
        connection.patience = .seconds(30)
        control.request()
        #expect(try connection.query("SELECT pg_sleep(0.1)").count == 1)
    }

    @Test("Cancelling a task cancels its query, and the connection is not used again")
    func cancels() async throws {
        let connection = try connect()
        let task = Task.detached {
            try await connection.cancellable { try connection.execute("SELECT pg_sleep(60)") }
        }
        try await eventually("the server sleeps") {
            try server.psql("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
                != "0"
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!connection.isUsable)
    }

    @Test("A server that never answers is given up after connect_timeout, or at a request to stop")
    func hangs() throws {
        let directory = TemporaryDirectory()
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = directory.file(".s.PGSQL.5432")
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            unsafe room.copyBytes(from: Array(path.utf8) + [0])
        }
        let status = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0 && listen(listener, 5) == 0)
        let uri = "postgresql:///d?host=\(directory.file(""))&connect_timeout="
        let error = #expect(throws: JobError.self) {
            try PostgreSQLConnection(PostgreSQLAddress(uri + "2"))
        }
        #expect(error?.code == .unavailable)
        let control = StopControl()
        control.request()
        let stopped = #expect(throws: JobError.self) {
            try PostgreSQLConnection(PostgreSQLAddress(uri + "0"), control: control)
        }
        #expect(stopped?.code == .stopped)
    }
}
