import Testing

@Suite("The rejects of a run")
struct RejectsTests {
    private static let dirty = """
        printf 'id,amount,name\\n1,5,a\\n2,x,"b\\nc"\\n3,-1,d\\n4\\n5,6,e\\n' > in.csv
        tranche copy in.csv sqlite:x.db#t --types amount:bigint --max-rejects 3 \
        -e 'validate amount > 0 as positive' 2> said; status=$?
        """

    static let cases = [
        Behaviour(
            "Are grouped in the summary", dirty + "\ncat said >&2; exit $status", status: 3,
            says: [
                "1 rejected, field-count", "in.csv:6: found 1 field,",
                "1 rejected, step validate positive, column amount, validation",
                "in.csv:5: found '-1', wanted amount > 0",
                "1 rejected, step validate, column amount, type-mismatch",
            ]),
        Behaviour(
            "Are the lines of their file when piped",
            dirty + "\ntranche rejects last | cmp - x.db.t.rejects.ndjson && echo same",
            output: "same\n"),
        Behaviour(
            "Are a table on request",
            dirty + "\ntranche rejects last --to table --limit 1 | cut -c1-30",
            output: """
                PLACE     STEP      COLUMN  CO
                in.csv:3  validate  amount  ty
                … and 2 more; see all with
                """ + " -\n"),
        Behaviour(
            "Stand in runs show",
            dirty + "\ntranche runs show last | grep -A1 'rejected, step validate positive'",
            output: "1 rejected, step validate positive, column amount, validation\n"
                + "  in.csv:5: found '-1', wanted amount > 0\n"),
        Behaviour(
            "Can be looked at when they were too many",
            """
            printf 'a,b\\n1,2\\n3\\n4\\n' > in.csv
            tranche copy in.csv out.csv --max-rejects 1 --chunk-size 1rows \
            --checkpoint-every 1rows -q 2> said
            tranche rejects last | wc -l
            """, output: "1\n"),
        Behaviour(
            "Cannot go to standard output, whatever the sink is",
            """
            printf 'a\n1\nx\n' > in.csv
            tranche copy in.csv out.csv --types a:bigint --max-rejects 1 --rejects - 2> /dev/null
            echo $? *; tranche copy in.csv - --to csv --max-rejects 1 --rejects -
            """, status: 64,
            says: ["rejects cannot go to standard output, from which no checkpoint can take"],
            output: "64 in.csv\n"),
        Behaviour(
            "Cannot go to standard output from a pipeline file",
            """
            printf 'source: in.csv\nsink: out.csv\nrejects: {path: "-", max: 1}\n' > p.yaml
            tranche run p.yaml
            """, status: 78, says: ["p.yaml:3:17: rejects cannot go to standard output"]),
        Behaviour(
            "Are none where nothing was rejected",
            "printf 'a\\n1\\n' > in.csv; tranche copy in.csv out.csv -q; tranche rejects last",
            output: ""),
    ]

    @Test("Are told", arguments: cases)
    func told(_ behaviour: Behaviour) { behaviour.check() }

    @Test("Of the acceptance line: infer, copy against the contract, rejects, retry")
    func acceptance() throws {
        let workspace = Workspace()
        workspace.write("flights.csv", Samples.flights)
        let ended = workspace.shell(
            """
            set -e
            tranche infer flights.csv > contract.json
            awk 'NR % 100 == 2 { sub(/^2013/, "20x3") } { print }' flights.csv > dirty.csv
            tranche copy dirty.csv sqlite:x.db#t --contract contract.json --max-rejects 5% || test $? = 3
            tranche rejects last | wc -l
            sed -i 's/"original":"20x3/"original":"2013/' x.db.t.rejects.ndjson
            tranche retry last
            """)
        #expect(ended.status == 0, "\(ended.errors)")
        let lines = Samples.flights.count { $0 == 0x0A } - 1
        let bad = (2...(lines + 1)).count { $0 % 100 == 2 }
        #expect(ended.text.trimmingBlanks == "\(bad)")
        let database = Database(workspace.file("x.db"))
        #expect(try database.rows("SELECT count(*) FROM t WHERE year = 2013") == ["\(lines)"])
        #expect(!workspace.names.contains { $0.contains("rejects") })
        #expect(ended.errors.contains("step validate year_type, column year, validation"))
    }

    @Test(
        "Depend neither on workers nor on chunks",
        arguments: [["--workers", "1", "--chunk-size", "300rows"], ["--workers", "5"]])
    func pace(options: [String]) throws {
        func rejects(_ options: [String]) throws -> ([UInt8]?, [UInt8]?, String) {
            let workspace = Workspace()
            workspace.write("in.csv", Samples.flights)
            let ended = workspace.start(
                [
                    "copy", "in.csv", "out.csv", "--max-rejects", "100%", "--null", "NA", "-e",
                    "validate dep_delay < 60 as late, unique (carrier, flight, day), arr_delay < 0 "
                        + "as early else warn",
                ] + options
            ).wait()
            try #require(ended.status == 3, "\(ended.errors)")
            let words = ended.errors.split(separator: "\n").dropFirst()
            return (
                workspace.bytes("out.csv"), workspace.bytes("out.csv.rejects.ndjson"),
                words.joined(separator: "\n")
            )
        }
        let (one, other) = (try rejects([]), try rejects(options))
        #expect(one.0 == other.0 && one.1 == other.1)
        #expect(one.2 == other.2)
        #expect(one.2.contains("warned of by validate early"))
    }

    @Test("Are no way around a rule that fails the run")
    func fatal() {
        Behaviour(
            "",
            "printf 'a\\n1\\n0\\n' > in.csv; tranche copy in.csv out.csv --max-rejects 100% "
                + "-e 'validate a > 0 as positive else fail'",
            status: 65, says: ["in.csv:3: step validate positive"]
        ).check()
    }

    static let contracts = [
        Behaviour(
            "Freeze", "tranche copy in.csv o.csv --contract c.json", status: 65,
            says: ["in.csv has c, which the contract does not", "--on-drift evolve or reject"]),
        Behaviour(
            "Evolve", "tranche copy in.csv o.csv --contract c.json --on-drift evolve && cat o.csv",
            output: "a,c,b\n1,x,\n2,,\n"),
        Behaviour(
            "Reject",
            """
            tranche copy in.csv o.csv --contract c.json --on-drift reject --max-rejects 1 -q
            cat o.csv
            """, output: "a,b\n2,\n"),
        Behaviour(
            "Wrong policy", "tranche copy in.csv o.csv --contract c.json --on-drift evolv",
            status: 64, says: ["did you mean evolve"]),
        Behaviour(
            "Policy alone", "tranche copy in.csv o.csv --on-drift reject", status: 64,
            says: ["without --contract"]),
        Behaviour(
            "Evolve, in a pipeline file",
            """
            printf 'version: 1\\nsource: in.csv\\nsink: o.csv\\n' > p.yaml
            printf 'contract: {path: c.json, on_drift: evolve}\\n' >> p.yaml
            tranche run p.yaml && cat o.csv
            """, output: "a,c,b\n1,x,\n2,,\n"),
        Behaviour(
            "Reject, of keys in JSON",
            """
            printf '{"a":1,"z":2}\\n{"a":3}\\n' > in.ndjson
            tranche copy in.ndjson o.csv --contract c.json --on-drift reject --max-rejects 1 -q
            cat o.csv
            """, output: "a,b\n3,\n"),
    ]

    @Test("Come of a contract's drift as asked", arguments: contracts)
    func drift(_ behaviour: Behaviour) {
        var behaviour = behaviour
        behaviour.line =
            """
            printf 'a,c\\n1,x\\n2,\\n' > in.csv
            echo '{"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}' > c.json
            """ + "\n" + behaviour.line
        behaviour.check()
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
