/// A step that has counted something worth telling when the run has ended.
public protocol StepStatistics: Step {
    /// What it has counted so far, in the order in which it is told.
    var statistics: [StepStatistic] { get }
    /// Whose counts they are; the step's name by default.
    var subject: String { get }
}

extension StepStatistics {
    public var subject: String { name }
}

/// One count of a step, such as `requests`: 1000.
public struct StepStatistic: Sendable, Hashable {
    /// Small letters, a blank between words.
    public var name: String
    public var count: Int64

    public init(_ name: String, _ count: Int64) {
        self.name = name
        self.count = count
    }
}

/// What a step has to tell of a run.
public struct StepReport: Sendable, Hashable {
    /// The step's name, and what else tells it from others like it.
    public var step: String
    public var statistics: [StepStatistic]

    public init(step: String, statistics: [StepStatistic]) {
        self.step = step
        self.statistics = statistics
    }
}
