import Synchronization
import TrancheColumnar

/// Keeps connections open and lends each to one task at a time.
///
/// Callers that find every place taken are served first come, first served. A caller's
/// cancellation ends its wait at once and loses no connection. ``close()`` must be called in the
/// end; a pool that goes away without it drops its connections without closing them.
public final class ConnectionPool<Factory: ConnectionFactory, Time: Clock>: Sendable
where Time.Duration == Duration {
    typealias Machine = PoolStateMachine<Time.Instant>

    /// A connection at one caller.
    struct Lease: Sendable {
        var resource: Factory.Resource
        var place: Int
        var waiter: Int
    }

    struct Shared {
        var machine: Machine
        var nextWaiter = 0
        var resources: [Int: Factory.Resource] = [:]
        var callers: [Int: CheckedContinuation<Lease, any Error>] = [:]
        var timers: [PoolTimer: Task<Void, Never>] = [:]
        /// Where each waiter or holder asked.
        var sites: [Int: String] = [:]
        var closers: [CheckedContinuation<Void, Never>] = []
        var isDrained = false
    }

    public let settings: PoolSettings
    let factory: Factory
    let clock: Time
    let onLeak: @Sendable (LeakReport) -> Void
    let shared: Mutex<Shared>

    /// A pool without connections yet; they are opened when asked for.
    ///
    /// - Parameters:
    ///   - settings: Sizes and times; those of `PoolSettings()` by default.
    ///   - factory: Opens and closes the connections.
    ///   - clock: Measures every time; `ContinuousClock()` is right but in tests.
    ///   - onLeak: Is told of each connection held longer than `settings.leakLimit`, once; nobody
    ///     by default. Must not block.
    /// - Throws: `JobError(.usage)` for a setting out of its range.
    public init(
        _ settings: PoolSettings = PoolSettings(), factory: Factory, clock: Time,
        onLeak: @escaping @Sendable (LeakReport) -> Void = { _ in }
    ) throws {
        try settings.check()
        self.settings = settings
        self.factory = factory
        self.clock = clock
        self.onLeak = onLeak
        shared = Mutex(Shared(machine: Machine(settings)))
    }

    /// The counts at this instant.
    public var status: PoolStatus { shared.withLock { $0.machine.status } }

    /// Lends a connection to `body`, and takes it back when `body` ends in whatever way.
    ///
    /// `body` must not keep the connection. What `body` leaves behind in it is reset.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: What `body` or the connect throws; `CancellationError` when cancelled while
    ///   waiting; `JobError(.unavailable)` after `settings.acquireTimeout` or when closed.
    public func withConnection<Result>(
        file: StaticString = #fileID, line: UInt = #line,
        _ body: (Factory.Resource) async throws -> Result
    ) async throws -> Result {
        let lease = try await acquire("\(file):\(line)")
        do {
            let result = try await body(lease.resource)
            release(lease, isBroken: false)
            return result
        } catch {
            release(lease, isBroken: !factory.isUsable(lease.resource, after: error))
            throw error
        }
    }

    /// Hands out no connection any more whose connect began before now.
    ///
    /// For new credentials, or a move of the server. Connections in use are closed when they come
    /// back.
    public func invalidate() { handle(.invalidate(olderThan: clock.now)) }

    /// Closes what is idle or alive for too long, and opens up to `settings.minimumIdle`.
    ///
    /// To be called from time to time. Returns before that is done.
    public func maintain() { handle(.tick) }

    /// Refuses all callers, and returns once every connection has come back and is closed.
    ///
    /// A second call waits as well.
    ///
    /// Never call it from within ``withConnection(file:line:_:)``, whose end it would wait for.
    public func close() async {
        handle(.close)
        await withCheckedContinuation { continuation in
            let isDrained = shared.withLock { shared in
                if !shared.isDrained { shared.closers.append(continuation) }
                return shared.isDrained
            }
            if isDrained { continuation.resume() }
        }
    }

    func acquire(_ site: String) async throws -> Lease {
        try Task.checkCancellation()
        let waiter = shared.withLock { shared in
            shared.nextWaiter += 1
            shared.sites[shared.nextWaiter] = site
            return shared.nextWaiter
        }
        let lease = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                shared.withLock { $0.callers[waiter] = continuation }
                handle(.acquire(waiter))
                // The handler came to nothing when it ran before the line above.
                if Task.isCancelled { handle(.cancel(waiter)) }
            }
        } onCancel: {
            handle(.cancel(waiter))
        }
        // Cancelled in the instant of the handing over: nobody will use the connection.
        if Task.isCancelled {
            release(lease, isBroken: false)
            throw CancellationError()
        }
        return lease
    }

    func release(_ lease: Lease, isBroken: Bool) {
        handle(.release(lease.place, by: lease.waiter, isBroken: isBroken))
    }
}
