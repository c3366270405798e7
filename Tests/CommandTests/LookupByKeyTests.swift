import PostgreSQLTesting
import PropertyTesting
import Testing

@Suite("A table that is asked by key gives the same bytes as one that is loaded")
struct LookupByKeyTests {
    let workspace = Workspace()

    /// Records whose keys are in the reference, or not, or NULL, or no value of its type.
    private func writeRecords() {
        var random = SeededGenerator(seed: runSeed)
        let odd = [
            "", "x", "007", "1.0", "\"\"", "12345678901234567890", "\"a \"\"b\"\"\\\"", "ü", "1e2",
        ]
        var text = "n,k,word,day\n"
        for row in 0..<9000 {
            let key = random.next(upTo: 2000)
            let isOdd = random.once(in: 9)
            text += "\(row),\(isOdd ? odd[row % odd.count] : "\(key)"),"
            text += isOdd ? "w\(key % 40)," : "\(odd[row % odd.count]),"
            text += row % 11 == 0 ? "\n" : "2026-0\(row % 9 + 1)-0\(row % 8 + 1)\n"
        }
        workspace.write("in.csv", text)
    }

    private let paces = [
        ["--workers", "1"], ["--workers", "2", "--chunk-size", "3KiB"],
        ["--workers", "4", "--chunk-size", "700rows"],
    ]

    /// Runs the lookup loaded and by key, at several paces.
    private func compare(_ place: String, _ rest: String, finds least: Int) throws {
        var known: String?
        for pace in [[]] + paces {
            for form in ["", " by key"] {
                let ended = workspace.start(
                    ["copy", "in.csv", "-", "--to", "csv", "-e", "lookup \(place) \(rest)\(form)"]
                        + pace
                ).wait()
                try #require(ended.status == 0, "\(rest): \(ended.errors)")
                if known == nil {
                    known = ended.text
                    let found = ended.text.split(separator: "\n").count { !$0.hasSuffix(",") }
                    #expect(found > least, "\(rest): \(found) records are found")
                }
                #expect(ended.text == known, "\(rest)\(form) \(pace)")
                #expect(
                    ended.errors.contains("lookup in ") == (form != ""), "\(ended.errors)")
            }
        }
    }

    @Test("SQLite, by keys of every type that it is asked for")
    func sqlite() throws {
        writeRecords()
        let database = Database(workspace.file("r.db"))
        try database.run(
            """
            create table t (id integer primary key, code text, amount numeric, price real, day date,
            bare, exact "NUMERIC TEXT", name text, unique (code, day))
            """)
        try database.run(
            """
            with recursive c(i) as (select 0 union all select i + 1 from c where i < 1500)
            insert into t select i, 'w' || (i % 40), i, i / 2.0,
            case when i % 5 then '2026-0' || (i % 9 + 1) || '-0' || (i % 8 + 1) || substr('xyz', i / 360, 1) end,
            i, i || '.0', 'name ' || i from c where i % 7 <> 3
            on conflict do nothing
            """)
        try compare("sqlite:r.db#t", "on k = id add name", finds: 3000)
        try compare("sqlite:r.db#t", "on k = amount add name", finds: 3000)
        try compare("sqlite:r.db#t", "on k = price add code, name", finds: 2000)
        try compare("sqlite:r.db#t", "on k = bare add name", finds: 3000)
        try compare("sqlite:r.db#t", "on k = exact add name", finds: 3000)
        try compare("sqlite:r.db#t", "on k = id, k = amount add code, price, name", finds: 3000)
        try compare("sqlite:r.db#t", "on word = code, day add id, name", finds: 20)
        try compare(
            "sqlite:r.db query 'select id * 1 as key, name from t -- all'", "on k = key add name",
            finds: 3000)
    }

    @Test("SQLite, by doubles against integers that no double holds, infinities and NaN")
    func wideNumbers() throws {
        let keys = [
            "9007199254740993", "9007199254740992", "-9007199254740993.0", "Infinity",
            "-inf", "NaN", "0", "-0.0", "9223372036854775807", "9.007199254740993e15", "5", "1e15",
        ]
        workspace.write(
            "in.csv", "n,k\n" + keys.enumerated().map { "\($0),\($1)\n" }.joined())
        let database = Database(workspace.file("r.db"))
        try database.run(
            """
            create table t (id integer, amount numeric, price real, exact "NUMERIC TEXT", name text)
            """)
        for (row, key) in [
            "9007199254740993", "-9007199254740993", "9e999", "-9e999", "0", "'nan'",
            "9223372036854775807", "5", "1000000000000000", "'Infinity'",
        ].enumerated() {
            // A column of integers holds no infinity by itself; what is left out there is NULL.
            let isSpecial = ["9e999", "-9e999", "'nan'", "'Infinity'"].contains(key)
            let exact = key.contains("9e999") ? "null" : key == "'nan'" ? "'NaN'" : key
            let numeric = key.hasPrefix("'") ? "null" : key
            let twice = exact == "'Infinity'" ? "null" : numeric
            try database.run(
                "insert into t values (\(isSpecial ? "null" : key), \(twice), \(twice), "
                    + "\(exact), 'name \(row)')")
        }
        for column in ["id", "amount", "price", "exact"] {
            for type in ["double precision", "numeric", nil] {
                var known: String?
                for form in ["", " by key"] {
                    let steps = type.map { ["-e", "cast k as \($0)"] }
                    let ended = workspace.start(
                        ["copy", "in.csv", "-", "--to", "csv"] + (steps ?? [])
                            + ["-e", "lookup sqlite:r.db#t on k = \(column) add name\(form)"]
                    ).wait()
                    try #require(ended.status == 0, "\(column) \(type ?? ""): \(ended.errors)")
                    if known == nil { known = ended.text }
                    #expect(ended.text == known, "\(column) \(type ?? "")")
                    #expect(ended.text.contains("name 7"))
                    if type == "double precision" {
                        let first = ended.text.split(separator: "\n")[1]
                        #expect(first.hasPrefix("0,") && first.hasSuffix(",name 0"), "\(first)")
                    }
                }
            }
        }
    }

    @Test("A doubled key fails the run when it is met, and the last answers are kept")
    func doubled() throws {
        writeRecords()
        let database = Database(workspace.file("r.db"))
        try database.run("create table t (id integer, name text)")
        try database.run("insert into t values (5, 'a'), (6, 'b'), (5, 'c')")
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", "lookup sqlite:r.db#t on k = id add name by key")
        #expect(ended.status == 65, "\(ended.errors)")
        #expect(ended.errors.contains("found key id '5' twice in r.db#t"), "\(ended.errors)")
        let own = workspace.tranche(
            "copy", "in.csv", "sqlite:r.db#u", "-e",
            "lookup sqlite:r.db#t on k = id add name by key")
        #expect(own.status == 64 && own.errors.contains("is written by this job"))
    }

    @Test("PostgreSQL, by keys of every type that it is asked for")
    func postgreSQL() throws {
        let scenario = try PostgreSQLScenario()
        writeRecords()
        try scenario.sql(
            """
            create type mood as enum ('w1', 'w2', 'w3');
            create table t (id int primary key, code varchar(9), amount numeric(10,2), price float8,
            day date, pad char(6), mood mood, tags text[], flag boolean, "Na me" text,
            unique (code, day));
            insert into t select i, 'w' || (i % 40), i, i / 2.0,
            case when i % 5 > 0 then date '2026-01-01' + (i / 3) end, 'w' || i,
            case when i < 4 then ('w' || i)::mood end, array['a', i::text], i % 2 = 0,
            case when i % 9 > 0 then E'name\\t"' || i end
            from generate_series(1, 1500) i where i % 7 <> 3 on conflict do nothing
            """)
        let place = "'\(scenario.address)#t'"
        try compare(place, "on k = id add tags, flag", finds: 3000)
        try compare(place, "on k = id add \"Na me\" as name, price", finds: 3000)
        try compare(place, "on k = amount add code", finds: 3000)
        try compare(place, "on k = price add code", finds: 2000)
        try compare(place, "on word = code, day add id", finds: 20)
        try compare(place, "on word = mood add id keep unique", finds: 10)
        try compare(
            "'\(scenario.address)' query 'select id::numeric as key, code from t; '",
            "on k = key add code", finds: 3000)
        let loaded = workspace.tranche(
            "copy", "in.csv", "-", "--to", "ndjson", "-e",
            "lookup \(place) on k = id add tags, flag, amount else drop", "-e", "limit 1")
        #expect(loaded.text.contains(#""tags":["a",""#), "\(loaded.text)\(loaded.errors)")
    }

    @Test("A run that waits for its reference stops at the first signal, and goes on later")
    func stops() throws {
        let scenario = try PostgreSQLScenario()
        writeRecords()
        try scenario.sql("create table t (id int primary key, name text)")
        try scenario.sql("insert into t select i, 'n' || i from generate_series(1, 1500) i")
        let holder = workspace.start(
            [
                "-h", scenario.server.folder, "-U", "tranche", "postgres", "-c",
                "begin; lock \(scenario.schema).t; select pg_sleep(60)",
            ], program: "/usr/bin/psql")
        let waits = "select count(*) from pg_locks where relation = 't'::regclass and "
        #expect(holder.wait { (try? scenario.sql(waits + "granted")) == "1" })
        let words = [
            "copy", "in.csv", "out.csv", "-e",
            "lookup '\(scenario.address)#t' on k = id add name by key",
        ]
        let child = workspace.start(words)
        #expect(child.wait { (try? scenario.sql(waits + "not granted")) != "0" })
        child.send(15)
        let ended = child.wait(limit: 20)
        #expect(ended.status == 143 && !ended.isOverdue, "\(ended.errors)")
        try scenario.sql(
            "select pg_terminate_backend(pid) from pg_locks where relation = 't'::regclass")
        let again = workspace.start(words).wait()
        #expect(again.status == 0, "\(again.errors)")
        #expect(workspace.text("out.csv")?.split(separator: "\n").count == 9001)
    }
}
