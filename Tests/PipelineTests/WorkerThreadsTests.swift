import Testing
import TrancheServices

@testable import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Threads, and the way to stop them", .serialized)
struct WorkerThreadsTests {
    @Test("Tasks run on the threads, as many at once as there are")
    func parallel() async {
        let threads = WorkerThreads(count: 3)
        let own = pthread_self()
        let arrived = Shared(0)
        await withTaskExecutorPreference(threads) {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        // Ends only when all three are inside, so each has a thread of its own.
                        arrived.update { $0 += 1 }
                        while arrived.value < 3 { sched_yield() }
                        #expect(pthread_self() != own)
                    }
                }
            }
        }
        threads.shutDown()
        #expect(arrived.value == 3)
    }

    #if os(Linux)
    private func threadCount() -> Int {
        guard let directory = unsafe opendir("/proc/self/task") else { return 0 }
        defer { unsafe closedir(directory) }
        var count = 0
        while unsafe readdir(directory) != nil { count += 1 }
        return count
    }

    @Test("Two hundred engines leave no thread behind")
    func noLeak() async {
        let before = threadCount()
        for _ in 0..<200 {
            let run = FakeRun(records: 20)
            #expect(await run.run().failure == nil)
        }
        // Threads end on their own after the last task: give the last ones a chance to.
        for _ in 0..<100_000 where threadCount() > before + 20 { await Task.yield() }
        #expect(threadCount() < before + 60)
    }
    #endif
}

@Suite("The request to stop")
struct StopControlTests {
    private func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) == 1
    }

    @Test("The first request counts, and makes the descriptor readable for good")
    func once() {
        let control = StopControl()
        #expect(!control.isRequested && control.signal == nil)
        #expect(!isReadable(control.wakeDescriptor))
        #expect(control.request(signal: SIGTERM))
        #expect(control.isRequested && control.signal == SIGTERM)
        #expect(isReadable(control.wakeDescriptor))
        #expect(!control.request(signal: SIGINT))
        #expect(control.signal == SIGTERM && isReadable(control.wakeDescriptor))
    }

    @Test("A request without a signal names none")
    func withoutSignal() {
        let control = StopControl()
        #expect(control.request())
        #expect(control.isRequested && control.signal == nil)
        #expect(!control.request(signal: SIGINT))
    }

    @Test("Of many requests at once exactly one is the first")
    func race() async {
        let control = StopControl()
        let firsts = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { control.request() } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(firsts == 1)
    }

    @Test("Its descriptors are closed with it and not inherited")
    func descriptors() {
        var control: StopControl? = StopControl()
        let descriptor = control?.wakeDescriptor ?? -1
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        control = nil
        #expect(control == nil)
    }
}
