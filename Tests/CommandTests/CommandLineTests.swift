import Testing

@Suite("A wrong command line is refused with the place and a hint")
struct CommandLineTests {
    static let input = "printf 'carrier,flight\\nUA,1\\nAA,2\\n' > in.csv; "

    static let refusals = [
        Behaviour("no source", "tranche copy", status: 64, says: ["<source>", "Usage:"]),
        Behaviour("no sink", "tranche copy in.csv", status: 64, says: ["<sink>"]),
        Behaviour("an unknown flag", "tranche copy a b --bogus", status: 64, says: ["--bogus"]),
        Behaviour("an unknown command", "tranche cpy a b", status: 64, says: ["cpy"]),
        Behaviour(
            "an unknown step", input + "tranche copy in.csv o.csv -e 'selekt carrier'", status: 78,
            says: ["selekt", "did you mean select?"]),
        Behaviour(
            "an unknown column", input + "tranche copy in.csv o.csv -e 'select carier'", status: 78,
            says: ["carier", "did you mean carrier?"]),
        Behaviour(
            "an unknown format", input + "tranche copy in.csv o.csv --from cvss", status: 64,
            says: ["cvss", "csv, tsv, ndjson"]),
        Behaviour(
            "no format for the sink", input + "tranche copy in.csv out.xyz", status: 64,
            says: ["out.xyz", "--to"]),
        Behaviour(
            "an unknown type", input + "tranche copy in.csv o.csv --types flight:bigintt",
            status: 64, says: ["bigintt", "did you mean bigint?"]),
        Behaviour(
            "a type for no column", input + "tranche copy in.csv o.csv --types fligt:bigint",
            status: 64, says: ["fligt", "did you mean flight?"]),
        Behaviour(
            "types without a type", input + "tranche copy in.csv o.csv --types flight", status: 64,
            says: ["column:type"]),
        Behaviour(
            "an unknown mode", input + "tranche copy in.csv sqlite:o.db#t --mode upsrt", status: 64,
            says: ["did you mean upsert?"]),
        Behaviour(
            "upsert without a key", input + "tranche copy in.csv sqlite:o.db#t --mode upsert",
            status: 64, says: ["--key"]),
        Behaviour(
            "append to a file", input + "tranche copy in.csv o.csv --mode append", status: 64,
            says: ["--mode replace"]),
        Behaviour(
            "a database without a table", input + "tranche copy in.csv sqlite:o.db", status: 64,
            says: ["sqlite:o.db#table"]),
        Behaviour("a missing input", "tranche copy no.csv o.csv", status: 66, says: ["no.csv"]),
        Behaviour("a pattern without files", "tranche copy 'no-*.csv' o.csv", status: 66, says: ["no-*"]),
        Behaviour(
            "a missing database", "tranche copy sqlite:no.db#t o.csv", status: 66, says: ["no.db"]),
        Behaviour(
            "a missing table",
            input + "tranche copy in.csv sqlite:o.db#t && tranche copy sqlite:o.db#u - --to csv",
            status: 66, says: ["'u'"]),
        Behaviour(
            "a directory as input", "mkdir d; tranche copy d o.csv --from csv", status: 66,
            says: ["d: a directory"]),
        Behaviour(
            "a directory as output", input + "mkdir o.csv; tranche copy in.csv o.csv", status: 73,
            says: ["is a directory"]),
        Behaviour(
            "a missing directory", input + "tranche copy in.csv no/o.csv", status: 73,
            says: ["no/o.csv", "create the directory"]),
        Behaviour(
            "an output that exists", input + "echo x > o.csv; tranche copy in.csv o.csv",
            status: 73, says: ["o.csv: exists already", "--mode replace"]),
        Behaviour(
            "exactly once to a stream",
            input + "tranche copy in.csv - --require exactly-once", status: 64,
            says: ["at least once"], output: ""),
        Behaviour("too many workers", input + "tranche copy in.csv o.csv --workers 0", status: 64, says: ["1 to 256"]),
        Behaviour(
            "a chunk size of nothing", input + "tranche copy in.csv o.csv --chunk-size 0",
            status: 64, says: ["--chunk-size"]),
        Behaviour(
            "an interval of nothing", input + "tranche copy in.csv o.csv --checkpoint-every 0rows",
            status: 64, says: ["--checkpoint-every"]),
        Behaviour("an unknown run", "tranche runs show nope", status: 64, says: ["nope", "hint:"]),
        Behaviour(
            "a column that the table has not",
            input + "tranche copy in.csv sqlite:o.db#t && printf 'carrier,plane\\nUA,7\\n' > b.csv; "
                + "tranche copy b.csv sqlite:o.db#t",
            status: 65, says: ["plane", "rename"]),
    ]

    @Test("It is refused", arguments: refusals)
    func isRefused(_ behaviour: Behaviour) { behaviour.check() }

    @Test("Every refusal of ours has one hint and leaves no file behind")
    func tidyRefusals() {
        let workspace = Workspace()
        workspace.write("in.csv", "a,b\n1,2\n")
        for words in [
            ["copy", "in.csv", "o.csv", "-e", "select c"], ["copy", "in.csv", "o.csv", "--from", "x"],
            ["copy", "in.csv", "no/o.csv"], ["copy", "no.csv", "sqlite:o.db#t"],
        ] {
            let ended = workspace.start(words).wait()
            #expect(ended.status >= 64 && ended.status < 80, "\(words)")
            #expect(ended.errors.components(of: "hint:") == 1, "\(ended.errors)")
            #expect(ended.output.isEmpty)
        }
        #expect(workspace.names == ["in.csv"])
    }

    @Test("An output in a directory that takes no files", .enabled(if: getuid() != 0, "root may write anywhere"))
    func unwritableDirectory() {
        Behaviour(
            "unwritable", Self.input + "mkdir d; chmod 555 d; tranche copy in.csv d/o.csv",
            status: 77, says: ["d/o.csv", "hint:"]
        ).check()
    }

    @Test("An output that exists is replaced when asked to, and only by a whole one")
    func replacesFile() {
        Behaviour(
            "replace",
            Self.input + "echo old > o.csv; tranche copy in.csv o.csv --mode replace -q; cat o.csv; "
                + "printf 'carrier,flight\\nUA\\n' > in.csv; tranche copy in.csv o.csv --mode replace; cat o.csv",
            says: ["in.csv:2"],
            output: "carrier,flight\nUA,1\nAA,2\ncarrier,flight\nUA,1\nAA,2\n"
        ).check()
    }
}

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension String {
    /// How often a text is found.
    func components(of text: String) -> Int { ranges(of: text).count }
}
