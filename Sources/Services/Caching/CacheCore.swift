public import Synchronization

/// What both caches share: the rules and the loads under one lock, never held across an `await`.
///
/// What a hit needs is inlinable, so that it is compiled for the caller's types in the caller's
/// module; a key is hashed before the lock is taken.
@usableFromInline
final class CacheCore<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// The times of an entry made now, by whether it is an absence.
    typealias Moments = @Sendable (_ isAbsent: Bool) -> CacheMoment

    @usableFromInline
    struct Shared {
        @usableFromInline var state: CacheState<Key, Value>
        @usableFromInline var flights = Flights<Key, Value>()
    }

    @usableFromInline let shared: Mutex<Shared>

    init(size: Int) {
        shared = Mutex(Shared(state: CacheState(size: size)))
    }

    /// Callers that wait for a load, for tests.
    var waiterCount: Int { shared.withLock { $0.flights.waiterCount } }

    /// Works on the entries under the lock.
    func read<Result: Sendable>(_ body: (inout CacheState<Key, Value>) -> Result) -> Result {
        shared.withLock { body(&$0.state) }
    }

    @inlinable
    func answer(for key: Key, now: Duration) -> CacheAnswer<Value> {
        let hash = KeyIndex.hash(key)
        return shared.withLock { $0.state.answer(for: key, hash: hash, now: now) }
    }

    @inlinable
    func stale(_ key: Key, now: Duration) -> CacheAnswer<Value> {
        let hash = KeyIndex.hash(key)
        return shared.withLock { $0.state.stale(key, hash: hash, now: now) }
    }

    @inlinable
    func store(_ value: Value?, for key: Key, at moment: CacheMoment) {
        let hash = KeyIndex.hash(key)
        shared.withLock { shared in
            shared.flights.supersede(key)
            shared.state.store(value, for: key, hash: hash, at: moment)
        }
    }

    @inlinable
    func invalidate(_ key: Key) {
        let hash = KeyIndex.hash(key)
        shared.withLock { shared in
            shared.flights.supersede(key)
            shared.state.remove(key, hash: hash)
        }
    }

    func invalidateAll() {
        shared.withLock { shared in
            shared.flights.supersedeAll()
            shared.state.removeAll()
        }
    }

    /// Loads `key`, of which nothing was known at `now`, once for all who ask meanwhile.
    func load(
        _ key: Key, now: Duration, moments: @escaping Moments,
        loading: @escaping @Sendable (Key) async throws -> Value?
    ) async throws -> Value? {
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
        _ key: Key, _ now: Duration, _ ticket: Int, _ waiter: Flights<Key, Value>.Waiter,
        begin: (_ flight: Int) -> Task<Void, Never>
    ) {
        let hash = KeyIndex.hash(key)
        let entrance: Entrance = shared.withLock { shared in
            // Another load may have ended since the lookup, which counts once.
            switch shared.state.peek(key, hash: hash, now: now) {
            case .value(let value): return .answered(value)
            case .absent: return .answered(nil)
            case .unknown: break
            }
            // Read under the lock that `onCancel` takes: it either finds the waiter or came before.
            if Task.isCancelled { return .cancelled }
            guard let flight = shared.flights.join(key, ticket: ticket, waiter) else {
                return .waiting
            }
            shared.state.loads.loads += 1
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
        let hash = KeyIndex.hash(key)
        let (waiters, answer) = shared.withLock { shared in
            let (waiters, isCurrent) = shared.flights.finish(flight, of: key)
            switch result {
            case .failure(let error):
                shared.state.loads.loadFailures += 1
                guard !(error is CancellationError) else { break }
                switch shared.state.stale(key, hash: hash, now: moment.now) {
                case .unknown: break
                case .value(let value): return (waiters, Self.stale(value, &shared.state))
                case .absent: return (waiters, Self.stale(nil, &shared.state))
                }
            case .success(let value) where isCurrent:
                shared.state.store(value, for: key, hash: hash, at: moment)
            case .success: break
            }
            return (waiters, result)
        }
        for waiter in waiters { waiter.resume(with: answer) }
    }

    /// Answers a failed load with what was known before.
    private static func stale(_ value: Value?, _ state: inout CacheState<Key, Value>)
        -> Result<Value?, any Error>
    {
        state.loads.staleAnswers += 1
        return .success(value)
    }
}
