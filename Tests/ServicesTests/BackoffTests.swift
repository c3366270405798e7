import HTTPTesting
import PropertyTesting
import Testing

@testable import TrancheServices

@Suite("Tries with waits in between")
struct BackoffTests {
    let clock = ManualClock()
    let backoff = Backoff(attempts: 4, base: .milliseconds(100), cap: .milliseconds(350))

    @Test(
        "The longest wait doubles from the base up to the cap",
        arguments: [(1, 100), (2, 200), (3, 350), (4, 350), (1000, 350)])
    func ceiling(attempt: Int, milliseconds: Int) {
        #expect(backoff.ceiling(afterAttempt: attempt) == .milliseconds(milliseconds))
    }

    @Test("A wait is never negative and never over its ceiling, whatever the settings")
    func bounds() {
        let settings = zip(
            Gen<Int64>.int(0...(1 << 60)), Gen<Int64>.int(0...(1 << 60)), Gen<Int>.int(1...5000))
        forAll("bounds", cases: 2000, zip(settings, Gen<UInt64>.int)) { settings, seed in
            let (base, more, attempt) = settings
            let low = Duration.nanoseconds(base)
            let backoff = Backoff(base: low, cap: low + .seconds(more))
            var random = SeededGenerator(seed: seed)
            let ceiling = backoff.ceiling(afterAttempt: attempt)
            let delay = backoff.delay(afterAttempt: attempt, using: &random)
            return delay >= .zero && delay <= ceiling && ceiling <= backoff.cap
                && (base == 0 || ceiling >= low)
        }
    }

    @Test("Waits are spread over all of 0 up to the ceiling")
    func spread() {
        var random = SeededGenerator(seed: 1)
        var quarters = [0, 0, 0, 0]
        for _ in 0..<4000 {
            let delay = backoff.delay(afterAttempt: 1, using: &random)
            quarters[min(3, Int(delay / .milliseconds(25)))] += 1
        }
        #expect(quarters.allSatisfy { (800...1200).contains($0) })
    }

    @Test("It is tried until it succeeds, with a wait after each failure")
    func succeeds() async throws {
        let found = try await backoff.run(on: clock) { attempt in
            if attempt < 3 { throw Refused(number: attempt) }
            return attempt
        }
        #expect(found == 3)
        #expect(clock.sleeps.count == 2)
        #expect(clock.sleeps[0] <= .milliseconds(100))
        #expect(clock.sleeps[1] <= .milliseconds(200))
    }

    @Test("The waits are the pure function's for the same random numbers")
    func sameDelays() async {
        await #expect(throws: Refused(number: 4)) {
            try await backoff.run(on: clock, random: SeededGenerator(seed: 7)) { attempt in
                throw Refused(number: attempt)
            }
        }
        var random = SeededGenerator(seed: 7)
        #expect(
            clock.sleeps == (1...3).map { backoff.delay(afterAttempt: $0, using: &random) })
    }

    @Test("An error that no further try can help is thrown at once")
    func permanent() async {
        await #expect(throws: Refused(number: 1)) {
            try await backoff.run(
                on: clock, isTransient: { !($0 is Refused) },
                operation: { attempt in throw Refused(number: attempt) })
        }
        #expect(clock.sleeps.isEmpty)
    }

    @Test("Cancelled, it neither waits nor tries again", arguments: [false, true])
    func cancelled(inOperation: Bool) async {
        let (gate, tries) = (Gate(), Counter())
        let task = Task { [backoff, clock] in
            try await backoff.run(on: clock) { _ in
                tries.increment()
                await gate.wait()
                if inOperation { try Task.checkCancellation() }
                throw Refused()
            }
        }
        await until { tries.value == 1 }
        task.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(tries.value == 1)
        #expect(clock.sleeps.isEmpty)
    }
}
