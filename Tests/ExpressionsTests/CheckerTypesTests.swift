import Testing
import TrancheColumnar

@testable import TrancheExpressions

/// Each expression gets the type that PostgreSQL gives it.
@Suite struct CheckerTypesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let sql: String
        let type: String
        var testDescription: String { sql }
    }

    static let cases = typedExpressions.flatMap { group in
        group.expressions.split(separator: "\n").map { Case(sql: String($0), type: group.type) }
    }

    @Test(arguments: cases)
    func typesAreThoseOfPostgreSQL(_ item: Case) throws {
        #expect(try typeName(item.sql, over: schema(of: typedColumns)) == item.type)
    }

    @Test func everyExpressionCompilesAndRuns() throws {
        let sources = try Self.cases.map { try ExpressionSource($0.sql) }
        for source in sources {
            let compiled = try compileExpressions([source], over: schema(of: typedColumns))
            #expect(compiled.types.count == 1)
        }
    }
}
