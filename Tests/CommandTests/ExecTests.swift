import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("exec: a program as a step, whose answers and whose death are told at their record")
struct ExecTests {
    private static let rows = 3000

    private func input(_ rows: Int = ExecTests.rows) -> String {
        (0..<rows).map { row in
            "{\"id\":\(row),\"name\":\"n\\\"\(row) é\",\"price\":\(row).50,"
                + "\"note\":\(row % 7 == 0 ? "null" : "\"\\u0041\\n\"")}\n"
        }.joined()
    }

    private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    @Test(
        "Through cat every byte stays, whatever the workers and the chunks", arguments: 1...4,
        ["1KiB", "17KiB", "4MiB"])
    func identity(workers: Int, chunk: String) throws {
        let workspace = Workspace()
        workspace.write("in.ndjson", input())
        let ended = workspace.tranche(
            "copy", "in.ndjson", "out.ndjson", "-e", "exec 'cat'", "--workers", "\(workers)",
            "--chunk-size", chunk)
        try #require(ended.status == 0, "\(ended.errors)")
        let plain = workspace.tranche("copy", "in.ndjson", "plain.ndjson")
        #expect(plain.status == 0)
        #expect(workspace.bytes("out.ndjson") == workspace.bytes("plain.ndjson"))
    }

    @Test("CSV goes through cat with its NULLs, empty texts and digits")
    func csv() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "a,b,c\n1.10,\"\",x\n2.00,,\"y,\"\"z\"\n")
        let ended = workspace.tranche("copy", "in.csv", "out.csv", "-e", "exec 'cat'")
        try #require(ended.status == 0, "\(ended.errors)")
        #expect(workspace.text("out.csv") == "a,b,c\n1.10,\"\",x\n2.00,,\"y,\"\"z\"\n")
    }

    @Test(
        "An answer without an end, or longer than a record may be, is told at its record",
        arguments: [
            (#"read -r a; echo {}; read -r a; exec yes x | tr -d ''\n''"#, Int32(65)),
            (#"read -r a; echo {}; printf ''{"name": "%65536d"}\n'' 7; cat"#, 65),
            (#"read -r a; echo {}; read -r a; printf ''{"name": "%65524s"}\n'' x; cat"#, 0),
            (#"read -r a; echo {}; read -r a; printf ''{"name": "%65525s"}\n'' x; cat"#, 65),
        ])
    func longAnswers(script: String, status: Int32) throws {
        let workspace = Workspace()
        workspace.write("in.ndjson", input(3))
        let ended = workspace.tranche(
            "copy", "in.ndjson", "out.ndjson", "--memory", "1MiB", "--workers", "1", "-e",
            "exec shell '\(script)'")
        try #require(ended.status == status, "\(ended.errors)")
        guard status != 0 else { return }
        #expect(
            ended.errors.contains("in.ndjson:2: step exec: ")
                && ended.errors.contains("gave an answer of more than 65536 bytes"),
            "\(ended.errors)")
        #expect(ended.errors.contains("raise --memory"))
    }

    /// Answers of every kind, by the number of the record.
    private static let script = """
        while IFS= read -r line; do
          id=${line#*:}; id=${id%%,*}
          case $((id % 5)) in
          0) echo null ;;
          1) echo '{"$error": "no price for it"}' ;;
          2) echo "{\\"score\\": $id.5}" ;;
          3) echo '{"name": "changed", "score": null}' ;;
          4) echo '{}' ;;
          esac
        done
        """

    @Test(
        "Answers add, replace, filter and refuse, the same for every cut", arguments: 1...4,
        ["1rows", "7rows", "64KiB"])
    func answers(workers: Int, chunk: String) throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id,name\n" + (0..<100).map { "\($0),n\($0)\n" }.joined())
        workspace.write("score.sh", Self.script)
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e",
            "exec '/bin/sh score.sh' columns (score double precision)", "--workers", "\(workers)",
            "--chunk-size", chunk, "--max-rejects", "20")
        try #require(ended.status == 3, "\(ended.errors)")
        var wanted = "id,name,score\n"
        for id in 0..<100 {
            switch id % 5 {
            case 2: wanted += "\(id),n\(id),\(id).5\n"
            case 3: wanted += "\(id),changed,\n"
            case 4: wanted += "\(id),n\(id),\n"
            default: break
            }
        }
        #expect(workspace.text("out.csv") == wanted)
        let rejects = text(workspace.bytes("out.csv.rejects.ndjson")).split(separator: "\n")
        #expect(rejects.count == 20)
        #expect(rejects.allSatisfy { $0.contains("exec-error") && $0.contains("no price for it") })
        #expect(ended.errors.contains("20 filtered"))
    }

    @Test(
        "A wrong answer is a reject that says what was wanted",
        arguments: [
            ("{\"scor\": 1}", "unexpected-key", "found the key \\\"scor\\\""),
            ("{\"score\": \"x\"}", "type-mismatch", "wanted bigint"),
            ("[1]", "exec-error", "in the program's answer: found"),
            ("", "exec-error", "an empty line"),
            ("{\"score\": 1", "exec-error", "in the program's answer"),
        ])
    func wrongAnswers(answer: String, code: String, words: String) throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id\n1\n2\n")
        workspace.write("answer", answer + "\n")
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "--max-rejects", "2", "-e",
            "exec shell 'while read -r x; do cat answer; done' columns (score bigint)")
        try #require(ended.status == 3, "\(ended.errors)")
        let rejects = text(workspace.bytes("out.csv.rejects.ndjson"))
        if code == "unexpected-key" {
            let strict = workspace.tranche(
                "copy", "in.csv", "x.csv", "-e",
                "exec shell 'while read -r x; do cat answer; done' "
                    + "columns (score bigint)")
            #expect(strict.errors.contains("did you mean score?"), "\(strict.errors)")
        }
        #expect(rejects.contains(code) && rejects.contains(words), "\(rejects)")
    }

    @Test(
        "A program that dies is told with its end, its last word and the record it was at",
        arguments: [
            ("exit 3", "exited with status 3"), ("kill -9 $$", "was killed by signal 9"),
            ("exec >&-; exit 0", "exited with status 0"),
        ])
    func deaths(end: String, words: String) throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id\n" + (1...50).map { "\($0)\n" }.joined())
        workspace.write(
            "die.sh",
            """
            n=0
            while IFS= read -r line; do
              n=$((n + 1))
              if [ $n -eq 41 ]; then echo "cannot go on" >&2; \(end); fi
              echo "$line"
            done
            """)
        for chunk in ["7rows", "1MiB"] {
            let ended = workspace.tranche(
                "copy", "in.csv", "out.csv", "-e", "exec 'sh die.sh'", "--workers", "1",
                "--chunk-size", chunk, "--fresh")
            #expect(ended.status == 65, "\(ended.errors)")
            #expect(ended.errors.contains("in.csv:42: step exec: sh \(words)"), "\(ended.errors)")
            #expect(ended.errors.contains("it said last: cannot go on"), "\(ended.errors)")
            #expect(ended.errors.contains("exec sh: cannot go on"), "\(ended.errors)")
            // What was answered stays, and a program that has been mended goes on behind it.
            #expect(workspace.bytes("out.csv") == nil)
        }
    }

    @Test("A failure at the end of its input is one of the run, and so is an answer too many")
    func ends() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id\n1\n2\n")
        let failing = workspace.tranche(
            "copy", "in.csv", "a.csv", "-e", "exec shell 'cat; echo oh >&2; exit 7'")
        #expect(failing.status == 65)
        #expect(
            failing.errors.contains("exited with status 7 after its last answer; it said last: oh"))
        let talking = workspace.tranche(
            "copy", "in.csv", "b.csv", "-e", "exec shell 'cat; echo {}'")
        #expect(talking.status == 65)
        #expect(talking.errors.contains("more answers than it was given records"))
        let absent = workspace.tranche("copy", "in.csv", "c.csv", "-e", "exec './nothing here'")
        #expect(absent.status == 66)
        #expect(absent.errors.contains("cannot start ./nothing"), "\(absent.errors)")
        #expect(workspace.names.allSatisfy { !["a.csv", "b.csv", "c.csv"].contains($0) })
    }

    @Test("A program that keeps its answers until the end is told from one that is slow")
    func buffering() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id\n1\n2\n")
        let ended = workspace.tranche(
            "copy", "in.csv", "out.csv", "-e", "exec shell 'x=$(cat); echo \"$x\"' timeout 300ms")
        #expect(ended.status == 65)
        #expect(ended.errors.contains("in.csv:2: step exec"), "\(ended.errors)")
        #expect(ended.errors.contains("flush after each line"), "\(ended.errors)")
    }

    @Test("A stop does not wait for a slow program, leaves none behind, and the next run goes on")
    func stop() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id\n" + (1...400).map { "\($0)\n" }.joined())
        workspace.write(
            "slow.sh",
            """
            echo $$ >pid
            while IFS= read -r line; do
              if [ -e slow ]; then touch reached; sleep 1000; fi
              echo "$line"
              case $line in '{"id":100}') touch slow ;; esac
            done
            """)
        let words = [
            "copy", "in.csv", "out.csv", "-e", "exec 'sh slow.sh'", "--workers", "1",
            "--chunk-size", "10rows", "--checkpoint-every", "10rows",
        ]
        let child = workspace.start(words)
        try #require(child.wait(until: { workspace.bytes("reached") != nil }, limit: 30))
        child.send(SIGTERM)
        let ended = child.wait(limit: 30)
        #expect(ended.status == 143 && !ended.isOverdue, "\(ended.errors)")
        let pid = Int32(text(workspace.bytes("pid")).dropLast(1)) ?? -1
        #expect(pid > 1 && kill(pid, 0) != 0 && errno == ESRCH)
        unsafe unlink(workspace.file("slow"))
        workspace.write(
            "slow.sh", "while IFS= read -r line; do echo \"$line\"; done")
        let again = workspace.start(words).wait()
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.errors.contains("resuming"), "\(again.errors)")
        #expect(workspace.text("out.csv") == workspace.text("in.csv"))
    }

    @Test("A program has three descriptors, the usual signals, and a part of a long story is shown")
    func surroundings() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id\n1\n2\n3\n4\n5\n6\n7\n8\n")
        workspace.write(
            "look.sh",
            """
            ls /proc/self/fd >"fds.$$" 2>/dev/null
            grep SigIgn /proc/self/status >"signals.$$" 2>/dev/null
            n=0
            while [ $n -lt 1000 ]; do n=$((n + 1)); echo "line $n" >&2; done
            while IFS= read -r line; do echo "$line"; done
            """)
        // Without what the tests themselves have open.
        let ended = workspace.shell(
            """
            for fd in /proc/self/fd/*; do
              n=${fd##*/}
              if [ "$n" -gt 2 ]; then eval "exec $n>&-"; fi
            done
            tranche copy in.csv out.csv -e "exec 'sh look.sh'" --workers 4 --chunk-size 1rows
            """)
        #expect(ended.status == 0, "\(ended.errors)")
        let all = ended.errors.split(separator: "\n").filter { $0.contains("exec sh: line") }
        let programs = workspace.names.filter { $0.hasPrefix("fds.") }
        #expect(!programs.isEmpty)
        #expect(all.count == 200 * programs.count, "\(programs) \(ended.errors.suffix(300))")
        #if os(Linux)
        for name in programs {
            // The fourth is the directory that ls itself has open.
            #expect(workspace.text(name) == "0\n1\n2\n3\n", "\(workspace.text(name) ?? "")")
            let signals = workspace.text(name.replacing("fds.", with: "signals.")) ?? ""
            // The two above 31 are the C library's own.
            let ignored = UInt64(signals.suffix(9).dropLast(), radix: 16) ?? .max
            #expect(ignored & 0x7FFF_FFFF == 0, "\(signals)")
        }
        #endif
    }

    @Test("Sensitive columns are not given away, protected ones are")
    func sensitive() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id,mail\n1,a@b.c\n")
        let refused = workspace.tranche(
            "copy", "in.csv", "out.csv", "--sensitive", "mail", "-e", "exec 'cat'", "-e",
            "drop mail")
        #expect(refused.status == 78)
        #expect(refused.errors.contains("would be given to another program unprotected"))
        let dropped = workspace.tranche(
            "copy", "in.csv", "out.csv", "--sensitive", "mail", "-e", "drop mail", "-e",
            "exec 'cat'")
        #expect(dropped.status == 0, "\(dropped.errors)")
    }

    @Test("A pipeline file names the program as words, and explain says whose business it is")
    func pipelineFile() throws {
        let workspace = Workspace()
        workspace.write("in.csv", "id\n1\n")
        workspace.write("say it.sh", "while read -r x; do echo \"{\\\"word\\\":\\\"$1\\\"}\"; done")
        workspace.write(
            "job.yaml",
            """
            version: 1
            source: in.csv
            steps:
              - exec:
                  command: [sh, say it.sh, it's]
                  columns: {word: text}
                  timeout: 5s
              - exec: [cat]
              - exec: {shell: cat | cat}
            sink: out.csv
            """)
        let explained = workspace.tranche("explain", "job.yaml")
        #expect(explained.status == 0, "\(explained.errors)")
        #expect(
            explained.text.contains("exec 'sh \"say it.sh\" \"it''s\"' columns (word text)"),
            "\(explained.text)")
        #expect(explained.text.contains("the same output from the same input is its business"))
        let ended = workspace.tranche("run", "job.yaml")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(workspace.text("out.csv") == "id,word\n1,it's\n")
    }
}
