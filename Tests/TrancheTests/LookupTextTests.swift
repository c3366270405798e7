import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

@Suite("A lookup as text")
struct LookupTextTests {
    @Test(
        "A lookup is read, and its text says it again in one way",
        arguments: [
            (
                "lookup airlines.csv on carrier = carrier add name as airline",
                "lookup airlines.csv on carrier add name as airline"
            ),
            (
                "LOOKUP 'sqlite:ref.db#airports' ON origin=faa ADD name as origin_name,lat,lon",
                "lookup sqlite:ref.db#airports on origin = faa add name as origin_name, lat, lon"
            ),
            (
                "lookup 'postgresql:///db?host=/tmp/pg#public.c' on a = id, country add seg by key",
                "lookup postgresql:///db?host=/tmp/pg#public.c on a = id, country add seg by key"
            ),
            ("lookup x.csv on a add *", "lookup x.csv on a add *"),
            ("lookup x.csv on a add \"*\"", "lookup x.csv on a add \"*\""),
            ("lookup x.csv on a else drop", "lookup x.csv on a else drop"),
            (
                "lookup x.csv on a keep last add b else null",
                "lookup x.csv on a add b keep last"
            ),
            ("lookup x.csv on a add b keep unique", "lookup x.csv on a add b"),
            (
                "lookup 'my file.csv' on \"a b\" = \"on\" add \"c,d\" as \"add\" else reject",
                "lookup \"my file.csv\" on \"a b\" = \"on\" add \"c,d\" as \"add\" else reject"
            ),
            (
                "lookup sqlite:r.db query 'select ''x'' as \"k\"' on k add v by key else fail",
                "lookup sqlite:r.db query \"select 'x' as \"\"k\"\"\" on k add v else fail by key"
            ),
            (
                "lookup r.txt null NA types(\"a b\" integer,c double precision) no header columns "
                    + "(\"a b\",c,\")\") delimiter ; encoding latin1 format CSV on k = c add \")\"",
                "lookup r.txt format CSV delimiter ';' no header columns (\"a b\", c, \")\") "
                    + "types (\"a b\" bigint, c double precision) null ('NA') encoding latin1 "
                    + "on k = c add )"
            ),
            (
                "lookup r.csv null ('', \"it's\") on k add v",
                "lookup r.csv null ('', 'it''s') on k add v"
            ),
        ])
    func good(_ text: String, _ again: String) throws {
        let plan = try parseStep(text)
        #expect(plan.text == again)
        #expect(try parseStep(plan.text).text == again)
    }

    @Test("Names of any letters survive the way through a lookup's text")
    func names() {
        let name = Gen<String>.weighted([
            (2, .string(from: "a ,\"'=*\n\tonadd", 1...6)), (1, .string(1...8)),
            (1, .element(of: ["on", "as", "add", "else", "keep", "by", "query", "*", "key"])),
        ])
        forAll("quoted names", zip(name, name.array(1...3))) { place, names in
            let unique = Array(Set(names)).sorted()
            var plan = LookupPlan(
                place, on: unique.map { .init($0 + "x", $0) },
                add: names.map { .init($0, as: $0 + "y") })
            plan.query = place
            plan.file.columns = names
            plan.file.types = names.map { Field($0, .bigint, origin: .declared) }
            plan.file.nullTokens = names
            plan.file.delimiter = place
            let read = try #require(try parseStep(plan.text) as? LookupPlan)
            return read.text == plan.text && read.place == place && read.pairs == plan.pairs
                && read.additions == plan.additions && read.query == place
                && read.file == plan.file
        }
    }

    @Test(
        "A bad lookup says what was found and what was wanted",
        arguments: [
            ("lookup", "found no reference, wanted a file or a table"),
            ("lookup x.csv", "found the end, wanted on"),
            ("lookup x.csv add b", "found 'add', wanted on"),
            ("lookup x.csv on", "found the end, wanted a column of the record"),
            ("lookup x.csv on a =", "found the end, wanted a column of the reference"),
            ("lookup x.csv on a, = b", "found =, wanted a column of the record"),
            ("lookup x.csv on a = k, b = k add c", "found key k twice"),
            ("lookup x.csv on a", "found no columns to add"),
            ("lookup x.csv on a add", "found the end, wanted a column to add, or *"),
            ("lookup x.csv on a add b as", "found the end, wanted a name"),
            (
                "lookup x.csv on a add b else what",
                "found 'what', wanted null, reject, drop or fail"
            ),
            ("lookup x.csv on a add b keep all", "found 'all', wanted first, last or unique"),
            ("lookup x.csv on a add b by name", "found 'name', wanted key"),
            (
                "lookup x.csv on a add b add c",
                "found 'add', wanted a comma, add, else, keep or by key"
            ),
            ("lookup sqlite:x.db#t on a add b keep first by key", "found keep first beside by key"),
            ("lookup x.csv null NA null N on a add b", "found 'null', wanted on"),
            ("lookup x.csv no head on a add b", "found 'head', wanted header"),
            ("lookup x.csv columns a, b on a add b", "found no list of columns"),
            ("lookup x.csv columns (a,,b) on a add b", "found nothing between commas in columns"),
            ("lookup x.csv columns (a b) on a add b", "found 'a b' in columns, wanted commas"),
            ("lookup x.csv columns (a, b", "found no ) behind columns"),
            ("lookup x.csv types (a big) on a add b", "found type 'big' of a, wanted one of"),
            ("lookup x.csv delimiter", "found no value of delimiter"),
            ("lookup x.csv encoding 'x on a add b", "found a quote that is not closed"),
            ("lookup 'x.csv on a", "found a quote that is not closed"),
        ])
    func bad(_ text: String, _ message: String) {
        let error = #expect(throws: JobError.self) { try parseStep(text, at: "j.yaml:3:5") }
        #expect(error?.code == .pipeline && error?.location == "j.yaml:3:5")
        #expect(error?.message.hasPrefix("step '\(text)': \(message)") == true, "\(error as Any)")
    }

    @Test("Neither a text nor an error holds the password of an address")
    func secrets() throws {
        let address = "postgresql://me:geheim@h/db?password=geheim#t"
        let plan = try parseStep("lookup \(address) on a add b")
        #expect(plan.text == "lookup postgresql://me@h/db#t on a add b")
        #expect(!plan.identity.contains("geheim"))
        let error = #expect(throws: JobError.self) { try parseStep("lookup \(address) in a") }
        #expect(error.map { !"\($0)".contains("geheim") } == true, "\(error as Any)")
    }

    @Test("An added column that is the key of a sensitive one is as sensitive")
    func sensitive() throws {
        let plan = try parseStep("lookup ref.csv on email = mail add mail as m, name")
        let input = Schema(["id", "email"].map { Field($0) })
        #expect(plan.sensitive(["email"], from: input) == ["email", "m"])
        #expect(plan.sensitive(["id"], from: input) == ["id"])
    }
}
