import TrancheColumnar
import TranchePipeline
import TrancheServices

/// All records of a reference, in memory, for any number of workers.
public final class LoadedReference: Sendable {
    let table: ReferenceTable
    /// Records that were read.
    public let rowCount: Int
    /// Tells one content from another: of what was read, and in whatever order where that does not
    /// matter.
    public let digest: UInt64

    /// The memory that the records need, in bytes.
    public var memoryBytes: Int { table.memoryBytes }

    init(
        _ source: any Source, _ filler: ReferenceFiller, memoryBytes: Int, control: StopControl
    ) throws {
        table = ReferenceTable(width: filler.values.count)
        let chunk = Chunk()
        var rows = 0
        var digest: UInt64 = 0
        while true {
            chunk.reset(keepingBytes: 8 << 20)
            guard try source.fill(chunk) != nil else { break }
            try source.decode(chunk)
            try filler.add(chunk, to: table, rowsBefore: rows, digest: &digest)
            rows += chunk.recordCount
            guard table.memoryBytes <= memoryBytes else {
                throw JobError(
                    .usage,
                    "step lookup: \(filler.reference) takes more than \(memoryBytes >> 10) KiB of "
                        + "memory, which is left of half of --memory",
                    hint: "raise --memory, or keep it in a database table and write: by key")
            }
            if control.isRequested { break }
        }
        guard !control.isRequested else {
            throw JobError(
                .stopped, "stopped while \(filler.reference) was loaded",
                hint: "run the same command again to go on")
        }
        rowCount = rows
        self.digest = digest
    }
}

/// Puts chunks of a reference's records into a table.
struct ReferenceFiller: Sendable {
    let reference: String
    /// The columns of the chunks that are added, in the table's order.
    let values: [Int]
    private let keys: [(column: Int, name: String)]
    private let maker: KeyMaker
    private let duplicates: LookupPlan.Duplicates
    private let showsKeys: Bool

    /// - Parameters:
    ///   - step: Whose reference it is.
    ///   - columns: The names of the chunks' columns.
    ///   - showsKeys: Whether a message may quote a key.
    init(_ step: LookupStep, columns: [String], showsKeys: Bool) {
        func place(_ name: String) -> Int {
            guard let index = columns.firstIndex(of: name) else {
                preconditionFailure("a reference without its column \(name)")
            }
            return index
        }
        reference = step.reference
        values = step.added.map(place)
        keys = step.comparisons.map { (place($0.key.name), $0.key.name) }
        maker = KeyMaker(
            parts: step.comparisons.map {
                KeyMaker.Part(column: place($0.key.name), type: $0.type)
            })
        duplicates = step.duplicates
        self.showsKeys = showsKeys
    }

    /// Adds the chunk's records; those with a NULL in their key are left out, for they equal none.
    ///
    /// - Parameters:
    ///   - chunk: The records, decoded.
    ///   - table: Where they go.
    ///   - rowsBefore: How many records came before; `nil` when they have no numbers.
    ///   - digest: Takes in what was added.
    /// - Throws: `JobError(.data)` for a malformed record, or a key that is there already.
    func add(_ chunk: Chunk, to table: ReferenceTable, rowsBefore: Int?, digest: inout UInt64)
        throws
    {
        if let fault = chunk.faults.min(by: { $0.row < $1.row }) {
            throw malformed(fault, rowsBefore.map { $0 + chunk.record(of: fault.row) + 1 })
        }
        let work = chunk.workspace(of: table) { LookupWorkspace() }
        maker.makeKeys(of: chunk, in: work.batch, seed: ReferenceTable.seed)
        let columns = values.map { chunk.columns[$0] }
        for column in columns { castToText(column, in: chunk) }
        for position in 0..<work.batch.count {
            guard let key = unsafe work.key(at: position) else { continue }
            let row = chunk.selection.row(position)
            let number = (rowsBefore ?? 0) + chunk.record(of: row) + 1
            let record = table.beginRecord(number: number)
            for (index, column) in columns.enumerated() {
                unsafe table.append(
                    column.slices[row], of: chunk.bytes, to: record, column: index)
            }
            let hash = unsafe work.batch.hashes[position]
            let known = unsafe table.finish(record, key: key.start, key.length, hash: hash)
            guard known != record else {
                take(record, of: table, into: &digest)
                continue
            }
            switch duplicates {
            case .unique:
                let numbers = rowsBefore.map { _ in (table.number(of: known), number) }
                throw doubled(chunk, row, numbers)
            case .first: table.dropLast(from: record)
            case .last:
                take(record, of: table, into: &digest)
                table.replace(known, by: record, hash: hash)
            }
        }
    }

    /// The sum does not depend on the order of records, which a table does not have.
    private func take(_ record: Int, of table: ReferenceTable, into digest: inout UInt64) {
        let range = table.record(at: record)
        let start = unsafe table.bytes.base + record
        let lengths = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        let hash = unsafe seededHash(
            start + ReferenceTable.headerBytes, range.count - ReferenceTable.headerBytes,
            seed: lengths)
        digest = duplicates == .unique ? digest &+ hash : (digest ^ hash) &* 0x9E37_79B9_7F4A_7C15
    }

    private func malformed(_ fault: RowFault, _ number: Int?) -> JobError {
        let column = fault.column.map { ", column \($0)" } ?? ""
        let message = showsKeys ? fault.message : "found a value that does not fit"
        return JobError(
            .data, "step lookup: \(message)\(column)",
            at: reference + (number.map { " record \($0)" } ?? ""), hint: fault.hint)
    }

    private func doubled(_ chunk: Chunk, _ row: Int, _ numbers: (first: Int, second: Int)?)
        -> JobError
    {
        let names = keys.map { key in
            guard showsKeys else { return "\(key.name) ***" }
            return "\(key.name) \(excerpt(chunk.columns[key.column], row, chunk))"
        }
        let places = numbers.map { ", as records \($0.first) and \($0.second)" } ?? ""
        return JobError(
            .data,
            "step lookup: found key \(names.joined(separator: ", ")) twice in \(reference)\(places), "
                + "wanted each key once",
            hint: numbers == nil
                ? "make the key unique, or ask a query that gives one row a key"
                : "correct the reference, or say which one counts: keep first, or keep last")
    }

    private func excerpt(_ column: Column, _ row: Int, _ chunk: Chunk) -> String {
        switch column.representation {
        case .slices: unsafe chunk.excerpt(column.slices[row])
        case .int64: unsafe "'\(column.int64s[row])'"
        case .double: unsafe "'\(column.doubles[row])'"
        }
    }
}
