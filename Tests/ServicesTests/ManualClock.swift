import Synchronization

/// A clock that moves only when told to, or, on request, by each sleep.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (first: Instant, second: Instant) -> Bool { first.offset < second.offset }
    }

    private let instant = Mutex(Instant())
    private let slept = Mutex<[Duration]>([])

    var now: Instant { instant.withLock { $0 } }
    var minimumResolution: Duration { .zero }
    /// The length of each sleep so far.
    var sleeps: [Duration] { slept.withLock { $0 } }

    func advance(by duration: Duration) {
        instant.withLock { $0 = $0.advanced(by: duration) }
    }

    /// Moves the clock to `deadline` at once, unless the task is cancelled.
    func sleep(until deadline: Instant, tolerance _: Duration?) async throws {
        try Task.checkCancellation()
        let length = now.duration(to: deadline)
        slept.withLock { $0.append(length) }
        instant.withLock { $0 = max($0, deadline) }
    }
}
