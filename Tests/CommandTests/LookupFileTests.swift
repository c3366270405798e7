import Testing

private let form =
    "format csv delimiter ';' no header columns (key, name, rate) types (key bigint) "
    + "null (NA, '-') encoding latin1"

@Suite("lookup in a file that is not written as its name tells")
struct LookupFileTests {
    let workspace = Workspace()

    init() {
        workspace.write("in.csv", "id,place\n1,A\n2,B\n3,C\n007,D\n")
        // Latin-1, semicolons, a header of no use, NA for what is not known.
        let text = "1;Z\u{FC}rich;10\n2;NA;-\n3;Bern;2.50\n7;Genf;4\n"
        workspace.write("r.txt", text.unicodeScalars.map { UInt8($0.value) })
    }

    private static let found = """
        {"id":"1","name":"Zürich","rate":10}
        {"id":"2","name":null,"rate":null}
        {"id":"3","name":"Bern","rate":2.50}
        {"id":"007","name":"Genf","rate":4}

        """

    @Test("Words before on tell how it is written, and declared types compare by value")
    func line() {
        let ended = workspace.tranche(
            "copy", "in.csv", "-", "--to", "ndjson", "-e",
            "lookup r.txt \(form) on id = key add name, rate", "-e", "drop place")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.text == Self.found)
    }

    @Test(
        "A pipeline file has the same as a mapping",
        arguments: [
            """
            {from: r.txt, format: csv, delimiter: ";", header: false, columns: [key, name, rate],
                 types: {key: bigint}, null: [NA, "-"], encoding: latin1, on: {id: key}, add: [name, rate]}
            """,
            """
            {from: "${ref}", delimiter: semicolon, header: false, columns: [key, n, rate],
                 types: {key: int8}, null: [NA, "-"], encoding: latin-1, on: [{id: key}],
                 add: [{n: name}, rate], missing: fail, keep: last}
            """,
            """
            {from: r.txt, delimiter: ";", header: false, columns: [id, name, rate],
                 types: {id: bigint}, null: [NA, "-"], encoding: latin1, on: id, add: "*"}
            """,
        ])
    func mapping(_ lookup: String) {
        workspace.write(
            "p.yaml",
            "params: {ref: r.txt}\nsource: in.csv\nsteps:\n  - lookup: \(lookup)\n  - drop: [place]\n"
                + "sink: {path: out.ndjson, mode: replace}\n")
        let ended = workspace.tranche("run", "p.yaml")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(workspace.text("out.ndjson") == Self.found)
        let told = workspace.tranche("explain", "p.yaml")
        #expect(told.text.contains("delimiter '"), "\(told.text)\(told.errors)")
    }

    @Test("A table of SQLite, a query and by key have their places in the mapping, too")
    func table() throws {
        let database = Database(workspace.file("r.db"))
        try database.run("create table t (id integer, name text)")
        try database.run("insert into t values (1, 'one'), (7, 'seven')")
        for lookup in [
            "{from: 'sqlite:r.db#t', on: id, add: name, missing: drop, by_key: true}",
            "{from: 'sqlite:r.db', query: 'select * from t', on: [id], add: [name], missing: drop}",
        ] {
            workspace.write(
                "p.yaml",
                "source: in.csv\nsteps:\n  - lookup: \(lookup)\nsink: {path: out.csv, mode: replace}\n"
            )
            let ended = workspace.tranche("run", "p.yaml")
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(workspace.text("out.csv") == "id,place,name\n1,A,one\n007,D,seven\n")
        }
    }

    @Test(
        "What is wrong with it is told before the run",
        arguments: [
            ("r.txt on id add name", 64, "cannot tell the format of r.txt", "write format csv"),
            ("r.txt delimiter ';;' on id add b", 64, "found ';;' for delimiter", "the word tab"),
            ("r.txt delimiter ';' encoding ebcdic on id add b", 64, "found 'ebcdic'", "iconv"),
            ("r.txt format cvs on id add b", 64, "found 'cvs' for format", "did you mean csv?"),
            ("r.txt format json no header on id add b", 64, "no header does not go with json", ""),
            (
                "r.txt \(form) on id = key add b", 78, "column b does not exist in r.txt",
                "name a column"
            ),
            (
                "r.txt delimiter ';' no header columns (a, b, c) types (b bigint) encoding latin1 "
                    + "on id = a add c", 65,
                "r.txt record 1: step lookup: column b: found 'Zürich', wanted bigint",
                "declare another type"
            ),
            (
                "r.txt delimiter ';' no header columns (a, b, c) types (d bigint) on id = a add c",
                64, "types names column d; r.txt has a, b, c", "did you mean a?"
            ),
            (
                "sqlite:r.db#t delimiter ';' on id add b", 64, "sqlite:r.db#t is no file",
                "leave out"
            ),
        ])
    func refused(_ step: String, _ status: Int, _ words: String, _ hint: String) {
        let ended = workspace.tranche("copy", "in.csv", "out.csv", "-e", "lookup \(step)")
        #expect(ended.status == Int32(status) && ended.errors.contains(words), "\(ended.errors)")
        #expect(ended.errors.contains(hint), "\(ended.errors)")
        #expect(workspace.text("out.csv") == nil)
    }

    @Test(
        "What is wrong in a pipeline file is told at its place",
        arguments: [
            ("{from: r.txt, delimiter: ab, on: id, add: b}", "p.yaml:3:38: found 'ab'"),
            ("{from: r.txt, types: {a: bigin}, on: id, add: b}", "p.yaml:3:38: found type 'bigin'"),
            ("{from: r.txt, encoding: x, on: id, add: b}", "p.yaml:3:37: found 'x' for encoding"),
            ("{from: r.txt, delimitr: x, on: id, add: b}", "write 'delimiter' if that was meant"),
            ("{from: r.txt, add: b}", "'lookup' has no key 'on'"),
            ("{from: r.txt, on: [], add: b}", "p.yaml:3:31: found no column in on"),
            ("{from: r.txt, header: no, on: id, add: b}", "'header' is text, wanted true or false"),
        ])
    func places(_ lookup: String, _ words: String) {
        workspace.write("p.yaml", "source: in.csv\nsteps:\n  - lookup: \(lookup)\nsink: out.csv\n")
        let ended = workspace.tranche("run", "p.yaml")
        #expect(ended.status == 78 && ended.errors.contains(words), "\(ended.errors)")
    }
}
