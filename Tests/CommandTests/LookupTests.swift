import PostgreSQLTesting
import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("lookup in the program: files and tables, loaded or asked by key, give the same bytes")
struct LookupTests {
    let workspace = Workspace()

    init() {
        for name in ["airlines.csv", "airports.csv"] {
            workspace.write(name, readFile(Program.root + "/fixtures/" + name) ?? [])
        }
        workspace.write("f.csv", Samples.flights)
    }

    private func fields(_ line: Substring) -> [Substring] {
        line.split(separator: ",", omittingEmptySubsequences: false)
    }

    @Test("Each flight gets the name of its airline, whatever the workers and chunks")
    func acceptance() throws {
        var names: [Substring: String] = [:]
        for line in try #require(workspace.text("airlines.csv")).split(separator: "\n") {
            let parts = line.split(separator: ",", maxSplits: 1)
            names[parts[0]] = String(parts[1])
        }
        names["carrier"] = "airline"
        let lines = String(decoding: Samples.flights, as: UTF8.self).split(separator: "\n")
        let expected = lines.map { "\($0),\(names[fields($0)[9]] ?? "?")\n" }.joined()
        for (workers, chunk) in [("1", "512KiB"), ("2", "3KiB"), ("7", "501rows")] {
            let ended = workspace.shell(
                "tranche copy f.csv out.csv --mode replace --workers \(workers) --chunk-size "
                    + "\(chunk) -e 'lookup airlines.csv on carrier = carrier add name as airline'")
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(workspace.text("out.csv") == expected)
        }
    }

    @Test(
        "A reference may be of any format, compressed or not, and its types are those of all values"
    )
    func formats() throws {
        var reference = "id,n,word\n"
        for row in 0..<60_000 {
            reference += "\(row),\(row == 59_000 ? "7.5" : "\(row)"),w\(row)\n"
        }
        workspace.write("r.csv", reference)
        workspace.write("k.csv", "id\n1\n59000\n59999\n60000\n\n7\n")
        for name in ["r.csv.gz", "r.tsv", "r.ndjson.zst", "r.json"] {
            #expect(workspace.tranche("copy", "r.csv", name).status == 0)
        }
        let expected = """
            {"id":1,"n":1,"word":"w1"}
            {"id":59000,"n":7.5,"word":"w59000"}
            {"id":59999,"n":59999,"word":"w59999"}
            {"id":60000,"n":null,"word":null}
            {"id":7,"n":7,"word":"w7"}

            """
        for name in ["r.csv", "r.csv.gz", "r.tsv", "r.ndjson.zst", "r.json"] {
            let ended = workspace.tranche(
                "copy", "k.csv", "-", "--to", "ndjson", "-e", "filter id is not null", "-e",
                "lookup \(name) on id add *", "-e", "filter n is null or n < 100000")
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(ended.text == expected, "\(name)")
        }
    }

    @Test("A key that is missing is NULL, a reject, left out or the end, and all is counted")
    func missing() throws {
        let lookup = "lookup airports.csv on dest = faa add name as place"
        let missing = String(decoding: Samples.flights, as: UTF8.self).split(separator: "\n")
            .count { ["BQN", "SJU", "PSE", "STT"].contains(fields($0)[13]) }
        #expect(missing > 100)
        for (words, options, status) in [
            ("else null", [], Int32(0)), ("else drop", [], 0),
            ("else reject", ["--max-rejects", "50%"], 3),
            ("else fail", ["--max-rejects", "50%"], 65), ("else reject", [], 65),
        ] {
            let ended = workspace.start(
                ["copy", "f.csv", "out.csv", "--fresh", "--mode", "replace", "-e"]
                    + ["\(lookup) \(words)"] + options
            ).wait()
            #expect(ended.status == status, "\(words): \(ended.errors)")
            let counts = RunCounts(workspace.tranche("runs", "show", "last").text)
            #expect(counts.isConserved)
            if status == 65 {
                #expect(ended.errors.contains("f.csv:5: step lookup: column dest: found 'BQN'"))
                continue
            }
            #expect(counts.read == 20_000)
            #expect(counts.count("filtered") == (words == "else drop" ? missing : 0))
            #expect(counts.count("rejected") == (words == "else reject" ? missing : 0))
            let rejects = workspace.text("out.csv.rejects.ndjson") ?? ""
            #expect(rejects.contains("\"code\":\"lookup-miss\"") == (status == 3))
        }
    }

    @Test(
        "What is not there or does not fit is told before the run",
        arguments: [
            ("lookup none.csv on dest add name", 66, "none.csv: cannot open"),
            ("lookup sqlite:none.db#t on dest add name", 66, "found no database none.db"),
            ("lookup sqlite:r.db#airport on dest = faa add name", 66, "did you mean 'airports'?"),
            ("lookup sqlite:r.db on dest = faa add name", 64, "wanted a table or a query"),
            ("lookup 'postgresql://127.0.0.1:1/d#t' on dest add name", 69, "127.0.0.1"),
            ("lookup airports.csv on des = faa add name", 78, "did you mean dest?"),
            ("lookup airports.csv on dest = fa add name", 78, "did you mean faa?"),
            ("lookup airports.csv on dest = faa add lat as dest", 78, "exists already"),
            ("lookup airports.csv on dest = faa add name by key", 64, "wanted a table of SQLite"),
            (
                "lookup f.csv on dest add tailnum as t", 65,
                "dest 'IAH' twice in f.csv, as records 1 and 2"
            ),
            ("lookup bad.csv on dest = a add b", 65, "bad.csv record 2"),
            ("lookup - on dest add name", 64, "standard input cannot be a reference"),
            ("lookup odd.unknown on dest add name", 64, "format of odd.unknown by its name"),
        ])
    func refused(_ step: String, _ status: Int, _ words: String) {
        #expect(workspace.tranche("copy", "airports.csv", "sqlite:r.db#airports").status == 0)
        workspace.write("bad.csv", "a,b\n1,2\n3\n")
        workspace.write("odd.unknown", "a,b\n")
        let ended = workspace.tranche("copy", "f.csv", "out.csv", "-e", step)
        #expect(ended.status == Int32(status) && ended.errors.contains(words), "\(ended.errors)")
        #expect(!workspace.names.contains { $0.hasPrefix("out.csv") })
    }

    @Test("A reference that does not fit into half of the memory is refused with the way out")
    func memory() {
        let named = workspace.tranche(
            "copy", "f.csv", "out.csv", "--memory", "1MiB", "-e",
            "lookup f.csv on day, flight, carrier, dest add time_hour as t, tailnum as u keep first"
        )
        #expect(named.status == 64 && named.errors.contains("by key"), "\(named.errors)")
    }

    @Test(
        "A resumed run is refused once its reference has changed, and goes on when it is as it was")
    func changedReference() throws {
        for reference in ["r.csv", "sqlite:r.db#t"] {
            let workspace = Workspace()
            workspace.write("in.csv", Samples.flights + Array("x,1\n".utf8))
            func make(_ name: String) throws {
                workspace.write("r.csv", "carrier,name\nUA,United\nAA,\(name)\n")
                let database = Database(workspace.file("r.db"))
                try database.run("drop table if exists t")
                try database.run("create table t (carrier text, name text)")
                try database.run("insert into t values ('AA', '\(name)'), ('UA', 'United')")
            }
            func run() -> Ended {
                workspace.tranche(
                    "copy", "in.csv", "out.csv", "--checkpoint-every", "1000rows", "--chunk-size",
                    "50KiB", "-e", "lookup \(reference) on carrier add name")
            }
            try make("American")
            #expect(run().status == 65, "the last record is short")
            try make("Americas")
            let refused = run()
            #expect(refused.status == 65, "\(refused.errors)")
            let name = reference.replacing("sqlite:", with: "")
            #expect(
                refused.errors.contains("since then the reference \(name) of lookup changed"),
                "\(refused.errors)")
            #expect(refused.errors.contains("start over with --fresh"))
            try make("American")
            let resumed = run()
            #expect(resumed.errors.contains("resuming run"), "\(resumed.errors)")
        }
    }

    @Test("No message quotes the key of a sensitive column")
    func sensitive() throws {
        workspace.write("p.csv", "ssn,n\n123-secret,1\n")
        workspace.write("twice.csv", "ssn,name\n123-secret,a\n123-secret,b\n")
        workspace.write("other.csv", "ssn,name\n9,a\n")
        for (reference, status, words) in [
            ("twice.csv", Int32(65), "ssn ***"), ("other.csv", 65, "found ***, wanted ssn"),
        ] {
            let ended = workspace.tranche(
                "copy", "p.csv", "out.csv", "--sensitive", "ssn", "-e",
                "lookup \(reference) on ssn add name else reject", "-e", "drop ssn")
            #expect(ended.status == status && ended.errors.contains(words), "\(ended.errors)")
            #expect(!ended.errors.contains("secret"))
        }
    }

    @Test("explain tells what is loaded, what is asked, and how keys are compared")
    func explained() throws {
        #expect(workspace.tranche("copy", "airports.csv", "sqlite:r.db#a").status == 0)
        workspace.write(
            "p.yaml",
            """
            source: f.csv
            steps:
              - lookup: airlines.csv on carrier add name as airline
              - lookup 'sqlite:r.db#a' on dest = faa add lat by key
              - cast flight as bigint
              - lookup airlines.csv on flight = carrier add name as none
            sink: out.csv

            """)
        let ended = workspace.tranche("explain", "p.yaml")
        #expect(ended.status == 0, "\(ended.errors)")
        for line in [
            "step 1  lookup airlines.csv on carrier add name as airline",
            "reference airlines.csv: 16 records in", "compares carrier by text",
            "columns carrier text (inferred), name text (inferred)",
            "reference r.db#a: asked by key", "columns faa text, lat numeric",
            "compares flight by numeric value",
        ] {
            #expect(ended.text.contains(line), "\(line)\n\(ended.text)")
        }
    }
}
