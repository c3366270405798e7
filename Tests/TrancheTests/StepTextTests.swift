import PropertyTesting
import Testing
import TrancheColumnar
import TranchePipeline
import TrancheSteps

@Suite("Steps as text")
struct StepTextTests {
    @Test(
        "A step is read, and its text says it again in one way",
        arguments: [
            ("select a, b", "select a, b"), ("SELECT a,b", "select a, b"),
            ("select a as b, c", "select a as b, c"), ("select a AS a", "select a"),
            ("select \"a b\" as \"c,d\"", "select \"a b\" as \"c,d\""),
            ("select \"say \"\"hi\"\"\"", "select \"say \"\"hi\"\"\""),
            ("select \"as\"", "select \"as\""),
            ("select \"\"\"\u{300}\"", "select \"\"\"\u{300}\""),
            ("select größe, a.b, x-y", "select größe, a.b, x-y"),
            ("drop a", "drop a"), ("drop  a , b ", "drop a, b"), ("drop \"\"", "drop \"\""),
            ("rename a as b, b as a", "rename a as b, b as a"),
            ("cast a as bigint", "cast a as bigint"),
            ("cast a int, b TEXT", "cast a as bigint, b as text"),
            ("cast a as double precision", "cast a as double precision"),
            ("cast a timestamp with time zone", "cast a as timestamptz"),
            ("cast a as varchar(10)", "cast a as text"),
            ("limit 0", "limit 0"), ("limit 9223372036854775807", "limit 9223372036854775807"),
        ])
    func good(_ text: String, _ again: String) throws {
        let plan = try parseStep(text)
        #expect(plan.text == again)
        #expect(try parseStep(plan.text).text == again)
    }

    @Test("Names of any letters survive the way through a step's text")
    func names() {
        let name = Gen<String>.weighted([
            (2, .string(from: "a ,\"\n\tAas", 0...6)), (1, .string(1...8)),
        ])
        forAll("quoted names", name.array(1...4)) { names in
            let plan = SelectPlan(names.map { SelectPlan.Item(column: $0, alias: $0 + "x") })
            let read = try #require(try parseStep(plan.text) as? SelectPlan)
            return try same(read.items, plan.items)
        }
    }

    @Test(
        "A bad step says what was found and what to do",
        arguments: [
            (
                "",
                "found no step, wanted one of select, drop, rename, cast, limit, dedupe, distinct",
                nil
            ),
            (
                "selct a",
                "found step selct, wanted one of select, drop, rename, cast, limit, dedupe, distinct",
                "did you mean select?"
            ),
            (
                "frobnicate",
                "found step frobnicate, wanted one of select, drop, rename, cast, limit, dedupe, distinct",
                "begin with the name of a step"
            ),
            ("select", "found a missing column name", "write names separated by commas: a, b"),
            ("select a,", "found a missing column name", "write names separated by commas: a, b"),
            ("select a,,b", "found a missing column name", "write names separated by commas: a, b"),
            (
                "select a b", "found 'a b', wanted column as name",
                "put names that hold blanks in double quotes"
            ),
            ("select \"a", "found a quote that is not closed", "close the quoted name with \""),
            (
                "drop a as b", "found 'a as b', wanted a column",
                "put names that hold blanks in double quotes"
            ),
            (
                "rename a", "found 'a', wanted column as name",
                "put names that hold blanks in double quotes"
            ),
            (
                "rename a to b", "found 'a to b', wanted column as name",
                "put names that hold blanks in double quotes"
            ),
            ("cast a", "found no type for a, wanted one of", "write: cast a as bigint"),
            ("cast a to bigint", "found 'to' after a, wanted 'as'", "write: cast a as bigint"),
            ("cast a as bigin", "found type bigin for a, wanted one of", "did you mean bigint?"),
            ("limit -1", "wanted a count of records, 0 or more", "write: limit 100"),
            ("limit 1.5", "wanted a count of records, 0 or more", "write: limit 100"),
            ("limit 1, 2", "wanted a count of records, 0 or more", "write: limit 100"),
            (
                "limit 9223372036854775808", "wanted a count of records, 0 or more",
                "write: limit 100"
            ),
        ] as [(String, String, String?)])
    func bad(_ text: String, _ message: String, _ hint: String?) {
        let error = #expect(throws: JobError.self) { try parseStep(text, at: "j.yaml:3:5") }
        #expect(error?.code == .pipeline && error?.location == "j.yaml:3:5")
        #expect(error?.message.hasPrefix("step '\(text)': \(message)") == true)
        #expect(error?.hint == hint)
    }
}
