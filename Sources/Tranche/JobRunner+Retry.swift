import TrancheColumnar
import TrancheDatabases
import TranchePipeline
import TrancheServices

extension JobRunner {
    /// Runs the job, and goes on from its last checkpoint when a database was lost on the way.
    ///
    /// A failure that may pass is followed by a wait and another try, as the job's `retry` says; a try
    /// that commits something begins the count anew. Whether a commit counts whose answer was lost, the
    /// checkpoint in the database tells.
    ///
    /// - Returns: How it ended; a failure during the run is part of the report.
    /// - Throws: `JobError` for what is found before the run began.
    public func run() async throws -> RunReport {
        if let retry = job.retry { return try await runRetry(retry) }
        return try await runPersistently()
    }

    func runPersistently() async throws -> RunReport {
        let start = parts.stopwatch()
        var runner = self
        var attempt = 1
        var commits: Int64 = 0
        var resumedAt: Int64??
        while true {
            var failure: any Error
            do {
                var report = try await runner.runOnce()
                commits += report.commits
                let first = resumedAt ?? report.resumedAt
                resumedAt = .some(first)
                report.commits = commits
                report.resumedAt = first
                report.duration = start()
                guard case .failed(let error) = report.end, runner.canRetry(error, report) else {
                    return report
                }
                // What this run has begun is not begun once more.
                runner = runner.goingOn()
                if report.commits > 0 { attempt = 1 }
                guard attempt < job.run.retry.attempts else { return report }
                failure = error
            } catch {
                let canRetry = runner.canRetry(error, nil)
                guard canRetry, attempt < job.run.retry.attempts else { throw error }
                failure = error
            }
            try await wait(after: failure, attempt)
            attempt += 1
        }
    }

    /// The same job without the word that it begins anew.
    private func goingOn() -> JobRunner {
        var next = job
        next.run.startsFresh = false
        return JobRunner(next, parts: parts, onEvent: onEvent)
    }

    /// Whether the error may pass, and both ends can be opened once more.
    private func canRetry(_ error: any Error, _ report: RunReport?) -> Bool {
        guard let error = error as? JobError, error.isTransient, !control.isRequested else {
            return false
        }
        // What a stream has given, or taken, is gone.
        if case .standardStream = job.source.endpoint { return false }
        return report == nil || report?.guarantee == .exactlyOnce
    }

    /// Waits, unless the run is to stop.
    private func wait(after error: any Error, _ attempt: Int) async throws {
        var random = SystemRandomNumberGenerator()
        let delay = job.run.retry.delay(afterAttempt: attempt, using: &random)
        let words = (error as? JobError)?.message ?? "\(error)"
        onEvent(.retrying(words, delay: delay, attempt: attempt + 1, of: job.run.retry.attempts))
        var rest = delay
        while rest > .zero {
            guard !control.isRequested else {
                throw JobError(
                    .stopped, "stopped while waiting to try again: \(words)",
                    hint: "run the same command again to go on")
            }
            let pause = min(.milliseconds(50), rest)
            try await parts.clock.sleep(for: pause)
            rest -= pause
        }
    }
}
