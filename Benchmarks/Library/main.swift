import TrancheColumnar
import TranchePipeline
import TrancheSteps

/// What the steps read and make of a record; the text step makes the same.
struct Reading: Decodable, Sendable {
    var distance: Int64
    var minutes: Double
}

struct Speed: Codable, Sendable {
    var distance: Int64
    var speed: Double
}

struct SpeedOfRecords: RecordStep {
    let name = "records"
    let version = "1"
    func process(_ record: Reading) async throws -> Speed? {
        Speed(distance: record.distance * 2, speed: Double(record.distance) / record.minutes)
    }
}

struct SpeedOfColumns: ChunkStep {
    let name = "columns"
    let version = "1"
    let reads = ["distance", "minutes"]
    let makes = [Field("distance", .bigint), Field("speed", .doublePrecision)]
    let drops = ["minutes"]

    func apply(_ chunk: inout ChunkView) throws {
        let distance = try chunk.integers("distance")
        let minutes = try chunk.doubles("minutes")
        try chunk.makeIntegers("distance") { row in distance[row].map { $0 * 2 } }
        try chunk.makeDoubles("speed") { row in
            guard let distance = distance[row], let minutes = minutes[row] else { return nil }
            return Double(distance) / minutes
        }
    }
}

/// One column of text in, one of text out.
struct Name: Codable, Sendable { var name: String }

struct NameOfRecords: RecordStep {
    let name = "records"
    let version = "1"
    func process(_ record: Name) async throws -> Name? { Name(name: record.name + "!") }
}

struct NameOfColumns: ChunkStep {
    let name = "columns"
    let version = "1"
    let reads = ["name"]
    let makes = [Field("name", .text)]

    func apply(_ chunk: inout ChunkView) throws {
        let names = try chunk.texts("name")
        try chunk.makeTexts("name") { row, text in
            let isText = names.withBytes(of: row) { bytes in
                text.append(bytes)
                return true
            }
            text.append(UInt8(ascii: "!"))
            return isText ?? false
        }
    }
}

let rows = 64 << 10

/// Rows of text: a distance and minutes, or a name of 16 bytes.
func fill(_ chunk: Chunk, _ columns: [(Int) -> String]) {
    chunk.reset()
    chunk.columns = columns.map { value in
        let column = chunk.takeColumn(rows: rows)
        for row in 0..<rows {
            let start = chunk.bytes.count
            chunk.bytes.append(value(row))
            unsafe column.slices[row] = FieldSlice(offset: start, length: chunk.bytes.count - start)
        }
        return column
    }
    chunk.setRowCount(rows)
}

/// The fewest nanoseconds a record of some runs: what the machine does besides only adds.
func nanoseconds(
    _ plans: [any StepPlan], _ schema: Schema, _ columns: [(Int) -> String], repetitions: Int
) async throws -> Double {
    var steps: [any Step] = []
    for plan in plans { steps.append(try plan.plan(steps.last?.output ?? schema, keeping: nil)) }
    let chunk = Chunk()
    var best = Duration.seconds(1000)
    var counts = RowCounts()
    for _ in 0..<repetitions {
        fill(chunk, columns)
        let start = ContinuousClock.now
        for step in steps { try await step.apply(chunk, counts: &counts) }
        best = min(best, .now - start)
    }
    guard chunk.faults.isEmpty, chunk.selection.count == rows else {
        throw JobError(.pipeline, chunk.faults.first?.message ?? "rows are gone")
    }
    return Double(best.components.attoseconds) / 1e9 / Double(rows)
}

func line(_ name: String, _ time: Double, _ limit: Double?) {
    let isSmoke = CommandLine.arguments.contains("--smoke")
    let verdict = limit.map { isSmoke ? "not judged" : time <= $0 ? "PASS" : "FAIL" } ?? ""
    let text = name + String(repeating: " ", count: max(48 - name.count, 0))
    let number = "\(Int(time.rounded()))"
    let bound = limit.map { "\(Int($0))" } ?? "none"
    print(
        text + String(repeating: " ", count: max(8 - number.count, 0)) + number
            + String(repeating: " ", count: max(8 - bound.count, 0)) + bound + "  " + verdict)
}

let repetitions = CommandLine.arguments.contains("--smoke") ? 1 : 25
let numbers = Schema([Field("distance"), Field("minutes")])
let numberColumns: [(Int) -> String] = [{ "\($0 % 5000)" }, { "\($0 % 300 + 1).5" }]
let names = Schema([Field("name")])
let nameColumns: [(Int) -> String] = [{ "station-\(10_000_000 + $0)" }]
print("step, ns a record on one core                       time   limit  verdict")
for (name, plans, limit) in [
    ("2 numbers in, 2 out: RecordStep", [RecordStepPlan(SpeedOfRecords())], 2000),
    ("2 numbers in, 2 out: ChunkStep", [ChunkStepPlan(SpeedOfColumns())], 100),
    (
        "2 numbers in, 2 out: text",
        try [
            "cast distance as bigint, minutes as double precision",
            "derive speed = distance / minutes, distance = distance * 2", "drop minutes",
        ].map { try parseStep($0) }, nil
    ),
] as [(String, [any StepPlan], Double?)] {
    line(
        name, try await nanoseconds(plans, numbers, numberColumns, repetitions: repetitions), limit)
}
for (name, plans, limit) in [
    ("a text of 16 bytes in, 17 out: RecordStep", [RecordStepPlan(NameOfRecords())], 2000),
    ("a text of 16 bytes in, 17 out: ChunkStep", [ChunkStepPlan(NameOfColumns())], 150),
    ("a text of 16 bytes in, 17 out: text", [try parseStep("derive name = name || '!'")], nil),
] as [(String, [any StepPlan], Double?)] {
    line(name, try await nanoseconds(plans, names, nameColumns, repetitions: repetitions), limit)
}
