import PropertyTesting
import Testing
import TrancheColumnar
import TrancheDatabases
import TranchePipeline

@Suite("Updates, deletes and rows that change nothing")
struct KeyedModesTests {
    typealias Product = KeyedTable.Product
    static let table = "CREATE TABLE t (id bigint, v text, n numeric(9, 2), kept text DEFAULT 'd')"

    @Test(
        "Update changes the columns that come, in all rows of the key", arguments: Product.allCases)
    func updates(_ product: Product) throws {
        let table = try KeyedTable(
            product, Self.table, "INSERT INTO t VALUES (1,'a',1,'x'), (1,'b',2,'y'), (2,'c',3,'z')")
        let outcome = try table.load(
            [[["1", "new"], ["9", "none"], ["2", "old"], ["2", nil]]], as: "id:bigint,v",
            .update(key: ["ID"]))
        #expect(outcome == .init(written: 3, unmatched: 1))
        #expect(
            try table.rows("SELECT id, v, kept FROM t ORDER BY kept")
                == ["1|new|x", "1|new|y", "2||z"])
    }

    @Test(
        "Delete needs the key alone, whatever other columns come", arguments: Product.allCases)
    func deletes(_ product: Product) throws {
        let table = try KeyedTable(
            product, Self.table, "INSERT INTO t VALUES (1,'a',1,'x'), (1,'b',2,'y'), (2,'c',3,'z')")
        let outcome = try table.load(
            [[["?", "1"], ["?", "7"], ["?", "1"], ["?", "x"], ["?", nil]]],
            as: "other:bigint,id:bigint", .delete(key: ["id"]))
        #expect(outcome == .init(written: 1, unmatched: 2, rejected: 2))
        #expect(try table.rows("SELECT id, v FROM t") == ["2|c"])
    }

    @Test(
        "A row that the table refuses to change or to lose is set aside",
        arguments: Product.allCases)
    func rejects(_ product: Product) throws {
        let table = try KeyedTable(
            product, "CREATE TABLE t (id bigint PRIMARY KEY, n int CHECK (n <> 13))",
            "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)")
        let outcome = try table.load(
            [[["1", "7"], ["2", "13"], ["3", "8"]]], as: "id:bigint,n:bigint", .update(key: ["id"]))
        #expect(outcome == .init(written: 2, rejected: 1))
        #expect(try table.rows("SELECT * FROM t ORDER BY id") == ["1|7", "2|2", "3|8"])
    }

    @Test("A row that another table needs is not deleted, and those around it are")
    func keepsReferences() throws {
        let table = try KeyedTable(
            .postgresql, "CREATE TABLE t (id bigint PRIMARY KEY)",
            "INSERT INTO t SELECT generate_series(1, 50)",
            "CREATE TABLE child (id bigint REFERENCES t)", "INSERT INTO child VALUES (7), (40)")
        let outcome = try table.load(
            [(1...60).map { ["\($0)"] }], as: "id:bigint", .delete(key: ["id"]))
        #expect(outcome == .init(written: 48, unmatched: 10, rejected: 2))
        #expect(try table.rows("SELECT id FROM t ORDER BY id") == ["7", "40"])
    }

    @Test(
        "Without a table, a key or a column to change there is nothing to do, and it is said",
        arguments: Product.allCases)
    func refuses(_ product: Product) throws {
        let empty = try KeyedTable(product, "CREATE TABLE tt (id bigint)")
        for mode in [WriteMode.update(key: ["id"]), .delete(key: ["id"])] {
            let error = jobError { try empty.load([], as: "id:bigint,v", mode) }
            #expect(error?.code == .inputMissing)
            #expect(error?.message.contains("found no table 't'") == true)
            #expect(error?.hint == "did you mean 'tt'?")
        }
        let table = try KeyedTable(product, Self.table)
        let cases: [(String, WriteMode, JobError.Code, String)] = [
            ("id:bigint,v", .update(key: []), .usage, "found no key"),
            ("v", .delete(key: ["id"]), .usage, "found no column 'id' for the key"),
            ("id:bigint", .update(key: ["id"]), .usage, "no column to update beside the key id"),
            ("id:bigint,w", .update(key: ["id"]), .data, "only in the input: w"),
            ("key", .delete(key: ["key"]), .data, "only in the input: key"),
        ]
        for (words, mode, code, message) in cases {
            let error = jobError { try table.load([], as: words, mode) }
            #expect(error?.code == code)
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "no error")")
        }
    }

    @Test("A database that is absent is not made", arguments: [["id"]])
    func makesNoFile(_ key: [String]) throws {
        let fixture = SinkFixture()
        let error = jobError { try fixture.load([], as: .named("id"), mode: .delete(key: key)) }
        #expect(error?.code == .inputMissing)
        #expect(jobError { _ = try SQLiteConnection(fixture.path, .readOnly) } != nil)
    }

    @Test(
        "A value counts as changed when its bytes would change", arguments: Product.allCases)
    func comparesBytes(_ product: Product) throws {
        let isFile = product == .sqlite
        let table = try KeyedTable(
            product,
            isFile
                ? "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT COLLATE NOCASE, n, j TEXT)"
                : "CREATE TABLE t (id int PRIMARY KEY, v varchar(9), n numeric, j json)",
            "INSERT INTO t VALUES (1, 'a', 1, '{}'), (2, NULL, 2, NULL)")
        let rows: [[String?]] = [
            ["1", "a", "1", "{}"], ["1", "A", "1", "{}"], ["1", "A", "1.0", "{}"],
            ["1", "A", "1.0", "{ }"], ["2", nil, "2", nil], ["2", "", "2", nil],
            ["2", nil, "2", nil], ["2", nil, "2", nil],
        ]
        let words = "id:bigint,v,n:\(isFile ? "double" : "numeric"),j"
        for mode in [
            WriteMode.upsert(key: ["id"], unchanged: .skipped),
            .update(key: ["id"], unchanged: .skipped),
        ] {
            try table.run("DELETE FROM t")
            try table.run(
                "INSERT INTO t VALUES (1, 'a', \(isFile ? "1.0" : "1"), '{}'), (2, NULL, \(isFile ? "2.0" : "2"), NULL)"
            )
            let outcome = try table.load([rows], as: words, mode)
            #expect(outcome == .init(written: isFile ? 4 : 5, unchanged: isFile ? 4 : 3))
        }
    }

    @Test("A row that is not written is not touched", arguments: Product.allCases)
    func touchesNothing(_ product: Product) throws {
        let table = try KeyedTable(
            product, "CREATE TABLE t (id bigint PRIMARY KEY, v text)",
            "INSERT INTO t VALUES (1, 'a'), (2, 'b')", "CREATE TABLE log (id bigint)")
        switch product {
        case .sqlite:
            try table.run(
                "CREATE TRIGGER x AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.id); END")
        case .postgresql:
            try table.run(
                """
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO log VALUES (new.id); RETURN new; END $$;
                CREATE TRIGGER x AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()
                """)
        }
        for mode in [
            WriteMode.upsert(key: ["id"], unchanged: .skipped),
            .update(key: ["id"], unchanged: .skipped),
        ] {
            try table.load([[["1", "a"], ["2", "b"]]], as: "id:bigint,v", mode)
            #expect(try table.rows("SELECT * FROM log") == [])
        }
        try table.load(
            [[["1", "a"], ["2", "c"]]], as: "id:bigint,v",
            .upsert(key: ["id"], unchanged: .skipped))
        #expect(try table.rows("SELECT * FROM log") == ["2"])
    }

    @Test("With a hash column only the hash decides", arguments: Product.allCases)
    func comparesHashes(_ product: Product) throws {
        let table = try KeyedTable(
            product, "CREATE TABLE t (id bigint PRIMARY KEY, v text, h text)",
            "INSERT INTO t VALUES (1, 'a', 'x'), (2, 'b', 'y'), (3, 'c', NULL)")
        for mode in [
            WriteMode.upsert(key: ["id"], unchanged: .skippedByHash(column: "H")),
            .update(key: ["id"], unchanged: .skippedByHash(column: "H")),
        ] {
            let outcome = try table.load(
                [[["1", "other", "x"], ["2", "b", "z"], ["3", "c", "w"], ["2", "b", "z"]]],
                as: "id:bigint,v,h", mode)
            #expect(outcome == .init(written: 2, unchanged: 2))
            #expect(
                try table.rows("SELECT * FROM t ORDER BY id") == ["1|a|x", "2|b|z", "3|c|w"])
            try table.run("UPDATE t SET h = 'y' WHERE id = 2")
            try table.run("UPDATE t SET h = NULL WHERE id = 3")
        }
    }

    // MARK: Against a model

    struct Load: Sendable {
        var start: [[String?]]
        var chunks: [[[String?]]]
    }

    static let loads: Gen<Load> = {
        let value = Gen<String?>.element(of: [nil, "", "a", "b"])
        let row = zip(Gen<Int>.int(0...5), value, value).map { [String($0.0), $0.1, $0.2] }
        return zip(row.array(0...6), row.array(0...8).array(1...4)).map {
            Load(start: $0.0, chunks: $0.1)
        }
    }()

    static let modes: [WriteMode] = [
        .update(key: ["k"]), .update(key: ["k"], unchanged: .skipped), .delete(key: ["k"]),
        .upsert(key: ["k"], unchanged: .skipped),
    ]

    @Test(
        "Chunks of rows do what the rows do one after another", arguments: Product.allCases, modes)
    func agreesWithModel(_ product: Product, _ mode: WriteMode) throws {
        let isUnique = !mode.addsNone
        let table = try KeyedTable(
            product, "CREATE TABLE t (k bigint\(isUnique ? " PRIMARY KEY" : ""), v text, w text)")
        forAll("\(product) \(mode)", cases: product == .sqlite ? 300 : 60, Self.loads) { load in
            var model = Model(isUnique ? Model.unique(load.start) : load.start)
            try table.run("DELETE FROM t")
            if !model.rows.isEmpty {
                let values = model.rows.map { row in
                    "(" + row.map { $0.map { "'\($0)'" } ?? "NULL" }.joined(separator: ",") + ")"
                }
                try table.run("INSERT INTO t VALUES " + values.joined(separator: ","))
            }
            let outcome = try table.load(load.chunks, as: "k:bigint,v,w", mode)
            for row in load.chunks.joined() { model.take(row, mode) }
            let found = try table.rows("SELECT k, coalesce(v, '-'), coalesce(w, '-') FROM t")
            return outcome == model.outcome && found.sorted() == model.lines
        }
    }

    /// The modes' meaning, a row at a time.
    struct Model {
        var rows: [[String?]]
        var outcome = KeyedTable.Outcome()

        init(_ rows: [[String?]]) { self.rows = rows }

        static func unique(_ rows: [[String?]]) -> [[String?]] {
            rows.enumerated().filter { place, row in
                !rows[..<place].contains { $0[0] == row[0] }
            }.map(\.element)
        }

        var lines: [String] {
            rows.map { $0.map { $0 ?? "-" }.joined(separator: "|") }.sorted()
        }

        mutating func take(_ row: [String?], _ mode: WriteMode) {
            let places = rows.indices.filter { rows[$0][0] == row[0] }
            if places.isEmpty, mode.addsNone {
                outcome.unmatched += 1
            } else if !places.isEmpty, mode.skipsUnchanged, places.allSatisfy({ rows[$0] == row }) {
                outcome.unchanged += 1
            } else {
                outcome.written += 1
                if case .delete = mode {
                    rows.removeAll { $0[0] == row[0] }
                } else if places.isEmpty {
                    rows.append(row)
                } else {
                    for place in places { rows[place] = row }
                }
            }
        }
    }
}
