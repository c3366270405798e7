import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Stops what a process has opened, in the reverse order, each within a time, and only once.
///
/// The first SIGINT, SIGTERM or SIGHUP makes a request of its ``control``, which is what a run listens
/// to; whoever owns the shutdown calls ``stop()`` when the work has ended. A second signal ends the
/// process at once, which is safe for a job with checkpoints.
public final class GracefulShutdown<Time: Clock>: Sendable where Time.Duration == Duration {
    private struct Resource: Sendable {
        var name: String
        var limit: Duration
        var stop: @Sendable () async throws -> Void
    }

    private enum State {
        case running([Resource])
        case stopping([CheckedContinuation<ShutdownReport, Never>])
        case stopped(ShutdownReport)
    }

    private enum Entrance {
        case first([Resource])
        case waiting
        case late(ShutdownReport)
    }

    /// What asks for the shutdown: a signal, or a call.
    public let control: StopControl
    private let clock: Time
    private let limit: Duration
    private let state = Mutex(State.running([]))

    /// - Parameters:
    ///   - limit: How long a resource may take to stop, unless it is registered with another time;
    ///     30 s by default.
    ///   - control: What asks for the shutdown; one of its own by default.
    ///   - clock: Measures the limits; `ContinuousClock()` in a program.
    public init(
        limit: Duration = .seconds(30), control: StopControl = StopControl(), clock: Time
    ) {
        self.limit = limit
        self.control = control
        self.clock = clock
    }

    /// Lets SIGINT, SIGTERM and SIGHUP request the shutdown, for the rest of the process's life.
    ///
    /// Only one shutdown of a process can listen.
    public func listenToSignals() { StopSignals.install(control) }

    /// Registers what must be stopped before what was registered earlier.
    ///
    /// - Parameters:
    ///   - name: What it is called in the report.
    ///   - limit: How long it may take; then it is cancelled and left behind.
    ///   - stop: Stops it; called once.
    /// - Returns: False when the stop has begun already: the caller must stop it itself.
    @discardableResult
    public func register(
        _ name: String, limit: Duration? = nil, stop: @escaping @Sendable () async throws -> Void
    ) -> Bool {
        state.withLock { state in
            guard case .running(let resources) = state else { return false }
            let resource = Resource(name: name, limit: limit ?? self.limit, stop: stop)
            state = .running(resources + [resource])
            return true
        }
    }

    /// Stops everything that is registered, the last first; a second call waits for the first one.
    ///
    /// What fails or takes too long keeps nothing else from being stopped.
    ///
    /// - Returns: What went wrong; the same for every caller.
    @discardableResult
    public func stop() async -> ShutdownReport {
        await withCheckedContinuation { waiter in
            let entrance: Entrance = state.withLock { state in
                switch state {
                case .running(let resources):
                    state = .stopping([waiter])
                    return .first(resources)
                case .stopping(let waiters):
                    state = .stopping(waiters + [waiter])
                    return .waiting
                case .stopped(let report): return .late(report)
                }
            }
            switch entrance {
            // A task of its own: a caller that is cancelled still wants everything stopped.
            case .first(let resources): startNow { await self.stop(resources) }
            case .waiting: break
            case .late(let report): waiter.resume(returning: report)
            }
        }
    }

    private func stop(_ resources: [Resource]) async {
        var report = ShutdownReport()
        for resource in resources.reversed() {
            if let problem = await stop(resource) { report.problems.append(problem) }
        }
        let waiters = state.withLock { state in
            defer { state = .stopped(report) }
            if case .stopping(let waiters) = state { return waiters }
            return []
        }
        for waiter in waiters { waiter.resume(returning: report) }
    }

    /// Stops one resource, or gives it up when its time is over.
    private func stop(_ resource: Resource) async -> ShutdownReport.Problem? {
        let race = Race()
        let stopping = startNow {
            do {
                try await resource.stop()
                race.end(nil)
            } catch {
                race.end(ShutdownReport.Problem(name: resource.name, reason: .failed("\(error)")))
            }
        }
        // What stops without waiting is done by now, and needs no timer.
        guard !race.hasEnded else { return await race.result() }
        let timer = Task { [clock] in
            do { try await clock.sleep(for: resource.limit) } catch { return }
            race.end(ShutdownReport.Problem(name: resource.name, reason: .timedOut(resource.limit)))
        }
        let problem = await race.result()
        timer.cancel()
        stopping.cancel()
        return problem
    }
}

/// Begins a task of its own on this thread where the system can, so that what does not wait needs no
/// other: the program ends without a thread of the pool.
@discardableResult
private func startNow(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    if #available(macOS 26, *) { return Task.immediate { await body() } }
    return Task { await body() }
}

/// What a shutdown could not stop as it should.
public struct ShutdownReport: Sendable, Equatable {
    public struct Problem: Sendable, Equatable {
        public enum Reason: Sendable, Equatable {
            /// It threw this.
            case failed(String)
            /// It was cancelled after this time.
            case timedOut(Duration)
        }

        public var name: String
        public var reason: Reason

        public init(name: String, reason: Reason) {
            self.name = name
            self.reason = reason
        }
    }

    /// In the order in which they were stopped; empty when all went well.
    public var problems: [Problem] = []

    public init(problems: [Problem] = []) { self.problems = problems }
}

/// The first of two ends.
private final class Race: Sendable {
    private enum State {
        case open(CheckedContinuation<ShutdownReport.Problem?, Never>?)
        case ended(ShutdownReport.Problem?)
    }

    private let state = Mutex(State.open(nil))

    var hasEnded: Bool {
        state.withLock { state in
            if case .ended = state { return true }
            return false
        }
    }

    /// The first call counts.
    func end(_ problem: ShutdownReport.Problem?) {
        let waiter = state.withLock {
            state -> CheckedContinuation<ShutdownReport.Problem?, Never>? in
            guard case .open(let waiter) = state else { return nil }
            state = .ended(problem)
            return waiter
        }
        waiter?.resume(returning: problem)
    }

    func result() async -> ShutdownReport.Problem? {
        await withCheckedContinuation { waiter in
            let ended = state.withLock { state -> ShutdownReport.Problem?? in
                if case .ended(let problem) = state { return .some(problem) }
                state = .open(waiter)
                return nil
            }
            if let problem = ended { waiter.resume(returning: problem) }
        }
    }
}
