import TrancheColumnar

/// The books of a run: writes chunks in order, counts, sets rejects aside and commits.
///
/// Only the task whose turn it is at the writer's turnstile may touch it.
// Sendable: the writer's turnstile lets one task in at a time.
final class Ledger: @unchecked Sendable {
    private let job: EngineJob
    private(set) var checkpoint: Checkpoint
    /// The last checkpoint that is durable; what a later run goes on from.
    private(set) var committed: Checkpoint
    private(set) var commits: Int64 = 0
    private(set) var steps: [RunOutcome.StepCounts]
    /// Rows of this run that found nothing to change in the sink.
    private(set) var unmatched: Int64 = 0
    private let lines = ByteBuffer()
    private(set) var tally = WarningTally()
    /// What the steps remember beyond the checkpoint, and have to keep for it.
    private let keyStores: [any KeyStore]
    private var lastCommit: ContinuousClock.Instant
    private var rowsSinceCommit: Int64 = 0
    private var hasUncommitted = false
    /// The last state that the source gave among what was written, until it is told.
    private var pendingState: [UInt8]?
    /// What the source had to say so far.
    private var remarks: Set<String> = []
    /// A write or a commit failed half way: the sink may hold bytes of a chunk that the books do
    /// not, or have lost rows that they count, as a database does that rolls back by itself.
    private var isBroken = false

    init(_ job: EngineJob) {
        self.job = job
        checkpoint = job.checkpoint
        committed = job.checkpoint
        steps = job.steps.map { RunOutcome.StepCounts(name: $0.name) }
        lastCommit = .now
        keyStores = job.steps.compactMap { ($0 as? any KeyedStep)?.keys }
    }

    /// Takes over one chunk whose turn it is.
    func accept(_ chunk: Chunk, _ passage: Passage) throws {
        if passage.extent.start.file != checkpoint.source.file {
            checkpoint.record = 0
            checkpoint.line = 0
        }
        var counts = passage.counts
        counts.read = Int64(chunk.recordCount)
        counts.rejected = Int64(chunk.faults.count)
        try judgeFaults(of: chunk, passage, counts)
        // From here on the sink has rows that the books do not, until both agree.
        isBroken = true
        try write(chunk, passage, &counts)
        guard counts.isConserved else {
            throw JobError(
                .internalError,
                "records do not add up: \(counts)", hint: "report this with the command you ran")
        }
        isBroken = false
        hasUncommitted = true
        if let state = chunk.states.last { pendingState = state.value }
        for remark in chunk.remarks where remarks.insert(remark).inserted { job.notice(remark) }
        checkpoint.counts += counts
        tallyWarnings(of: chunk, passage)
        advance(chunk, passage)
        if isCommitDue { try commit(isFinal: false) }
    }

    /// Puts the faults in order, and throws when they are more than allowed.
    private func judgeFaults(of chunk: Chunk, _ passage: Passage, _ counts: RowCounts) throws {
        guard !chunk.faults.isEmpty else { return }
        if let shield = job.shield { chunk.faults = chunk.faults.map(shield.shielded) }
        chunk.faults.sort { $0.row < $1.row }
        var total = checkpoint.counts
        total += counts
        if let fatal = chunk.faults.firstIndex(where: \.isFatal),
            !isOver(job.settings.maxRejects, before: fatal)
        {
            throw located(chunk.faults[fatal], chunk, passage.extent)
        }
        if job.settings.maxRejects.isExceeded(by: total, atEnd: false) {
            throw limitError(chunk, passage.extent)
        }
    }

    /// Writes the chunk and its rejects, among them the rows that only the sink found at fault.
    ///
    /// When those are too many, the sink has the chunk's other rows, so all of it is left undone.
    private func write(_ chunk: Chunk, _ passage: Passage, _ counts: inout RowCounts) throws {
        let leftOut: Int
        let unmatched = job.sink.unmatched
        do {
            leftOut = try job.sink.write(chunk)
        } catch let error as RowError {
            throw located(error.fault, chunk, passage.extent, code: error.code)
        }
        let missed = job.sink.unmatched - unmatched
        self.unmatched += missed
        counts.filtered += missed
        counts.duplicate += Int64(leftOut) - missed
        counts.written = Int64(chunk.selection.count - leftOut)
        if chunk.faults.count > counts.rejected {
            counts.rejected = Int64(chunk.faults.count)
            try judgeFaults(of: chunk, passage, counts)
        }
        try writeRejects(chunk, passage)
    }

    private func writeRejects(_ chunk: Chunk, _ passage: Passage) throws {
        guard let rejects = job.rejects, !chunk.faults.isEmpty else { return }
        var counted = CountedLines()
        if let rows = rejects as? any RejectRowSink {
            try rows.write(
                chunk.faults.map { fault in
                    let place = place(of: fault.row, chunk, passage.extent, &counted)
                    return RejectRecord(fault, at: place, of: chunk, shield: job.shield)
                })
        } else if let file = rejects as? any RejectSink {
            lines.count = 0
            for fault in chunk.faults {
                let place = place(of: fault.row, chunk, passage.extent, &counted)
                RejectLine.append(fault, at: place, of: chunk, to: lines, shield: job.shield)
            }
            try file.write(lines)
        }
    }

    private func tallyWarnings(of chunk: Chunk, _ passage: Passage) {
        guard !chunk.warnings.isEmpty else { return }
        if let shield = job.shield {
            for index in chunk.warnings.indices {
                chunk.warnings[index].examples = chunk.warnings[index].examples.map(shield.shielded)
            }
        }
        tally.add(chunk.warnings) { location(of: $0.row, chunk, passage.extent) }
    }

    private func advance(_ chunk: Chunk, _ passage: Passage) {
        checkpoint.sequence += 1
        checkpoint.source = passage.extent.end
        checkpoint.record += Int64(chunk.recordCount)
        checkpoint.line += Int64(chunk.lineCount)
        checkpoint.stepStates = passage.states
        if passage.extent.end.file != passage.extent.start.file {
            checkpoint.record = 0
            checkpoint.line = 0
        }
        for index in steps.indices {
            steps[index].rowsIn += Int64(passage.rows[index])
            steps[index].rowsOut += Int64(passage.rows[index + 1])
        }
        rowsSinceCommit += Int64(chunk.recordCount)
        job.progress.show(checkpoint.counts, commits: commits)
    }

    // MARK: Commits

    private var isCommitDue: Bool {
        switch job.settings.checkpoints {
        case .every(let interval): ContinuousClock.now - lastCommit >= interval
        case .rows(let rows): rowsSinceCommit >= rows
        }
    }

    /// Commits what is written; does nothing when nothing was written since the last commit.
    func commit(isFinal: Bool) throws {
        guard !isBroken, hasUncommitted || isFinal else { return }
        var next = checkpoint
        next.isFinal = isFinal
        next.commits += 1
        isBroken = true
        // What the checkpoint names has to be there before it.
        for keys in keyStores { try keys.prepareCommit() }
        try job.rejects?.commit(&next)
        try job.sink.commit(&next)
        if job.sink.guarantee == .exactlyOnce { try job.store?.save(next) }
        isBroken = false
        checkpoint = next
        committed = next
        commits += 1
        hasUncommitted = false
        rowsSinceCommit = 0
        lastCommit = .now
        job.progress.show(checkpoint.counts, commits: commits)
        if let state = pendingState {
            pendingState = nil
            try job.onCommittedState?(state)
        }
    }

    /// Checks what only the end can tell, commits for the last time and publishes.
    func finish() throws {
        if job.settings.maxRejects.isExceeded(by: checkpoint.counts, atEnd: true) {
            throw JobError(
                .data,
                "\(checkpoint.counts.rejected) of \(checkpoint.counts.outcomes) records were rejected, "
                    + "more than --max-rejects allows",
                hint: "look at the rejects, or raise --max-rejects")
        }
        try commit(isFinal: true)
        try job.sink.publish()
        try job.rejects?.publish()
    }

    // MARK: Places

    /// Line ends before a byte of a chunk, so that the next row need not count from the front.
    private struct CountedLines {
        var lines: Int64 = 0
        var bytes = 0
    }

    /// The place of a row; `counted` is what an earlier call of the chunk, for a row before, left.
    private func place(
        of row: Int, _ chunk: Chunk, _ extent: ChunkExtent, _ counted: inout CountedLines
    ) -> RecordPlace {
        var offset = extent.start.offset
        if chunk.inputCount > 0 {
            let start = unsafe Int(chunk.rowStarts[chunk.record(of: row)])
            for place in counted.bytes..<start where unsafe chunk.bytes.base[place] == 0x0A {
                counted.lines += 1
            }
            counted.bytes = start
            offset += Int64(start)
        }
        let line = checkpoint.line + 1 + counted.lines
        let record = checkpoint.record + Int64(chunk.record(of: row)) + 1
        if let place = job.source.originalPlace(file: extent.start.file, offset: offset) {
            return place
        }
        return RecordPlace(
            file: job.source.fileName(extent.start.file), record: record,
            line: job.source.fileLine(file: extent.start.file, line), offset: offset)
    }

    /// Whether the chunk's faults before the one at `index` are too many already.
    private func isOver(_ limit: RejectLimit, before index: Int) -> Bool {
        guard case .count(let most) = limit else { return false }
        return checkpoint.counts.rejected + Int64(index) > most
    }

    private func location(of row: Int, _ chunk: Chunk, _ extent: ChunkExtent) -> String {
        var counted = CountedLines()
        let place = place(of: row, chunk, extent, &counted)
        return place.line > 0
            ? "\(place.file):\(place.line)" : "\(place.file) record \(place.record)"
    }

    private func located(
        _ fault: RowFault, _ chunk: Chunk, _ extent: ChunkExtent, code: JobError.Code = .data
    ) -> JobError {
        let fault = job.shield?.shielded(fault) ?? fault
        var parts: [String] = []
        if let sink = fault.sink { parts.append("sink \(sink)") }
        if let step = fault.step { parts.append("step \(step)") }
        if let column = fault.column { parts.append("column \(column)") }
        parts.append(fault.message)
        return JobError(
            code, parts.joined(separator: ": "),
            at: location(of: fault.row, chunk, extent), hint: fault.hint)
    }

    /// A step's failure at one record with its place; any other as it is.
    func placed(_ failure: any Error, _ chunk: Chunk, _ passage: Passage) -> any Error {
        guard let error = failure as? RowError else { return failure }
        return located(error.fault, chunk, passage.extent, code: error.code)
    }

    private func limitError(_ chunk: Chunk, _ extent: ChunkExtent) -> JobError {
        var index = chunk.faults.count - 1
        if case .count(let most) = job.settings.maxRejects {
            index = min(index, Int(most - checkpoint.counts.rejected))
        }
        var error = located(chunk.faults[max(0, index)], chunk, extent)
        switch job.settings.maxRejects {
        case .count(0):
            let addition = "allow rejects with --max-rejects"
            guard let hint = error.hint else {
                error.hint = addition
                break
            }
            if !hint.contains("--max-rejects") { error.hint = "\(hint), or \(addition)" }
        // How many of a chunk are rejected would depend on its size.
        case .count(let most):
            error.message += "; more than the \(most) that --max-rejects allows"
        case .percent(let most):
            error.message += "; more than the \(most) % that --max-rejects allows"
        }
        return error
    }
}

/// What happened to one chunk on its way through the steps.
struct Passage {
    var extent: ChunkExtent
    var counts = RowCounts()
    /// Selected rows before the first step, and after each.
    var rows: [Int] = []
    /// What the ordered steps remember after this chunk.
    var states: [Int64] = []
}
