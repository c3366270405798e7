import PostgreSQLTesting
import Testing

@Suite("Modes with a key on the command line")
struct ModeTests {
    private static let table = """
        printf 'id,v,n\\n1,a,1\\n2,b,2\\n3,c,3\\n' > old.csv
        tranche copy old.csv sqlite:x.db#t -q
        printf 'id,v\\n2,x\\n9,y\\n3,c\\n' > in.csv

        """
    private static let show = "tranche copy sqlite:x.db#t - --to csv -q"

    static let cases = [
        Behaviour(
            "Update changes rows that are there, and tells of those that are not",
            table + "tranche copy in.csv sqlite:x.db#t --mode update --key id 2> said; " + show
                + "; cat said >&2",
            says: ["2 records from in.csv", "1 filtered, 1 of these without a row of their key"],
            output: "id,v,n\n1,a,1\n2,x,2\n3,c,3\n"),
        Behaviour(
            "Update without what changes nothing",
            table + "tranche copy in.csv sqlite:x.db#t --mode update --key id --skip-unchanged",
            says: ["1 record from in.csv", "1 filtered, 1 duplicate, 1 of these without a row"]),
        Behaviour(
            "Delete takes the key of what comes",
            table + "tranche copy in.csv sqlite:x.db#t --mode delete --key id -q; " + show,
            output: "id,v,n\n1,a,1\n"),
        Behaviour(
            "A table is not made to update or delete its rows",
            table + "tranche copy in.csv sqlite:x.db#tt --mode delete --key id", status: 66,
            says: ["found no table 'tt' in x.db", "did you mean 't'?"]),
        Behaviour(
            "Nor is a database",
            "printf 'id\\n1\\n' > in.csv; tranche copy in.csv sqlite:x.db#t --mode delete --key id "
                + "; s=$?; ls; exit $s",
            status: 66, says: ["found no database x.db"], output: "in.csv\n"),
        Behaviour(
            "They need a key", table + "tranche copy in.csv sqlite:x.db#t --mode delete",
            status: 64, says: ["--mode delete needs a key"]),
        Behaviour(
            "A file has none",
            "printf 'a\\n1\\n' > in.csv; tranche copy in.csv out.csv --mode update --key a",
            status: 64, says: ["--mode update needs a table"]),
        Behaviour(
            "What changes nothing is for upsert and update",
            table + "tranche copy in.csv sqlite:x.db#t --skip-unchanged", status: 64,
            says: ["--skip-unchanged and --hash-column go with --mode upsert and --mode update"]),
        Behaviour(
            "A hash column is made with its table, and compared",
            """
            printf 'id,v\\n1,1.0\\n2,b\\n' > in.csv
            tranche copy in.csv sqlite:x.db#t --mode upsert --key id --hash-column h -q
            printf 'v,id\\nx,2\\n1.0,1\\n' > in.csv
            tranche copy in.csv sqlite:x.db#t --mode upsert --key id --hash-column h
            tranche copy sqlite:x.db - --query 'select id, v, length(h) from t' --to csv -q
            """, says: ["1 record from in.csv", "1 duplicate"],
            output: "id,v,length(h)\n1,1.0,32\n2,x,32\n"),
        Behaviour(
            "A hash column is no column of the input",
            "printf 'id,h\\n1,a\\n' > in.csv\n"
                + "tranche copy in.csv sqlite:x.db#t --mode upsert --key id --hash-column h",
            status: 78, says: ["found column 'h', in which the hash of a row is to stand"]),
    ]

    @Test("Do what they say", arguments: cases)
    func told(_ behaviour: Behaviour) { behaviour.check() }

    @Test("Work on PostgreSQL from a pipeline file, by hash, too")
    func pipelineFile() throws {
        let scenario = try PostgreSQLScenario()
        let workspace = scenario.workspace
        try scenario.sql("create table t (id int primary key, v text, h text)")
        for (text, wanted) in [
            ("id,v\n1,a\n2,b\n", "2 records"), ("id,v\n1,a\n2,c\n", "1 record"),
            ("id,v\n1,a\n2,c\n3,d\n", "1 record"),
        ] {
            workspace.write("in.csv", text)
            workspace.write(
                "p.yaml",
                """
                source: { path: in.csv }
                sink: { postgresql: "\(scenario.address)", table: t, mode: upsert, key: [id], hash_column: h }
                """)
            let ended = workspace.tranche("run", "p.yaml")
            #expect(ended.status == 0)
            #expect(ended.errors.contains(wanted + " from in.csv"), "\(ended.errors)")
        }
        workspace.write("gone.csv", "id\n1\n7\n")
        let gone = workspace.tranche(
            "copy", "gone.csv", scenario.address + "#t", "--mode", "delete", "--key", "id")
        #expect(gone.status == 0)
        #expect(gone.errors.contains("1 of these without a row of their key"), "\(gone.errors)")
        #expect(try scenario.sql("select id, v from t order by id") == "2|c\n3|d")
        let missing = workspace.tranche(
            "copy", "gone.csv", scenario.address + "#tt", "--mode", "delete", "--key", "id")
        #expect(missing.status == 66)
        #expect(missing.errors.contains("found no table 'tt'"), "\(missing.errors)")
    }
}
