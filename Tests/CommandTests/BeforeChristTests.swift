import Testing

@Suite("Dates of before year 1, as PostgreSQL writes them")
struct BeforeChristTests {
    let workspace = Workspace()

    init() {
        workspace.write(
            "in.csv",
            "id,born,seen\n1,0044-03-15 BC,0044-03-15 12:00:00 BC\n2,1999-12-31,1999-12-31 00:00:00\n"
                + "3,0005-02-29 BC,0001-01-01 00:00:00 BC\n")
    }

    @Test("infer finds the type, and the contract it writes holds them")
    func contract() {
        let inferred = workspace.tranche("infer", "in.csv")
        #expect(inferred.status == 0, "\(inferred.errors)")
        workspace.write("contract.json", inferred.text)
        #expect(inferred.text.contains("\"date\""), "\(inferred.text)")
        #expect(!inferred.text.contains("\"string\""), "\(inferred.text)")
        #expect(inferred.text.contains("\"min\": \"0044-03-15 BC\""), "\(inferred.text)")
        let copied = workspace.tranche("copy", "in.csv", "out.csv", "--contract", "contract.json")
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(workspace.text("out.csv") == workspace.text("in.csv"))
        workspace.write("bad.csv", "id,born,seen\n1,0004-02-29 BC,0044-03-15 12:00:00 BC\n")
        let refused = workspace.tranche("copy", "bad.csv", "no.csv", "--contract", "contract.json")
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("column born"), "\(refused.errors)")
    }

    @Test("Their year is masked and computed with")
    func years() {
        let ended = workspace.tranche(
            "copy", "in.csv", "-", "--to", "csv", "-e", "derive year = extract(year from born)",
            "-e", "filter born < seen + interval '1 day' or id = 3", "-e",
            "mask born, seen as year")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.text == """
                id,born,seen,year
                1,0044 BC,0044 BC,-44
                2,1999,1999,1999
                3,0005 BC,0001 BC,-5

                """)
    }
}
