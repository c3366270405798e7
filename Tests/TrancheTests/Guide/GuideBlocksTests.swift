import Synchronization
import Testing
import Tranche

// guide: entity
struct Station: Entity, Equatable {
    static let table = "stations"
    static let keyColumns = ["id"]
    static let columns = ["id", "name", "height"]
    static let height = Attribute<Double?>("height")

    var id: Int64
    var name: String
    var height: Double?

    init(id: Int64, name: String, height: Double? = nil) {
        self.id = id
        self.name = name
        self.height = height
    }

    init(row: SQLRow) throws {
        id = try row.get("id")
        name = try row.get("name")
        height = try row.get("height")
    }

    var values: [SQLValue] { [.integer(id), .text(name), height.sqlValue] }
}
// guide end

// guide: factory
/// Opens SQLite connections on threads that may block.
struct LocalFactory: ConnectionFactory {
    let path: String

    func connect() throws -> SQLiteConnection { try SQLiteConnection(path) }
    func ping(_ connection: SQLiteConnection) throws { _ = try connection.query("select 1") }
    func reset(_ connection: SQLiteConnection) throws { try connection.rollback() }
    func close(_ connection: SQLiteConnection) {}
}
// guide end

// guide: container-types
protocol Greeter: Sendable {
    func greeting(for name: String) -> String
}

struct PoliteGreeter: Greeter {
    let title: String
    func greeting(for name: String) -> String { "Good day, \(title) \(name)" }
}
// guide end

@Suite("The code of the articles on the building blocks")
struct GuideBlocksTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    @Test("A container makes a service when it is asked for, and a child overrides a part")
    func container() async throws {
        // guide: container
        let container = Container()
        container.register("Dr", as: String.self, name: "title")
        container.registerFactory(
            (any Greeter).self,
            tearDown: { _ in print("the greeter is no longer needed") },
            make: { resolver in PoliteGreeter(title: try resolver.resolve(name: "title")) })
        let greeter: any Greeter = try container.resolve()
        print(greeter.greeting(for: "Ada"))

        let test = container.child()
        test.registerFactory((any Greeter).self) { _ in PoliteGreeter(title: "test") }
        let replaced: any Greeter = try test.resolve()
        print(replaced.greeting(for: "Ada"))
        try await container.tearDown()
        // guide end
        #expect(greeter.greeting(for: "Ada") == "Good day, Dr Ada")
        #expect(replaced.greeting(for: "Ada") == "Good day, test Ada")
    }

    @Test("A cache loads once, for a time, and knows what is not there")
    func caches() async throws {
        let loads = Mutex(0)
        let find: @Sendable (String) async throws -> String? = { code in
            loads.withLock { $0 += 1 }
            return code == "HNL" ? "Honolulu" : nil
        }
        // guide: caches
        let cities = TTLCache<String, String, ContinuousClock>(
            size: 1000, lifetime: .seconds(300), absenceLifetime: .seconds(30), jitter: 0.1,
            clock: ContinuousClock())
        let city = try await cities.value(for: "HNL") { code in try await find(code) }
        let again = try await cities.value(for: "HNL") { code in try await find(code) }
        cities.store("Atlantis", for: "ATL", lifetime: .seconds(5))

        let recent = LRUCache<String, String>(size: 2)
        recent.store("Honolulu", for: "HNL")
        recent.storeAbsence(for: "XXX")
        switch recent.answer(for: "XXX") {
        case .value(let name): print(name)
        case .absent: print("there is no such airport")
        case .unknown: print("nobody has asked yet")
        }
        // guide end
        #expect(city == "Honolulu" && again == city && loads.withLock { $0 } == 1)
        #expect(cities.value(for: "ATL") == "Atlantis")
        #expect(recent.answer(for: "XXX") == .absent)
    }

    @Test("What was opened is stopped in the reverse order, and what failed is told")
    func shutdown() async throws {
        let path = directory.file("s.db")
        // guide: shutdown
        let shutdown = GracefulShutdown(limit: .seconds(10), clock: ContinuousClock())
        // shutdown.listenToSignals() lets SIGINT, SIGTERM and SIGHUP ask for the stop.
        let pool = try ConnectionPool(
            factory: LocalFactory(path: path), clock: ContinuousClock())
        shutdown.register("pool") { await pool.close() }
        shutdown.register("reports", limit: .seconds(2)) { print("reports are sent") }

        shutdown.control.request()
        if await shutdown.control.waitForRequest() {
            let report = await shutdown.stop()  // the reports first, then the pool
            for problem in report.problems { print(problem.name, problem.reason) }
        }
        // guide end
        #expect(await shutdown.stop() == ShutdownReport())
        await #expect(throws: (any Error).self) { try await pool.withConnection { _ in } }
    }

    @Test("What may pass is tried again, anything else is not")
    func backoff() async throws {
        let answers = Mutex([false, false, true])
        let send: @Sendable () throws -> Bool = {
            guard answers.withLock({ $0.removeFirst() }) else {
                var error = JobError(.unavailable, "no answer")
                error.isTransient = true
                throw error
            }
            return true
        }
        // guide: backoff
        let backoff = Backoff(attempts: 5, base: .milliseconds(1), cap: .seconds(30))
        let answer = try await backoff.run(
            on: ContinuousClock(),
            isTransient: { ($0 as? JobError)?.isTransient == true },
            operation: { attempt in
                if attempt > 1 { print("try \(attempt)") }
                return try send()
            })
        // guide end
        #expect(answer && answers.withLock { $0.isEmpty })
    }

    @Test("A pool lends connections, and a repository reads and writes values over one")
    func database() async throws {
        let path = directory.file("stations.db")
        // guide: pool
        var settings = PoolSettings()
        settings.size = 4
        settings.acquireTimeout = .seconds(5)
        let pool = try ConnectionPool(
            settings, factory: LocalFactory(path: path), clock: ContinuousClock())
        try await pool.withConnection { connection in
            _ = try connection.execute(
                "create table stations (id integer primary key, name text, height real)")
        }
        // guide end
        // guide: repository
        let high = try await pool.withTransaction { connection in
            let stations = Repository<Station>(connection)
            try stations.create(Station(id: 1, name: "roof", height: 12.5))
            try stations.upsert(Station(id: 2, name: "hall"))
            try stations.update(Station(id: 2, name: "hall", height: 1))
            return try stations.list(where: Station.height > 10.0)
        }
        // guide end
        #expect(high == [Station(id: 1, name: "roof", height: 12.5)])
        await pool.close()
    }
}
