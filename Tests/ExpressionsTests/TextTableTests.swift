import Testing

/// One call of a table.
struct TextCase {
    var call: String
    var result: String

    static func table(_ text: String) -> [TextCase] {
        text.split(separator: "\n").map { line in
            // By scalars, since a mark that begins a field would combine with the line before it.
            let fields = line.unicodeScalars.split(
                separator: "│", omittingEmptySubsequences: false
            ).map { String($0) }
            return TextCase(
                call: fields.dropLast().joined(separator: "\t"), result: fields.last ?? "")
        }
    }
}

/// The tables, by what they hold.
private let tables = [
    "functions": textFunctionTable, "expressions": textRegexTable, "encodings": textEncodingTable,
]

@Suite("Text functions give what PostgreSQL 15 gives")
struct TextTableTests {
    @Test(
        "Each call of a table gives its result",
        arguments: [("functions", 380), ("expressions", 400), ("encodings", 240)])
    func results(name: String, least: Int) throws {
        let table = TextCase.table(try #require(tables[name]))
        #expect(table.count >= least)
        let calls = TextCalls()
        for line in table { #expect(calls(line: line.call) == line.result, "\(line.call)") }
    }
}
