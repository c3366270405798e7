public import TrancheColumnar
public import TranchePipeline
public import TrancheServices

/// What steps that ask servers need of the world outside; the composition gives it to them.
public struct HTTPService: Sendable {
    /// `nil` where answers come from a record alone.
    public var client: (any HTTPClient)?
    /// Where answers are kept for a later run; `nil` keeps none.
    public var journal: (any HTTPJournal)?
    /// The answers of an earlier run; `nil` asks the servers.
    public var replay: HTTPReplay?
    /// What stops the run, and so every wait.
    public var control: StopControl
    /// Measures waits and lifetimes.
    public var clock = AnyClock(ContinuousClock())
    /// The time of the day, in seconds since 1970, for dates that servers name.
    public var secondsSince1970: @Sendable () -> Int64

    public init(
        client: (any HTTPClient)?, control: StopControl,
        secondsSince1970: @escaping @Sendable () -> Int64
    ) {
        self.client = client
        self.control = control
        self.secondsSince1970 = secondsSince1970
    }

    /// Waits, unless the run is to stop.
    ///
    /// - Throws: `StepStopped`, or `CancellationError`.
    func sleep(_ duration: Duration) async throws {
        var left = duration
        while left > .zero {
            guard !control.isRequested else { throw StepStopped() }
            let part = min(left, .milliseconds(50))
            try await clock.sleep(for: part)
            left -= part
        }
    }
}

/// A step that asks servers.
public protocol HTTPStep: Step {
    /// `nil` until the composition has set it, before the first chunk.
    var service: HTTPService? { get set }
}

/// Keeps answers, one line each, for a run that needs no server.
public protocol HTTPJournal: Sendable {
    /// Appends a line that ends with a line feed.
    func append(_ line: [UInt8]) throws(JobError)
    /// Makes all lines durable.
    func sync() throws(JobError)
}
