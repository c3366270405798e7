import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

@Suite("Rows that a SQLite table refuses when they are written")
struct SQLiteSinkConstraintTests {
    let fixture = SinkFixture()
    let fields: [Field] = .named("a:bigint,b")

    /// What `write` made of some rows, all in one chunk.
    private struct Written {
        var faults: [RowFault]
        var selected: [Int]
        var skipped: Int
    }

    private func write(
        _ rows: [[String?]], as fields: [Field]? = nil, mode: WriteMode = .append
    ) throws -> Written {
        let sink = try SQLiteTableSink(path: fixture.path, table: "t", mode: mode)
        defer { sink.close() }
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(fields ?? self.fields), checkpoint: checkpoint, resuming: false)
        let chunk = fixture.chunk(rows)
        try sink.encode(chunk)
        let skipped = try sink.write(chunk)
        let selected = (0..<chunk.selection.count).map { chunk.selection.row($0) }
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        return Written(faults: chunk.faults, selected: selected, skipped: skipped)
    }

    /// Rows `0..<count` with their number as `b`; `a` is 13 in the bad ones and 1 in the others.
    private func rows(_ count: Int, bad: [Int]) -> [[String?]] {
        (0..<count).map { [bad.contains($0) ? "13" : "1", "\($0)"] }
    }

    @Test(
        "A row that breaks a constraint is set aside alone, wherever it stands in a batch",
        arguments: [[0], [9], [14], [20], [0, 1, 9, 10, 20], Array(0...20)],
        [
            "CREATE TABLE t (a INTEGER CHECK (a <> 13), b TEXT)",
            // A row before the one at fault must not stay and come again.
            "CREATE TABLE t (a INTEGER CHECK (a <> 13), b TEXT) STRICT",
            "CREATE TABLE t (a INTEGER, b TEXT, CHECK (a <> 13)); CREATE TRIGGER g AFTER INSERT "
                + "ON t WHEN 0 BEGIN SELECT 1; END",
        ])
    func isolates(_ bad: [Int], _ definition: String) throws {
        let parts = definition.split(separator: "; ", maxSplits: 1).map(String.init)
        for part in parts { try fixture.run(part) }
        let good = (0...20).filter { !bad.contains($0) }
        let written = try write(rows(21, bad: bad))
        #expect(written.faults.map(\.row) == bad)
        #expect(written.selected == good && written.skipped == 0)
        #expect(Set(written.faults.map(\.code)) == [.constraint])
        #expect(Set(written.faults.map(\.message)) == ["CHECK constraint failed: a <> 13"])
        #expect(try fixture.rows("SELECT b FROM t ORDER BY rowid") == good.map { "'\($0)'" })
    }

    @Test(
        "What stands for a row that failed is undone, whatever the table or a trigger says",
        arguments: [
            ["CREATE TABLE t (a INTEGER, b TEXT, c AS (nullif(a, 13)) NOT NULL ON CONFLICT FAIL)"],
            [
                "CREATE TABLE t (a INTEGER, b TEXT)",
                "CREATE TRIGGER g AFTER INSERT ON t WHEN new.a = 13 BEGIN INSERT INTO log VALUES "
                    + "(new.b); SELECT RAISE(FAIL, 'no'); END",
            ],
            [
                "CREATE TABLE t (a INTEGER, b TEXT)",
                "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.a = 13 BEGIN INSERT INTO log VALUES "
                    + "(new.b); SELECT RAISE(ABORT, 'no'); END",
            ],
            [
                "CREATE TABLE t (a INTEGER, b TEXT)", "CREATE TABLE typed (x INTEGER) STRICT",
                "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.a = 13 BEGIN INSERT INTO log VALUES "
                    + "(new.b); INSERT INTO typed VALUES ('x'); END",
            ],
        ])
    func undoes(_ definitions: [String]) throws {
        try fixture.run("CREATE TABLE log (what TEXT)")
        for definition in definitions { try fixture.run(definition) }
        let written = try write(rows(25, bad: [3, 17, 24]))
        #expect(written.faults.map(\.row) == [3, 17, 24])
        let good = (0..<25).filter { ![3, 17, 24].contains($0) }
        #expect(try fixture.rows("SELECT b FROM t ORDER BY rowid") == good.map { "'\($0)'" })
        #expect(try fixture.rows("SELECT * FROM log") == [])
    }

    @Test("A value that is no rowid is set aside, and the rows before it are inserted once")
    func looseRowid() throws {
        try fixture.run("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER)")
        // The fraction passes for a number, but not for a rowid; the rows before it share its batch.
        let written = try write(
            (1...12).map { [$0 == 5 ? "2.5" : "\($0)", "1"] }, as: .named("a:numeric,b:bigint"),
            mode: .insertIgnore(key: ["a"]))
        #expect(written.faults.map(\.row) == [4])
        #expect(written.faults.first?.message == "datatype mismatch")
        #expect(written.skipped == 0)
        #expect(try fixture.rows("SELECT count(*) FROM t") == ["11"])
    }

    @Test(
        "The column is named when SQLite names one, as the input spells it",
        arguments: [
            ("a INTEGER, b TEXT NOT NULL", [nil], "b", "NOT NULL constraint failed: t.b"),
            ("a INTEGER, b TEXT UNIQUE", ["x", "x"], "b", "UNIQUE constraint failed: t.b"),
            (
                "a INTEGER, b TEXT, UNIQUE (a, b)", ["x", "x"], nil,
                "UNIQUE constraint failed: t.a, t.b"
            ),
            (
                "a INTEGER, b TEXT CONSTRAINT k CHECK (b <> '')", [""], nil,
                "CHECK constraint failed: k"
            ),
        ] as [(String, [String?], String?, String)])
    func column(_ columns: String, _ values: [String?], _ column: String?, _ message: String)
        throws
    {
        try fixture.run("CREATE TABLE t (\(columns))")
        let written = try write(values.map { ["1", $0] }, as: .named("A:bigint,B"))
        #expect(written.faults.count == 1)
        #expect(written.faults.first?.column == column?.uppercased())
        #expect(written.faults.first?.message == message)
        #expect(written.faults.first?.hint?.hasPrefix("correct the record") == true)
    }

    @Test("A trigger's own words are the message")
    func raised() throws {
        try fixture.run(
            "CREATE TABLE t (a INTEGER, b TEXT)",
            "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.a = 13 BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        let fault = try #require(try write(rows(3, bad: [1])).faults.first)
        #expect(fault.message == "no" && fault.row == 1)
        #expect(fault.hint == "correct the record, or look at the triggers of table 't'")
    }

    @Test("Rows that a trigger or the definition ignores count as left out, in every mode")
    func ignored() throws {
        try fixture.run(
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL ON CONFLICT IGNORE)",
            "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.b = 'no' BEGIN SELECT RAISE(IGNORE); END")
        for mode in [WriteMode.append, .upsert(key: ["a"]), .insertIgnore(key: ["a"])] {
            try fixture.run("DELETE FROM t", "DROP TABLE IF EXISTS _tranche_checkpoint")
            let rows = (0..<14).map { ["\($0)", $0 == 4 ? "no" : $0 == 12 ? nil : "yes"] }
            let written = try write(rows, mode: mode)
            #expect(written.faults == [] && written.skipped == 2 && written.selected.count == 14)
            #expect(try fixture.rows("SELECT count(*) FROM t") == ["12"])
        }
    }

    @Test("Upsert counts each row once, and a row at fault leaves the old one as it was")
    func upserts() throws {
        try fixture.run(
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (b <> 'bad'))",
            "INSERT INTO t VALUES (1, 'old'), (2, 'old')")
        let written = try write(
            [["1", "new"], ["2", "bad"], ["3", "new"], ["3", "newer"]], mode: .upsert(key: ["a"]))
        #expect(written.faults.map(\.row) == [1] && written.skipped == 0)
        #expect(try fixture.rows("SELECT * FROM t") == ["1|'new'", "2|'old'", "3|'newer'"])
    }

    @Test("Rows that were never selected stay out when others fail")
    func sparse() throws {
        try fixture.run("CREATE TABLE t (a INTEGER CHECK (a <> 13), b TEXT)")
        let sink = try SQLiteTableSink(path: fixture.path, table: "t")
        defer { sink.close() }
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        let chunk = fixture.chunk(rows(40, bad: [4, 21, 30]))
        chunk.selection.remove(Array(stride(from: 0, to: 40, by: 3)))
        try sink.encode(chunk)
        #expect(try sink.write(chunk) == 0)
        #expect(chunk.faults.map(\.row) == [4])
        try sink.commit(&checkpoint)
        let expected = (0..<40).filter { $0 % 3 != 0 && $0 != 4 }
        #expect(chunk.selection.count == expected.count)
        #expect(try fixture.rows("SELECT b FROM t") == expected.map { "'\($0)'" })
    }

    @Test(
        "What rolls back the whole transaction is no fault but an error, alone or in a batch",
        arguments: [(1, 0), (25, 13)],
        [
            [
                "CREATE TABLE t (a INTEGER, b TEXT, c AS (nullif(a, 13)) NOT NULL ON CONFLICT "
                    + "ROLLBACK)"
            ],
            [
                "CREATE TABLE t (a INTEGER, b TEXT)",
                "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.a = 13 BEGIN SELECT "
                    + "RAISE(ROLLBACK, 'no'); END",
            ],
        ])
    func rolledBack(_ shape: (rows: Int, bad: Int), _ definitions: [String]) throws {
        for definition in definitions { try fixture.run(definition) }
        let sink = try SQLiteTableSink(path: fixture.path, table: "t")
        try sink.open(Schema(fields), checkpoint: fixture.checkpoint(), resuming: false)
        try fixture.write(rows(30, bad: []), to: sink)
        let chunk = fixture.chunk(rows(shape.rows, bad: [shape.bad]))
        try sink.encode(chunk)
        let error = #expect(throws: RowError.self) { try sink.write(chunk) }
        #expect(error?.code == .data && error?.fault.row == shape.bad / 10 * 10)
        #expect(error?.fault.message.hasSuffix("which rolled back the whole transaction") == true)
        #expect(error?.fault.message.contains("one of the next 9") == (shape.rows > 1))
        #expect(chunk.faults == [])
        sink.close()
        #expect(try fixture.rows("SELECT count(*) FROM t") == ["0"])
    }

    @Test("A trigger that another program makes between two commits is seen")
    func reviews() throws {
        try fixture.run("CREATE TABLE t (a INTEGER, b TEXT)", "CREATE TABLE log (what TEXT)")
        let sink = try SQLiteTableSink(path: fixture.path, table: "t")
        defer { sink.close() }
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        try fixture.write(rows(20, bad: []), to: sink)
        try sink.commit(&checkpoint)
        try fixture.run(
            "CREATE TRIGGER g AFTER INSERT ON t WHEN new.a = 13 BEGIN INSERT INTO log VALUES "
                + "(new.b); SELECT RAISE(FAIL, 'no'); END")
        #expect(try fixture.write(rows(20, bad: [7]), to: sink).map(\.row) == [7])
        try sink.commit(&checkpoint)
        #expect(try fixture.rows("SELECT count(*) FROM t") == ["39"])
        #expect(try fixture.rows("SELECT * FROM log") == [])
    }
}
