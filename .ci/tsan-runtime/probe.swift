import Synchronization

/// Numbers that tasks share: `guarded` by a Mutex that they wait for and by continuations, or `racing`.
@main
struct Probe {
    final class Shared: @unchecked Sendable {
        let kept = Mutex<[Int]>([])
        let waiting = Mutex<CheckedContinuation<Void, any Error>?>(nil)
        var loose = 0
    }

    static func main() async throws {
        let isRacing = CommandLine.arguments.contains("racing")
        try await withThrowingTaskGroup { group in
            let shared = Shared()
            for number in 0..<8 {
                group.addTask {
                    for turn in 0..<10_000 {
                        shared.kept.withLock { $0 = $0.count < 100 ? $0 + [number] : [] }
                        _ = shared.kept.withLockIfAvailable { $0.removeAll() }
                        if isRacing { shared.loose = turn }
                    }
                }
            }
            try await group.waitForAll()
        }
        for turn in 0..<10_000 { try await handOver(turn) }
    }

    /// One task writes and wakes the other, at times before that one sleeps; then the other writes.
    private static func handOver(_ turn: Int) async throws {
        let shared = Shared()
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await withCheckedThrowingContinuation { waiter in
                    shared.waiting.withLock { $0 = waiter }
                    for _ in 0..<turn % 300 {}
                }
                shared.loose += 1
            }
            group.addTask {
                while true {
                    if let waiter = shared.waiting.withLock({ $0.take() }) {
                        shared.loose = turn
                        return waiter.resume()
                    }
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
    }
}
