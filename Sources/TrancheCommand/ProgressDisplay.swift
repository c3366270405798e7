import Synchronization
import Tranche

/// Shows how far a run got: one line that is rewritten on a terminal, or a line every few seconds.
final class ProgressDisplay: Sendable {
    private struct Watched: Sendable {
        var progress: RunProgress
        var source: any Source
        var start: ContinuousClock.Instant
    }

    private let watched = Mutex<Watched?>(nil)
    private let isRewriting: Bool
    private let isShown: Bool
    private let log: Log

    init(style: ProgressStyle, log: Log) {
        self.log = log
        let isTerminal = StandardStreams.isTerminal(.error)
        isRewriting = style == .auto && isTerminal && log.format == .text
        isShown = !log.isQuiet && (style == .plain || isRewriting)
    }

    func start(_ progress: RunProgress, _ source: any Source) {
        watched.withLock { $0 = Watched(progress: progress, source: source, start: .now) }
    }

    /// Shows progress while `body` runs.
    func during<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws
        -> Result
    {
        guard isShown else { return try await body() }
        let ticker = Task { await self.tick() }
        defer {
            ticker.cancel()
            if isRewriting { StandardStreams.write("\r\u{1B}[K", to: .error) }
        }
        return try await body()
    }

    private func tick() async {
        let pause: Duration = isRewriting ? .milliseconds(200) : .seconds(5)
        while (try? await Task.sleep(for: pause)) != nil {
            guard let watched = watched.withLock({ $0 }), let text = line(watched) else { continue }
            if isRewriting {
                let shown = text.prefix(StandardStreams.width(.error) - 1)
                StandardStreams.write("\r\(shown)\u{1B}[K", to: .error)
            } else {
                log.info(text)
            }
        }
    }

    /// `1,200,000 records, 750,000/s, 34 %, 12 s left`.
    private func line(_ watched: Watched) -> String? {
        let seconds = (ContinuousClock.now - watched.start).seconds
        guard seconds > 0 else { return nil }
        let read = watched.progress.read.load(ordering: .relaxed)
        let rejected = watched.progress.rejected.load(ordering: .relaxed)
        let units = watched.source.consumedUnits
        var text = "\(grouped(read)) records, \(grouped(Int64(Double(read) / seconds)))/s"
        if let total = watched.source.totalUnits, total > 0 {
            let share = min(1, Double(units) / Double(total))
            text += ", \(Int(share * 100)) %"
            if share > 0.01, share < 1 {
                text += ", \(shortSeconds(seconds * (1 - share) / share)) left"
            }
        }
        return rejected > 0 ? text + ", \(grouped(rejected)) rejected" : text
    }
}
