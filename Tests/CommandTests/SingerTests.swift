import CSQLite
import PostgreSQLTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Singer: a tap's messages into tables, its states out again once they are true")
struct SingerTests {
    private static let schema = """
        {"type": "SCHEMA", "stream": "users", "key_properties": ["id"], "schema": {"type": "object", \
        "properties": {"id": {"type": "integer"}, "name": {"type": ["null", "string"]}, \
        "at": {"type": ["null", "string"], "format": "date-time"}}}}

        """

    private static func record(_ id: Int, _ name: String) -> String {
        "{\"type\": \"RECORD\", \"stream\": \"users\", \"record\": {\"id\": \(id), \"name\": \"\(name)\", "
            + "\"at\": \"2026-02-03T04:05:06Z\"}, \"time_extracted\": \"2026-02-03T04:05:06Z\"}\n"
    }

    private static func state(_ number: Int) -> String {
        "{\"type\": \"STATE\", \"value\": {\"bookmarks\": {\"users\": \(number)}}}\n"
    }

    /// Each id twice, so that the second one must win, and a state after every tenth record.
    private static func tap(_ ids: Int) -> String {
        var text = schema
        for round in ["old", "new"] {
            for id in 0..<ids {
                text += record(id, "\(round) \(id)")
                if id % 10 == 9 { text += state(id + (round == "new" ? ids : 0)) }
            }
        }
        return text
    }

    @Test(
        "A tap's output fills a table by its key, the same for every cut; the last state comes out",
        arguments: ["1rows", "17rows", "1KiB", "4MiB"], [1, 4])
    func table(chunk: String, workers: Int) throws {
        let workspace = Workspace()
        let ended = workspace.start(
            ["copy", "-", "sqlite:x.db#users", "--from", "singer", "--chunk-size", chunk]
                + ["--workers", "\(workers)"],
            input: .bytes(Array(Self.tap(100).utf8))
        ).wait()
        try #require(ended.status == 0, "\(ended.errors)")
        let lines = ended.text.split(separator: "\n")
        #expect(lines.last == "{\"bookmarks\": {\"users\": 199}}")
        let rows = try Database(workspace.file("x.db")).rows("select * from users order by id")
        #expect(
            rows == (0..<100).map { "\($0)|new \($0)|2026-02-03T04:05:06Z" }, "\(rows.prefix(3))")
    }

    @Test("A state is on standard output only when its records are in the table")
    func states() throws {
        let workspace = Workspace()
        let words = [
            "copy", "-", "sqlite:x.db#users", "--from", "singer", "--checkpoint-every", "10rows",
        ]
        let child = workspace.start(words, input: .pipe, output: .pipe)
        let first = Self.schema + (0..<9).map { Self.record($0, "n") }.joined() + Self.state(9)
        writeAll(child.inputEnd, Array((first + Self.record(9, "n")).utf8))
        // The tenth record makes the commit, and nothing but that tells the state.
        var seen = ""
        while !seen.contains("\n"), let more = readSome(child.outputEnd) { seen += more }
        #expect(seen == "{\"bookmarks\": {\"users\": 9}}\n")
        let database = workspace.file("x.db")
        let rows = "select count(*) from users"
        #expect(try Database(workspace.copy(of: database)).rows(rows) == ["10"])
        // Fewer than a commit takes: this state must never come out.
        let second = Self.record(10, "n") + Self.state(11)
        writeAll(child.inputEnd, Array(second.utf8))
        child.send(SIGKILL)
        #expect(child.wait().status == 137)
        while let more = readSome(child.outputEnd) { seen += more }
        #expect(!seen.contains("11"), "\(seen)")
        #expect(try Database(workspace.copy(of: database)).rows(rows) == ["10"])
        // The tap goes on behind the state that it was given back, and so sends a record again.
        let rest = Self.schema + Self.record(9, "m") + second
        let again = workspace.start(words, input: .bytes(Array(rest.utf8))).wait()
        #expect(
            again.status == 0 && again.errors.contains("goes on from its state"), "\(again.errors)")
        #expect(again.text == "{\"bookmarks\": {\"users\": 11}}\n")
        #expect(try Database(database).rows(rows) == ["11"])
    }

    @Test("The same messages again go on where a stopped run without a key has come to")
    func sameMessages() throws {
        let workspace = Workspace()
        let words = [
            "copy", "-", "sqlite:x.db#users", "--from", "singer", "--mode", "append",
            "--checkpoint-every", "10rows",
        ]
        let child = workspace.start(words, input: .pipe, output: .pipe)
        let first = Self.schema + (0..<10).map { Self.record($0, "n") }.joined() + Self.state(9)
        writeAll(child.inputEnd, Array(first.utf8))
        let more = (10..<20).map { Self.record($0, "n") }.joined() + Self.state(19)
        writeAll(child.inputEnd, Array(more.utf8))
        #expect(readSome(child.outputEnd) != nil)
        child.send(SIGKILL)
        #expect(child.wait().status == 137)
        let again = workspace.start(words, input: .bytes(Array((first + more).utf8))).wait()
        #expect(again.status == 0 && again.errors.contains("resuming"), "\(again.errors)")
        let rows = try Database(workspace.file("x.db")).rows("select count(*), sum(id) from users")
        #expect(rows == ["20|190"])
    }

    @Test("Another input is not taken for the one that was stopped")
    func otherInput() throws {
        let workspace = Workspace()
        let words = [
            "copy", "-", "sqlite:x.db#users", "--from", "singer", "--chunk-size", "1rows", "--mode",
            "append",
        ]
        let bad = Self.tap(20) + Self.record(3, "x").replacing("\"id\": 3", with: "\"id\": {}")
        let failed = workspace.start(
            words + ["--checkpoint-every", "1rows"], input: .bytes(Array(bad.utf8))
        ).wait()
        #expect(failed.status == 65 && failed.errors.contains("wanted bigint"), "\(failed.errors)")
        let other = workspace.start(
            words, input: .bytes(Array(Self.tap(20).replacing("old", with: "odd").utf8))
        ).wait()
        #expect(other.status == 65)
        #expect(other.errors.contains("found another input"), "\(other.errors)")
    }

    @Test("One stream is read: the only one, or the one that is chosen")
    func streams() throws {
        let workspace = Workspace()
        let orders =
            Self.schema.replacing("users", with: "orders")
            + Self.record(7, "o").replacing("users", with: "orders")
        workspace.write("two.txt", Self.schema + Self.record(1, "u") + Self.state(1) + orders)
        let both = workspace.tranche("copy", "two.txt", "a.csv", "--from", "singer")
        #expect(both.status == 65)
        #expect(
            both.errors.contains("two.txt:4: found the stream orders beside users"),
            "\(both.errors)")
        #expect(both.errors.contains("--stream users, or --stream orders"))
        #expect(workspace.bytes("a.csv") == nil)
        for (name, wanted) in [("users", "1,u,"), ("orders", "7,o,")] {
            let one = workspace.tranche(
                "copy", "two.txt", "\(name).csv", "--from", "singer", "--stream", name)
            #expect(one.status == 0, "\(one.errors)")
            let text = workspace.text("\(name).csv") ?? ""
            #expect(text == "id,name,at\n\(wanted)2026-02-03T04:05:06Z\n", "\(text)")
        }
        let none = workspace.tranche(
            "copy", "two.txt", "b.csv", "--from", "singer", "--stream", "order")
        #expect(none.status == 65 && none.errors.contains("did you mean orders?"), "\(none.errors)")
        workspace.write("early.txt", Self.record(1, "u") + Self.schema)
        let early = workspace.tranche("copy", "early.txt", "c.csv", "--from", "singer")
        #expect(early.status == 65)
        #expect(
            early.errors.contains("early.txt:1: found a record of stream users before its schema"))
        let wrong = workspace.tranche(
            "copy", "two.txt", "d.csv", "--from", "csv", "--stream", "users")
        #expect(wrong.status == 64)
    }

    @Test("A key that does not reach the table is refused, unless a mode is named")
    func keys() throws {
        let workspace = Workspace()
        workspace.write("tap.txt", Self.tap(10))
        let lost = workspace.tranche(
            "copy", "tap.txt", "sqlite:x.db#t", "--from", "singer", "-e", "drop id")
        #expect(lost.status == 78)
        #expect(
            lost.errors.contains("key column id of stream users does not reach"), "\(lost.errors)")
        let appended = workspace.tranche(
            "copy", "tap.txt", "sqlite:x.db#t", "--from", "singer", "-e", "drop id", "--mode",
            "append")
        #expect(appended.status == 0, "\(appended.errors)")
        let unknown = workspace.tranche(
            "copy", "tap.txt", "-", "--from", "singer", "--to", "singer", "--key", "ident")
        #expect(
            unknown.status == 78 && unknown.errors.contains("key column ident"), "\(unknown.errors)"
        )
        #expect(try Database(workspace.file("x.db")).rows("select count(*) from t") == ["20"])
    }

    @Test("Messages go through to messages, states in their places, the same for every cut")
    func through() throws {
        let workspace = Workspace()
        workspace.write("tap.txt", Self.tap(50))
        var outputs: Set<String> = []
        for chunk in ["1rows", "7rows", "300B", "4MiB"] {
            let ended = workspace.tranche(
                "copy", "tap.txt", "-", "--from", "singer", "--chunk-size", chunk, "-e",
                "filter id % 3 <> 0")
            #expect(ended.status == 0, "\(ended.errors)")
            outputs.insert(ended.text)
        }
        #expect(outputs.count == 1)
        let lines = outputs.first?.split(separator: "\n") ?? []
        #expect(lines.count { $0.contains("\"STATE\"") } == 10)
        #expect(lines.first?.contains("\"key_properties\":[\"id\"]") == true)
        let made = workspace.tranche(
            "copy", "tap.txt", "people.singer", "--from", "singer", "-e", "select id, name")
        #expect(made.status == 0, "\(made.errors)")
        let back = workspace.tranche("copy", "people.singer", "sqlite:y.db#t", "-q")
        #expect(back.status == 0, "\(back.errors)")
        #expect(try Database(workspace.file("y.db")).rows("select count(*) from t") == ["50"])
        workspace.write("in.csv", "id,name\n1,a\n")
        let csv = workspace.tranche("copy", "in.csv", "people2.singer", "--key", "id", "-q")
        #expect(csv.status == 0, "\(csv.errors)")
        #expect(
            workspace.text("people2.singer") == """
                {"type":"SCHEMA","stream":"people2","schema":{"type":"object","properties":\
                {"id":{"type":"integer"},"name":{"type":["null","string"]}}},"key_properties":["id"]}
                {"type":"RECORD","stream":"people2","record":{"id":1,"name":"a"}}

                """)
    }

    @Test("What is written is what Singer has, and is read back the same")
    func rejects() throws {
        let workspace = Workspace()
        workspace.write(
            "in.csv",
            "id,day,at,local,x\n1,2026-01-31,2026-01-31 10:00:00+01,2026-01-31 10:00:00,1.5\n"
                + ",2026-02-01,2026-02-01 10:00:00Z,2026-02-01 10:00:00,2\n"
                + "3,2026-02-01,2026-02-01 10:00:00Z,2026-02-01 10:00:00,NaN\n"
                + "4,,,,\n")
        let types = "id:bigint,day:date,at:timestamptz,local:timestamp,x:double precision"
        let ended = workspace.tranche(
            "copy", "in.csv", "out.singer", "--types", types, "--key", "id", "--max-rejects", "2")
        #expect(ended.status == 3, "\(ended.errors)")
        #expect(ended.errors.contains("found NULL in the key"), "\(ended.errors)")
        #expect(ended.errors.contains("in.csv:4: found 'NaN', wanted a number"), "\(ended.errors)")
        let written = workspace.text("out.singer") ?? ""
        #expect(
            written.contains(
                "\"at\":{\"type\":[\"null\",\"string\"],\"format\":\"date-time\"},"
                    + "\"local\":{\"type\":[\"null\",\"string\"],\"format\":\"date-time\"}"),
            "\(written)")
        let back = workspace.tranche("copy", "out.singer", "-", "--to", "csv")
        #expect(back.status == 0, "\(back.errors)")
        #expect(
            back.text == """
                id,day,at,local,x
                1,2026-01-31,2026-01-31T10:00:00+01:00,2026-01-31T10:00:00Z,1.5
                4,,,,

                """)
        let again = workspace.tranche("copy", "out.singer", "again.singer", "--key", "id")
        #expect(again.status == 0, "\(again.errors)")
        #expect(
            workspace.text("again.singer")?.replacing("\"again\"", with: "\"out\"") == written)
    }

    @Test("A tap fills a table of PostgreSQL by its key, and runs once more from its state")
    func postgreSQL() throws {
        let scenario = try PostgreSQLScenario()
        let workspace = scenario.workspace
        for (round, text) in [
            Self.tap(100), Self.schema + Self.record(5, "later") + Self.state(300),
        ]
        .enumerated() {
            let ended = workspace.start(
                ["copy", "-", scenario.address + "#users", "--from", "singer"],
                input: .bytes(Array(text.utf8))
            ).wait()
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(
                ended.text.hasSuffix("{\"users\": \(round == 0 ? 199 : 300)}}\n"), "\(ended.text)")
        }
        #expect(try scenario.sql("select count(*), max(name) from users") == "100|new 99")
        #expect(
            try scenario.sql("select name, at at time zone 'UTC' from users where id = 5")
                == "later|2026-02-03 04:05:06")
    }
}

private func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
        let count = unsafe bytes[done...].withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress, buffer.count)
        }
        guard count > 0 else { return }
        done += count
    }
}

/// What comes next; `nil` at the end, or when nothing comes for long.
private func readSome(_ descriptor: Int32) -> String? {
    var polled = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    guard unsafe poll(&polled, 1, 20_000) > 0 else { return nil }
    var room = [UInt8](repeating: 0, count: 4096)
    let count = unsafe read(descriptor, &room, room.count)
    return count > 0 ? String(decoding: room[..<count], as: UTF8.self) : nil
}
