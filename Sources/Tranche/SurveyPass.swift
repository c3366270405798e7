import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline
import TrancheServices

/// Gives each step that has to know all keys beforehand a place for what is found.
///
/// - Throws: `JobError(.usage)` when the input cannot be read a second time.
func placeSurveys(in steps: inout [any Step], _ source: any Source, memoryBytes: Int)
    throws(JobError)
{
    let count = steps.count { $0 is any SurveyedStep }
    for index in steps.indices {
        guard var surveyed = steps[index] as? any SurveyedStep else { continue }
        // A named pipe gives its bytes once, too.
        guard source.isReplayable, !(source is FileSource) || source.totalUnits != nil else {
            throw JobError(
                .usage,
                "step \(surveyed.name): keep last reads the input twice, and \(source.name) cannot "
                    + "be read again",
                hint: "write it to a file first, or keep the first of each key")
        }
        surveyed.survey = SQLiteKeySurvey(memoryBytes: memoryBytes / 2 / count)
        steps[index] = surveyed
    }
}

/// The passes over the input before the run, in which steps learn what they have to know of all of
/// it, and nothing is written.
///
/// Each is made anew by every run, also by one that resumes: the same input tells the same.
struct SurveyPass {
    let job: JobDefinition
    let control: StopControl
    let onEvent: @Sendable (RunEvent) -> Void

    /// Makes one pass for each step of `assembly` that asks for it.
    ///
    /// - Returns: How a run ends that was stopped or failed on the way; `nil` when all is known.
    /// - Throws: `JobError` when the input is not what it was a moment ago.
    func run(_ assembly: Assembly, _ checkpoint: Checkpoint) async throws -> RunOutcome? {
        for index in assembly.steps.indices {
            guard let step = assembly.steps[index] as? any SurveyedStep else { continue }
            onEvent(.notice("reading the input once for the last record of each key"))
            let outcome = try await survey(step, at: index, assembly, checkpoint)
            guard outcome.failure == nil, !outcome.isStopped else {
                return RunOutcome(
                    checkpoint: checkpoint, steps: [], isStopped: outcome.isStopped, commits: 0,
                    failure: outcome.failure)
            }
            try step.survey?.conclude()
        }
        return nil
    }

    private func survey(
        _ step: any SurveyedStep, at index: Int, _ assembly: Assembly, _ checkpoint: Checkpoint
    ) async throws -> RunOutcome {
        let own = try Assembly(job, control: control, isSurvey: true, sharing: assembly)
        defer {
            own.source.close()
            own.sink.close()
            own.closeKeys()
            own.closeHTTP()
        }
        guard own.pipeline == assembly.pipeline, own.schemas == assembly.schemas,
            own.source.difference(from: assembly.source.identity) == nil
        else {
            throw JobError(
                .data, "\(assembly.source.name) changed while it was read",
                hint: "run the same command again when nobody writes it")
        }
        try step.survey?.open()
        // Steps before that were surveyed already know their keys.
        let before = own.steps[..<index].indices.map { place in
            assembly.steps[place] is any SurveyedStep ? assembly.steps[place] : own.steps[place]
        }
        var start = Checkpoint(
            job: "", run: "", epoch: 0, pipeline: own.pipeline, input: own.source.identity)
        start.moment = checkpoint.moment
        var settings = EngineSettings(
            workers: job.run.workers ?? defaultWorkers, checkpoints: .rows(.max),
            maxRejects: .count(.max))
        settings.recordBytes = job.run.recordBytes
        var engineJob = EngineJob(
            source: own.source, steps: before + [try step.surveyor()], sink: Nowhere(),
            checkpoint: start, settings: settings, control: control)
        engineJob.shield = own.sensitivity.shield(own.source)
        return await Engine(engineJob).run()
    }
}

/// The sink of a pass that writes nothing.
private final class Nowhere: Sink {
    let name = "nowhere"
    let guarantee = DeliveryGuarantee.atLeastOnce
    let holdsCheckpoint = false

    func storedCheckpoint(of job: String) throws -> Checkpoint? { nil }
    func isComplete(_ checkpoint: Checkpoint) throws -> Bool { false }
    func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {}
    func encode(_ chunk: Chunk) throws {}
    func write(_ chunk: Chunk) throws -> Int { 0 }
    func commit(_ checkpoint: inout Checkpoint) throws {}
    func publish() throws {}
    func close() {}
}
