import Testing

@testable import TrancheExpressions

@Suite("Expressions give PostgreSQL's answers, from text to text")
struct AnswersTests {
    @Test("Each expression of a table has its answer", arguments: AnswerTable.names)
    func answers(table: String) throws {
        let lines = try AnswerTable(table).lines
        #expect(lines.count >= 200)
        for line in lines {
            let found = answer(line.expression)
            if found.agrees(with: line.answer) || isDocumented(found) { continue }
            Issue.record("\(line.expression): found \(found), wanted \(line.answer)")
        }
    }

    @Test("Every example of the function table gives its result")
    func examples() {
        for entry in FunctionTable.all where !entry.example.expression.isEmpty {
            let (expression, result) = entry.example
            #expect(answer(expression) == .value(result), "\(expression)")
        }
    }

    @Test("Every function and operator has an answer of PostgreSQL's")
    func names() throws {
        // Where a record stands is no question for PostgreSQL.
        let own = Set(FunctionTable.all.filter { $0.volatility == .positional }.map(\.name))
        let written = ["[]": ")[", "array": "array[", "timestamptz": "::timestamptz("]
        let texts = try AnswerTable.names.flatMap { name in
            try AnswerTable(name).lines.filter { line in
                if case .error = line.answer { false } else { true }
            }.map(\.expression)
        }
        for name in FunctionTable.names where !own.contains(name) {
            let isWord = name.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0)
            }
            let mark =
                written[name] ?? (isWord && name != "like" && name != "ilike" ? name : "\(name) ")
            let isFound = texts.contains { text in
                text.ranges(of: mark).contains { place in
                    !isWord || place.lowerBound == text.startIndex
                        || !text[text.index(before: place.lowerBound)].isLetter
                }
            }
            #expect(isFound, "no case calls \(name)")
        }
    }
}
