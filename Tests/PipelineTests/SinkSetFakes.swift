import Synchronization
import TrancheColumnar

@testable import TranchePipeline

/// Where and how a run is to die; each hit is counted, so that the dying run is the first only.
final class Doom: Sendable {
    private let left: Mutex<Int>

    /// - Parameter calls: How many commits and publishes of sinks succeed; every one, when `nil`.
    init(after calls: Int?) { left = Mutex(calls ?? .max) }

    func strike(_ place: String) throws {
        let isOver = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isOver { throw PlannedFault(place: place) }
    }
}

/// What outlives a run: the bytes of a file, with a tail that no checkpoint covers.
final class FakeDisk: Sendable {
    struct Content {
        var bytes = ""
        var published: String?
    }

    let content = Mutex(Content())
}

/// A file that is cut back to its checkpoint.
final class FakeFileSink: Sink {
    let name: String
    let guarantee = DeliveryGuarantee.exactlyOnce
    let holdsCheckpoint = false
    let disk: FakeDisk
    let doom: Doom

    init(_ name: String, _ disk: FakeDisk, _ doom: Doom) {
        self.name = name
        self.disk = disk
        self.doom = doom
    }

    func storedCheckpoint(of job: String) throws -> Checkpoint? { nil }
    func isComplete(_ checkpoint: Checkpoint) throws -> Bool { true }

    func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {
        try disk.content.withLock { content in
            let length = resuming ? Int(checkpoint.sinkOffset) : 0
            if content.published != nil {
                guard checkpoint.isFinal else { throw PlannedFault(place: "published too early") }
                return
            }
            guard content.bytes.utf8.count >= length else {
                throw PlannedFault(place: "lost bytes")
            }
            content.bytes = String(decoding: content.bytes.utf8.prefix(length), as: UTF8.self)
        }
    }

    func encode(_ chunk: Chunk) throws {
        for number in numbers(chunk) { chunk.output.append("\(number)\n") }
        // As a compressor does.
        chunk.scratch.count = 0
        chunk.scratch.append(chunk.output.string(0..<chunk.output.count))
        chunk.exchangeOutput()
    }

    func write(_ chunk: Chunk) throws -> Int {
        let text = chunk.output.string(0..<chunk.output.count)
        disk.content.withLock { $0.bytes += text }
        return 0
    }

    func commit(_ checkpoint: inout Checkpoint) throws {
        try doom.strike("commit of \(name)")
        checkpoint.sinkOffset = disk.content.withLock { Int64($0.bytes.utf8.count) }
    }

    func publish() throws {
        try doom.strike("publish of \(name)")
        disk.content.withLock { $0.published = $0.bytes }
    }

    func close() {}
}

/// A database: rows and the checkpoint change together or not at all.
final class FakeDatabase: Sendable {
    struct Content: Equatable {
        var tables: [String: [Int]] = [:]
        var checkpoint: Checkpoint?
    }

    let committed = Mutex(Content())
    let pending = Mutex(Content())
}

/// A table that refuses some numbers and knows others, by what it has already.
final class FakeTableSink: Sink {
    let name: String
    let guarantee = DeliveryGuarantee.exactlyOnce
    let holdsCheckpoint = true
    let changesColumns = true
    let database: FakeDatabase
    let owner: FakeTableSink?
    let doom: Doom
    var transactionOwner: (any Sink)? { owner }

    init(_ name: String, _ database: FakeDatabase, joining owner: FakeTableSink?, _ doom: Doom) {
        self.name = name
        self.database = database
        self.owner = owner
        self.doom = doom
    }

    func storedCheckpoint(of job: String) throws -> Checkpoint? {
        database.committed.withLock { $0.checkpoint }
    }

    func isComplete(_ checkpoint: Checkpoint) throws -> Bool { true }

    func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {
        guard owner == nil else { return }
        try database.committed.withLock { content in
            if resuming {
                guard content.checkpoint?.sequence == checkpoint.sequence else {
                    throw PlannedFault(place: "another checkpoint in \(name)")
                }
            }
            content.checkpoint = checkpoint
            let kept = content
            database.pending.withLock { $0 = kept }
        }
    }

    func encode(_ chunk: Chunk) throws {
        let unfit = castToInt64(chunk.columns[0], in: chunk, lenient: true)
        precondition(unfit.isEmpty, "every number is one")
        var refused: [Int] = []
        for position in 0..<chunk.selection.count {
            let row = chunk.selection.row(position)
            let number = unsafe chunk.columns[0].int64s[row]
            guard number % 19 == 4 else { continue }
            refused.append(row)
            chunk.reject(RowFault(row: row, code: .typeMismatch, message: "\(number) is unfit"))
        }
        chunk.selection.remove(refused)
    }

    func write(_ chunk: Chunk) throws -> Int {
        var duplicates = 0
        var refused: [Int] = []
        database.pending.withLock { content in
            for position in 0..<chunk.selection.count {
                let row = chunk.selection.row(position)
                let number = unsafe Int(chunk.columns[0].int64s[row])
                let rows = content.tables[name] ?? []
                if number % 5 == 1, rows.contains(where: { $0 % 16 == number % 16 }) {
                    refused.append(row)
                    chunk.reject(
                        RowFault(
                            row: row, code: .constraint, column: "n",
                            message: "\(number) after \(rows.count) rows, with: | , ; :"))
                } else if number % 5 == 2, rows.contains(where: { $0 % 8 == number % 8 }) {
                    duplicates += 1
                } else {
                    content.tables[name, default: []].append(number)
                }
            }
        }
        chunk.selection.remove(refused)
        return duplicates
    }

    func commit(_ checkpoint: inout Checkpoint) throws {
        guard owner == nil else { return }
        try doom.strike("commit of \(name)")
        let kept = checkpoint
        let content = database.pending.withLock { content in
            content.checkpoint = kept
            return content
        }
        database.committed.withLock { $0 = content }
        // Done, but nobody hears of it any more.
        try doom.strike("answer of \(name)")
    }

    func publish() throws { try doom.strike("publish of \(name)") }
    func close() {}
}

/// Sends each number to the sinks whose rule holds; a rule without an answer is a fault.
struct FakeRouteStep: Step {
    let name = "when"
    let output = Schema([Field("n")])
    let routes: SinkRoutes
    let rules: [Int]

    func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        var rows = chunk.selection
        let all = numbers(chunk)
        let failed = all.indices.filter { all[$0] % 23 == 22 }.map { chunk.selection.row($0) }
        for row in failed { chunk.reject(RowFault(row: row, code: .expression, message: "none")) }
        rows.remove(failed)
        chunk.selection = rows
        let found = numbers(chunk)
        var chosen = rules.map { _ in rows }
        for (index, rule) in rules.enumerated() {
            chosen[index].remove(
                found.indices.filter { !Self.holds(rule, found[$0]) }.map { rows.row($0) })
        }
        routes.choose(chosen, in: chunk)
        let nowhere = found.indices.filter { place in
            !rules.contains { Self.holds($0, found[place]) }
        }
        counts.filtered += Int64(nowhere.count)
        chunk.selection.remove(nowhere.map { rows.row($0) })
    }

    /// Rule 0 takes every number.
    static func holds(_ rule: Int, _ number: Int) -> Bool { rule == 0 || number % (rule + 1) == 1 }
}
