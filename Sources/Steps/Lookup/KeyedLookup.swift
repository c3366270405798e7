import Synchronization
import TrancheColumnar
import TranchePipeline
import TrancheServices

/// Asks a database for the keys of each chunk that are not known from before.
final class KeyedLookup: Sendable {
    private let reference: any KeyedReference
    private let filler: ReferenceFiller
    private let keys: [ReferenceKey]
    private let columns: [String]
    /// Whole records under their keys.
    private let cache: LRUCache<[UInt8], [UInt8]>
    private let statements = Atomic<Int>(0)

    /// The longest record that is kept, so that the cache's size bounds its memory, too.
    private static let cachedBytes = 1024

    init(
        _ reference: any KeyedReference, _ step: LookupStep, _ filler: ReferenceFiller,
        cacheSize: Int
    ) {
        self.reference = reference
        self.filler = filler
        keys = step.comparisons.map {
            ReferenceKey(column: $0.key.name, type: $0.askedType)
        }
        columns = step.referenceColumns
        cache = LRUCache(size: cacheSize)
    }

    /// The different keys of each chunk together, and how they were answered.
    var statistics: [StepStatistic] {
        let cached = cache.statistics
        return [
            StepStatistic("keys", Int64(cached.lookups)),
            StepStatistic("from the cache", Int64(cached.hits)),
            StepStatistic("statements", Int64(statements.load(ordering: .relaxed))),
            StepStatistic("dropped from the cache", Int64(cached.evictions)),
        ]
    }

    /// Finds the record of each key of the batch.
    ///
    /// - Returns: The records that the workspace's places lie in.
    func answers(_ chunk: Chunk, _ work: LookupWorkspace, _ comparisons: [LookupComparison]) throws
        -> ByteBuffer
    {
        let keyed = work.keyed
        keyed.collect(work)
        var unknown: [Int] = []
        for number in keyed.rows.indices {
            switch cache.answer(for: keyed.key(number)) {
            case .value(let record): keyed.answer(number, record)
            case .absent: break
            case .unknown: unknown.append(number)
            }
        }
        if !unknown.isEmpty {
            try ask(unknown, chunk, keyed, comparisons)
            for number in unknown { take(number, keyed) }
        }
        keyed.spread(work)
        return keyed.answers
    }

    private func ask(
        _ unknown: [Int], _ chunk: Chunk, _ keyed: KeyedWorkspace,
        _ comparisons: [LookupComparison]
    ) throws {
        let table = keyed.table(width: filler.values.count)
        let asked = unknown.compactMap { number -> [String]? in
            let row = chunk.selection.row(keyed.rows[number])
            var texts: [String] = []
            for comparison in comparisons {
                // What is no value of the column's type equals none of its values.
                guard let text = comparison.asked(chunk, row, keyed.scratch) else { return nil }
                texts.append(text)
            }
            return texts
        }
        guard !asked.isEmpty else { return }
        let session =
            try keyed.session ?? reference.makeSession(keys: keys, columns: columns)
        keyed.session = session
        statements.add(1, ordering: .relaxed)
        var digest: UInt64 = 0
        try session.fetch(asked, in: keyed.chunk) { rows in
            try filler.add(rows, to: table, rowsBefore: nil, digest: &digest)
        }
    }

    private func take(_ number: Int, _ keyed: KeyedWorkspace) {
        let key = keyed.key(number)
        guard let record = keyed.fetched(key) else {
            cache.storeAbsence(for: key)
            return
        }
        keyed.answer(number, record)
        if record.count <= Self.cachedBytes { cache.store(record, for: key) }
    }
}

/// What one worker needs to ask a database, from chunk to chunk.
final class KeyedWorkspace {
    /// The positions where each different key stands first.
    private(set) var rows: [Int] = []
    /// The records of the different keys, one behind the other.
    let answers = ByteBuffer()
    let chunk = Chunk()
    let scratch = ByteBuffer(capacity: 64)
    var session: (any KeyedReferenceSession)?

    private let distinct = ReferenceTable(width: 0)
    private var fetchedTable: ReferenceTable?
    /// Of each position which of the different keys it has; of a key with NULL, none.
    private var numbers: [Int] = []
    private var places: [Int] = []
    /// Where each different key stands in `distinct`.
    private var records: [Int] = []

    /// Finds the different keys of the batch.
    func collect(_ work: LookupWorkspace) {
        distinct.removeAll()
        answers.count = 0
        rows.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        for position in 0..<work.batch.count {
            guard let key = unsafe work.key(at: position) else {
                numbers.append(ReferenceTable.absent)
                continue
            }
            let hash = unsafe work.batch.hashes[position]
            var record = unsafe distinct.find(key.start, key.length, hash: hash)
            if record == ReferenceTable.absent {
                record = distinct.beginRecord(number: rows.count)
                unsafe _ = distinct.finish(record, key: key.start, key.length, hash: hash)
                rows.append(position)
                records.append(record)
            }
            numbers.append(distinct.number(of: record))
        }
        places = Array(repeating: ReferenceTable.absent, count: rows.count)
    }

    /// The bytes of one of the different keys.
    func key(_ number: Int) -> [UInt8] {
        let record = distinct.record(at: records[number])
        let start = record.lowerBound + ReferenceTable.headerBytes
        return unsafe Array(
            UnsafeBufferPointer(
                start: distinct.bytes.base + start, count: record.upperBound - start))
    }

    /// Notes the record of one of the different keys.
    func answer(_ number: Int, _ record: [UInt8]) {
        places[number] = answers.count
        unsafe record.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe answers.append(start, count: bytes.count)
        }
    }

    /// Gives each position the place of its key's record.
    func spread(_ work: LookupWorkspace) {
        work.reservePlaces()
        for (position, number) in numbers.enumerated() {
            unsafe work.places[position] =
                number == ReferenceTable.absent ? ReferenceTable.absent : places[number]
        }
    }

    /// The table for what a statement gives, emptied.
    func table(width: Int) -> ReferenceTable {
        let table = fetchedTable ?? ReferenceTable(width: width)
        table.removeAll()
        fetchedTable = table
        return table
    }

    /// The record that the last statement gave for a key.
    func fetched(_ key: [UInt8]) -> [UInt8]? {
        guard let table = fetchedTable else { return nil }
        return unsafe key.withUnsafeBufferPointer { bytes -> [UInt8]? in
            guard let start = bytes.baseAddress else { return nil }
            let hash = unsafe seededHash(start, bytes.count, seed: ReferenceTable.seed)
            let place = unsafe table.find(start, bytes.count, hash: hash)
            guard place != ReferenceTable.absent else { return nil }
            let record = table.record(at: place)
            return unsafe Array(
                UnsafeBufferPointer(start: table.bytes.base + place, count: record.count))
        }
    }
}
