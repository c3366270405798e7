import HTTPTesting
import PropertyTesting
import Testing

@testable import TrancheServices

private enum Answer: CaseIterable {
    case succeeds, passes, fails
}

private struct Lasting: Error, Equatable {}

@Suite("Tries against a plain model")
struct BackoffModelTests {
    private static let cases = zip(
        Gen<Int>.int(1...6),
        Gen<Int>.int(0...5).map { $0 < 4 ? .passes : Answer.allCases[$0 == 4 ? 0 : 2] }
            .array(6...6))

    @Test("Tries and waits are as many as a plain loop makes, and the end is the same")
    func model() async {
        await forAll("as the model", cases: 1000, Self.cases) { attempts, answers in
            let clock = ManualClock()
            let calls = Counter()
            let backoff = Backoff(attempts: attempts, base: .seconds(1), cap: .seconds(8))
            let result: Result<Int, any Error>
            do {
                let number = try await backoff.run(
                    on: clock, isTransient: { $0 is Refused }
                ) { attempt in
                    calls.increment()
                    switch answers[attempt - 1] {
                    case .succeeds: return attempt
                    case .passes: throw Refused(number: attempt)
                    case .fails: throw Lasting()
                    }
                }
                result = .success(number)
            } catch { result = .failure(error) }
            let last = answers.prefix(attempts).firstIndex { $0 != .passes } ?? attempts - 1
            _ = try same(calls.value, last + 1)
            _ = try same(clock.sleeps.count, last)
            for (index, sleep) in clock.sleeps.enumerated() {
                guard sleep <= .seconds(min(8, 1 << index)) else { return false }
            }
            switch (result, answers[last]) {
            case (.success(let number), .succeeds): return number == last + 1
            case (.failure(let error as Refused), .passes): return error.number == last + 1
            case (.failure(let error), .fails): return error is Lasting
            default: return false
            }
        }
    }
}
