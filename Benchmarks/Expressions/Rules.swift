import TrancheColumnar
import TrancheExpressions

/// Five rules as `validate` has them, which all records of the sample meet.
let rules = [
    "i is not null", "j between 0 and 1000000", "x >= 0.0", "length(name) <= 100",
    "code in ('UA', 'AA', 'DL', 'B6', 'EV', 'MQ', 'US', 'WN', 'VX', 'FL', 'AS', '9E', 'F9')",
]

/// The most nanoseconds a record that five rules may take, their columns read out of text.
let ruleLimit = 100.0

/// The fewest nanoseconds a record of some validations of the sample.
func nanosecondsOfRules(_ sample: Sample) throws -> Double {
    let compiled = try compileExpressions(
        try rules.map { try ExpressionSource($0) }, over: sample.schema)
    let chunk = Chunk()
    let clock = ContinuousClock()
    var best = Duration.seconds(1000)
    for _ in 0..<repetitions {
        sample.fill(chunk)
        best = min(
            best,
            clock.measure {
                _ = compiled.broken(chunk, EvaluationContext(), step: "validate")
            })
    }
    return Double(best.components.attoseconds) / 1e9 / Double(Sample.rows)
}
