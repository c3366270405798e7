import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Private fields in the program: protected on every way out, and only by keys from outside")
struct PrivacyTests {
    private static let key = String(repeating: "0f", count: 32)
    private static let people = """
        id,email,phone,age
        1,ada@example.org,+49 30 1,36
        2,,"",n/a
        3,ada@example.org,"a, ""b""\nc",85

        """

    let workspace = Workspace()
    private let keys = ["K": key]

    init() { workspace.write("people.csv", Self.people) }

    @Test(
        "What was encrypted comes back, what was hashed still joins, and NULL and empty stay apart")
    func acceptance() throws {
        let safe = workspace.shell(
            "tranche copy people.csv safe.csv -e 'hash email key env:K' -e 'encrypt phone key env:K'",
            environment: keys)
        #expect(safe.status == 0, "\(safe.errors)")
        let text = try #require(workspace.text("safe.csv"))
        let lines = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(!text.contains("ada") && !text.contains("+49") && !text.contains("\""))
        #expect(lines[1][1] == lines[3][1] && lines[1][1].count == 64)
        #expect(lines[2][1] == "" && lines[2][2].hasPrefix("e1a."), "NULL stays, empty does not")
        let back = workspace.shell(
            "tranche copy safe.csv - --to csv -e 'decrypt phone key env:K'", environment: keys)
        #expect(back.status == 0, "\(back.errors)")
        let plain = Self.people.replacing("ada@example.org", with: lines[1][1])
        #expect(back.text == plain)
    }

    @Test("Pseudonyms are those of any other program that has the key, and join two files")
    func pseudonyms() throws {
        workspace.write("orders.ndjson", "{\"who\":\"ada@example.org\",\"sum\":5}\n")
        for (source, sink, step) in [
            ("people.csv", "a.csv", "hash email key env:K length 16"),
            ("orders.ndjson", "b.csv", "hash who key env:K length 16"),
        ] {
            let ended = workspace.tranche("copy", source, sink, "-e", step, environment: keys)
            #expect(ended.status == 0, "\(ended.errors)")
        }
        let other = workspace.shell(
            "printf ada@example.org | openssl dgst -sha256 -mac HMAC -macopt hexkey:\(Self.key)")
        let word = try #require(other.text.split(whereSeparator: \.isWhitespace).last).prefix(16)
        #expect(word.count == 16)
        #expect(workspace.text("a.csv")?.contains("1,\(word),") == true)
        #expect(workspace.text("b.csv") == "who,sum\n\(word),5\n")
    }

    @Test("Through a table and through JSON a ciphertext is the same text")
    func throughTables() throws {
        let step = "encrypt phone key env:K"
        for sink in ["a.ndjson", "sqlite:a.db#t"] {
            let ended = workspace.tranche("copy", "people.csv", sink, "-e", step, environment: keys)
            #expect(ended.status == 0, "\(ended.errors)")
            let back = workspace.tranche(
                "copy", sink, "-", "--to", "csv", "-e", "decrypt phone key env:K", environment: keys
            )
            #expect(back.status == 0 && back.text == Self.people, "\(back.errors)")
        }
    }

    @Test("A wrong key is an error that names the key's id; its rejects hold the ciphertext alone")
    func wrongKey() throws {
        var ended = workspace.tranche(
            "copy", "people.csv", "safe.csv", "-e", "encrypt phone key env:K",
            environment: ["K": "2025=\(Self.key)"])
        #expect(ended.status == 0, "\(ended.errors)")
        let other = "2026=" + String(repeating: "a5", count: 32)
        ended = workspace.tranche(
            "copy", "safe.csv", "out.csv", "-e", "decrypt phone key env:K",
            environment: ["K": other])
        #expect(ended.status == 65)
        #expect(ended.errors.contains("found a value under key 2025, wanted one of env:K: 2026"))
        ended = workspace.tranche(
            "copy", "safe.csv", "out.csv", "-e", "decrypt phone key env:K", "--fresh",
            environment: ["K": "\(other),2025=\(Self.key)"])
        #expect(ended.status == 0 && workspace.text("out.csv") == Self.people, "\(ended.errors)")
    }

    @Test("Keys come from a file of its owner's and from a command as well")
    func origins() throws {
        workspace.write("k.txt", "a=\(Self.key)\n")
        let path = workspace.file("k.txt")
        let step = "hash email key file:k.txt"
        _ = unsafe chmod(path, 0o644)
        let open = workspace.tranche("copy", "people.csv", "a.csv", "-e", step)
        #expect(open.status == 77 && open.errors.contains("chmod 600"), "\(open.errors)")
        _ = unsafe chmod(path, 0o600)
        #expect(workspace.tranche("copy", "people.csv", "a.csv", "-e", step).status == 0)
        let command = workspace.tranche(
            "copy", "people.csv", "b.csv", "-e", "hash email key \"command:cat k.txt\"")
        #expect(command.status == 0, "\(command.errors)")
        #expect(workspace.bytes("a.csv") == workspace.bytes("b.csv"))
    }

    @Test("A run that goes on under another key is refused")
    func changedKey() {
        var text = Self.people
        for id in 4...3000 { text += "\(id),a\(id)@x.org,1,1\n" }
        workspace.write("people.csv", text + "3001,x\n")
        func run(_ key: String, _ more: [String] = []) -> Ended {
            workspace.start(
                [
                    "copy", "people.csv", "o.csv", "-e", "hash email key env:K", "--chunk-size",
                    "100rows",
                    "--checkpoint-every", "500rows",
                ] + more, environment: ["K": key]
            ).wait()
        }
        #expect(run(Self.key).status == 65)
        let other = run(String(repeating: "a5", count: 32))
        #expect(other.status == 65 && other.errors.contains("--fresh"), "\(other.errors)")
        let same = run(Self.key, ["--max-rejects", "1"])
        #expect(same.status == 3 && same.errors.contains("resuming run"), "\(same.errors)")
    }

    @Test("Neither workers nor chunks change a byte", arguments: 1...4)
    func sameBytes(_ workers: Int) throws {
        workspace.write("in.csv", Samples.wild(seed: 11, rows: 1200))
        let steps = [
            "-e", "encrypt text key env:K salt id", "-e", "hash note key env:K prefix n_",
            "-e", "encrypt number key env:K with chacha20",
        ]
        let first = workspace.start(
            ["copy", "in.csv", "plain.csv", "--workers", "1"] + steps, environment: keys
        ).wait()
        try #require(first.status == 0, "\(first.errors)")
        for chunk in ["1rows", "100rows", "1KiB", "64KiB", "4MiB"] {
            let ended = workspace.start(
                [
                    "copy", "in.csv", "o.csv", "--mode", "replace", "--workers", "\(workers)",
                    "--chunk-size", chunk,
                ] + steps, environment: keys
            ).wait()
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(workspace.bytes("o.csv") == workspace.bytes("plain.csv"), "\(chunk)")
        }
        // As JSON: a field may lose quotes that it does not need.
        let wanted = ["-e", "select text, number", "-e", "cast text as text, number as text"]
        let back = workspace.start(
            ["copy", "o.csv", "back.ndjson", "-e", "decrypt text, number key env:K"] + wanted,
            environment: keys
        ).wait()
        #expect(back.status == 0, "\(back.errors)")
        let plain = workspace.start(["copy", "in.csv", "plain.ndjson"] + wanted).wait()
        #expect(plain.status == 0, "\(plain.errors)")
        #expect(workspace.bytes("back.ndjson") == workspace.bytes("plain.ndjson"))
    }

    @Test("A key stands in no file, no message and no explanation")
    func keysStayOutside() {
        let step = "encrypt phone key env:K"
        let ended = workspace.tranche("copy", "people.csv", "o.csv", "-e", step, environment: keys)
        #expect(ended.status == 0)
        workspace.write("p.yaml", "source: people.csv\nsink: p.csv\nsteps:\n  - \(step)\n")
        let told =
            workspace.tranche("explain", "p.yaml", environment: keys).text
            + workspace.tranche("runs", "show", "last").text + ended.errors
        #expect(told.contains("env:K") && !told.contains("0f0f"))
        #expect(!holds("0f0f"))
        let inPlace = workspace.tranche(
            "copy", "people.csv", "q.csv", "-e", "hash phone key \(Self.key)")
        #expect(inPlace.status == 78 && !inPlace.errors.contains("0f0f"), "\(inPlace.errors)")
        #expect(!holds("0f0f"))
    }

    /// Whether a text stands in any file that the program has written.
    private func holds(_ text: String) -> Bool {
        let found = workspace.shell(
            "grep -rlF --exclude=people.csv --exclude=in.ndjson -e '\(text)' .. ")
        return found.status == 0
    }

    /// The ways on which a record with a sensitive value can fail.
    static let failures: [(source: String, options: [String])] = [
        ("people.csv", ["-e", "filter email::bigint > 1"]),
        ("people.csv", ["-e", "cast email as bigint"]),
        ("people.csv", ["-e", "derive x = email::date", "-e", "drop x"]),
        ("people.csv", ["-e", "select id, phone, age, email::timestamp as email"]),
        ("people.csv", ["-e", "cast age as bigint"]),
        ("people.csv", ["--types", "email:bigint", "-e", "filter email > 1"]),
        ("people.csv", ["--types", "id:bigint", "-e", "mask email as year"]),
        ("in.ndjson", ["-e", "cast email as bigint"]),
        ("in.ndjson", ["-e", "cast age as bigint"]),
    ]

    @Test(
        "A sensitive value is in no output, reject, log or state, whatever fails",
        arguments: failures.indices)
    func leaks(_ index: Int) throws {
        let (source, options) = Self.failures[index]
        let value = "leak@example.org"
        workspace.write(
            "people.csv",
            "id,email,phone,age\n1,\(value),\"+49 \"\"leak\"\"\",x\n2,\"\(value)\",2,3\n3,\(value)\n"
                + "4,\"\(value)\"x,4,5\n")
        workspace.write(
            "in.ndjson",
            "{\"id\":1,\"email\":\"\(value)\",\"phone\":\"+49 leak\",\"age\":\"x\"}\n"
                + "{\"id\":2,\"email\":\"\(value)\",\"age\":3,\"phone\":\"leak\",\"more\":1}\n"
                + "{\"id\":3,\"email\":\"\(value)\n")
        for (sink, format) in [("o.csv", "text"), ("o.ndjson", "json"), ("sqlite:o.db#t", "text")] {
            for limit in ["0", "100"] {
                let ended = workspace.start(
                    [
                        "copy", source, sink, "--sensitive", "email,phone", "--max-rejects", limit,
                        "--log-format", format, "--fresh", "--mode", "replace",
                    ] + options
                        + ["-e", "drop email, phone"]
                ).wait()
                #expect(ended.status == (limit == "0" ? 65 : 3), "\(ended.errors)")
                #expect(
                    !ended.errors.contains("leak") && !ended.text.contains("leak"),
                    "\(ended.errors)")
                #expect(!holds("leak"), "\(sink)")
            }
        }
        let rejects = try #require(workspace.text("o.csv.rejects.ndjson"))
        #expect(rejects.contains("\"original\":\"") && rejects.contains("***"))
        #expect(
            rejects.split(separator: "\n").allSatisfy { $0.contains("\"message\":\"found ") },
            "\(rejects)")
    }

    @Test("The check comes before the run, for copy and for a pipeline file")
    func checked() {
        let ended = workspace.tranche("copy", "people.csv", "o.csv", "--sensitive", "email")
        #expect(ended.status == 78)
        #expect(
            ended.errors.contains("column email is sensitive and would reach o.csv unprotected"))
        workspace.write(
            "p.yaml",
            "source: people.csv\nsensitive: [email, phone]\nsteps:\n  - hash email key env:K\nsink: o.csv\n"
        )
        let run = workspace.tranche("run", "p.yaml", environment: keys)
        #expect(
            run.status == 78 && run.errors.contains("column phone is sensitive"), "\(run.errors)")
        #expect(!workspace.names.contains("o.csv") && !workspace.names.contains(".o.csv.part"))
        let passed = workspace.tranche(
            "copy", "people.csv", "o.csv", "--sensitive", "email,phone", "-e",
            "hash email, phone key env:K", environment: keys)
        #expect(passed.status == 0, "\(passed.errors)")
    }
}
