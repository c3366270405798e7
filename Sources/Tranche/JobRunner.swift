import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline
public import TrancheServices

/// Runs one job from its definition to its report: takes the lock, decides whether to resume,
/// runs the engine and keeps the record.
public struct JobRunner: Sendable {
    let job: JobDefinition
    let parts: RunParts
    let onEvent: @Sendable (RunEvent) -> Void
    var control: StopControl { parts.control }

    init(
        _ job: JobDefinition, parts: RunParts, onEvent: @escaping @Sendable (RunEvent) -> Void
    ) {
        var job = job
        if job.run.http.makeClient == nil { job.run.http.makeClient = parts.httpClient.make }
        self.job = job
        self.parts = parts
        self.onEvent = onEvent
    }

    /// A runner with the parts that the program has; see ``Composition`` for others.
    public init(
        _ job: JobDefinition, control: StopControl,
        onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.init(job, parts: RunParts(control: control), onEvent: onEvent)
    }

    /// Runs the job once; as ``run()``, but a failure that may pass is one.
    func runOnce() async throws -> RunReport {
        let assembly = try Assembly(job, control: control, fileFaults: parts.fileFaults)
        defer {
            assembly.source.close()
            assembly.sink.close()
            assembly.closeKeys()
            assembly.closeHTTP()
        }
        if assembly.sink.guarantee == .atLeastOnce {
            try refuseRejectsPlace(nil)
            return try await runStream(assembly)
        }
        let store = try parts.stateStore.open(job.run.statePath, control)
        try refuseRejectsPlace(store.path)
        let key = PipelineDigest.key(of: job)
        let (hold, pid) = try await JobHold.take(key, in: store, policy: job.run.onLocked, control)
        defer { hold?.release() }
        if hold == nil {
            onEvent(
                .notice("another run\(pid.map { " (pid \($0))" } ?? "") holds this job; skipped"))
            return report(assembly, end: .skipped, run: "", since: parts.stopwatch())
        }
        return try await runResumable(assembly, store, key)
    }

    // MARK: Streams

    /// A run whose output cannot be taken back: no checkpoint, no record.
    private func runStream(_ assembly: Assembly) async throws -> RunReport {
        guard !job.run.requiresExactlyOnce else {
            throw JobError(
                .usage, "\(assembly.sink.name) can be written at least once only",
                hint: "write to a file or a table, or leave --require exactly-once out")
        }
        if job.rejects.limit != .count(0), job.rejects.path == nil, job.rejects.table == nil {
            throw JobError(
                .usage, "rejects are allowed, but a stream has no place beside it for them",
                hint: "name a file for them with --rejects")
        }
        let start = parts.stopwatch()
        var checkpoint = Checkpoint(
            job: "", run: "", epoch: 0, pipeline: assembly.pipeline,
            input: assembly.source.identity)
        checkpoint.moment = parts.wallClock.microseconds()
        let pass = SurveyPass(job: job, control: control, onEvent: onEvent)
        if let outcome = try await pass.run(assembly, checkpoint) {
            return report(assembly, end: outcome.end, run: "", since: start, outcome: outcome)
        }
        try assembly.sink.open(assembly.schema, checkpoint: checkpoint, resuming: false)
        let hasPlace = job.rejects.path != nil || job.rejects.table != nil
        let rejects =
            hasPlace ? try openRejects(assembly, checkpoint, .fresh(after: .unknown)) : nil
        defer { rejects?.close() }
        let outcome = await runEngine(assembly, checkpoint, store: nil, rejects: rejects)
        return report(assembly, end: outcome.end, run: "", since: start, outcome: outcome)
    }

    // MARK: Runs with checkpoints

    private func runResumable(_ assembly: Assembly, _ store: StateStore, _ key: String) async throws
        -> RunReport
    {
        let start = parts.stopwatch()
        let known = try store.state(of: key)
        let stored =
            assembly.sink.holdsCheckpoint
            ? try assembly.sink.storedCheckpoint(of: key) : known.checkpoint
        let decision = try ResumeDecision(
            job: job, assembly: assembly, stored: stored, known: known)
        if case .nothingToDo(let run) = decision {
            assembly.finishKeys()
            onEvent(
                .notice("run \(run) has completed this job already; --fresh runs it once more"))
            return report(assembly, end: .alreadyComplete, run: run, since: start)
        }
        var record = newRecord(assembly, key)
        let moment = decision.saved?.moment ?? parts.wallClock.microseconds()
        record.epoch = try store.claim(
            record, after: stored?.epoch ?? 0, setup: setup(assembly, since: moment)
        ).epoch
        var checkpoint = Checkpoint(
            job: key, run: record.id, epoch: record.epoch, pipeline: assembly.pipeline,
            input: assembly.source.identity)
        checkpoint.moment = moment
        do {
            if case .resume(let saved) = decision {
                checkpoint = saved
                checkpoint.run = record.id
                checkpoint.epoch = record.epoch
                onEvent(.resuming(after: saved.counts.read, run: saved.run))
            } else {
                try store.clear(key)
                // A completed run takes its keys along, unless it is killed before its exit.
                if known.lastRun != nil { assembly.removeStaleKeys(job) }
                if let notice = decision.notice { onEvent(.notice(notice)) }
            }
            let previous = RejectTable.Previous(stored, hasRun: known.lastRun != nil)
            let outcome = try await carryOut(
                assembly, store, checkpoint, decision, after: previous)
            close(&record, outcome, assembly, store)
            // Not before: a run that dies without its record is gone on with, keys and all.
            if case .completed = outcome.end { assembly.finishKeys() }
            return report(
                assembly, end: outcome.end, run: record.id, since: start, outcome: outcome,
                resumedAt: decision.resumedAt)
        } catch {
            record.state = .failed
            record.error = "\(error)"
            record.endedAt = parts.wallClock.milliseconds
            try? store.update(record)
            throw error
        }
    }

    private func carryOut(
        _ assembly: Assembly, _ store: StateStore, _ checkpoint: Checkpoint,
        _ decision: ResumeDecision, after previous: RejectTable.Previous
    ) async throws -> RunOutcome {
        let isResuming = decision.isResuming
        let pass = SurveyPass(job: job, control: control, onEvent: onEvent)
        // What is written already needs no look at the input.
        if !(isResuming && checkpoint.isFinal),
            let outcome = try await pass.run(assembly, checkpoint)
        {
            return outcome
        }
        try assembly.sink.open(assembly.schema, checkpoint: checkpoint, resuming: isResuming)
        let rejects = try openRejects(
            assembly, checkpoint, isResuming ? .resuming : .fresh(after: previous))
        let isStream = !assembly.source.isReplayable
        let readsOn = isStream && assembly.sink.holdsCheckpoint && assembly.sinks.count == 1
        if isResuming, checkpoint.isFinal, !readsOn {
            // The stopped run had written everything; what is left is the name.
            if isStream { try assembly.source.seek(to: checkpoint.source) }
            try assembly.sink.publish()
            try rejects.publish()
            return RunOutcome(checkpoint: checkpoint, steps: [], isStopped: false, commits: 0)
        }
        if isResuming { try assembly.source.seek(to: checkpoint.source) }
        let outcome = await runEngine(assembly, checkpoint, store: store, rejects: rejects)
        rejects.close()
        return outcome
    }

    private func runEngine(
        _ assembly: Assembly, _ checkpoint: Checkpoint, store: StateStore?,
        rejects: (any RejectKeeper)?
    ) async -> RunOutcome {
        let progress = RunProgress()
        onEvent(.started(progress: progress, source: assembly.source))
        var settings = EngineSettings(
            workers: job.run.workers ?? defaultWorkers, checkpoints: job.run.checkpoints,
            maxRejects: job.rejects.limit)
        settings.recordBytes = job.run.recordBytes
        var engineJob = EngineJob(
            source: assembly.source, steps: assembly.steps, sink: assembly.sink,
            rejects: rejects, checkpoint: checkpoint, store: store, settings: settings,
            control: control, progress: progress)
        engineJob.shield = assembly.sensitivity.shield(assembly.source)
        engineJob.notice = { [onEvent] words in onEvent(.notice(words)) }
        engineJob.onCommittedState = stateEcho(assembly)
        var outcome = await Engine(engineJob).run()
        outcome.steps.removeFirst(assembly.placeStepCount)
        return outcome
    }

    // MARK: The record

    private func newRecord(_ assembly: Assembly, _ key: String) -> RunRecord {
        let now = parts.wallClock.milliseconds
        var record = RunRecord(
            id: RunMoment.runID(at: now), job: key, name: job.name, command: job.command,
            startedAt: now)
        record.pid = ProcessNumber.current
        record.host = RunMoment.host
        record.source = assembly.source.name
        record.sink = assembly.sink.name
        return record
    }

    private func close(
        _ record: inout RunRecord, _ outcome: RunOutcome, _ assembly: Assembly, _ store: StateStore
    ) {
        switch outcome.end {
        case .completed, .alreadyComplete, .skipped: record.state = .completed
        case .stopped: record.state = .stopped
        case .failed(let error):
            record.state = .failed
            record.error = "\(error)"
        }
        record.endedAt = parts.wallClock.milliseconds
        record.counts = outcome.checkpoint.counts
        record.commits = outcome.commits
        record.checkpoints = outcome.checkpoint.commits
        record.steps = outcome.steps.map {
            StepCounts(name: $0.name, rowsIn: $0.rowsIn, rowsOut: $0.rowsOut)
        }
        record.sinks = assembly.counts(of: outcome.checkpoint)
        do { try store.update(record) } catch {
            onEvent(.notice("the run's record could not be kept: \(error)"))
        }
    }

    private func report(
        _ assembly: Assembly, end: RunReport.End, run: String, since start: () -> Duration,
        outcome: RunOutcome? = nil, resumedAt: Int64? = nil
    ) -> RunReport {
        let checkpoint = outcome?.checkpoint
        let hasRejects = (checkpoint?.rejectsOffset ?? 0) > 0
        var report = RunReport(
            run: run, name: job.name, source: assembly.source.name, sink: assembly.sink.name,
            end: end, counts: outcome?.checkpoint.counts ?? RowCounts(),
            steps: outcome?.steps ?? [], units: assembly.source.consumedUnits,
            duration: start(), commits: outcome?.commits ?? 0, resumedAt: resumedAt,
            rejectsPath: hasRejects ? job.rejects.table?.name ?? rejectsPath : nil,
            guarantee: assembly.sink.guarantee,
            sinks: outcome.map { assembly.counts(of: $0.checkpoint) } ?? [])
        report.warnings = outcome?.warnings ?? []
        report.stepReports = outcome?.reports ?? []
        report.unmatched = outcome?.unmatched ?? 0
        // Counted where they are, with those of the job's earlier runs, too.
        if case .completed = end, hasRejects, let checkpoint {
            report.rejects = (try? RejectGroup.groups(in: rejectsSource(checkpoint))) ?? []
        }
        return report
    }
}

extension RunOutcome {
    /// How the run ended, in the report's words.
    var end: RunReport.End {
        if let failure { return .failed(failure) }
        return isStopped ? .stopped : .completed
    }
}
