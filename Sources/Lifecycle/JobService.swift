public import ServiceLifecycle
public import Tranche

/// A job as a service of a `ServiceGroup`.
///
/// On the group's graceful shutdown the run takes no new chunk, finishes those at work, commits a
/// checkpoint and ends; the next run of the job goes on there.
public struct JobService: Service {
    private let job: Job
    private let onEvent: @Sendable (RunEvent) -> Void
    private let onEnd: @Sendable (RunReport) -> Void

    /// - Parameters:
    ///   - job: Run once, from the start of the service to its end.
    ///   - onEvent: Is told of progress, resumes and retries, on any thread.
    ///   - onEnd: Gets the report of a run that did not fail.
    public init(
        _ job: Job, onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in },
        onEnd: @escaping @Sendable (RunReport) -> Void = { _ in }
    ) {
        self.job = job
        self.onEvent = onEvent
        self.onEnd = onEnd
    }

    /// - Throws: What made the run fail.
    public func run() async throws {
        let control = StopControl()
        let report = try await withGracefulShutdownHandler {
            try await job.run(control: control, onEvent: onEvent)
        } onGracefulShutdown: {
            control.request()
        }
        onEnd(report)
    }
}

/// A ``GracefulShutdown`` as a service of a `ServiceGroup`: stops its resources when the group's turn
/// comes to stop this service.
///
/// Put it before the services that use the resources, for a group stops its last service first.
public struct ShutdownService<Time: Clock>: Service where Time.Duration == Duration {
    private let shutdown: GracefulShutdown<Time>

    public init(_ shutdown: GracefulShutdown<Time>) { self.shutdown = shutdown }

    /// - Throws: ``ShutdownError`` when a resource did not stop as it should.
    public func run() async throws {
        // A cancelled group wants its resources stopped, too.
        try? await gracefulShutdown()
        let report = await shutdown.stop()
        guard report.problems.isEmpty else { throw ShutdownError(report: report) }
    }
}

/// Resources that did not stop as they should.
public struct ShutdownError: Error {
    public let report: ShutdownReport
}
