import HTTPTesting
import PropertyTesting
import Testing

@testable import TrancheServices

/// What a load that everybody waits for comes to.
private enum Outcome: CaseIterable {
    case value, absence, failure, overwritten, invalidated
}

@Suite("Loads of a cache against a plain model", .timeLimit(.minutes(5)))
struct CacheLoadModelTests {
    private static let cases = zip(
        Gen<Bool>.bool.array(1...12), Gen<Int>.int(0...4).map { Outcome.allCases[$0] })

    /// One key, some waiters of which some are cancelled, and one load: the model needs no cache.
    @Test(
        "Whoever stays gets the one load's outcome, whoever is cancelled leaves, and only values stay"
    )
    func waiters() async {
        await forAll("as the model", cases: 1000, Self.cases) { leaves, outcome in
            let cache = TTLCache<Int, Int, ManualClock>(clock: ManualClock())
            let gate = Gate()
            let tasks = leaves.map { _ in
                Task {
                    try await cache.value(for: 1) { _ in
                        await gate.wait()
                        if outcome == .failure { throw Refused() }
                        return outcome == .absence ? nil : 7
                    }
                }
            }
            await until { cache.waiterCount == leaves.count }
            for (task, leaves) in zip(tasks, leaves) where leaves { task.cancel() }
            let staying = leaves.count { !$0 }
            await until { cache.waiterCount == staying }
            switch outcome {
            case .overwritten: cache.store(8, for: 1)
            case .invalidated: cache.invalidate(1)
            case .value, .absence, .failure: break
            }
            gate.open()
            for (task, leaves) in zip(tasks, leaves) {
                let wanted: String =
                    leaves
                    ? "\(CancellationError())"
                    : outcome == .failure ? "\(Refused())" : outcome == .absence ? "nil" : "7"
                _ = try same(await Self.told(task), wanted)
            }
            _ = try same(cache.statistics.loads, 1)
            let kept: CacheAnswer<Int> =
                switch outcome {
                case .overwritten: .value(8)
                // Without anybody who waits the load is cancelled, and keeps nothing.
                case .value where staying > 0: .value(7)
                case .absence where staying > 0: .absent
                default: .unknown
                }
            return try same(cache.answer(for: 1), kept)
        }
    }

    private static func told(_ task: Task<Int?, any Error>) async -> String {
        switch await task.result {
        case .success(let value): value.map { "\($0)" } ?? "nil"
        case .failure(let error): "\(error)"
        }
    }
}
