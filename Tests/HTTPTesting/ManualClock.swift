import Synchronization

/// A clock that moves only when told to, or, on request, by each sleep.
public final class ManualClock: Clock {
    public struct Instant: InstantProtocol {
        /// The time since the clock was made.
        public var offset: Duration = .zero

        public init(offset: Duration = .zero) { self.offset = offset }

        public func advanced(by duration: Duration) -> Instant {
            Instant(offset: offset + duration)
        }
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        public static func < (first: Instant, second: Instant) -> Bool {
            first.offset < second.offset
        }
    }

    private let instant = Mutex(Instant())
    private let slept = Mutex<[Duration]>([])

    public init() {}

    public var now: Instant { instant.withLock { $0 } }
    public var minimumResolution: Duration { .zero }
    /// The length of each sleep so far.
    public var sleeps: [Duration] { slept.withLock { $0 } }

    public func advance(by duration: Duration) {
        instant.withLock { $0 = $0.advanced(by: duration) }
    }

    /// Moves the clock to `deadline` at once, unless the task is cancelled.
    public func sleep(until deadline: Instant, tolerance _: Duration?) async throws {
        try Task.checkCancellation()
        let length = now.duration(to: deadline)
        slept.withLock { $0.append(length) }
        instant.withLock { $0 = max($0, deadline) }
    }
}
