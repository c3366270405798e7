/// How often something is tried, and how long to wait in between: full jitter under a doubling
/// ceiling.
///
/// - SeeAlso: M. Brooker, Exponential Backoff and Jitter (AWS Architecture Blog, 2015).
public struct Backoff: Equatable, Sendable {
    /// Tries in all, at least 1; 5 by default.
    public let attempts: Int
    /// The longest wait before the second try; 100 ms by default.
    public let base: Duration
    /// The longest wait before any try, at least `base`; 30 s by default.
    public let cap: Duration

    public init(
        attempts: Int = 5, base: Duration = .milliseconds(100), cap: Duration = .seconds(30)
    ) {
        precondition(attempts >= 1, "\(attempts) attempts, the least is 1")
        precondition(base >= .zero, "a base of \(base) is less than nothing")
        precondition(cap >= base, "a cap of \(cap) is less than the base of \(base)")
        self.attempts = attempts
        self.base = base
        self.cap = cap
    }

    /// The longest wait after the failed try `attempt`, counted from 1: base × 2^(attempt − 1), at
    /// most the cap.
    public func ceiling(afterAttempt attempt: Int) -> Duration {
        precondition(attempt >= 1, "attempt \(attempt), the first is 1")
        guard base > .zero else { return .zero }
        var ceiling = base
        for _ in 1..<attempt {
            // Compared before it is doubled, so that it cannot overflow.
            if ceiling >= cap / 2 { return cap }
            ceiling *= 2
        }
        return ceiling
    }

    /// A wait after the failed try `attempt`, evenly at random in 0...``ceiling(afterAttempt:)``.
    public func delay(
        afterAttempt attempt: Int, using random: inout some RandomNumberGenerator
    ) -> Duration {
        let ceiling = ceiling(afterAttempt: attempt)
        return min(ceiling, ceiling * Double.random(in: 0...1, using: &random))
    }

    /// Runs `operation` until it succeeds, fails for good, or has been tried ``attempts`` times.
    ///
    /// - Parameters:
    ///   - clock: Measures the waits; `ContinuousClock` in a program.
    ///   - random: Where the jitter comes from.
    ///   - isTransient: Whether another try can help; always by default. `CancellationError` is
    ///     never tried again.
    ///   - operation: Gets the number of the try, from 1.
    /// - Returns: What `operation` returned.
    /// - Throws: The last error of `operation`, or `CancellationError` when cancelled in a wait.
    public func run<Time: Clock, Result>(
        on clock: Time, random: some RandomNumberGenerator = SystemRandomNumberGenerator(),
        isTransient: (any Error) -> Bool = { _ in true },
        operation: (_ attempt: Int) async throws -> Result
    ) async throws -> Result where Time.Duration == Duration {
        var random = random
        var attempt = 1
        while true {
            do {
                return try await operation(attempt)
            } catch {
                let isFinal = attempt >= attempts || error is CancellationError
                guard !isFinal, isTransient(error) else { throw error }
            }
            try await clock.sleep(for: delay(afterAttempt: attempt, using: &random))
            attempt += 1
        }
    }
}
