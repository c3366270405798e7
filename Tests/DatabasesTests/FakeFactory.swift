import Synchronization
import TrancheColumnar

@testable import TrancheDatabases

/// Connections that are numbers, and a record of what was done to them.
final class FakeFactory: ConnectionFactory {
    struct Refused: Error, Equatable {}

    struct State {
        var opened = 0
        var open: Set<Int> = []
        var mostOpen = 0
        var resets: [Int] = []
        var pings: [Int] = []
        var refusals = 0
        var dead: Set<Int> = []
        /// Connects that wait until they are let go.
        var holds = false
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []
    }

    let state = Mutex(State())

    func connect() async throws -> Int {
        await hold()
        return try state.withLock { state in
            if state.refusals > 0 {
                state.refusals -= 1
                throw Refused()
            }
            state.opened += 1
            state.open.insert(state.opened)
            state.mostOpen = max(state.mostOpen, state.open.count)
            return state.opened
        }
    }

    func ping(_ resource: Int) async throws {
        try state.withLock { state in
            state.pings.append(resource)
            if state.dead.contains(resource) { throw Refused() }
        }
    }

    func reset(_ resource: Int) async throws {
        await Task.yield()
        state.withLock { $0.resets.append(resource) }
    }

    func close(_ resource: Int) async throws {
        await Task.yield()
        _ = state.withLock { $0.open.remove(resource) }
    }

    func isUsable(_ resource: Int, after error: any Error) -> Bool { !(error is Refused) }

    var openCount: Int { state.withLock { $0.open.count } }

    /// Returns once so many connects are held.
    func held(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.held.count < count { state.watchers.append((count, continuation)) }
                return state.held.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    func letGo() {
        let held = state.withLock { state in
            state.holds = false
            defer { state.held = [] }
            return state.held
        }
        for connect in held { connect.resume() }
    }

    private func hold() async {
        guard state.withLock({ $0.holds }) else { return }
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                state.held.append(continuation)
                let count = state.held.count
                defer { state.watchers.removeAll { $0.count <= count } }
                return state.watchers.filter { $0.count <= count }
            }
            for watcher in ready { watcher.1.resume() }
        }
    }
}

/// A gate that tasks wait at until it opens.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiters: [CheckedContinuation<Void, Never>]()))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
