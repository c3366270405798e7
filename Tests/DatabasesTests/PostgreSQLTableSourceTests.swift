import PostgreSQLTesting
import PropertyTesting
import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline
import TrancheServices

@Suite("A table of PostgreSQL as a source")
struct PostgreSQLTableSourceTests {
    let fixture: PostgreSQLFixture

    init() throws { fixture = try PostgreSQLFixture() }

    @Test("Every type arrives, those without a name here as text, nested ones as JSON")
    func types() throws {
        try fixture.sql(
            """
            create domain money2 as numeric(10,2);
            create type mood as enum ('happy', 'sad');
            create type pair as (a int, b text);
            create table t (b boolean, i2 int2, i4 int4, i8 int8, n money2, f4 real, f8 float8, x text,
              v varchar(9), d date, ts timestamp, tz timestamptz, y bytea, u uuid, j json, jb jsonb,
              m mood, iv interval, r int4range, ip inet, ar int[], p pair);
            insert into t values (true, 1, 2, 9223372036854775807, 1.50, 1.1, 0.1, E'a\\tb\\nc\\\\', '',
              '2026-01-31', '2026-01-31 10:00', '2026-01-31 10:00+02', '\\x00ff',
              '00000000-0000-0000-0000-000000000001', '{"a": 1}', '{"b":2}', 'sad', '1 day', '[1,3)',
              '10.0.0.1', '{1,null}', row(1, 'x'));
            insert into t (b) values (null)
            """)
        let source = try fixture.source(fixture.table("t"))
        defer { source.close() }
        let types = source.schema.fields.map(\.type.rawValue).joined(separator: ",")
        #expect(
            types
                == "boolean,bigint,bigint,bigint,numeric,double precision,double precision,text,text,"
                + "date,timestamp,timestamptz,bytea,uuid,json,json,text,text,text,text,json,json")
        let rows = try fixture.read(source).rows
        #expect(
            rows[0] == "true|1|2|9223372036854775807|1.50|1.1|0.1|a\tb\nc\\||2026-01-31|"
                + "2026-01-31 10:00:00|2026-01-31 08:00:00+00|\0\u{FFFD}|"
                + "00000000-0000-0000-0000-000000000001|{\"a\": 1}|{\"b\": 2}|sad|1 day|[1,3)|10.0.0.1|"
                + "[1,null]|{\"a\":1,\"b\":\"x\"}")
        #expect(rows[1] == Array(repeating: "NULL", count: 22).joined(separator: "|"))
    }

    @Test("Any text comes back as it was, whatever stands in it")
    func anyText() throws {
        try fixture.sql("create table t (n serial, a text, b text)")
        let connection = try PostgreSQLConnection(fixture.address)
        let alphabet = ["\\", "\t", "\n", "\r", "N", "a", "\u{8}", "é", "\"", "🐎", "0123456789"]
        var random = SeededGenerator(seed: 7)
        var wanted: [String] = []
        try connection.begin(.write)
        for _ in 0..<300 {
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }.joined()
            }
            wanted.append(texts.joined(separator: "|"))
            try connection.execute("INSERT INTO t (a, b) VALUES ($1, $2)", texts.map(\.sqlValue))
        }
        try connection.commit()
        let source = try fixture.source(.query("select a, b from t order by n;"), rowsPerChunk: 7)
        defer { source.close() }
        #expect(try fixture.read(source).rows == wanted)
    }

    @Test(
        "A run goes on exactly where it stopped",
        arguments: [(nil, 301), ("id", 301), ("word", 301)] as [(String?, Int)])
    func resumes(cursor: String?, count: Int) throws {
        try fixture.sql(
            """
            create table t (id bigint primary key, word text);
            insert into t select g, 'w' || g % 7 from generate_series(-150, 150) g
            """)
        let whole = try fixture.source(fixture.table("t"), cursor: cursor)
        let (rows, places) = try fixture.read(whole)
        whole.close()
        #expect(rows.count == count)
        for place in places {
            let source = try fixture.source(fixture.table("t"), cursor: cursor)
            defer { source.close() }
            #expect(source.difference(from: whole.identity) == nil)
            try source.seek(to: place)
            #expect(try fixture.read(source).rows == Array(rows.dropFirst(Int(place.offset))))
        }
    }

    @Test("A key goes on behind its place, although rows before it have changed")
    func keyset() throws {
        try fixture.sql(
            "create table t (id int primary key); insert into t select generate_series(1, 250)")
        let first = try fixture.source(fixture.table("t"), cursor: "id")
        let places = try fixture.read(first).places
        first.close()
        try fixture.sql("delete from t where id < 50; insert into t values (1000)")
        let source = try fixture.source(fixture.table("t"), cursor: "id")
        defer { source.close() }
        try source.seek(to: places[1])
        #expect(try fixture.read(source).rows == (201...250).map(String.init) + ["1000"])
    }

    @Test("Without a key, rows before the place that have changed are refused")
    func changedPrefix() throws {
        try fixture.sql(
            "create table t (id int primary key); insert into t select generate_series(1, 250)")
        let first = try fixture.source(fixture.table("t"))
        let places = try fixture.read(first).places
        first.close()
        try fixture.sql("update t set id = -id where id = 20")
        let source = try fixture.source(fixture.table("t"))
        defer { source.close() }
        let error = #expect(throws: JobError.self) { try source.seek(to: places[1]) }
        #expect(error?.code == .data)
    }

    @Test("Only the columns that are asked for are read, in their order")
    func narrows() throws {
        try fixture.sql("create table t (a int, b int, c int); insert into t values (1, 2, 3)")
        let source = try fixture.source(fixture.table("t"))
        defer { source.close() }
        source.narrow(to: [2, 0])
        #expect(source.schema.names == ["c", "a"])
        #expect(try fixture.read(source).rows == ["3|1"])
    }

    @Test("A table that was read to its end is free, although the source is still open")
    func releases() throws {
        try fixture.sql("create table t (a int); insert into t values (1)")
        let source = try fixture.source(fixture.table("t"))
        defer { source.close() }
        #expect(try fixture.read(source).rows == ["1"])
        #expect(throws: Never.self) { try fixture.sql("set lock_timeout = 1000; drop table t") }
    }

    @Test("All rows are those of one moment")
    func snapshot() throws {
        try fixture.sql("create table t (a int); insert into t values (1)")
        let source = try fixture.source(fixture.table("t"))
        defer { source.close() }
        try fixture.sql("insert into t values (2)")
        #expect(try fixture.read(source).rows == ["1"])
    }

    @Test(
        "What cannot be read is told before the run",
        arguments: [
            ("flihgts", nil, .inputMissing, "did you mean 'flights'"),
            ("nowhere.flights", nil, .inputMissing, "nowhere.flights"),
            (nil, "select 1 as a, 2 as a", .usage, "two columns called 'a'"),
            (nil, "select", .usage, "gives no rows"), (nil, "selekt 1", .usage, "42601"),
            (nil, "update flights set a = 1", .usage, "gives no rows"),
        ] as [(String?, String?, JobError.Code, String)])
    func refuses(table: String?, query: String?, code: JobError.Code, words: String) throws {
        try fixture.sql("create table flights (a int)")
        let error = #expect(throws: JobError.self) {
            if let table { _ = try fixture.source(fixture.table(table)) }
            if let query { _ = try fixture.source(.query(query)) }
        }
        #expect(error?.code == code)
        #expect("\(String(describing: error))".contains(words), "\(String(describing: error))")
    }

    @Test("A table that may not be read is a matter of permission")
    func denied() throws {
        try fixture.sql(
            "create table t (a int); grant usage on schema \(fixture.schema) to locked")
        let uri = fixture.server.address(schema: fixture.schema, user: "locked:secret-of-locked")
        let source = try PostgreSQLTableSource(PostgreSQLAddress(uri), fixture.table("t"))
        defer { source.close() }
        let error = #expect(throws: JobError.self) { try source.fill(Chunk()) }
        #expect(error?.code == .permission)
    }

    @Test("A request to stop ends the wait for rows, and the run can stop in order")
    func stops() throws {
        let control = StopControl()
        let source = try PostgreSQLTableSource(
            fixture.address, .query("select pg_sleep(60)::text as a"), control: control)
        defer { source.close() }
        control.request()
        #expect(try source.fill(Chunk()) == nil)
    }
}
