import PostgreSQLTesting
import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

@Suite("A table of PostgreSQL as a sink")
struct PostgreSQLTableSinkTests {
    let fixture: PostgreSQLFixture

    init() throws { fixture = try PostgreSQLFixture() }

    @Test("A table that is absent is made with the input's types, and holds what was written")
    func creates() throws {
        let fields = [Field].named(
            "a b,n:numeric,i:bigint,f:double,o:boolean,d:date,z:timestamptz,j:json,u:uuid")
        let faults = try fixture.load(
            [
                [
                    "tab\there\\ \"q\"\n", "1.10", "7", "0.5", "true", "2026-01-31",
                    "2026-01-31T10:00:00Z", "{\"a\":\"\\n\"}",
                    "00000000-0000-0000-0000-00000000000a",
                ], Array(repeating: nil, count: 9),
                ["", "0", "-1", "NaN", "false", "0001-01-01", "infinity", "[]", nil],
            ], as: fields, table: "My Table"
        ).faults
        #expect(faults.map(\.message) == [])
        #expect(
            try fixture.sql(
                """
                select string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position)
                from information_schema.columns where table_schema = '\(fixture.schema)'
                and table_name = 'My Table'
                """)
                == "a b text, n numeric, i bigint, f double precision, o boolean, d date, "
                + "z timestamp with time zone, j json, u uuid")
        #expect(
            try fixture.sql(
                "select to_json(\"a b\"), n, i, f, o, d, z at time zone 'UTC', j, u from \"My Table\""
            )
                == """
                "tab\\there\\\\ \\"q\\"\\n"|1.10|7|0.5|t|2026-01-31|2026-01-31 10:00:00|{"a":"\\n"}|\
                00000000-0000-0000-0000-00000000000a
                ||||||||
                ""|0|-1|NaN|f|0001-01-01|infinity|[]|
                """)
    }

    @Test("Rows that only the server can refuse become rejects, and those around them land")
    func isolates() throws {
        try fixture.sql(
            """
            create table p (id int primary key);
            insert into p values (1), (2);
            create table t (id int primary key check (id <> 13), parent int references p not null,
              small int2, code varchar(3), e json);
            create function refuse() returns trigger language plpgsql as $$ begin
              if new.code = 'bad' then raise exception 'not %', new.code; end if;
              if new.code = 'nil' then return null; end if; return new; end $$;
            create trigger refuse before insert on t for each row execute function refuse()
            """)
        var rows: [[String?]] = (1...200).map { ["\($0)", "1", "5", "abc", "{}"] }
        rows[7][1] = "9"  // no such parent
        rows[8][0] = "3"  // twice
        rows[20][2] = "40000"  // out of int2's range
        rows[99][1] = nil
        rows[100][3] = "abcd"
        rows[150][3] = "bad"
        rows[151][3] = "nil"
        rows[199][0] = "1000000000000"
        let result = try fixture.load(
            rows, as: .named("id:bigint,parent:bigint,small:bigint,code,e:json"))
        let faults = result.faults.sorted { $0.row < $1.row }
        #expect(faults.map(\.row) == [7, 8, 12, 20, 99, 100, 150, 199])
        let states = ["23503", "23505", "23514", "22003", "23502", "22001", "P0001", "22003"]
        for (fault, state) in zip(faults, states) {
            #expect(fault.message.contains("SQLSTATE \(state)"), "\(fault)")
        }
        #expect(faults[1].message.contains("constraint t_pkey"))
        #expect(result.duplicates == 1)
        #expect(try fixture.sql("select count(*) from t") == "191")
    }

    @Test(
        "What the server would change or cannot hold is refused by us, with the column",
        arguments: [
            ("n numeric(5,2)", "n:numeric", "1.005"), ("n int", "n:text", "1.5"),
            ("n date", "n:text", "2026-01-31 10:00"), ("n text", "n", "a\0b"),
            ("n json", "n:text", "{"), ("n boolean", "n", "maybe"),
        ])
    func refusesValues(column: String, field: String, value: String) throws {
        try fixture.sql("create table t (\(column))")
        let faults = try fixture.load([[value]], as: .named(field)).faults
        #expect(faults.count == 1)
        #expect(faults.first?.column == "n")
        #expect(try fixture.sql("select count(*) from t") == "0")
    }

    @Test(
        "An upsert gives keys that are there new values; of one key in a batch the last wins",
        arguments: [false, true])
    func upserts(isNew: Bool) throws {
        if !isNew {
            try fixture.sql(
                "create table t (b text, k int, a int, primary key (k, a)); insert into t "
                    + "values ('old', 1, 1), ('kept', 9, 9)")
        }
        let result = try fixture.load(
            [["1", "1", "x"], ["2", "1", "y"], ["1", "1", "z"], [nil, "1", "w"]],
            as: .named("k:bigint,a:bigint,b"), mode: .upsert(key: ["a", "k"]))
        #expect(result.faults.map(\.row) == [3])
        #expect(result.duplicates == 0)
        let kept = isNew ? "" : "\n9|9|kept"
        #expect(try fixture.sql("select k, a, b from t order by k") == "1|1|z\n2|1|y" + kept)
    }

    @Test("With insert-ignore a key that is there stays as it is, and is counted")
    func ignores() throws {
        try fixture.sql(
            "create table t (k int primary key, b text); insert into t values (1, 'old')")
        let result = try fixture.load(
            [["1", "x"], ["2", "first"], ["2", "second"], ["3", "z"]], as: .named("k:bigint,b"),
            mode: .insertIgnore(key: ["k"]))
        #expect(result.duplicates == 2)
        #expect(try fixture.sql("select k, b from t order by k") == "1|old\n2|first\n3|z")
    }

    @Test("An upsert isolates rows that the server refuses, too")
    func upsertIsolates() throws {
        try fixture.sql(
            "create table t (k int primary key, b int2 check (b <> 7)); insert into t values (1, 1)"
        )
        var rows: [[String?]] = (1...100).map { ["\($0)", "\($0 % 5)"] }
        rows[3][1] = "7"
        rows[50][1] = "70000"
        rows[99] = ["1", "7"]
        let faults = try fixture.load(
            rows, as: .named("k:bigint,b:bigint"), mode: .upsert(key: ["k"])
        ).faults
        #expect(faults.map(\.row).sorted() == [3, 50, 99])
        #expect(try fixture.sql("select count(*), sum(b) from t") == "97|195")
    }

    @Test("A replaced table keeps its identity, grants, indexes, references and views")
    func replaces() throws {
        try fixture.sql(
            """
            create table t (id int primary key, a text, g int generated always as (id * 2) stored,
              n int generated always as identity);
            create table child (t int references t); create index on t (a);
            create view v as select a from t; grant select on t to locked;
            insert into t values (1, 'old'), (2, 'gone'); insert into child values (1)
            """)
        let before = try fixture.sql("select oid, relacl from pg_class where oid = 't'::regclass")
        let result = try fixture.load(
            [["1", "new"], ["3", "more"], ["3", "twice"]], as: .named("id:bigint,a"), mode: .replace
        )
        #expect(result.faults.map(\.row) == [2])
        #expect(try fixture.sql("select id, a, g from t order by id") == "1|new|2\n3|more|6")
        #expect(try fixture.sql("select a from v order by a") == "more\nnew")
        #expect(
            try fixture.sql("select oid, relacl from pg_class where oid = 't'::regclass") == before)
        let left = try fixture.sql(
            """
            select count(*) from pg_class where relname ~ 'tranche_new'
            and relnamespace = '\(fixture.schema)'::regnamespace
            """)
        #expect(left == "0")
    }

    @Test("Readers see the old content until the last commit")
    func replacesAtOnce() throws {
        try fixture.sql("create table t (a int); insert into t values (1)")
        let sink = try fixture.sink("t", .replace)
        defer { sink.close() }
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(.named("a:bigint")), checkpoint: checkpoint, resuming: false)
        try fixture.write([["2"]], to: sink)
        try sink.commit(&checkpoint)
        #expect(try fixture.sql("select a from t") == "1")
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        #expect(try fixture.sql("select a from t") == "2")
    }

    @Test(
        "Columns and types are compared before the first row, and both sides named",
        arguments: [
            ("a int", "b:bigint", "only in the input: b"),
            ("a int, c int not null", "a:bigint", "only in the table: c"),
            ("a int, g int generated always as (a) stored", "a:bigint,g:bigint", "drop g"),
            ("a date", "a:boolean", "a is boolean, in the table date"),
            ("a int", "a:bigint,\(String(repeating: "x", count: 64))", "wanted 1 to 63"),
        ])
    func refusesColumns(table: String, fields: String, words: String) throws {
        try fixture.sql("create table t (\(table))")
        let error = #expect(throws: JobError.self) { try fixture.load([], as: .named(fields)) }
        #expect("\(String(describing: error))".contains(words), "\(String(describing: error))")
    }

    @Test("A name that the server would cut is refused")
    func refusesLongNames() {
        let long = String(repeating: "é", count: 32)
        #expect(throws: JobError.self) { try fixture.load([], as: .named(long)) }
        #expect(throws: JobError.self) { try PostgreSQLName(long) }
    }
}
