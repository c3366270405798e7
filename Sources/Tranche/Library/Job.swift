import TrancheFiles
public import TranchePipeline
public import TrancheServices

/// A batch job in Swift: what is read, what is done to it, where it goes.
///
/// It is a ``JobDefinition`` in the making, as a pipeline file is one, and run by the same engine: with
/// checkpoints, resume, rejects and the same results whatever the number of workers.
public struct Job: Sendable {
    /// How the job is run and what becomes of rejects; steps that were given as text are not in it yet.
    public var settings: JobDefinition
    private var written: [JobStep] = []

    /// - Parameters:
    ///   - source: What is read.
    ///   - sinks: Where records go: one place, or several.
    public init(from source: SourceDefinition, to sinks: SinkDefinition...) {
        precondition(!sinks.isEmpty, "a job without a sink")
        settings = JobDefinition(name: "job", source: source, sink: sinks[0])
        settings.sinks = sinks
    }

    /// Tells the job from others of the same source and sink, also when these change.
    public func named(_ name: String) -> Job {
        changed {
            $0.settings.name = name
            $0.settings.hasOwnName = true
        }
    }

    /// Adds steps behind those there are: texts as in a pipeline file, `RecordStep`s,
    /// `ChunkStep`s, and what `parseStep(_:at:)` makes.
    public func steps(@JobStepsBuilder _ steps: () -> [JobStep]) -> Job {
        changed { $0.written += steps() }
    }

    /// Adds one step by its text, such as `filter a > 1`.
    public func step(_ text: String) -> Job { changed { $0.written.append(JobStep(text)) } }

    /// Lets records be set aside.
    ///
    /// - Parameters:
    ///   - limit: How many; one more fails the run.
    ///   - path: The file they go to; by default one beside the sink.
    /// - Returns: The job with that.
    public func rejects(_ limit: RejectLimit, in path: String? = nil) -> Job {
        changed {
            $0.settings.rejects.limit = limit
            $0.settings.rejects.path = path
        }
    }

    /// Changes anything else, such as `run.workers` or `run.statePath`.
    public func with(_ change: (inout JobDefinition) -> Void) -> Job {
        changed { change(&$0.settings) }
    }

    private func changed(_ change: (inout Job) -> Void) -> Job {
        var job = self
        change(&job)
        return job
    }

    /// The job with all its steps.
    ///
    /// - Throws: `JobError(.pipeline)` for a step's text that cannot be understood.
    public func definition() throws(JobError) -> JobDefinition {
        var definition = settings
        for step in written { definition.steps += try step.plans() }
        return definition
    }

    /// Runs the job, and goes on where an earlier run of it was interrupted.
    ///
    /// When the task is cancelled, or `control` asks for it, the run ends as by a signal: it takes no
    /// new chunk, finishes those it has, and commits a checkpoint, from which the next run goes on.
    ///
    /// - Parameters:
    ///   - control: Asks the run to stop; one of its own by default.
    ///   - onEvent: Is told of progress, resumes and retries, on any thread.
    /// - Returns: What was done; ``RunReport/End/stopped`` when it was stopped, and
    ///   ``RunReport/End/alreadyComplete`` when an earlier run had done all.
    /// - Throws: What made the run fail. What came before is committed, and running the job again goes
    ///   on there.
    @discardableResult
    public func run(
        control: StopControl = StopControl(),
        onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws -> RunReport {
        try await run(in: Composition(control: control), onEvent: onEvent)
    }

    /// Runs the job with other parts than the program's; otherwise as ``run(control:onEvent:)``.
    @discardableResult
    public func run(
        in composition: Composition,
        onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws -> RunReport {
        let definition = try definition()
        let runner = try composition.runner(for: definition, onEvent: onEvent)
        // A task of its own, for cancellation is to stop the run and not to tear its tasks apart.
        let run = Task { try await runner.run() }
        let report = try await withTaskCancellationHandler {
            try await run.value
        } onCancel: {
            runner.control.request()
        }
        if case .failed(let error) = report.end { throw error }
        return report
    }
}
