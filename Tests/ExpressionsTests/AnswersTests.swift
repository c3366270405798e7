import Testing

@testable import TrancheExpressions

@Suite("Expressions give PostgreSQL's answers, from text to text")
struct AnswersTests {
    @Test("Each expression of a table has its answer", arguments: AnswerTable.names)
    func answers(table: String) throws {
        for line in try AnswerTable(table).lines {
            let found = answer(line.expression)
            guard !found.agrees(with: line.answer) else { continue }
            if let known = differences[line.expression], known.agrees(with: found) { continue }
            Issue.record("DIFF\t\(table)\t\(line.expression)\t\(found)\twanted\t\(line.answer)")
        }
    }

    @Test("Every example of the function table gives its result")
    func examples() {
        for entry in FunctionTable.all where !entry.example.expression.isEmpty {
            let (expression, result) = entry.example
            #expect(answer(expression) == .value(result), "\(expression)")
        }
    }

}
