import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Asks a run to stop: by a signal or by a call, from any thread.
///
/// The first request makes ``wakeDescriptor`` readable, so that whoever waits for input with
/// `poll` wakes; cancellation alone never wakes a blocking read.
public final class StopControl: Sendable {
    /// Readable from the first request on; never read from it, only poll it.
    public let wakeDescriptor: Int32
    private let writeDescriptor: Int32
    private let requested = Atomic<Int32>(0)

    /// - Note: Out of descriptors, a request still stops a run between two reads.
    public init() {
        var ends: [Int32] = [-1, -1]
        let status = unsafe ends.withUnsafeMutableBufferPointer { unsafe pipe($0.baseAddress) }
        if status != 0 { ends = [-1, -1] }
        for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wakeDescriptor = ends[0]
        writeDescriptor = ends[1]
    }

    deinit {
        if wakeDescriptor >= 0 { close(wakeDescriptor) }
        if writeDescriptor >= 0 { close(writeDescriptor) }
    }

    /// Whether the run was asked to stop.
    public var isRequested: Bool { requested.load(ordering: .acquiring) != 0 }
    /// The signal that asked, or `nil`.
    public var signal: Int32? {
        let value = requested.load(ordering: .acquiring)
        return value > 0 ? value : nil
    }

    /// Asks to stop, as `signal` would.
    ///
    /// - Returns: Whether this was the first request.
    @discardableResult
    public func request(signal: Int32 = -1) -> Bool {
        let (isFirst, _) = requested.compareExchange(
            expected: 0, desired: signal, ordering: .acquiringAndReleasing)
        guard isFirst, writeDescriptor >= 0 else { return isFirst }
        var byte: UInt8 = 0
        // Async-signal-safe; the pipe is empty, so the write cannot block.
        _ = unsafe write(writeDescriptor, &byte, 1)
        return isFirst
    }
}
