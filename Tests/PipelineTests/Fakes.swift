import Synchronization
import TrancheColumnar
import TranchePipeline
import TrancheServices

/// What a fake does wrong, on purpose.
struct PlannedFault: Error, Equatable {
    var place: String
}

/// Records `0..<count` as lines of text, in chunks of a given number of rows, from memory.
///
/// A record's text is its number, but for those that `bad` names: they are faults of decoding.
// Sendable: what changes stands behind the mutex, the rest is fixed before the run.
final class FakeSource: Source, @unchecked Sendable {
    let name = "fake"
    let schema = Schema([Field("n")])
    let identity = "fake 1"
    let isReplayable = true
    let totalUnits: Int64? = nil
    var consumedUnits: Int64 { 0 }

    var records: Int
    var rowsPerChunk: Int
    var bad: Set<Int> = []
    /// What a bad record looks like.
    var badText: [UInt8] = Array("bad".utf8)
    /// What to do about a bad record.
    var hint = "count"
    /// Where one file ends and the next begins, by record.
    var fileEnds: [Int] = []
    var failsFillAt: Int?
    var failsDecodeAt: Int?
    /// Called with each chunk's first record before it is filled, and before it is decoded.
    var onFill: @Sendable (Int) -> Void = { _ in }
    var onDecode: @Sendable (Int) -> Void = { _ in }
    private let next = Mutex(0)
    let closes = Atomic<Int>(0)

    init(records: Int, rowsPerChunk: Int) {
        self.records = records
        self.rowsPerChunk = rowsPerChunk
    }

    func difference(from identity: String) -> String? { nil }
    func narrow(to columns: [Int]) {}
    func close() { closes.add(1, ordering: .relaxed) }
    func fileName(_ index: Int) -> String { "fake\(index)" }
    func fileLine(file: Int, _ line: Int64) -> Int64 { line + 1 }

    func seek(to position: SourcePosition) throws {
        next.withLock { $0 = Int(position.digest) }
    }

    private func text(_ record: Int) -> [UInt8] {
        bad.contains(record) ? badText : Array(String(record).utf8)
    }

    private func position(_ record: Int) -> SourcePosition {
        let file = fileEnds.count { $0 <= record }
        let start = file == 0 ? 0 : fileEnds[file - 1]
        let bytes = (start..<max(start, record)).reduce(0) { $0 + text($1).count + 1 }
        return SourcePosition(file: file, offset: Int64(bytes), digest: UInt64(record))
    }

    func fill(_ chunk: Chunk) throws -> ChunkExtent? {
        let first = next.withLock { $0 }
        onFill(first)
        guard first < records else { return nil }
        if failsFillAt == first { throw PlannedFault(place: "fill \(first)") }
        let fileEnd = fileEnds.first { $0 > first } ?? records
        let end = min(first + rowsPerChunk, records, fileEnd)
        chunk.reserveRows(end - first)
        for record in first..<end {
            unsafe chunk.rowStarts[record - first] = UInt32(chunk.bytes.count)
            for byte in text(record) { chunk.bytes.append(byte) }
            chunk.bytes.append(UInt8(0x0A))
        }
        unsafe chunk.rowStarts[end - first] = UInt32(chunk.bytes.count)
        chunk.inputCount = chunk.bytes.count
        chunk.lineCount = end - first
        chunk.setRowCount(end - first)
        next.withLock { $0 = end }
        return ChunkExtent(start: position(first), end: position(end))
    }

    func decode(_ chunk: Chunk) throws {
        let column = chunk.takeColumn(rows: chunk.rowCount)
        var faulty: [Int] = []
        for row in 0..<chunk.rowCount {
            let range = chunk.rawRange(of: row)
            unsafe column.slices[row] = FieldSlice(offset: range.lowerBound, length: range.count)
            guard Int(chunk.bytes.string(range)) == nil else { continue }
            faulty.append(row)
            chunk.reject(
                RowFault(
                    row: row, code: .typeMismatch, column: "n", message: "found no number",
                    hint: hint))
        }
        let first = firstNumber(chunk, column)
        onDecode(first)
        chunk.columns = [column]
        chunk.selection.remove(faulty)
        if let failsDecodeAt, failsDecodeAt == first {
            throw PlannedFault(place: "decode \(first)")
        }
    }

    private func firstNumber(_ chunk: Chunk, _ column: Column) -> Int {
        for row in 0..<chunk.rowCount {
            if let number = Int(chunk.bytes.string(chunk.rawRange(of: row))) { return number - row }
        }
        return -1
    }
}

/// The numbers that are selected in a chunk.
func numbers(_ chunk: Chunk) -> [Int] {
    (0..<chunk.selection.count).map { position in
        let slice = unsafe chunk.columns[0].slices[chunk.selection.row(position)]
        return Int(chunk.bytes.string(slice.start..<slice.end)) ?? -1
    }
}

/// Keeps numbers in memory: what is written, and how much of it is committed.
final class FakeSink: Sink, Sendable {
    struct Content {
        var written: [Int] = []
        var committed: [Int] = []
        var checkpoint: Checkpoint?
        var commits: [Checkpoint] = []
        var publishes = 0
    }

    let name = "fake sink"
    let guarantee: DeliveryGuarantee
    let holdsCheckpoint = false
    let content: Mutex<Content>
    let failsEncodeAt: Int?
    let failsWriteAt: Int?
    let failsCommitAt: Int?
    /// The row that the sink refuses when it is written.
    let refuses: Int?
    /// Rows that the sink finds at fault when they are written; the others land.
    let setsAside: Set<Int>
    /// Every such number was there before: a duplicate.
    let isDuplicate: @Sendable (Int) -> Bool
    /// Rows that the sink claims not to have written, to break the books.
    let miscount: Int

    init(
        holding committed: [Int] = [], guarantee: DeliveryGuarantee = .exactlyOnce,
        failsEncodeAt: Int? = nil, failsWriteAt: Int? = nil, failsCommitAt: Int? = nil,
        refuses: Int? = nil, setsAside: Set<Int> = [], miscount: Int = 0,
        isDuplicate: @escaping @Sendable (Int) -> Bool = { _ in false }
    ) {
        content = Mutex(Content(written: committed, committed: committed))
        self.guarantee = guarantee
        self.failsEncodeAt = failsEncodeAt
        self.failsWriteAt = failsWriteAt
        self.failsCommitAt = failsCommitAt
        self.refuses = refuses
        self.setsAside = setsAside
        self.miscount = miscount
        self.isDuplicate = isDuplicate
    }

    var committed: [Int] { content.withLock { $0.committed } }
    var commits: [Checkpoint] { content.withLock { $0.commits } }
    var publishes: Int { content.withLock { $0.publishes } }

    func storedCheckpoint(of job: String) throws -> Checkpoint? { nil }
    func isComplete(_ checkpoint: Checkpoint) throws -> Bool { true }
    func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {}

    func encode(_ chunk: Chunk) throws {
        if let failsEncodeAt, numbers(chunk).contains(failsEncodeAt) {
            throw PlannedFault(place: "encode \(failsEncodeAt)")
        }
    }

    func write(_ chunk: Chunk) throws -> Int {
        let rows = numbers(chunk)
        var duplicates = 0
        var aside: [Int] = []
        for (position, number) in rows.enumerated() {
            if number == failsWriteAt { throw PlannedFault(place: "write \(number)") }
            if number == refuses {
                throw RowError(
                    RowFault(
                        row: chunk.selection.row(position), code: .constraint, column: "n",
                        message: "found \(number), wanted another", hint: "count again"))
            }
            if setsAside.contains(number) {
                let row = chunk.selection.row(position)
                aside.append(row)
                chunk.reject(RowFault(row: row, code: .constraint, message: "not \(number)"))
            } else if isDuplicate(number) {
                duplicates += 1
            } else {
                content.withLock { $0.written.append(number) }
            }
        }
        chunk.selection.remove(aside)
        return duplicates
    }

    func commit(_ checkpoint: inout Checkpoint) throws {
        let last = try content.withLock { content in
            if let failsCommitAt, content.commits.count == failsCommitAt {
                throw PlannedFault(place: "commit \(failsCommitAt)")
            }
            content.committed = content.written
            return content.written.count
        }
        checkpoint.sinkOffset = Int64(last)
        let kept = checkpoint
        content.withLock {
            $0.commits.append(kept)
            $0.checkpoint = kept
        }
    }

    func publish() throws { content.withLock { $0.publishes += 1 } }
    func close() {}
}

/// Keeps checkpoints, and refuses those of an epoch before `newest`.
final class FakeStore: CheckpointStore, Sendable {
    let saved = Mutex<[Checkpoint]>([])
    let newest: Int64

    init(newest: Int64 = 0) { self.newest = newest }

    func save(_ checkpoint: Checkpoint) throws {
        guard checkpoint.epoch >= newest else {
            throw JobError(.locked, "a newer run has committed")
        }
        saved.withLock { $0.append(checkpoint) }
    }
}

/// Keeps reject lines, and how many of them are committed.
final class FakeRejects: RejectSink, Sendable {
    struct Content {
        var written = ""
        var committed = ""
        var publishes = 0
    }

    let content = Mutex(Content())
    let fails: Bool

    init(fails: Bool = false) { self.fails = fails }

    var committedLines: [String] {
        content.withLock { $0.committed }.split(separator: "\n").map(String.init)
    }

    func write(_ lines: ByteBuffer) throws {
        if fails { throw PlannedFault(place: "rejects") }
        let text = lines.string(0..<lines.count)
        content.withLock { $0.written += text }
    }

    func commit(_ checkpoint: inout Checkpoint) throws {
        checkpoint.rejectsOffset = content.withLock { content in
            content.committed = content.written
            return Int64(content.committed.utf8.count)
        }
    }

    func publish() throws { content.withLock { $0.publishes += 1 } }
    func close() {}
}

/// Drops every number that a rule names.
struct FilterStep: Step {
    let name = "filter"
    let output = Schema([Field("n")])
    var failsAt: Int?
    /// Whether a number is dropped without being counted: a broken book.
    var forgets = false
    var drops: @Sendable (Int) -> Bool = { _ in false }

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        let found = numbers(chunk)
        if let failsAt, found.contains(failsAt) { throw PlannedFault(place: "step \(failsAt)") }
        let dropped = found.indices.filter { drops(found[$0]) }
        let rows = dropped.map { chunk.selection.row($0) }
        chunk.selection.remove(rows)
        if !forgets { counts.filtered += Int64(rows.count) }
    }
}

/// Lets the first records through, like the step of that name.
struct FirstStep: OrderedStep {
    let name = "limit"
    let output = Schema([Field("n")])
    var limit: Int64
    let initialState: Int64 = 0

    func hasEnded(_ state: Int64) -> Bool { state >= limit }

    func apply(_ chunk: Chunk, state: inout Int64, counts: inout RowCounts) throws {
        let kept = Int(min(Int64(chunk.selection.count), limit - state))
        counts.limited += Int64(chunk.selection.count - kept)
        chunk.selection.truncate(to: kept)
        state += Int64(kept)
    }
}

/// A run of fakes, with everything that has a default.
struct FakeRun {
    var source: FakeSource
    var steps: [any Step] = []
    var sink = FakeSink()
    var rejects: FakeRejects? = FakeRejects()
    var store = FakeStore()
    var checkpoint = Checkpoint(job: "j", run: "r", epoch: 1, pipeline: "p", input: "i")
    var settings = EngineSettings(workers: 3, checkpoints: .rows(1), maxRejects: .count(.max))
    var control = StopControl()

    init(records: Int, rowsPerChunk: Int = 10) {
        source = FakeSource(records: records, rowsPerChunk: rowsPerChunk)
    }

    func run() async -> RunOutcome {
        await Engine(
            EngineJob(
                source: source, steps: steps, sink: sink, rejects: rejects, checkpoint: checkpoint,
                store: store, settings: settings, control: control)
        ).run()
    }
}

/// A value that tasks share.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }

    @discardableResult
    func update<Result: Sendable>(_ body: (inout Value) -> sending Result) -> Result {
        mutex.withLock { body(&$0) }
    }
}
