import Tranche

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The entry point.
@main
enum Program {
    static func main() {
        holdStandardDescriptors()
        // A thread that would only wait runs the command instead; the pool's threads are not needed.
        let main = WorkerThreads(count: 0)
        Task(executorPreference: main) { await TrancheCommand.start() }
        main.serve()
    }

    /// Keeps descriptors 0 to 2 from being given to a file, a database or the runtime when the
    /// caller has closed them: each is opened the wrong way round, so that using it still fails.
    private static func holdStandardDescriptors() {
        for (descriptor, flags) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)]
        {
            guard fcntl(descriptor, F_GETFD) < 0 else { continue }
            // The lowest free descriptor is the closed one, for those below it are open by now.
            _ = unsafe open("/dev/null", flags)
        }
    }
}
