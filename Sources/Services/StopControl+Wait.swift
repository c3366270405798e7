#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension StopControl {
    /// Waits for the first request, on a thread of its own.
    ///
    /// - Returns: Whether there was one; false when the task was cancelled before.
    public func waitForRequest() async -> Bool {
        guard !isRequested else { return true }
        let cancellation = StopControl()
        let thread = WorkerThreads(count: 1)
        defer { thread.shutDown() }
        await withTaskCancellationHandler {
            let descriptors = [wakeDescriptor, cancellation.wakeDescriptor]
            await Task(executorPreference: thread) {
                var waits = descriptors.map {
                    pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
                }
                // Without descriptors there is nothing that could wake it: look every now and then.
                let limit: Int32 = descriptors.contains { $0 < 0 } ? 50 : -1
                while !self.isRequested, !cancellation.isRequested {
                    _ = unsafe poll(&waits, 2, limit)
                }
            }.value
        } onCancel: {
            cancellation.request()
        }
        return isRequested
    }
}
