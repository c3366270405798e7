public import TrancheColumnar
import TrancheExpressions
public import TranchePipeline

/// `filter condition`: the records for which the condition is true; false and NULL are dropped.
public struct FilterPlan: StepPlan {
    public let name = "filter"
    private let source: ExpressionText
    private let syntax: SyntaxNode

    /// - Parameters:
    ///   - condition: A boolean expression.
    ///   - location: Where it stands in a pipeline file, for messages.
    /// - Throws: `JobError(.pipeline)` when it cannot be understood.
    public init(_ condition: String, at location: String? = nil) throws(JobError) {
        let source = ExpressionText(step: "filter", text: condition, location: location)
        self.source = source
        syntax = try source.explaining { () throws(ExpressionError) in
            try parseExpression(condition)
        }
    }

    public var text: String { "filter \(source.text)" }
    public var readsTypes: Bool { true }

    public func plan(_ input: Schema, keeping wanted: Set<String>?) throws(JobError) -> any Step {
        FilterStep(condition: try compile(input), output: input)
    }

    private func compile(_ input: Schema) throws(JobError) -> CompiledExpressions {
        try source.explaining { () throws(ExpressionError) in
            var checker = ExpressionChecker(schema: input)
            let condition = try checker.checkCondition(syntax, in: source.text, of: "filter")
            return try checker.compile([condition])
        }
    }

    public func conditions(on input: Schema) -> (conditions: [RowCondition], isAll: Bool) {
        var checker = ExpressionChecker(schema: input)
        let checked = try? checker.checkCondition(syntax, in: source.text, of: "filter")
        return checked?.leadingConditions(over: input) ?? ([], false)
    }

    public func inputs(for outputs: Set<String>, from input: Schema) -> Set<String> {
        guard let condition = try? compile(input) else { return outputs }
        return outputs.union(input.names(of: condition.columns))
    }
}

struct FilterStep: Step {
    let name = "filter"
    let condition: CompiledExpressions
    let output: Schema
    var needs: RecordPlaces { condition.places }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        counts.filtered += Int64(
            condition.filter(chunk, evaluationContext(chunk), step: name))
    }
}
