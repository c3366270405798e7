import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

@Suite("A SQLite table as sink")
struct SQLiteTableSinkTests {
    let fixture = SinkFixture()

    @Test("A new table declares the input's types and keeps every text byte for byte")
    func createsTable() throws {
        let faults = try fixture.load(
            [
                [
                    "7", "1.10", "12345678901234567890.50", "0.1", "007", "true", "2013-01-02",
                    "2013-01-02 03:04:05", "2013-01-02T03:04:05Z",
                    "00000000000000000000000000000001", "1.10", "\u{1}\u{2}",
                ],
                [nil, nil, nil, nil, "", nil, nil, nil, nil, nil, nil, nil],
            ],
            as: .named(
                "i:bigint,n:numeric,m:numeric,d:double precision,t,b:boolean,da:date,ts:timestamp,"
                    + "tz:timestamptz,u:uuid,j:json,y:bytea"))
        #expect(faults == [])
        #expect(
            try fixture.rows("SELECT * FROM t") == [
                "7|'1.10'|'12345678901234567890.50'|0.1|'007'|1|'2013-01-02'|"
                    + "'2013-01-02 03:04:05'|'2013-01-02T03:04:05Z'|"
                    + "'00000000000000000000000000000001'|'1.10'|x[1, 2]",
                "NULL|NULL|NULL|NULL|''|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
            ])
        #expect(
            try fixture.rows("SELECT group_concat(type, ',') FROM pragma_table_info('t')") == [
                "'INTEGER,NUMERIC TEXT,NUMERIC TEXT,REAL,TEXT,BOOLEAN,DATE TEXT,TIMESTAMP TEXT,"
                    + "TIMESTAMPTZ TEXT,UUID TEXT,JSON TEXT,BLOB'"
            ])
    }

    @Test("The types of a table we made are read back as they were", arguments: DataType.allCases)
    func readsTypesBack(_ type: DataType) throws {
        try fixture.load([], as: [Field("a", type, origin: .inferred)])
        #expect(
            try SQLiteTableSink.declaredTypes(path: fixture.path, table: "T")
                == [Field("a", type, origin: .declared)])
    }

    @Test("Other tables' types are named, or guessed by affinity, without generated columns")
    func readsForeignTypes() throws {
        try fixture.run(
            """
            CREATE TABLE x (a VARCHAR(20), b DECIMAL(10,2), c INT8, d DATETIME, e, f FLOATING,
              g POINT, h BIGUNSIGNEDINT, i AS (c + 1), j Bool)
            """)
        #expect(
            try SQLiteTableSink.declaredTypes(path: fixture.path, table: "x")?.map(\.type) == [
                .text, .numeric, .bigint, .timestamp, .text, .doublePrecision, .bigint, .bigint,
                .boolean,
            ])
        #expect(try SQLiteTableSink.declaredTypes(path: fixture.path, table: "y") == nil)
        #expect(
            try SQLiteTableSink.declaredTypes(path: fixture.directory.file("no"), table: "y") == nil
        )
        #expect(fixture.directory.names == ["t.db"])
    }

    @Test("Values that do not fit are set aside with their column, and the rest is written")
    func rejectsMisfits() throws {
        let long = String(repeating: "x", count: 100)
        let faults = try fixture.load(
            [
                ["1", "1.5", "true"], ["abc", "1", "false"], ["2", long, "false"],
                ["3", "2", "maybe"], ["4", "NaN", "true"], ["5", "3", "no"],
            ],
            as: [
                Field("i", .bigint, origin: .inferred),
                Field("d", .doublePrecision, origin: .declared),
                Field("b", .boolean, origin: .declared),
            ])
        #expect(faults.map(\.row).sorted() == [1, 2, 3, 4])
        #expect(Set(faults.map(\.code)) == [.typeMismatch])
        let first = faults.first { $0.row == 1 }
        #expect(first?.column == "i")
        #expect(first?.message == "found 'abc', wanted bigint")
        #expect(first?.hint == "declare it with --types i:text")
        #expect(faults.first { $0.row == 2 }.map { $0.message.count < 80 } == true)
        #expect(try fixture.rows("SELECT * FROM t") == ["1|1.5|1", "5|3.0|0"])
    }

    @Test("An inferred column takes only what inference would call its type")
    func keepsInferredSpelling() throws {
        let faults = try fixture.load(
            [["007"], ["+5"], ["7"]], as: [Field("i", .bigint, origin: .inferred)])
        #expect(faults.map(\.row) == [0, 1])
        #expect(try fixture.rows("SELECT i FROM t") == ["7"])
    }

    @Test("Many rows, sparse selections and shared columns arrive as they were selected")
    func writesSelections() throws {
        let sink = try SQLiteTableSink(path: fixture.path, table: "t")
        var checkpoint = fixture.checkpoint()
        try sink.open(
            Schema(.named("a:bigint,b,c:bigint")), checkpoint: checkpoint, resuming: false)
        let chunk = fixture.chunk((0..<1_234).map { ["\($0)", "\($0)"] })
        chunk.columns.append(chunk.columns[0])
        chunk.selection.remove((0..<1_234).filter { $0 % 3 == 0 })
        try sink.encode(chunk)
        #expect(try sink.write(chunk) == 0)
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        sink.close()
        let expected = (0..<1_234).filter { $0 % 3 != 0 }.map { "\($0)|'\($0)'|\($0)" }
        #expect(try fixture.rows("SELECT * FROM t ORDER BY rowid") == expected)
    }

    @Test("Columns meet by name without ASCII case, in any order, and the table fills its own")
    func matchesColumns() throws {
        try fixture.run(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, Name TEXT, x INTEGER NOT NULL DEFAULT 9,
              y TEXT, z AS (x * 2))
            """)
        try fixture.load([["n", "5"]], as: .named("NAME,ID:bigint"))
        try fixture.load([["m"]], as: .named("name"), epoch: 2)
        #expect(
            try fixture.rows("SELECT * FROM t") == ["5|'n'|9|NULL|18", "6|'m'|9|NULL|18"])
    }

    @Test(
        "Columns that do not match are listed for both sides with the step that maps them",
        arguments: [
            (
                "a,depdelay", "only in the input: depdelay; only in the table: dep_delay",
                "-e 'rename depdelay as dep_delay'"
            ),
            ("a,b,dep_delay,zzz", "only in the input: b, zzz", "-e 'select …'"),
            ("a", "only in the table: dep_delay", "-e 'rename INPUT as TABLE'"),
            ("a,dep_delay,g", "only in the input: g", "-e 'select …'"),
        ])
    func listsMismatches(_ columns: String, sides: String, hint: String) throws {
        try fixture.run("CREATE TABLE t (a, dep_delay TEXT NOT NULL, g AS (a))")
        let error = jobError { try fixture.load([], as: .named(columns)) }
        #expect(error?.code == .data)
        #expect(error?.message.hasSuffix(": " + sides) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("table 't' of \(fixture.path)") == true)
        #expect(error?.hint?.contains(hint) == true, "\(error?.hint ?? "")")
        // Nothing of ours was left in the database.
        #expect(try fixture.rows("SELECT name FROM sqlite_master") == ["'t'"])
    }

    @Test("Twins, too many columns and reserved names are refused before a file is made")
    func refusesImpossibleTables() throws {
        let twins = jobError { try fixture.load([], as: .named("Id,iD")) }
        #expect(twins?.message.contains("'Id' and 'iD'") == true)
        let many = jobError { try fixture.load([], as: (0...2000).map { Field("c\($0)") }) }
        #expect(many?.message.contains("2001 columns") == true)
        for name in ["sqlite_x", "_tranche_checkpoint", "", "a\u{0}b"] {
            #expect(
                jobError { _ = try SQLiteTableSink(path: fixture.path, table: name) }?.code
                    == .usage)
        }
        #expect(fixture.directory.names == [])
        try fixture.load(
            [Array(repeating: "1", count: 2000)], as: (0..<2000).map { Field("c\($0)") })
        #expect(try fixture.rows("SELECT c0, c1999 FROM t") == ["'1'|'1'"])
    }

    @Test("Names that need quotes are quoted")
    func quotesNames() throws {
        let table = "x\"; DROP TABLE y; --"
        try fixture.load([["1", "2"]], as: [Field("a\"b"), Field("select")], table: table)
        #expect(
            try fixture.rows("SELECT \"a\"\"b\", \"select\" FROM \"x\"\"; DROP TABLE y; --\"")
                == ["'1'|'2'"])
    }

    @Test("Text that a column of the table would turn into other numbers is set aside")
    func guardsAffinities() throws {
        try fixture.run("CREATE TABLE t (n DECIMAL(30,2), u UUID, i INTEGER, r REAL)")
        let types = try #require(
            try SQLiteTableSink.declaredTypes(path: fixture.path, table: "t"))
        let faults = try fixture.load(
            [
                ["1.10", "123e4567-e89b-12d3-a456-426614174000", "5", "1.5"],
                ["12345678901234567890", nil, nil, nil],
                ["9007199254740993", nil, nil, nil],
                ["-0.1234567890123456", nil, nil, nil],
                ["1e400", nil, nil, nil],
                [nil, "00000000000000000000000000000001", nil, nil],
                [nil, nil, "5.5", nil],
            ], as: types)
        #expect(faults.map(\.row).sorted() == [1, 3, 4, 5, 6])
        #expect(
            try fixture.rows("SELECT * FROM t") == [
                "1.1|'123e4567-e89b-12d3-a456-426614174000'|5|1.5",
                "9007199254740993|NULL|NULL|NULL",
            ])
    }

    @Test("Untyped text into a table of integers is judged by the table")
    func judgesUntypedText() throws {
        try fixture.run("CREATE TABLE t (i INTEGER, s TEXT)")
        let faults = try fixture.load([["12", "007"], ["x", "y"]], as: [Field("i"), Field("s")])
        #expect(faults.map(\.message) == ["found 'x', wanted bigint"])
        #expect(try fixture.rows("SELECT * FROM t") == ["12|'007'"])
    }

    @Test("Typed columns go into text columns with their shortest text")
    func writesTypedIntoText() throws {
        try fixture.run("CREATE TABLE t (d TEXT, b TEXT, i TEXT)")
        let sink = try SQLiteTableSink(path: fixture.path, table: "t")
        var checkpoint = fixture.checkpoint()
        try sink.open(
            Schema(.named("d:double precision,b:boolean,i:bigint")), checkpoint: checkpoint,
            resuming: false)
        let chunk = fixture.chunk([["0.1234567890123456", "true", "7"]])
        _ = castToDouble(chunk.columns[0], in: chunk, lenient: true)
        try sink.encode(chunk)
        _ = try sink.write(chunk)
        try sink.commit(&checkpoint)
        sink.close()
        #expect(try fixture.rows("SELECT * FROM t") == ["'0.1234567890123456'|'true'|'7'"])
    }
}
