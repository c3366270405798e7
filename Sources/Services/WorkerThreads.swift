#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fixed number of threads that run the tasks of one engine.
///
/// Reading, writing and database calls block; on threads of their own they never take a thread
/// from Swift's cooperative pool (measured: two blocked tasks there double the time of CPU work).
/// Call ``shutDown()`` when the last task has ended.
public final class WorkerThreads: TaskExecutor {
    private let queue: JobQueue

    /// - Parameter count: Threads to start; 0 for those alone that call ``serve()``.
    public init(count: Int) {
        queue = JobQueue()
        for _ in 0..<count { start() }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job))
    }

    /// Lets the threads end once the queue is empty.
    public func shutDown() {
        queue.close()
    }

    /// Runs tasks on the calling thread as well, until ``shutDown()``.
    public func serve() {
        let executor = unsafe asUnownedTaskExecutor()
        while let job = queue.next() {
            unsafe job.runSynchronously(on: executor)
        }
    }

    private func start() {
        let context = unsafe Unmanaged.passRetained(self)
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Glibc)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        let status = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<WorkerThreads>.fromOpaque(argument).takeRetainedValue().serve()
                return nil
            }, context.toOpaque())
        precondition(status == 0, "no thread could be started: error \(status)")
    }
}

/// Jobs in order of arrival; `next` waits for one.
// Sendable: the mutex guards every access to `jobs` and `isClosed`.
@safe private final class JobQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isClosed = false

    init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe arrival.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(arrival, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(arrival)
        unsafe pthread_mutex_destroy(mutex)
        unsafe arrival.deallocate()
        unsafe mutex.deallocate()
    }

    func append(_ job: UnownedJob) {
        unsafe pthread_mutex_lock(mutex)
        jobs.append(job)
        unsafe pthread_cond_signal(arrival)
        unsafe pthread_mutex_unlock(mutex)
    }

    func close() {
        unsafe pthread_mutex_lock(mutex)
        isClosed = true
        unsafe pthread_cond_broadcast(arrival)
        unsafe pthread_mutex_unlock(mutex)
    }

    func next() -> UnownedJob? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while jobs.isEmpty {
            if isClosed { return nil }
            unsafe pthread_cond_wait(arrival, mutex)
        }
        return jobs.removeFirst()
    }
}
