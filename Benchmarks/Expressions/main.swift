import TrancheColumnar
import TrancheExpressions

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The fewest nanoseconds a row of some evaluations: what the machine does besides only adds.
func nanoseconds(_ expression: String, _ sample: Sample) throws -> Double {
    let compiled = try compileExpressions([ExpressionSource(expression)], over: sample.schema)
    let chunk = Chunk()
    let clock = ContinuousClock()
    var best = Duration.seconds(1000)
    for _ in 0..<repetitions {
        sample.fill(chunk)
        best = min(
            best,
            clock.measure {
                _ = compiled.evaluate(chunk, EvaluationContext(), step: "derive")
            })
    }
    guard chunk.faults.isEmpty else {
        throw JobError(.pipeline, "\(expression): \(chunk.faults[0].message)")
    }
    return Double(best.components.attoseconds) / 1e9 / Double(Sample.rows)
}

func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(width - text.count, 0))
    return left ? blanks + text : text + blanks
}

func shown(_ value: Double) -> String {
    padded(String((max(value, 0) * 10).rounded() / 10), 8, left: true)
}

// The time of an expression is that of reading its columns out of text, of calculating, and of
// writing the values as a column. `(E) IS NULL` calculates E and writes but a boolean; what a
// constant boolean and the columns alone take is subtracted from it.
let isSmoke = CommandLine.arguments.contains("--smoke")
let repetitions = isSmoke ? 1 : 25
let sample = Sample()
let written = try nanoseconds("true", sample)
var reading: [String: Double] = [:]
for name in sample.schema.names {
    reading[name] = try nanoseconds("\(name) is null", sample) - written
}
print(padded("expression, ns a row on one core", 48) + "   whole  kernel   limit  verdict")
/// How far a kernel may be over its limit on a machine that does other things too, before the run
/// fails: a quarter of the limit.
let allowance = 1.25
var areAllWithin = true
var isAnyFarOver = false
for item in cases {
    let whole = try nanoseconds(item.expression, sample)
    let columns = item.columns.reduce(0) { $0 + (reading[$1] ?? 0) }
    let kernel = try nanoseconds("(\(item.expression)) is null", sample) - written - columns
    let isWithin = kernel <= item.limit ?? .infinity
    let verdict = isSmoke ? "not judged" : item.limit == nil ? "" : isWithin ? "PASS" : "FAIL"
    areAllWithin = areAllWithin && isWithin
    isAnyFarOver = isAnyFarOver || kernel > (item.limit ?? .infinity) * allowance
    print(
        padded(item.expression, 48) + shown(whole) + shown(kernel)
            + (item.limit.map(shown) ?? padded("none", 8, left: true)) + "  " + verdict)
}
let five = try nanosecondsOfRules(sample)
let fiveVerdict = isSmoke ? "not judged" : five <= ruleLimit ? "PASS" : "FAIL"
areAllWithin = areAllWithin && five <= ruleLimit
isAnyFarOver = isAnyFarOver || five > ruleLimit * allowance
print(
    padded("validate, five rules", 48) + shown(five) + padded("", 8) + shown(ruleLimit) + "  "
        + fiveVerdict)
if !isSmoke {
    if !areAllWithin { print("not every expression keeps its limit") }
    if isAnyFarOver {
        print("one is more than a quarter over its limit")
        exit(1)
    }
}
