import TrancheColumnar
import TranchePipeline
import TrancheServices
import TrancheSteps

/// A reference of generated records, `id` and `name`.
// Sendable: one task reads it.
final class Generated: Source, @unchecked Sendable {
    let name = "generated"
    let schema: Schema
    let identity = ""
    let isReplayable = true
    let totalUnits: Int64? = nil
    let consumedUnits: Int64 = 0
    private let records: Int
    private var next = 0

    init(records: Int, type: DataType?) {
        self.records = records
        let id = type.map { Field("id", $0, origin: .declared) } ?? Field("id")
        schema = Schema([id, Field("name")])
    }

    func fill(_ chunk: Chunk) throws -> ChunkExtent? {
        guard next < records else { return nil }
        let count = min(8192, records - next)
        let columns = [chunk.takeColumn(rows: count), chunk.takeColumn(rows: count)]
        for row in 0..<count {
            write(String(next + row), row, columns[0], chunk)
            write("name of the record \(next + row)", row, columns[1], chunk)
        }
        chunk.columns = columns
        chunk.reserveRows(count)
        for row in 0...count { unsafe chunk.rowStarts[row] = 0 }
        chunk.setRowCount(count)
        next += count
        return ChunkExtent(start: SourcePosition(), end: SourcePosition())
    }

    func difference(from identity: String) -> String? { nil }
    func narrow(to columns: [Int]) {}
    func seek(to position: SourcePosition) throws {}
    func decode(_ chunk: Chunk) throws {}
    func fileName(_ index: Int) -> String { name }
    func fileLine(file: Int, _ line: Int64) -> Int64 { 0 }
    func close() {}
}

func write(_ text: String, _ row: Int, _ column: Column, _ chunk: Chunk) {
    let start = chunk.bytes.count
    chunk.bytes.append(text)
    unsafe column.slices[row] = FieldSlice(offset: start, length: chunk.bytes.count - start)
}

/// A lookup that is measured.
struct Case {
    let name: String
    let records: Int
    let type: DataType?
    /// Of so many keys, the reference has `records`.
    let keys: Int
    /// The most nanoseconds a record.
    let limit: Double
}

let rows = 16 << 10

/// Rows of one key each, in no order.
func fill(_ chunk: Chunk, keys: Int, round: Int) {
    chunk.reset()
    let column = chunk.takeColumn(rows: rows)
    var state = UInt64(round) &+ 88_172_645_463_325_252
    for row in 0..<rows {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        write(String(state % UInt64(keys)), row, column, chunk)
    }
    chunk.columns = [column]
    chunk.setRowCount(rows)
}

/// The fewest nanoseconds a row of some runs: what the machine does besides only adds.
func nanoseconds(_ item: Case, repetitions: Int) async throws -> Double {
    let source = Generated(records: item.records, type: item.type)
    var plan = LookupPlan("generated", on: [.init("k", "id")], add: [.init("name")])
    plan.reference = LookupReference(name: "generated", schema: source.schema, identity: "")
    guard var step = try plan.plan(Schema([Field("k")]), keeping: nil) as? LookupStep else {
        throw JobError(.internalError, "a lookup of another kind")
    }
    try step.load(source, memoryBytes: 1 << 30, showsKeys: true, control: StopControl())
    let chunk = Chunk()
    var best = Duration.seconds(1000)
    var counts = RowCounts()
    for round in 0..<repetitions {
        fill(chunk, keys: item.keys, round: round)
        let start = ContinuousClock.now
        try await step.apply(chunk, counts: &counts)
        best = min(best, .now - start)
    }
    let found = (0..<rows).count { row in unsafe !chunk.columns[1].slices[row].isNull }
    guard Double(found) / Double(rows) > 0.9 * Double(item.records) / Double(item.keys) else {
        throw JobError(.internalError, "\(item.name): \(found) of \(rows) keys were found")
    }
    return Double(best.components.attoseconds) / 1e9 / Double(rows)
}

func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(width - text.count, 0))
    return left ? blanks + text : text + blanks
}

// 3 M records a second on two workers are 667 ns each; reading and writing take their part of it.
let cases = [
    Case(name: "16 records, by text", records: 16, type: nil, keys: 16, limit: 150),
    Case(name: "100,000 records, by text", records: 100_000, type: nil, keys: 100_000, limit: 250),
    Case(
        name: "100,000 records, by value", records: 100_000, type: .bigint, keys: 100_000,
        limit: 300),
    Case(
        name: "1,000,000 records, by text", records: 1_000_000, type: nil, keys: 1_000_000,
        limit: 600),
    Case(
        name: "100,000 records, half of the keys missing", records: 100_000, type: nil,
        keys: 200_000, limit: 250),
]
let isSmoke = CommandLine.arguments.contains("--smoke")
print(padded("lookup, ns a record on one core", 48) + "    time   limit  verdict")
for item in cases {
    let time = try await nanoseconds(item, repetitions: isSmoke ? 1 : 50)
    let verdict = isSmoke ? "not judged" : time <= item.limit ? "PASS" : "FAIL"
    print(
        padded(item.name, 48) + padded(String(Int(time)), 8, left: true)
            + padded(String(Int(item.limit)), 8, left: true) + "  " + verdict)
}
