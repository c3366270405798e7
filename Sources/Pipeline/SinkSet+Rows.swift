public import TrancheColumnar

/// What a chunk has for each sink between `encode` and `write`.
private final class SinkParts {
    struct Part {
        var selection = Selection()
        var columns: [Column] = []
        var output = ByteBuffer()
        /// Rows that cannot be spelled for the sink.
        var unfit = 0
    }

    var parts: [Part]

    init(_ count: Int) { parts = (0..<count).map { _ in Part() } }
}

extension SinkSet {
    public func encode(_ chunk: Chunk) throws {
        let work = chunk.workspace(of: self) { SinkParts(sinks.count) }
        var rows = chunk.selection
        let columns = chunk.columns
        let first = chunk.faults.count
        for (index, sink) in sinks.enumerated() {
            let start = chunk.faults.count
            chunk.selection = routes?.selection(of: index, in: chunk) ?? rows
            if sink.changesColumns { chunk.columns = columns.map(chunk.copiedColumn) }
            work.parts[index].output.count = 0
            work.parts[index].output.shrink(to: 32 << 20)
            let spare = chunk.exchangeOutput(for: work.parts[index].output)
            try sink.encode(chunk)
            work.parts[index].output = chunk.exchangeOutput(for: spare)
            work.parts[index].selection = chunk.selection
            work.parts[index].columns = chunk.columns
            work.parts[index].unfit = chunk.faults.count - start
            chunk.columns = columns
            name(index, faultsFrom: start, of: chunk, since: first)
        }
        rows.remove(chunk.faults[first...].map(\.row).sorted())
        chunk.selection = rows
    }

    /// Writes each sink's part; what is left selected went to every sink that it was meant for.
    ///
    /// - Returns: 0: a record may be a duplicate in one sink and new in another.
    public func write(_ chunk: Chunk) throws -> Int {
        let work = chunk.workspace(of: self) { SinkParts(sinks.count) }
        var rows = chunk.selection
        let columns = chunk.columns
        let first = chunk.faults.firstIndex { $0.sink != nil && $0.step == nil }
        let written = chunk.faults.count
        for index in sinks.indices {
            let start = chunk.faults.count
            chunk.selection = work.parts[index].selection
            chunk.columns = work.parts[index].columns
            let spare = chunk.exchangeOutput(for: work.parts[index].output)
            defer { work.parts[index].output = chunk.exchangeOutput(for: spare) }
            try write(index, chunk, unfit: work.parts[index].unfit)
            name(index, faultsFrom: start, of: chunk, since: first ?? written)
        }
        chunk.columns = columns
        rows.remove(chunk.faults[written...].map(\.row).sorted())
        chunk.selection = rows
        return 0
    }

    private func write(_ index: Int, _ chunk: Chunk, unfit: Int) throws {
        let offered = chunk.selection.count
        leaveOut(index, chunk)
        let rows = chunk.selection
        let start = chunk.faults.count
        let unmatched = sinks[index].unmatched
        var leftOut = 0
        if rows.count > 0 {
            try requireOpen(index)
            do { leftOut = try sinks[index].write(chunk) } catch var error as RowError {
                error.fault.sink = sinks[index].name
                throw error
            }
        }
        let refusals = chunk.faults.count - start
        if units.count > 1, refusals > 0 {
            let skipped = Int64(offered - rows.count)
            remember(chunk.faults[start...], index, rows, after: progress[index].offered + skipped)
        }
        progress[index].offered += Int64(offered)
        progress[index].unfit += Int64(unfit)
        let missed = sinks[index].unmatched - unmatched
        progress[index].duplicate += Int64(leftOut) - missed
        progress[index].unmatched += missed
        progress[index].refused += Int64(refusals)
        progress[index].written += Int64(rows.count - leftOut - refusals)
    }

    /// A sink whose last commit is done takes no more: a pipe gave more than before the crash.
    private func requireOpen(_ index: Int) throws {
        guard units.contains(where: { $0.isFinal && $0.members.contains(index) }) else { return }
        throw JobError(
            .data,
            "\(sinks[index].name) has all records of the job, and the input gives more of them now",
            hint: "feed the same input again to finish the other sinks, or start over with --fresh")
    }

    /// Takes the rows out of the selection that the sink has, and rejects again those it refused.
    private func leaveOut(_ index: Int, _ chunk: Chunk) {
        guard ahead[index] > 0 else { return }
        let count = Int(min(ahead[index], Int64(chunk.selection.count)))
        let start = progress[index].offered
        for row in refused where row.sink == index {
            guard row.position >= start, row.position < start + Int64(count) else { continue }
            let place = chunk.selection.row(Int(row.position - start))
            chunk.reject(row.fault(of: place, sinks[index].name))
        }
        chunk.selection.removeFirst(count)
        ahead[index] -= Int64(count)
    }

    /// Keeps what the sink refused of `rows`, the first of which has the position `start`.
    private func remember(
        _ faults: ArraySlice<RowFault>, _ index: Int, _ rows: Selection, after start: Int64
    ) {
        var positions: [Int: Int] = [:]
        for position in 0..<rows.count { positions[rows.row(position)] = position }
        for fault in faults {
            guard let position = positions[fault.row] else { continue }
            refused.append(RefusedRow(fault, sink: index, position: start + Int64(position)))
        }
    }

    /// Gives the faults from `start` on the sink's name, and keeps one fault a record.
    private func name(
        _ index: Int, faultsFrom start: Int, of chunk: Chunk, since first: Int
    ) {
        guard chunk.faults.count > start else { return }
        let known = Set(chunk.faults[min(first, start)..<start].map(\.row))
        for place in chunk.faults.indices[start...] { chunk.faults[place].sink = sinks[index].name }
        guard !known.isEmpty else { return }
        let kept = chunk.faults[start...].filter { !known.contains($0.row) }
        chunk.faults.replaceSubrange(start..., with: kept)
    }
}
