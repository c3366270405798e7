public import TrancheColumnar
public import TranchePipeline
public import TrancheServices

/// Adds the columns of the reference's record that has the record's key.
///
/// Planned without its reference's records: the composition loads them, or says whom to ask.
public struct LookupStep: StepStatistics {
    /// Where the records of the reference are.
    private enum Place: Sendable {
        case nowhere
        case table(LoadedReference)
        case database(KeyedLookup)
    }

    public let name = "lookup"
    public let output: Schema
    /// What messages call the reference.
    let reference: String
    let comparisons: [LookupComparison]
    /// The reference's columns that are added behind the others.
    let added: [String]
    let missing: LookupPlan.Missing
    let duplicates: LookupPlan.Duplicates
    private let maker: KeyMaker
    private var place = Place.nowhere

    init(
        reference: String, comparisons: [LookupComparison], added: [String],
        missing: LookupPlan.Missing, duplicates: LookupPlan.Duplicates, output: Schema
    ) {
        self.reference = reference
        self.comparisons = comparisons
        self.added = added
        self.missing = missing
        self.duplicates = duplicates
        self.output = output
        maker = KeyMaker(
            parts: comparisons.map { KeyMaker.Part(column: $0.column, type: $0.type) })
    }

    /// The reference's columns that are read, each once: the keys, then those that are added.
    public var referenceColumns: [String] {
        var columns: [String] = []
        for column in comparisons.map(\.key.name) + added where !columns.contains(column) {
            columns.append(column)
        }
        return columns
    }

    /// The record's key columns, and the types whose values are compared; `nil` compares texts.
    public var comparedTypes: [(column: String, type: DataType?)] {
        comparisons.map { ($0.name, $0.type) }
    }

    /// Reads all records of a reference, which has the columns ``referenceColumns``.
    ///
    /// - Parameters:
    ///   - source: The reference; it is read to its end.
    ///   - memoryBytes: The most memory that the records may take.
    ///   - showsKeys: Whether a message may quote a key.
    ///   - control: A request to stop ends the reading.
    /// - Throws: `JobError(.data)` for a record that is malformed, or a key that is there twice;
    ///   `.usage` when the memory is not enough; `.stopped`.
    public mutating func load(
        _ source: any Source, memoryBytes: Int, showsKeys: Bool, control: StopControl
    ) throws {
        let filler = ReferenceFiller(self, columns: source.schema.names, showsKeys: showsKeys)
        place = .table(
            try LoadedReference(source, filler, memoryBytes: memoryBytes, control: control))
    }

    /// Asks a database for the keys of each chunk.
    ///
    /// - Parameters:
    ///   - reference: Whom to ask.
    ///   - cacheSize: How many of the last answers are kept.
    ///   - showsKeys: Whether a message may quote a key.
    public mutating func ask(_ reference: any KeyedReference, cacheSize: Int, showsKeys: Bool) {
        let filler = ReferenceFiller(self, columns: referenceColumns, showsKeys: showsKeys)
        place = .database(KeyedLookup(reference, self, filler, cacheSize: cacheSize))
    }

    /// Takes the reference's records from the same step of another assembly of the job.
    public mutating func share(_ other: LookupStep) { place = other.place }

    /// The records in memory; `nil` when there are none.
    public var loaded: LoadedReference? {
        if case .table(let loaded) = place { return loaded }
        return nil
    }

    /// What asking the database was like; empty when none was.
    public var statistics: [StepStatistic] {
        if case .database(let lookup) = place { return lookup.statistics }
        return []
    }

    public var subject: String { "\(name) in \(reference)" }

    public func apply(_ chunk: Chunk, counts: inout RowCounts) async throws {
        switch place {
        case .nowhere:
            throw JobError(.internalError, "step lookup has no records of \(reference)")
        case .table(let loaded):
            let work = chunk.workspace(of: loaded) { LookupWorkspace() }
            maker.makeKeys(of: chunk, in: work.batch, seed: ReferenceTable.seed)
            work.reservePlaces()
            try addColumns(chunk, loaded.table.bytes, work) { positions in
                work.find(positions, in: loaded.table)
            }
            setAside(chunk, work, &counts)
        case .database(let lookup):
            let work = chunk.workspace(of: lookup) { LookupWorkspace() }
            maker.makeKeys(of: chunk, in: work.batch, seed: ReferenceTable.seed)
            let answers = try lookup.answers(chunk, work, comparisons)
            try addColumns(chunk, answers, work) { _ in }
            setAside(chunk, work, &counts)
        }
    }

    /// Finds the rows' records by `find`, some at a time, and copies their values behind the chunk's
    /// bytes, mostly once a record.
    private func addColumns(
        _ chunk: Chunk, _ records: ByteBuffer, _ work: LookupWorkspace, _ find: (Range<Int>) -> Void
    ) throws {
        let columns = added.map { _ in chunk.takeColumn(rows: chunk.rowCount) }
        chunk.columns += columns
        work.beginCopying()
        let size = LookupWorkspace.blockRows
        for start in stride(from: 0, to: work.batch.count, by: size) {
            let positions = start..<min(start + size, work.batch.count)
            find(positions)
            let isWhole = work.copy(
                positions, records, to: columns, bytes: chunk.bytes, rows: chunk.selection)
            guard isWhole else {
                throw JobError(
                    .data, "found records of \(reference) that make a chunk of more than 4 GiB",
                    hint: "run with a smaller --chunk-size")
            }
        }
    }

    /// What becomes of the rows whose key is missing.
    private func setAside(_ chunk: Chunk, _ work: LookupWorkspace, _ counts: inout RowCounts) {
        guard missing != .null else { return }
        let rows = work.missingPositions.map { chunk.selection.row($0) }
        guard !rows.isEmpty else { return }
        if missing == .drop {
            counts.filtered += Int64(rows.count)
        } else {
            for row in rows { chunk.reject(fault(chunk, row)) }
        }
        chunk.selection.remove(rows)
    }

    private func fault(_ chunk: Chunk, _ row: Int) -> RowFault {
        let found = comparisons.map { comparison in
            let value = comparison.excerpt(chunk, row)
            return comparisons.count == 1 ? value : "\(comparison.name) \(value)"
        }
        let keys = comparisons.map(\.key.name).joined(separator: ", ")
        var fault = RowFault(
            row: row, code: .lookup, step: name,
            column: comparisons.count == 1 ? comparisons[0].name : nil,
            message: "found \(found.joined(separator: ", ")), wanted \(keys) of \(reference)",
            hint: "add the key to the reference, or let it be NULL with: else null")
        fault.isFatal = missing == .fail
        return fault
    }
}

extension LookupComparison {
    /// The record's value, for a message.
    func excerpt(_ chunk: Chunk, _ row: Int) -> String {
        let column = chunk.columns[column]
        guard !column.isNull(row) else { return "NULL" }
        switch column.representation {
        case .slices: return unsafe chunk.excerpt(column.slices[row])
        case .int64: return unsafe "'\(column.int64s[row])'"
        case .double: return unsafe "'\(column.doubles[row])'"
        }
    }
}
