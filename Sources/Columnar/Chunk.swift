/// What a chunk's records are part of.
public struct ChunkOrigin: Sendable, Equatable {
    /// When the job began, in microseconds since 2000-01-01 00:00 UTC; a resumed run keeps it.
    public var moment: Int64 = 0
    /// The file or table they come from, as messages name it.
    public var source = ""
    /// Which of the source's files it is, from 0.
    public var file = 0
    /// The line of the file where its first record may begin, from 1; 0 when it has no lines.
    public var firstLine: Int64 = 0
    /// Records of the input before this chunk; known only where a step asked for it.
    public var recordsBefore: Int64 = 0
    /// Lines of the file's records before this chunk; known only where a step asked for it.
    public var linesBefore: Int64 = 0

    public init() {}
}

/// The unit of processing: some records' bytes, their columns, and which rows are still selected.
///
/// A worker owns one chunk and uses its memory again for the next; nothing in it crosses a task.
/// Row *r* is the chunk's record *r*, counted from 0, whether or not it is still selected, until
/// ``repeatRows(_:)`` makes several rows of one; ``record(of:)`` tells a row's record, so a fault
/// can always name it.
@safe public final class Chunk {
    /// The raw input, `0..<inputCount`, and behind it the values that had to be decoded.
    public private(set) var bytes = ByteBuffer()
    public var inputCount = 0
    /// Rows in the chunk, selected or not.
    public private(set) var rowCount = 0
    /// Records of the source in the chunk; as many as rows until a step repeats some.
    public private(set) var recordCount = 0
    /// Lines the raw input covers, for the line numbers of later chunks.
    public var lineCount = 0
    /// Whether a row ends at its first line feed, so that blank lines may stand before the next.
    public var hasLinePerRow = false
    /// Whether no value in the raw input holds a control character, a quote or a backslash, so that
    /// JSON needs no escapes; false when that is not known.
    public var isEscapeFree = false
    /// The columns of the current schema, in order; steps replace, reorder and drop them.
    public var columns: [Column] = []
    /// Records that were set aside, in row order within each step.
    public var faults: [RowFault] = []
    /// What was found amiss in records that pass all the same.
    public var warnings: [RowWarning] = []
    /// Words of the source on how far it is, in the order of the records between which they stand.
    public var states: [SourceState] = []
    /// What the source has to say that is no error; the same is told once a run.
    public var remarks: [String] = []
    /// What the sink's encoder made of the selected rows.
    public private(set) var output = ByteBuffer()
    /// Room for turning `output` into something else; see ``exchangeOutput()``.
    public private(set) var scratch = ByteBuffer()
    /// What the records are part of; the engine fills it in with the chunk.
    public var origin = ChunkOrigin()
    /// The rows that are still to be written.
    public var selection = Selection()

    // The owner is kept too: another could come to stand at the address of one that is gone.
    private var workspaces: [ObjectIdentifier: (owner: AnyObject, workspace: AnyObject)] = [:]
    private var pool: [Column] = []
    private var taken = 0
    /// The record of each row once they are not the same any more; meaningful while `hasOrigins`.
    private var origins: [UInt32] = []
    private var hasOrigins = false
    private var starts: UnsafeMutablePointer<UInt32>
    private var startsCapacity = 0

    public init() {
        unsafe starts = .allocate(capacity: 1)
    }

    deinit { unsafe starts.deallocate() }

    /// Empties the chunk and keeps its memory; `limit` bounds what one huge record leaves behind.
    public func reset(keepingBytes limit: Int = .max) {
        bytes.count = 0
        output.count = 0
        scratch.count = 0
        inputCount = 0
        rowCount = 0
        recordCount = 0
        hasOrigins = false
        lineCount = 0
        hasLinePerRow = false
        isEscapeFree = false
        columns.removeAll(keepingCapacity: true)
        faults.removeAll()
        warnings.removeAll()
        states.removeAll()
        remarks.removeAll()
        selection.reset()
        taken = 0
        if limit != .max {
            bytes.shrink(to: limit)
            output.shrink(to: limit * 4)
        }
    }

    /// What `owner`, a part of the pipeline that all workers share, keeps for this chunk's worker
    /// from chunk to chunk; made by `make` at the first call.
    public func workspace<Workspace: AnyObject>(
        of owner: AnyObject, _ make: () -> Workspace
    ) -> Workspace {
        let key = ObjectIdentifier(owner)
        if let known = workspaces[key]?.workspace as? Workspace { return known }
        let fresh = make()
        workspaces[key] = (owner, fresh)
        return fresh
    }

    /// Takes `fresh` as the chunk's bytes and gives its own buffer in return, so that a reader
    /// hands over what it has read without a copy.
    public func exchangeBytes(for fresh: ByteBuffer) -> ByteBuffer {
        defer { bytes = fresh }
        return bytes
    }

    /// Makes `scratch` the output, and the output the scratch.
    public func exchangeOutput() {
        swap(&output, &scratch)
    }

    /// Makes `fresh` the output and gives the output so far in return, so that each of several sinks
    /// keeps its own.
    public func exchangeOutput(for fresh: ByteBuffer) -> ByteBuffer {
        defer { output = fresh }
        return output
    }

    /// A column of this chunk's memory with room for `rows`, as empty slices.
    public func takeColumn(rows: Int) -> Column {
        if taken == pool.count { pool.append(Column(capacity: rows)) }
        let column = pool[taken]
        taken += 1
        column.reserve(rows)
        column.representation = .slices
        column.hasNulls = false
        return column
    }

    /// The column at `index` of the current schema, as one that no other place of it shares.
    ///
    /// A select may name a column twice; whoever changes values in place takes its own copy.
    public func ownedColumn(_ index: Int) -> Column {
        let column = columns[index]
        let isShared = columns.indices.contains { $0 != index && columns[$0] === column }
        guard isShared else { return column }
        let copy = copiedColumn(column)
        columns[index] = copy
        return copy
    }

    /// A copy of `column` in this chunk's memory, whose values may be changed in place.
    public func copiedColumn(_ column: Column) -> Column {
        let copy = takeColumn(rows: rowCount)
        copy.take(column, rows: rowCount)
        return copy
    }

    /// A value in quotes for a message, cut to 40 bytes.
    public func excerpt(_ slice: FieldSlice) -> String {
        guard !slice.isNull else { return "NULL" }
        let shown = min(slice.length, 40)
        let text = bytes.string(slice.start..<(slice.start + shown))
        let printable = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar
                }))
        return "'\(printable)\(shown < slice.length ? "…" : "")'"
    }

    /// Where each record's raw bytes begin; entry `recordCount` is where the last one ends.
    public var rowStarts: UnsafeMutablePointer<UInt32> { unsafe starts }

    /// Makes room for `rows` + 1 row starts, keeping the first `kept`.
    public func reserveRows(_ rows: Int, keeping kept: Int = 0) {
        guard rows + 1 > startsCapacity else { return }
        let grown = max(rows + 1, startsCapacity * 2)
        let fresh = UnsafeMutablePointer<UInt32>.allocate(capacity: grown)
        // SAFETY: `kept` rows were written within the old capacity.
        unsafe fresh.update(from: starts, count: kept)
        unsafe starts.deallocate()
        unsafe starts = fresh
        startsCapacity = grown
    }

    /// Fixes the number of records and selects all of them.
    public func setRowCount(_ rows: Int) {
        rowCount = rows
        recordCount = rows
        hasOrigins = false
        selection.selectAll(rows)
    }

    /// The chunk's record, from 0, that `row` was made of.
    public func record(of row: Int) -> Int { hasOrigins ? Int(origins[row]) : row }

    /// Takes rows that were made of others: row *n* of what is now row `parents[n]`.
    func setRows(from parents: [UInt32]) {
        origins = parents.map { UInt32(record(of: Int($0))) }
        hasOrigins = true
        rowCount = parents.count
        selection.selectAll(rowCount)
    }

    /// Sets `row` aside with its reason; the caller takes it out of the selection.
    public func reject(_ fault: RowFault) {
        faults.append(fault)
    }

    /// The raw bytes of `row`'s record within `bytes`, without the line end.
    public func rawRange(of row: Int) -> Range<Int> {
        precondition(row < rowCount, "a row beyond the chunk")
        let record = record(of: row)
        let start = unsafe Int(starts[record])
        var end = unsafe Int(starts[record + 1])
        if hasLinePerRow {
            var place = start
            while place < end, unsafe bytes.base[place] != 0x0A { place += 1 }
            end = place
        }
        while end > start, unsafe bytes.base[end - 1] == 0x0A || bytes.base[end - 1] == 0x0D {
            end -= 1
        }
        return start..<end
    }
}
