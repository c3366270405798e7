import Synchronization

/// How many calls run at a time, and how fast one may follow another; for all who share it.
public final class CallLimiter: Sendable {
    private let interval: Duration
    private let state: Mutex<State>

    private struct State {
        var free: Int
        /// Who waits for a place, first come first.
        var waiters: [(number: Int, waiter: CheckedContinuation<Bool, Never>)] = []
        var lastNumber = 0
        /// The earliest time of the next start; from the clock's beginning.
        var next = Duration.zero
    }

    /// - Parameters:
    ///   - places: Calls at a time, at least 1.
    ///   - interval: The least time from one start to the next; zero for none.
    public init(places: Int, interval: Duration = .zero) {
        precondition(places >= 1, "\(places) places let nothing through")
        self.interval = interval
        state = Mutex(State(free: places))
    }

    /// Runs a call when there is a place for it.
    ///
    /// - Throws: What `body` throws, or `CancellationError` to a task cancelled while it waits.
    public func withPlace<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await body()
    }

    /// Takes the next time at which a call may start.
    ///
    /// - Parameter now: The time, from the clock's beginning.
    /// - Returns: How long to wait until then; zero or more.
    public func reserveStart(now: Duration) -> Duration {
        state.withLock { state in
            let start = max(now, state.next)
            state.next = start + interval
            return start - now
        }
    }

    /// Lets no call start before a time, as a server has asked.
    public func pause(until time: Duration) {
        state.withLock { $0.next = max($0.next, time) }
    }

    private func enter() async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let hasPlace = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isFree: Bool? = state.withLock { state in
                    // Read under the lock that `onCancel` takes.
                    if Task.isCancelled { return false }
                    guard state.free > 0 else {
                        state.waiters.append((number, waiter))
                        return nil
                    }
                    state.free -= 1
                    return true
                }
                if let isFree { waiter.resume(returning: isFree) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.number == number }
                    .map { state.waiters.remove(at: $0).waiter }
            }
            waiter?.resume(returning: false)
        }
        guard hasPlace else { throw CancellationError() }
    }

    private func leave() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst().waiter }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }
}
