import Synchronization
import TrancheColumnar

/// Runs what the state machine asks for.
extension ConnectionPool {
    /// Tells the machine of an event, and does what it asks for once the lock is released.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - resource: The connection of a `connected` event.
    ///   - failure: The error of a `connectFailed` event.
    func handle(
        _ event: Machine.Event, resource: (place: Int, Factory.Resource)? = nil,
        failure: (any Error)? = nil
    ) {
        let jobs = shared.withLock { shared in
            if let (place, resource) = resource { shared.resources[place] = resource }
            let actions = shared.machine.handle(event, at: clock.now)
            return actions.map { job(for: $0, &shared, failure) }
        }
        for job in jobs { job() }
    }

    /// The part of an action that runs without the lock.
    private func job(
        for action: Machine.Action, _ shared: inout Shared, _ failure: (any Error)?
    ) -> @Sendable () -> Void {
        switch action {
        case .connect(let place): return { self.connect(place) }
        case .ping(let place):
            return work(on: shared.resources[place]) {
                try await $0.ping($1)
            } then: {
                .pinged(place, isAlive: $0)
            }
        case .reset(let place):
            return work(on: shared.resources[place]) {
                try await $0.reset($1)
            } then: {
                .wasReset(place, isClean: $0)
            }
        case .close(let place):
            let resource = shared.resources.removeValue(forKey: place)
            return work(on: resource) {
                try await $0.close($1)
            } then: { _ in
                .closed(place)
            }
        case .handOver(let place, let waiter):
            let caller = shared.callers.removeValue(forKey: waiter)
            guard let resource = shared.resources[place] else { return {} }
            let lease = Lease(resource: resource, place: place, waiter: waiter)
            if settings.leakLimit == nil { shared.sites[waiter] = nil }
            return { caller?.resume(returning: lease) }
        case .fail(let waiter, let reason):
            let caller = shared.callers.removeValue(forKey: waiter)
            shared.sites[waiter] = nil
            let error = error(reason, failure, shared.machine.status)
            return { caller?.resume(throwing: error) }
        case .schedule, .cancel: return timerJob(for: action, &shared)
        case .reportLeak(let waiter):
            let report = LeakReport(
                place: shared.sites[waiter] ?? "", limit: settings.leakLimit ?? .zero)
            return { self.onLeak(report) }
        case .drained:
            shared.isDrained = true
            let closers = shared.closers
            shared.closers = []
            return { for closer in closers { closer.resume() } }
        }
    }

    /// Timers are entered under the lock, so that a cancel never comes before its timer.
    private func timerJob(
        for action: Machine.Action, _ shared: inout Shared
    ) -> @Sendable () -> Void {
        if case .schedule(let timer, let deadline) = action {
            let clock = clock
            shared.timers[timer] = Task { [weak self] in
                guard (try? await clock.sleep(until: deadline, tolerance: nil)) != nil else {
                    return
                }
                self?.fired(timer)
            }
        } else if case .cancel(let timer) = action {
            if case .lease(let waiter) = timer { shared.sites[waiter] = nil }
            let task = shared.timers.removeValue(forKey: timer)
            return { task?.cancel() }
        }
        return {}
    }

    private func fired(_ timer: PoolTimer) {
        switch timer {
        case .waiter(let waiter): handle(.timeout(waiter))
        case .lease(let waiter): handle(.leaseOverdue(waiter))
        }
    }

    private func connect(_ place: Int) {
        Task {
            do {
                let resource = try await factory.connect()
                handle(.connected(place), resource: (place, resource))
            } catch {
                handle(.connectFailed(place), failure: error)
            }
        }
    }

    private func work(
        on resource: Factory.Resource?,
        _ body: @escaping @Sendable (Factory, Factory.Resource) async throws -> Void,
        then event: @escaping @Sendable (Bool) -> Machine.Event
    ) -> @Sendable () -> Void {
        {
            guard let resource else { return self.handle(event(false)) }
            Task {
                do {
                    try await body(self.factory, resource)
                    self.handle(event(true))
                } catch {
                    self.handle(event(false))
                }
            }
        }
    }

    private func error(
        _ reason: PoolRefusal, _ failure: (any Error)?, _ status: PoolStatus
    ) -> any Error {
        let pool = "size \(settings.size), overflow \(settings.overflow)"
        switch reason {
        case .cancelled: return CancellationError()
        case .connectFailed:
            return failure
                ?? JobError(.unavailable, "found no connection to open (\(pool))")
        case .closed:
            return JobError(
                .unavailable, "found the connection pool closed (\(pool))",
                hint: "take connections before the pool is closed")
        case .timedOut:
            let counts = "\(status.checkedOut) checked out, \(status.connecting) connecting"
            return JobError(
                .unavailable,
                "found no connection within \(settings.acquireTimeout) in the pool "
                    + "(\(pool)): \(counts)",
                hint: "give connections back sooner, or raise the size or the overflow")
        }
    }
}
