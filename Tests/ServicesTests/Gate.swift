import PropertyTesting
import Synchronization
import Testing

/// Holds back who waits until it is opened.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>(
        (false, []))

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }
}

/// Lets other tasks run until `condition` holds; an issue when it never does.
func until(
    _ condition: () -> Bool, sourceLocation location: SourceLocation = #_sourceLocation
) async {
    do { try await eventually("what the test waits for", condition) } catch {
        Issue.record(error, sourceLocation: location)
    }
}

/// A number that tasks count up together.
final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .sequentiallyConsistent) }

    @discardableResult
    func increment() -> Int {
        count.add(1, ordering: .sequentiallyConsistent).newValue
    }
}

/// An error of the tests.
struct Refused: Error, Equatable {
    var number = 0
}

/// A level, and the highest it had.
final class Gauge: Sendable {
    private let state = Mutex((level: 0, most: 0))
    var most: Int { state.withLock { $0.most } }

    func change(by amount: Int) {
        state.withLock { state in
            state.level += amount
            state.most = max(state.most, state.level)
        }
    }
}
