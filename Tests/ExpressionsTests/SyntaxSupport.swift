#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs `body` on a thread with a small stack, and waits for it.
///
/// It has 512 KiB, as a worker's may have; code that is not optimized gets four times as much.
func onSmallStack(_ body: @escaping @Sendable () -> Void) {
    final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    // Not made by `init()`, which the importer counts to another module here.
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { unsafe attributes.deallocate() }
    unsafe pthread_attr_init(attributes)
    #if DEBUG
    let stackBytes = 2048 << 10
    #else
    let stackBytes = 512 << 10
    #endif
    unsafe pthread_attr_setstacksize(attributes, stackBytes)
    #if canImport(Glibc)
    var thread = pthread_t()
    #else
    var thread: pthread_t?
    #endif
    let work = unsafe Unmanaged.passRetained(Work(body))
    let status = unsafe pthread_create(
        &thread, attributes,
        { argument in
            #if canImport(Glibc)
            guard let argument = unsafe argument else { return nil }
            #endif
            unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }, unsafe work.toOpaque())
    precondition(status == 0, "no thread")
    #if canImport(Glibc)
    pthread_join(thread, nil)
    #else
    if let thread = unsafe thread { unsafe pthread_join(thread, nil) }
    #endif
    unsafe pthread_attr_destroy(attributes)
}
