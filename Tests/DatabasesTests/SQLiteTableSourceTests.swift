import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A SQLite table as source")
struct SQLiteTableSourceTests {
    let fixture = SinkFixture()

    /// All rows of the source as text, values joined by `|`, and the faults; columns as they are held.
    func drain(_ source: SQLiteTableSource, chunks limit: Int = .max) throws
        -> (rows: [String], faults: [RowFault], end: SourcePosition)
    {
        let chunk = Chunk()
        var rows: [String] = []
        var faults: [RowFault] = []
        var end = SourcePosition()
        var chunks = 0
        while chunks < limit {
            chunk.reset()
            guard let extent = try source.fill(chunk) else { break }
            try source.decode(chunk)
            #expect(extent.start.offset == end.offset || end.offset == 0)
            #expect(extent.end.offset == extent.start.offset + Int64(chunk.rowCount))
            end = extent.end
            #expect(chunk.inputCount == 0)
            #expect(chunk.rowCount == 0 || chunk.rawRange(of: chunk.rowCount - 1) == 0..<0)
            for position in 0..<chunk.selection.count {
                let row = chunk.selection.row(position)
                rows.append(chunk.columns.map { text($0, row, chunk) }.joined(separator: "|"))
            }
            faults += chunk.faults
            chunks += 1
        }
        #expect(chunks == 0 || source.consumedUnits == end.offset)
        return (rows, faults, end)
    }

    private func text(_ column: Column, _ row: Int, _ chunk: Chunk) -> String {
        guard !column.isNull(row) else { return "NULL" }
        switch column.representation {
        case .int64: return unsafe "\(column.int64s[row])"
        case .double: return unsafe "\(column.doubles[row])"
        case .slices:
            let slice = unsafe column.slices[row]
            return "'\(chunk.bytes.string(slice.start..<slice.end))'"
        }
    }

    func source(_ table: String = "t", types: [(column: String, type: DataType)] = []) throws
        -> SQLiteTableSource
    {
        try SQLiteTableSource(path: fixture.path, .table(table), types: types)
    }

    @Test("Every storage class arrives in the column its declared type asks for")
    func readsStorageClasses() throws {
        try fixture.run(
            """
            CREATE TABLE t (i INTEGER, r REAL, s TEXT, y BLOB, b BOOLEAN, n DECIMAL(10,2),
              d DATE, m "NUMERIC TEXT")
            """,
            """
            INSERT INTO t VALUES (-5, 1, 'é', x'00ff', 1, 1.5, '2013-01-02', '1.10'),
              (9223372036854775807, 0.1, '', x'', 0, 12, NULL, '12345678901234567890'),
              (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
              (0, 1e300, 7, 'text', 'yes', '12345678901234567890123', '', '')
            """)
        let source = try source()
        #expect(
            source.schema.fields.map(\.type) == [
                .bigint, .doublePrecision, .text, .bytea, .boolean, .numeric, .date, .numeric,
            ])
        #expect(source.schema.fields.allSatisfy { $0.origin == .declared })
        let (rows, faults, _) = try drain(source)
        #expect(faults == [])
        #expect(
            rows == [
                "-5|1.0|'é'|'\u{0}\u{FFFD}'|'true'|'1.5'|'2013-01-02'|'1.10'",
                "9223372036854775807|0.1|''|''|'false'|'12'|NULL|'12345678901234567890'",
                "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
                "0|1e+300|'7'|'text'|'yes'|'1.2345678901234568e+22'|''|''",
            ])
        #expect(source.totalUnits == 4)
        #expect(source.name == fixture.path + "#t")
        #expect(source.fileName(0) == source.name)
    }

    @Test("A value that does not fit its column is set aside, and the type can be named instead")
    func rejectsMisfits() throws {
        try fixture.run(
            "CREATE TABLE t (i INTEGER, s TEXT, b BOOLEAN)",
            "INSERT INTO t VALUES (1, 'a', 0), ('x', 'b', 7), (2, x'41', 1), (1.5, 'c', 1)")
        let (rows, faults, _) = try drain(source())
        #expect(rows == ["1|'a'|'false'"])
        #expect(faults.map(\.row) == [1, 2, 3])
        #expect(faults.map(\.column) == ["i", "s", "i"])
        #expect(faults[0].message == "found 'x', wanted bigint")
        #expect(faults[0].hint == "declare it with --types i:text")
        #expect(faults[1].message == "found a blob of 1 bytes, wanted text")
        #expect(faults[1].hint == "declare it with --types s:bytea")
        let typed = try drain(source(types: [("i", .text), ("s", .bytea), ("b", .text)]))
        #expect(typed.faults == [])
        #expect(typed.rows == ["'1'|'a'|'0'", "'x'|'b'|'7'", "'2'|'A'|'1'", "'1.5'|'c'|'1'"])
    }

    @Test("Expressions and columns without type get theirs from the first rows")
    func samplesTypes() throws {
        try fixture.run(
            "CREATE TABLE t (a, created DATETIME)",
            "INSERT INTO t VALUES (NULL, 1357034400), (2, 1357034401), (3, NULL)")
        #expect(try source().schema.fields.map(\.type) == [.bigint, .bigint])
        let query = try SQLiteTableSource(
            path: fixture.path,
            .query(
                "SELECT a, a * 1.5 AS r, 'x' AS s, x'01' AS y, NULL AS n, "
                    + "CASE WHEN a = 2 THEN 'two' ELSE a END AS mix FROM t;"))
        #expect(
            query.schema.fields.map(\.type)
                == [.bigint, .doublePrecision, .text, .bytea, .text, .text])
        #expect(
            try drain(query).rows == [
                "NULL|NULL|'x'|'\u{1}'|NULL|NULL", "2|3.0|'x'|'\u{1}'|NULL|'two'",
                "3|4.5|'x'|'\u{1}'|NULL|'3'",
            ])
        #expect(query.totalUnits == nil)
    }

    @Test("Text that is no UTF-8, even if its halves make up for each other, is set aside")
    func rejectsInvalidText() throws {
        try fixture.run(
            "CREATE TABLE t (a TEXT, b TEXT)",
            """
            INSERT INTO t VALUES (CAST(x'41C3' AS TEXT), CAST(x'A942' AS TEXT)), ('ok', 'é'),
              ('x', CAST(x'4100' AS TEXT))
            """)
        let (rows, faults, _) = try drain(source())
        #expect(rows == ["'ok'|'é'"])
        #expect(faults.map(\.code) == [.invalidText, .invalidText])
        #expect(try drain(source(types: [("a", .bytea), ("b", .bytea)])).rows.count == 3)
    }

    /// Tables that differ in what tells their rows apart.
    static let tables = [
        "CREATE TABLE t (k INTEGER, v TEXT)",
        "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT)",
        "CREATE TABLE t (v TEXT, k INTEGER PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE t (k INTEGER, v TEXT, rowid TEXT, oid TEXT, _rowid_ TEXT)",
    ]

    @Test(
        "A resumed read goes on behind the rows that were read, whatever the chunks",
        arguments: tables, [1, 3, 7, 100])
    func resumes(_ definition: String, rows perChunk: Int) throws {
        try fixture.run(definition)
        try fixture.run(
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
                + "INSERT INTO t (k, v) SELECT 3 * i, 'v' || i FROM n",
            "DELETE FROM t WHERE k = 30", "CREATE INDEX by_k ON t (v DESC)")
        let whole = try drain(source()).rows
        #expect(whole.count == 19)
        for chunks in 1...3 {
            let first = try SQLiteTableSource(
                path: fixture.path, .table("t"), rowsPerChunk: perChunk)
            let part = try drain(first, chunks: chunks)
            let second = try SQLiteTableSource(
                path: fixture.path, .table("t"), rowsPerChunk: perChunk)
            try second.seek(to: part.end)
            #expect(try part.rows + drain(second).rows == whole)
            let query = try SQLiteTableSource(
                path: fixture.path, .query("SELECT * FROM t ORDER BY k"), rowsPerChunk: perChunk)
            try query.seek(to: part.end)
            #expect(try part.rows + drain(query).rows == whole)
        }
    }

    @Test("A chunk ends when its text is long enough")
    func boundsChunks() throws {
        try fixture.run("CREATE TABLE t (v TEXT)")
        for _ in 0..<10 { try fixture.run("INSERT INTO t VALUES (hex(randomblob(50)))") }
        let source = try SQLiteTableSource(path: fixture.path, .table("t"), bytesPerChunk: 250)
        let chunk = Chunk()
        #expect(try source.fill(chunk)?.end.offset == 3)
    }

    @Test("Narrowed to some columns, only they are read, in the rows' own order")
    func narrows() throws {
        try fixture.run(
            "CREATE TABLE t (a INTEGER, b TEXT, c REAL)", "CREATE INDEX by_b ON t (b)",
            "INSERT INTO t VALUES (1, 'z', 1.5), (2, 'a', 2.5)")
        let table = try source()
        table.narrow(to: [1])
        #expect(table.schema.names == ["b"])
        #expect(try drain(table).rows == ["'z'", "'a'"])
        let query = try SQLiteTableSource(
            path: fixture.path, .query("SELECT * FROM t ORDER BY a DESC"))
        query.narrow(to: [0, 2])
        query.narrow(to: [1])
        #expect(query.schema.names == ["c"])
        #expect(try drain(query).rows == ["2.5", "1.5"])
        let none = try source()
        none.narrow(to: [])
        #expect(try drain(none).rows == ["", ""])
    }

    @Test("One snapshot is read, whatever others write meanwhile")
    func readsSnapshot() throws {
        try fixture.run(
            "PRAGMA journal_mode = WAL", "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)")
        let source = try source()
        try fixture.run("INSERT INTO t VALUES (2)")
        #expect(try drain(source).rows == ["1"])
        source.close()
        #expect(try drain(self.source()).rows == ["1", "2"])
    }

    @Test(
        "Reading changes nothing, and the input knows when others have",
        arguments: ["DELETE", "WAL"])
    func knowsItsInput(_ journal: String) throws {
        try fixture.run(
            "PRAGMA journal_mode = \(journal)", "CREATE TABLE t (a INTEGER)", "CREATE TABLE u (a)")
        let holder = try SQLiteConnection(fixture.path)
        _ = try holder.query("SELECT * FROM t")
        let before = try source()
        _ = try drain(before)
        before.close()
        #expect(try source().difference(from: before.identity) == nil)
        #expect(
            try source("u").difference(from: before.identity)
                == "the input was table t, now it is table u")
        try holder.execute("INSERT INTO t VALUES (1)")
        #expect(
            try source().difference(from: before.identity)
                == "the database has been written to since")
        #expect(try source().difference(from: "a.csv") == "the input was of another kind")
    }

    @Test("A journal that a killed program left is rolled back before reading")
    func rollsBackJournal() throws {
        try fixture.run("CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)")
        let copy = fixture.directory.file("copy.db")
        do {
            let writer = try SQLiteConnection(fixture.path)
            try writer.execute("PRAGMA cache_size = 1")
            try writer.begin(.write)
            try writer.execute(
                "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9999) "
                    + "INSERT INTO t SELECT i FROM n")
            write(contents(of: fixture.path), to: copy)
            write(contents(of: fixture.path + "-journal"), to: copy + "-journal")
        }
        #expect(contents(of: copy + "-journal").count > 0)
        #expect(try drain(SQLiteTableSource(path: copy, .table("t"))).rows == ["1"])
    }

    @Test("What cannot be read is refused with its reason")
    func refuses() throws {
        let missing = jobError { _ = try source() }
        #expect(missing?.code == .inputMissing)
        #expect(missing?.message.contains(fixture.path) == true)
        #expect(fixture.directory.names == [])
        try fixture.run("CREATE TABLE flights (a)")
        let table = jobError { _ = try source("flihgts") }
        #expect(table?.code == .inputMissing)
        #expect(table?.hint == "did you mean 'flights'?")
        let types = jobError { _ = try source("flights", types: [("b", .text)]) }
        #expect(types?.code == .usage)
        write(Array(repeating: 0x41, count: 4096), to: fixture.path)
        #expect(jobError { _ = try source() }?.code == .data)
    }

    @Test(
        "A query that is none is refused",
        arguments: [
            ("SELEC 1", "near \"SELEC\""), ("DELETE FROM t", "gives no rows"),
            ("SELECT 1 AS a; SELECT 2", "more than one SQL statement"), ("", "no SQL statement"),
            ("SELECT a, a FROM t", "two columns called 'a'"), ("SELECT ?1", "parameter"),
            ("SELECT nope FROM t", "no such column"),
        ])
    func refusesQueries(_ sql: String, words: String) throws {
        try fixture.run("CREATE TABLE t (a)", "INSERT INTO t VALUES (1)")
        let error = jobError {
            _ = try SQLiteTableSource(path: fixture.path, .query(sql))
        }
        #expect(error?.code == .usage)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.hint != nil)
        #expect(try fixture.rows("SELECT * FROM t") == ["1"])
    }

    @Test("A table goes through source and sink unchanged, type by type")
    func roundTrips() throws {
        let values = [
            "7", "1.10", "0.1", "007", "true", "2013-01-02", "2013-01-02 03:04:05",
            "2013-01-02T03:04:05Z", "00000000000000000000000000000001", "[1.10]", "\u{0}\u{1}",
        ]
        try fixture.load(
            [values, [String?](repeating: nil, count: values.count)],
            as: .named(
                "i:bigint,n:numeric,d:double precision,t,b:boolean,da:date,ts:timestamp,"
                    + "tz:timestamptz,u:uuid,j:json,y:bytea"))
        let source = try source()
        let target = SinkFixture()
        let sink = try SQLiteTableSink(path: target.path, table: "t")
        var checkpoint = target.checkpoint()
        try sink.open(source.schema, checkpoint: checkpoint, resuming: false)
        let chunk = Chunk()
        while try source.fill(chunk) != nil {
            try source.decode(chunk)
            try sink.encode(chunk)
            #expect(chunk.faults == [])
            _ = try sink.write(chunk)
            chunk.reset()
        }
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        sink.close()
        #expect(try target.rows("SELECT * FROM t") == fixture.rows("SELECT * FROM t"))
        #expect(
            try target.rows("SELECT sql FROM sqlite_master WHERE name = 't'")
                == fixture.rows("SELECT sql FROM sqlite_master WHERE name = 't'"))
    }
}
