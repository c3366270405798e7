import Synchronization
import TrancheColumnar
public import TrancheServices

/// Everything one run needs; made by the composition, consumed by ``Engine``.
public struct EngineJob: Sendable {
    public var source: any Source
    public var steps: [any Step]
    public var sink: any Sink
    public var rejects: (any RejectKeeper)?
    /// Where the run starts: all zero, or the checkpoint that is resumed.
    public var checkpoint: Checkpoint
    public var store: (any CheckpointStore)?
    public var settings: EngineSettings
    public var control: StopControl
    public var progress: RunProgress
    /// Keeps sensitive values out of rejects and messages; `nil` when there are none.
    public var shield: (any RecordShield)?
    /// Takes what steps have to say that is no error.
    public var notice: @Sendable (String) -> Void = { _ in }
    /// Takes the last state that the source gave before a commit, once that is durable.
    public var onCommittedState: (@Sendable ([UInt8]) throws -> Void)?

    public init(
        source: any Source, steps: [any Step], sink: any Sink, rejects: (any RejectKeeper)? = nil,
        checkpoint: Checkpoint, store: (any CheckpointStore)? = nil, settings: EngineSettings,
        control: StopControl = StopControl(), progress: RunProgress = RunProgress()
    ) {
        self.source = source
        self.steps = steps
        self.sink = sink
        self.rejects = rejects
        self.checkpoint = checkpoint
        self.store = store
        self.settings = settings
        self.control = control
        self.progress = progress
    }
}

/// Runs a job: workers of one TaskGroup pull chunks, and write them in input order.
///
/// Each worker owns one chunk at a time: it fills it (one worker reads at a time), decodes it,
/// applies the steps and encodes it beside the others, waits for its turn and writes it. So at
/// most `workers` chunks are in flight, a chunk stays on the core that read it, and memory is
/// bounded by the size of a chunk whatever the size of the input. The result depends neither on
/// the number of workers nor on the size of chunks.
public final class Engine: Sendable {
    private let job: EngineJob
    private let ledger: Ledger
    private let reader: Mutex<ReaderState>
    private let writer = Turnstile()
    /// The ordered steps, by their position among the steps.
    private let gates: [Int: OrderedGate]

    private struct ReaderState {
        var nextTicket = 0
        var isEnded = false
        var isStopped = false
    }

    public init(_ job: EngineJob) {
        self.job = job
        ledger = Ledger(job)
        reader = Mutex(ReaderState())
        var saved = job.checkpoint.stepStates[...]
        var gates: [Int: OrderedGate] = [:]
        for (index, step) in job.steps.enumerated() {
            guard let ordered = step as? any OrderedStep else { continue }
            gates[index] = OrderedGate(ordered, state: saved.popFirst() ?? ordered.initialState)
        }
        self.gates = gates
        if gates.values.contains(where: \.hasEnded) { reader.withLock { $0.isEnded = true } }
    }

    /// Runs until the source ends, something fails, or the job's control asks to stop.
    ///
    /// In every case what was written in order so far is committed before it returns, unless the
    /// sink itself failed.
    public func run() async -> RunOutcome {
        precondition(job.settings.workers >= 1, "an engine without threads runs nothing")
        let threads = WorkerThreads(count: job.settings.workers)
        defer { threads.shutDown() }
        var failure: (any Error)?
        var wasGivenUp = false
        do {
            try openKeys()
            beginSteps()
            try await withTaskExecutorPreference(threads) {
                defer { self.closeSteps() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<job.settings.workers {
                        group.addTask { try await self.work() }
                    }
                    try await group.waitForAll()
                }
                try self.conclude()
            }
        } catch {
            wasGivenUp = error is StepStopped
            if !wasGivenUp { failure = error }
            // Keeps the work before the failure; the failure itself is what the caller must see.
            try? ledger.commit(isFinal: false)
        }
        let isStopped = failure == nil && (wasGivenUp || reader.withLock { $0.isStopped })
        var outcome = RunOutcome(
            checkpoint: ledger.committed, steps: ledger.steps, isStopped: isStopped,
            commits: ledger.commits, failure: failure)
        outcome.warnings = ledger.tally.warnings
        outcome.unmatched = ledger.unmatched
        outcome.reports = job.steps.compactMap { step in
            guard let step = step as? any StepStatistics else { return nil }
            let statistics = step.statistics
            return statistics.isEmpty ? nil : StepReport(step: step.subject, statistics: statistics)
        }
        return outcome
    }

    /// A checkpoint without states is that of a run which has not met a record yet.
    private func openKeys() throws {
        let isResuming = !job.checkpoint.stepStates.isEmpty
        for index in job.steps.indices {
            try gates[index]?.open(job.checkpoint, isResuming: isResuming)
        }
    }

    // MARK: Steps that are attended to

    private var attendedSteps: [any AttendedStep] {
        job.steps.compactMap { $0 as? any AttendedStep }
    }

    private func beginSteps() {
        let surroundings = StepSurroundings(
            control: job.control, recordBytes: job.settings.recordBytes, notice: job.notice)
        for step in attendedSteps { step.begin(surroundings) }
    }

    private func closeSteps() {
        for step in attendedSteps { step.close() }
    }

    private func conclude() throws {
        if reader.withLock({ $0.isStopped }) {
            try ledger.commit(isFinal: false)
        } else {
            for step in attendedSteps { try step.finish() }
            try ledger.finish()
        }
    }

    // MARK: A worker

    private func work() async throws {
        let chunk = Chunk()
        while let filled = fill(chunk) {
            var passage = Passage(extent: filled.extent)
            var failure = filled.failure
            do {
                if failure == nil { try job.source.decode(chunk) }
            } catch { failure = error }
            passage.rows = [chunk.selection.count]
            guard let isBeyondEnd = await applySteps(chunk, filled.ticket, &passage, &failure)
            else { return }
            if failure == nil && !isBeyondEnd {
                do { try job.sink.encode(chunk) } catch { failure = error }
            }
            guard await writer.enter(filled.ticket) else { return }
            do {
                if let failure { throw ledger.placed(failure, chunk, passage) }
                if !isBeyondEnd { try ledger.accept(chunk, passage) }
            } catch {
                endReading()
                writer.close()
                for gate in gates.values { gate.turnstile.close() }
                throw error
            }
            writer.leave()
        }
    }

    /// A chunk with its place in the order; a failure to read takes a place, too.
    private struct Filled {
        var ticket: Int
        var extent: ChunkExtent
        var failure: (any Error)?
    }

    private func fill(_ chunk: Chunk) -> Filled? {
        reader.withLock { state in
            guard !state.isEnded else { return nil }
            chunk.reset(keepingBytes: 8 << 20)
            var filled = Filled(
                ticket: state.nextTicket,
                extent: ChunkExtent(start: SourcePosition(), end: SourcePosition()))
            do {
                guard !job.control.isRequested, let extent = try job.source.fill(chunk) else {
                    state.isEnded = true
                    state.isStopped = job.control.isRequested
                    return nil
                }
                filled.extent = extent
                let file = extent.start.file
                chunk.origin.source = job.source.fileName(file)
                chunk.origin.file = file
                chunk.origin.firstLine = job.source.fileLine(file: file, 1)
                chunk.origin.moment = job.checkpoint.moment
            } catch {
                filled.failure = error
                state.isEnded = true
            }
            state.nextTicket += 1
            return filled
        }
    }

    private func endReading() {
        reader.withLock { $0.isEnded = true }
    }

    /// Applies the steps; an ordered one in the chunk's turn.
    ///
    /// - Returns: Whether the chunk lies wholly behind the end that an ordered step has set; `nil` when
    ///   the run has failed meanwhile, so that steps are missing and the chunk must not be encoded.
    private func applySteps(
        _ chunk: Chunk, _ ticket: Int, _ passage: inout Passage, _ failure: inout (any Error)?
    ) async -> Bool? {
        var isBeyondEnd = false
        for (index, step) in job.steps.enumerated() {
            if let gate = gates[index] {
                if failure == nil && !isBeyondEnd {
                    do { try gate.prepare(chunk) } catch { failure = error }
                }
                // A chunk that failed still takes its turn, or the next ones would wait for ever.
                guard await gate.turnstile.enter(ticket) else { return nil }
                if gate.hasEnded {
                    // One worker alone would not have read it, so what went wrong does not count.
                    isBeyondEnd = true
                    failure = nil
                } else if failure == nil && !isBeyondEnd {
                    do {
                        try gate.apply(chunk, &passage)
                        if gate.hasEnded { endReading() }
                    } catch { failure = error }
                }
                gate.turnstile.leave()
            } else if failure == nil && !isBeyondEnd {
                do { try await step.apply(chunk, counts: &passage.counts) } catch {
                    failure = error
                }
            }
            passage.rows.append(chunk.selection.count)
        }
        return isBeyondEnd
    }
}
