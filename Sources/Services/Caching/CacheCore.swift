import Synchronization

/// What both caches share: the rules and the loads under one lock, never held across an `await`.
final class CacheCore<Key: Hashable & Sendable, Value: Sendable, Instant>: Sendable
where Instant: Comparable & Sendable {
    /// The times of an entry made now, by whether it is an absence.
    typealias Moments = @Sendable (_ isAbsent: Bool) -> CacheMoment<Instant>

    private struct Shared {
        var state: CacheState<Key, Value, Instant>
        var flights = Flights<Key, Value>()
    }

    private let shared: Mutex<Shared>

    init(size: Int) {
        shared = Mutex(Shared(state: CacheState(size: size)))
    }

    /// Callers that wait for a load, for tests.
    var waiterCount: Int { shared.withLock { $0.flights.waiterCount } }

    /// Works on the entries under the lock.
    func read<Result: Sendable>(
        _ body: (inout CacheState<Key, Value, Instant>) -> Result
    ) -> Result {
        shared.withLock { body(&$0.state) }
    }

    func store(_ value: Value?, for key: Key, at moment: CacheMoment<Instant>) {
        shared.withLock { shared in
            shared.flights.supersede(key)
            shared.state.store(value, for: key, at: moment)
        }
    }

    func invalidate(_ key: Key) {
        shared.withLock { shared in
            shared.flights.supersede(key)
            shared.state.remove(key)
        }
    }

    func invalidateAll() {
        shared.withLock { shared in
            shared.flights.supersedeAll()
            shared.state.removeAll()
        }
    }

    /// Looks `key` up, and loads it when nothing is known, once for all who ask meanwhile.
    func value(
        for key: Key, now: Instant, moments: @escaping Moments,
        loading: @escaping @Sendable (Key) async throws -> Value?
    ) async throws -> Value? {
        switch read({ $0.answer(for: key, now: now) }) {
        case .value(let value): return value
        case .absent: return nil
        case .unknown: break
        }
        let ticket = shared.withLock { $0.flights.number() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                enter(key, now, ticket, waiter) { flight in
                    // A task of its own, since no single waiter may cancel the load of the others.
                    Task {
                        let result: Result<Value?, any Error>
                        do { result = .success(try await loading(key)) } catch {
                            result = .failure(error)
                        }
                        self.finish(flight, of: key, result, moments)
                    }
                }
            }
        } onCancel: {
            let (waiter, abandoned) = shared.withLock { $0.flights.leave(ticket: ticket) }
            abandoned?.cancel()
            waiter?.resume(throwing: CancellationError())
        }
    }

    private enum Entrance {
        case answered(Value?)
        case waiting
        case first(flight: Int)
        case cancelled
    }

    /// Lets a waiter in; whoever is the first begins the load.
    private func enter(
        _ key: Key, _ now: Instant, _ ticket: Int, _ waiter: Flights<Key, Value>.Waiter,
        begin: (_ flight: Int) -> Task<Void, Never>
    ) {
        let entrance: Entrance = shared.withLock { shared in
            // Another load may have ended since the lookup, which counts once.
            switch shared.state.peek(key, now: now) {
            case .value(let value): return .answered(value)
            case .absent: return .answered(nil)
            case .unknown: break
            }
            // Read under the lock that `onCancel` takes: it either finds the waiter or came before.
            if Task.isCancelled { return .cancelled }
            guard let flight = shared.flights.join(key, ticket: ticket, waiter) else {
                return .waiting
            }
            shared.state.statistics.loads += 1
            return .first(flight: flight)
        }
        switch entrance {
        case .answered(let value): waiter.resume(returning: value)
        case .waiting: break
        case .cancelled: waiter.resume(throwing: CancellationError())
        case .first(let flight):
            let task = begin(flight)
            let isAwaited = shared.withLock { $0.flights.attach(task, to: flight) }
            if !isAwaited { task.cancel() }
        }
    }

    private func finish(
        _ flight: Int, of key: Key, _ result: Result<Value?, any Error>, _ moments: Moments
    ) {
        let loaded = try? result.get()
        let moment = moments(loaded == nil)
        let (waiters, answer) = shared.withLock { shared in
            let (waiters, isCurrent) = shared.flights.finish(flight, of: key)
            switch result {
            case .failure(let error):
                shared.state.statistics.loadFailures += 1
                guard !(error is CancellationError) else { break }
                switch shared.state.stale(key, now: moment.now) {
                case .unknown: break
                case .value(let value): return (waiters, Self.stale(value, &shared.state))
                case .absent: return (waiters, Self.stale(nil, &shared.state))
                }
            case .success(let value) where isCurrent:
                shared.state.store(value, for: key, at: moment)
            case .success: break
            }
            return (waiters, result)
        }
        for waiter in waiters { waiter.resume(with: answer) }
    }

    /// Answers a failed load with what was known before.
    private static func stale(_ value: Value?, _ state: inout CacheState<Key, Value, Instant>)
        -> Result<Value?, any Error>
    {
        state.statistics.staleAnswers += 1
        return .success(value)
    }
}
