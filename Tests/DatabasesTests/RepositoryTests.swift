import Testing
import TrancheColumnar
import TrancheDatabases

/// A user's own entity, with names that need quotes and a nullable column.
struct Flight: Entity, Hashable {
    static let table = "order by \"x\""
    static let keyColumns = ["carrier", "group"]
    static let columns = ["carrier", "group", "delay", "share", "note"]
    static let carrier = Attribute<String>("carrier")
    static let number = Attribute<Int64>("group")
    static let delay = Attribute<Int64?>("delay")
    static let share = Attribute<Double>("share")
    static let note = Attribute<String>("note")

    var carrier: String
    var number: Int64
    var delay: Int64?
    var share = 0.5
    var note = ""

    init(_ carrier: String, _ number: Int64, delay: Int64? = nil, note: String = "") {
        self.carrier = carrier
        self.number = number
        self.delay = delay
        self.note = note
    }

    init(row: SQLRow) throws {
        carrier = try row.get("carrier")
        number = try row.get("group")
        delay = try row.get("delay")
        share = try row.get("share")
        note = try row.get("note")
    }

    var values: [SQLValue] {
        [.text(carrier), .integer(number), delay.sqlValue, .double(share), .text(note)]
    }
}

@Suite("A repository over a SQLite file")
struct RepositoryTests {
    let directory = TemporaryDirectory()
    let connection: SQLiteConnection
    let flights: Repository<Flight>

    init() throws {
        connection = try SQLiteConnection(directory.file("r.db"))
        try connection.execute(
            #"CREATE TABLE "order by ""x""" ("carrier" TEXT, "group" INTEGER, "delay" INTEGER, "#
                + #""share" REAL, "note" TEXT NOT NULL, PRIMARY KEY ("carrier", "group"))"#)
        flights = Repository(connection)
    }

    @Test("A created row is read back equal, with quotes, NULL, emptiness and any character")
    func createsAndGets() throws {
        for note in ["", "it's \"quoted\"; DROP TABLE x", "é🛫\n", "a\u{0}b"] {
            let flight = Flight("UA", 1, note: note)
            try flights.create(flight)
            #expect(try flights.get("UA", 1 as Int64) == flight)
            #expect(try flights.delete("UA", 1 as Int64))
        }
        #expect(try flights.get("UA", 1 as Int64) == nil)
    }

    @Test("A second row with the same key is refused without its values")
    func refusesDuplicates() throws {
        try flights.create(Flight("UA", 1, note: "secret"))
        let error = jobError { try flights.create(Flight("UA", 1, note: "secret")) }
        #expect(error?.code == .data)
        #expect(error?.message.contains("UNIQUE constraint failed") == true)
        #expect(error?.message.contains("r.db") == true)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.hint != nil)
    }

    @Test("Update changes the row that is there and says when none is")
    func updates() throws {
        try flights.create(Flight("UA", 1, delay: 5))
        try flights.create(Flight("UA", 2, delay: 6))
        #expect(try flights.update(Flight("UA", 1, delay: nil, note: "x")))
        #expect(try flights.get("UA", 1 as Int64) == Flight("UA", 1, note: "x"))
        #expect(try flights.get("UA", 2 as Int64)?.delay == 6)
        #expect(try !flights.update(Flight("AA", 1)))
        #expect(try flights.count() == 2)
    }

    @Test("Upsert creates, then updates")
    func upserts() throws {
        try flights.upsert(Flight("UA", 1, delay: 5))
        try flights.upsert(Flight("UA", 1, delay: 7))
        #expect(try flights.list() == [Flight("UA", 1, delay: 7)])
        #expect(try flights.exists("UA", 1 as Int64))
        #expect(try !flights.exists("UA", 2 as Int64))
    }

    @Test(
        "Predicates find what SQL finds",
        arguments: [
            (Flight.carrier == "AA", [1, 2]),
            (Flight.delay == nil, [3]),
            (Flight.delay != nil, [1, 2, 4]),
            (Flight.delay != 10, [2, 3, 4]),
            (Flight.delay > 10, [2]),
            (Flight.delay >= 10, [1, 2]),
            (Flight.delay < 10, [4]),
            (Flight.delay <= 10 && Flight.carrier == "AA", [1]),
            (Flight.carrier == "UA" || Flight.number == 1, [1, 3, 4]),
            (!(Flight.carrier == "UA"), [1, 2]),
            (Flight.number.among([2, 4, 9]), [2, 4]),
            (Flight.number.among([]), []),
            (Flight.note.hasPrefix("a%"), [2]),
            (Flight.note.hasPrefix("A"), []),
            (.all([]), [1, 2, 3, 4]),
            (.any([]), []),
        ] as [(Predicate, [Int64])])
    func filters(_ predicate: Predicate, expected: [Int64]) throws {
        try flights.create(Flight("AA", 1, delay: 10, note: "abc"))
        try flights.create(Flight("AA", 2, delay: 20, note: "a%c"))
        try flights.create(Flight("UA", 3, note: "é"))
        try flights.create(Flight("UA", 4, delay: -1))
        #expect(try flights.list(where: predicate).map(\.number) == expected)
        #expect(try flights.count(where: predicate) == Int64(expected.count))
        #expect(try flights.delete(where: predicate) == expected.count)
        #expect(try flights.count() == Int64(4 - expected.count))
    }

    @Test("Pages follow the order and never overlap")
    func pages() throws {
        for number in 1...5 { try flights.create(Flight("UA", Int64(number), delay: 1)) }
        let order = [Flight.delay.ascending, Flight.number.descending]
        let pages = try [0, 2, 4, 6].map {
            try flights.list(order: order, page: Page(limit: 2, offset: $0)).map(\.number)
        }
        #expect(pages == [[5, 4], [3, 2], [1], []])
    }

    @Test("A transaction that throws leaves nothing behind")
    func rollsBack() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try connection.transaction {
                try flights.create(Flight("UA", 1))
                throw Stop()
            }
        }
        #expect(try flights.count() == 0)
        #expect(!connection.isInTransaction)
    }

    @Test("A value of another kind in a stored row is an error, not a guess")
    func checksKinds() throws {
        try flights.create(Flight("UA", 1))
        try connection.execute("UPDATE \"order by \"\"x\"\"\" SET share = 'much'")
        let error = jobError { _ = try flights.list() }
        #expect(error?.message == "found a text in column 'share', wanted Double")
    }
}

@Suite("The dialects of SQL")
struct SQLDialectTests {
    @Test("Identifiers are quoted, whatever they hold")
    func quotes() {
        #expect(SQLDialect.sqlite.quoted("a\"; DROP TABLE b") == "\"a\"\"; DROP TABLE b\"")
        #expect(SQLDialect.postgresql.literal("it's") == "'it''s'")
    }

    @Test("Each product gets its own parameters, and both the same upsert")
    func writesStatements() {
        let columns = ["id", "name"]
        #expect(
            SQLDialect.postgresql.insert(into: "t", columns: columns, rows: 2)
                == "INSERT INTO \"t\" (\"id\", \"name\") VALUES ($1, $2), ($3, $4)")
        #expect(
            SQLDialect.sqlite.insert(into: "t", columns: columns)
                == "INSERT INTO \"t\" (\"id\", \"name\") VALUES (?1, ?2)")
        for dialect in [SQLDialect.sqlite, .postgresql] {
            #expect(
                dialect.onConflictUpdate(key: ["id"], columns: columns)
                    == " ON CONFLICT (\"id\") DO UPDATE SET \"name\" = excluded.\"name\"")
            #expect(
                dialect.onConflictUpdate(key: ["id"], columns: ["id"])
                    == " ON CONFLICT (\"id\") DO NOTHING")
        }
        #expect(SQLDialect.postgresql.begin(.write) == "BEGIN")
    }
}
