import TrancheColumnar
import TrancheExpressions

/// The part of a step's text that holds expressions, and where it stands.
struct ExpressionText: Sendable {
    /// The step's word.
    let step: String
    let text: String
    /// Where the step stands in a pipeline file; `nil` on the command line.
    let location: String?
    /// What a message calls it, when it is no step.
    var owner: String?

    /// Runs `body` and turns what it finds wrong into a message with a caret under the place.
    func explaining<Result>(
        _ body: () throws(ExpressionError) -> Result
    ) throws(JobError) -> Result {
        do { return try body() } catch {
            throw JobError(
                .pipeline, "\(owner ?? "step \(step)"): \(error.message)", at: location,
                hint: error.hint,
                excerpt: error.marked(in: text))
        }
    }
}

/// What the chunk's run and file add to its own columns.
func evaluationContext(_ chunk: Chunk) -> EvaluationContext {
    var context = EvaluationContext()
    context.moment = chunk.origin.moment
    context.sourceFile = chunk.origin.source
    return context
}

extension Schema {
    /// The names of the columns at `positions`.
    func names(of positions: Set<Int>) -> Set<String> { Set(positions.map { fields[$0].name }) }
}
