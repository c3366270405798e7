import TrancheColumnar
public import TranchePipeline
public import TrancheSteps

/// A step of a ``Job``: a text that is still to be read, or a plan.
public struct JobStep: Sendable {
    private enum Form: Sendable {
        case text(String)
        case plan(any StepPlan)
    }

    private let form: Form

    /// A step as in a pipeline file.
    public init(_ text: String) { form = .text(text) }
    public init(_ plan: any StepPlan) { form = .plan(plan) }
    public init(_ step: some RecordStep) { form = .plan(RecordStepPlan(step)) }
    public init(_ step: some ChunkStep) { form = .plan(ChunkStepPlan(step)) }

    /// - Throws: `JobError(.pipeline)` for a text that cannot be understood.
    func plans() throws(JobError) -> [any StepPlan] {
        switch form {
        case .text(let text): try parseSteps(text)
        case .plan(let plan): [plan]
        }
    }
}

/// Lists the steps of a ``Job``, with `if`, `else` and `for` among them.
@resultBuilder
public enum JobStepsBuilder {
    public static func buildExpression(_ text: String) -> [JobStep] { [JobStep(text)] }
    public static func buildExpression(_ step: JobStep) -> [JobStep] { [step] }
    public static func buildExpression(_ plan: any StepPlan) -> [JobStep] { [JobStep(plan)] }
    public static func buildExpression(_ step: some RecordStep) -> [JobStep] { [JobStep(step)] }
    public static func buildExpression(_ step: some ChunkStep) -> [JobStep] { [JobStep(step)] }
    public static func buildBlock(_ parts: [JobStep]...) -> [JobStep] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [JobStep]?) -> [JobStep] { part ?? [] }
    public static func buildEither(first part: [JobStep]) -> [JobStep] { part }
    public static func buildEither(second part: [JobStep]) -> [JobStep] { part }
    public static func buildArray(_ parts: [[JobStep]]) -> [JobStep] { parts.flatMap { $0 } }
}
