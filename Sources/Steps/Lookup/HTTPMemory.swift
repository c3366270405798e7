import Synchronization
import TrancheColumnar
import TranchePipeline
import TrancheServices

/// What one `lookup http` remembers and counts, for all workers and passes of a job.
final class HTTPMemory: Sendable {
    typealias Cache = TTLCache<HTTPQuestion, [String?], AnyClock>

    /// What was done since the step was read.
    struct Counts: Sendable {
        /// Records that asked something.
        var records: Int64 = 0
        /// Questions that no answer was known to.
        var loads: Int64 = 0
        /// Requests sent, each try of one.
        var requests: Int64 = 0
        var retries: Int64 = 0
        /// Questions to which the server had no such thing.
        var absent: Int64 = 0
        var failures: Int64 = 0
        /// Failed keys of batches that were answered by what was known before.
        var stale: Int64 = 0
    }

    let limiter: CallLimiter
    private let settings: HTTPLookupSettings
    private let counts = Mutex(Counts())
    private let kept = Mutex<(clock: AnyClock, cache: Cache)?>(nil)

    init(_ settings: HTTPLookupSettings) {
        self.settings = settings
        limiter = CallLimiter(places: settings.concurrency, interval: settings.interval)
    }

    /// The answers, by what was asked.
    func cache(_ clock: AnyClock) -> Cache { begun(clock).cache }

    /// The clock of all passes: the first one's, since each begins at its own zero.
    func clock(_ clock: AnyClock) -> AnyClock { begun(clock).clock }

    private func begun(_ clock: AnyClock) -> (clock: AnyClock, cache: Cache) {
        kept.withLock { kept in
            if let kept { return kept }
            let cache = Cache(
                size: settings.cacheSize, lifetime: settings.lifetime,
                staleLifetime: settings.staleLifetime, clock: clock)
            kept = (clock, cache)
            return (clock, cache)
        }
    }

    func count(_ change: (inout Counts) -> Void) { counts.withLock { change(&$0) } }

    var statistics: [StepStatistic] {
        let counts = counts.withLock { $0 }
        let always = [
            StepStatistic("records", counts.records), StepStatistic("requests", counts.requests),
            StepStatistic("from the cache", max(0, counts.records - counts.loads)),
        ]
        let stale = counts.stale + Int64(kept.withLock { $0 }?.cache.statistics.staleAnswers ?? 0)
        let others = [
            StepStatistic("not found", counts.absent), StepStatistic("retries", counts.retries),
            StepStatistic("stale", stale), StepStatistic("failed", counts.failures),
        ]
        return always + others.filter { $0.count > 0 }
    }
}
