import Synchronization

/// Lets the holders of tickets 0, 1, 2 … through one at a time, in order.
///
/// A task waits without holding a thread. When the turnstile is closed everyone waiting, and
/// everyone who comes later, is turned away.
final class Turnstile: Sendable {
    private struct State {
        var next: Int
        var isClosed = false
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    }

    private let state: Mutex<State>

    init(first: Int = 0) {
        state = Mutex(State(next: first))
    }

    /// Waits for the turn of `ticket`; `false` when the turnstile was closed.
    ///
    /// Each `true` is answered with one ``leave()``.
    func enter(_ ticket: Int) async -> Bool {
        let known: Bool? = state.withLock { state in
            if state.isClosed { return false }
            return state.next == ticket ? true : nil
        }
        if let known { return known }
        return await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.isClosed { return false }
                if state.next == ticket { return true }
                state.waiting[ticket] = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Gives the turn to the next ticket.
    func leave() {
        let waiter = state.withLock { state in
            state.next += 1
            return state.waiting.removeValue(forKey: state.next)
        }
        waiter?.resume(returning: true)
    }

    /// Turns everyone away from now on; whoever is inside may stay until it is done.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for waiter in waiters { waiter.resume(returning: false) }
    }
}
