import TrancheColumnar
import TranchePipeline
import TrancheSteps

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A step that is measured on a column of 20 bytes a row.
struct Case {
    let step: String
    /// The most nanoseconds a row; `nil` where nothing is promised.
    let limit: Double?
    /// What is done to the column beforehand, outside of the measure.
    var before: String?
}

let rows = 64 << 10
let schema = Schema([Field("phone")])

/// Rows of 20 bytes, all different.
func fill(_ chunk: Chunk) {
    chunk.reset()
    let column = chunk.takeColumn(rows: rows)
    for row in 0..<rows {
        let start = chunk.bytes.count
        let digits = String(row)
        chunk.bytes.append("+49 30 " + String(repeating: "0", count: 13 - digits.count) + digits)
        unsafe column.slices[row] = FieldSlice(offset: start, length: chunk.bytes.count - start)
    }
    chunk.columns = [column]
    chunk.setRowCount(rows)
}

/// The fewest nanoseconds a row of some runs: what the machine does besides only adds.
func nanoseconds(_ item: Case, repetitions: Int) async throws -> Double {
    let step = try parseStep(item.step).plan(schema, keeping: nil)
    let before = try item.before.map { try parseStep($0).plan(schema, keeping: nil) }
    let chunk = Chunk()
    var best = Duration.seconds(1000)
    var counts = RowCounts()
    for _ in 0..<repetitions {
        fill(chunk)
        try await before?.apply(chunk, counts: &counts)
        let start = ContinuousClock.now
        try await step.apply(chunk, counts: &counts)
        best = min(best, .now - start)
    }
    guard chunk.faults.isEmpty, chunk.selection.count == rows else {
        throw JobError(.pipeline, "\(item.step): \(chunk.faults.first?.message ?? "rows are gone")")
    }
    return Double(best.components.attoseconds) / 1e9 / Double(rows)
}

func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(width - text.count, 0))
    return left ? blanks + text : text + blanks
}

unsafe setenv("TRANCHE_BENCHMARK_KEY", String(repeating: "0f", count: 32), 1)
let key = "key env:TRANCHE_BENCHMARK_KEY"
let cases = [
    Case(step: "encrypt phone \(key)", limit: 1000),
    Case(step: "encrypt phone \(key) with chacha20", limit: 1000),
    Case(step: "decrypt phone \(key)", limit: 1000, before: "encrypt phone \(key)"),
    Case(
        step: "decrypt phone \(key)", limit: 1000, before: "encrypt phone \(key) with chacha20"),
    Case(step: "hash phone \(key) length 16", limit: 1000),
    Case(step: "mask phone keep last 4", limit: nil),
    Case(step: "mask phone as digits", limit: nil),
]
let isSmoke = CommandLine.arguments.contains("--smoke")
print(padded("step, ns a field of 20 bytes on one core", 64) + "    time   limit  verdict")
for item in cases {
    let time = try await nanoseconds(item, repetitions: isSmoke ? 1 : 25)
    let limit = item.limit.map { String(Int($0)) } ?? "none"
    let verdict =
        isSmoke ? "not judged" : item.limit == nil ? "" : time <= item.limit ?? 0 ? "PASS" : "FAIL"
    let name = item.before == nil ? item.step : "\(item.step) of \(item.before ?? "")"
    print(
        padded(name.replacing(" \(key)", with: ""), 64) + padded(String(Int(time)), 8, left: true)
            + padded(limit, 8, left: true) + "  " + verdict)
}
