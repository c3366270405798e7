import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

@Suite("The modes of a SQLite table as sink")
struct SQLiteSinkModeTests {
    let fixture = SinkFixture()
    let fields: [Field] = .named("id:bigint,v")

    @Test("Upsert into a new table makes the key its primary key, and the last row wins")
    func upsertsNew() throws {
        let mode = WriteMode.upsert(key: ["ID"])
        try fixture.load([["1", "a"], ["2", "b"], ["1", "c"]], as: fields, mode: mode)
        try fixture.load([["2", "d"], ["3", nil]], as: fields, mode: mode, epoch: 2)
        #expect(try fixture.rows("SELECT * FROM t") == ["1|'c'", "2|'d'", "3|NULL"])
        #expect(
            try fixture.rows("SELECT name FROM pragma_table_info('t') WHERE pk") == ["'id'"])
    }

    @Test("Upsert into an existing table leaves columns alone that the input does not have")
    func upsertsExisting() throws {
        try fixture.run(
            "CREATE TABLE t (x TEXT DEFAULT 'x', b TEXT, a TEXT)",
            "CREATE UNIQUE INDEX u ON t (a, b)", "INSERT INTO t VALUES ('kept', 'B', 'A')")
        let fields: [Field] = .named("a,b")
        try fixture.load(
            [["A", "B"], ["A", "C"]], as: fields, mode: .upsert(key: ["b", "a"]))
        #expect(try fixture.rows("SELECT * FROM t") == ["'kept'|'B'|'A'", "'x'|'C'|'A'"])
    }

    @Test(
        "A key that no whole unique index covers exactly is refused",
        arguments: [
            "CREATE TABLE t (id INTEGER, v TEXT)",
            "CREATE TABLE t (id INTEGER, v TEXT, UNIQUE (id, v))",
            "CREATE TABLE t (id INTEGER, v TEXT); CREATE UNIQUE INDEX u ON t (id) WHERE v > ''",
            "CREATE TABLE t (id INTEGER, v TEXT); CREATE UNIQUE INDEX u ON t (id + 1)",
            "CREATE TABLE t (id INTEGER, v TEXT); CREATE INDEX u ON t (id)",
        ])
    func needsUniqueIndex(_ definition: String) throws {
        for statement in definition.split(separator: ";") { try fixture.run(String(statement)) }
        for mode in [WriteMode.upsert(key: ["id"]), .insertIgnore(key: ["id"])] {
            let error = jobError { try fixture.load([], as: fields, mode: mode) }
            #expect(error?.code == .data)
            #expect(error?.message.contains("no unique index on (id) in table 't'") == true)
            #expect(error?.hint?.contains("CREATE UNIQUE INDEX") == true)
        }
    }

    @Test(
        "Every kind of unique key serves",
        arguments: [
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
            "CREATE TABLE t (id INT PRIMARY KEY, v TEXT)",
            "CREATE TABLE t (id INTEGER UNIQUE, v TEXT)",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT) WITHOUT ROWID",
        ])
    func servesKeys(_ definition: String) throws {
        try fixture.run(definition)
        try fixture.load([["1", "a"], ["1", "b"]], as: fields, mode: .upsert(key: ["id"]))
        #expect(try fixture.rows("SELECT * FROM t") == ["1|'b'"])
    }

    @Test("Insert-ignore keeps the first row of a key and counts the others")
    func ignores() throws {
        let mode = WriteMode.insertIgnore(key: ["id"])
        try fixture.load([["1", "old"]], as: fields, mode: mode)
        let sink = try SQLiteTableSink(path: fixture.path, table: "t", mode: mode)
        defer { sink.close() }
        var checkpoint = fixture.checkpoint(epoch: 2)
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        let chunk = fixture.chunk((0..<25).map { ["\($0 / 2)", "new"] })
        try sink.encode(chunk)
        #expect(try sink.write(chunk) == 13)
        try sink.commit(&checkpoint)
        #expect(try fixture.rows("SELECT count(*) FROM t") == ["13"])
        #expect(try fixture.rows("SELECT v FROM t WHERE id = 1") == ["'old'"])
    }

    @Test("A NULL in the key is set aside; a key the input does not have is refused")
    func refusesBadKeys() throws {
        let faults = try fixture.load(
            [["1", "a"], [nil, "b"]], as: fields, mode: .upsert(key: ["id"]))
        #expect(faults.map(\.row) == [1])
        #expect(faults.first?.code == .constraint)
        #expect(try fixture.rows("SELECT * FROM t") == ["1|'a'"])
        let error = jobError {
            try fixture.load([], as: fields, table: "u", mode: .upsert(key: ["idd"]))
        }
        #expect(error?.message.contains("'idd'") == true)
        #expect(error?.code == .usage)
        #expect(
            jobError {
                _ = try SQLiteTableSink(path: "x", table: "t", mode: .upsert(key: []))
            }?.code == .usage)
    }

    @Test("Replace shows readers the old content until it is done, then the new")
    func replacesAtOnce() throws {
        try fixture.run("PRAGMA journal_mode = WAL", "CREATE TABLE t (id INTEGER, v TEXT)")
        try fixture.run("INSERT INTO t VALUES (9, 'old')")
        let sink = try SQLiteTableSink(path: fixture.path, table: "t", mode: .replace)
        defer { sink.close() }
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        for round in 1...3 {
            try fixture.write([["\(round)", "new"]], to: sink)
            checkpoint.sequence += 1
            try sink.commit(&checkpoint)
            #expect(try fixture.rows("SELECT * FROM t") == ["9|'old'"])
        }
        checkpoint.isFinal = true
        try sink.commit(&checkpoint)
        #expect(try fixture.rows("SELECT id FROM t") == ["1", "2", "3"])
        #expect(
            try fixture.rows("SELECT name FROM sqlite_master WHERE name LIKE '%new%'") == [])
    }

    @Test(
        "Replace keeps definition, indexes, triggers, views and other tables' references",
        arguments: ["t", "\"t\"", "[t]", "`t`", "'t'"])
    func replaceKeepsDefinitions(_ spelling: String) throws {
        try fixture.run(
            """
            CREATE TABLE \(spelling)(id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT NOT NULL UNIQUE
              CHECK (length(v) < 9), up INTEGER REFERENCES t (id)) STRICT
            """,
            "CREATE TABLE child (t_id INTEGER REFERENCES t (id))",
            "CREATE TABLE log (what TEXT)",
            "CREATE INDEX by_v ON t (v DESC)",
            "CREATE TRIGGER watch AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.v); END",
            "CREATE VIEW shown AS SELECT v FROM t",
            "INSERT INTO t VALUES (1, 'old', NULL)", "INSERT INTO child VALUES (1)")
        let names =
            "SELECT type, name, tbl_name FROM sqlite_master WHERE name <> "
            + "'_tranche_checkpoint' AND name NOT LIKE 'sqlite_autoindex__tranche%' ORDER BY name"
        let before = try fixture.rows(names)
        for epoch in 1...2 {
            try fixture.load(
                [["1", "new"], ["2", "newer"]], as: fields, mode: .replace, epoch: Int64(epoch))
        }
        #expect(try fixture.rows(names) == before)
        #expect(try fixture.rows("SELECT * FROM t") == ["1|'new'|NULL", "2|'newer'|NULL"])
        #expect(try fixture.rows("SELECT v FROM shown ORDER BY v") == ["'new'", "'newer'"])
        #expect(
            try fixture.rows("SELECT \"table\" FROM pragma_foreign_key_list('child')") == ["'t'"])
        #expect(try fixture.rows("SELECT \"table\" FROM pragma_foreign_key_list('t')") == ["'t'"])
        #expect(try fixture.rows("PRAGMA integrity_check") == ["'ok'"])
        try fixture.run("INSERT INTO t VALUES (3, 'x', 1)")
        #expect(try fixture.rows("SELECT what FROM log ORDER BY rowid DESC LIMIT 1") == ["'x'"])
        #expect(throws: JobError.self) { try fixture.run("INSERT INTO t VALUES (4, 'x', 1)") }
    }

    @Test("Replace that breaks a unique index fails whole: the old content stays")
    func replaceFailsWhole() throws {
        try fixture.run("CREATE TABLE t (id INTEGER, v TEXT)", "CREATE UNIQUE INDEX u ON t (id)")
        try fixture.run("INSERT INTO t VALUES (9, 'old')")
        let error = jobError {
            try fixture.load([["1", "a"], ["1", "b"]], as: fields, mode: .replace)
        }
        #expect(error?.code == .data)
        #expect(error?.message.contains("UNIQUE constraint failed") == true)
        #expect(try fixture.rows("SELECT * FROM t") == ["9|'old'"])
    }

    @Test("A constraint that breaks while loading names the user's table")
    func replaceNamesTable() throws {
        try fixture.run("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
        let faults = try fixture.load(
            [["1", "a"], ["1", "b"], ["2", "c"]], as: fields, mode: .replace)
        #expect(faults.map(\.row) == [1])
        #expect(faults.first?.message == "UNIQUE constraint failed: t.id")
        #expect(faults.first?.column == "id")
        #expect(try fixture.rows("SELECT * FROM t") == ["1|'a'", "2|'c'"])
    }

    @Test("Replace makes the table when there is none, and clears what dead runs left")
    func replacesNothing() throws {
        let dead = try SQLiteTableSink(path: fixture.path, table: "t", mode: .replace)
        var checkpoint = fixture.checkpoint(job: "dead")
        try dead.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        try fixture.write([["1", "dead"]], to: dead)
        try dead.commit(&checkpoint)
        dead.close()
        try fixture.run(
            "CREATE TABLE _tranche_new_t_x (a)", "CREATE TABLE _tranche_new_tt_01234567 (a)")
        try fixture.load([["2", "b"]], as: fields, mode: .replace)
        #expect(try fixture.rows("SELECT * FROM t") == ["2|'b'"])
        #expect(
            try fixture.rows(
                "SELECT name FROM sqlite_master WHERE name GLOB '_tranche_new*' ORDER BY 1")
                == ["'_tranche_new_t_x'", "'_tranche_new_tt_01234567'"])
    }

    @Test("A definition that changes while replace loads is noticed")
    func noticesChangedDefinition() throws {
        try fixture.run("CREATE TABLE t (id INTEGER, v TEXT)")
        let sink = try SQLiteTableSink(path: fixture.path, table: "t", mode: .replace)
        defer { sink.close() }
        var checkpoint = fixture.checkpoint()
        try sink.open(Schema(fields), checkpoint: checkpoint, resuming: false)
        try fixture.run("ALTER TABLE t ADD COLUMN w TEXT")
        checkpoint.isFinal = true
        let error = jobError { try sink.commit(&checkpoint) }
        #expect(error?.code == .data)
        #expect(error?.hint?.contains("--fresh") == true)
    }

    @Test("Views and virtual tables are refused")
    func refusesViews() throws {
        try fixture.run("CREATE VIEW t AS SELECT 1 AS id, 2 AS v")
        #expect(jobError { try fixture.load([], as: fields) }?.message.contains("view 't'") == true)
    }
}
