#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The least a pipe is enlarged to; larger blocks need fewer switches between the two programs.
let pipeBytes: Int32 = 1 << 20

#if os(Linux)
/// fcntl's commands for the size of a pipe, which glibc's header shows to GNU sources alone.
private let getPipeSize: Int32 = 1032
private let setPipeSize: Int32 = 1031
#endif

/// Opens `path`, again when a signal interrupts; -1 and `errno` when that fails.
func openDescriptor(
    _ path: String, _ flags: Int32, mode: mode_t = 0, in directory: Int32 = AT_FDCWD
) -> Int32 {
    while true {
        let descriptor = unsafe openat(directory, path, flags | O_CLOEXEC, mode)
        if descriptor >= 0 || errno != EINTR { return descriptor }
    }
}

/// Whether a descriptor may be read or written, as `access` (O_RDONLY or O_WRONLY) asks.
func isOpen(_ descriptor: Int32, for access: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0 else { return false }
    let granted = flags & O_ACCMODE
    return granted == access || granted == O_RDWR
}

/// What `fstat` says; `nil` when it fails.
func status(of descriptor: Int32) -> stat? {
    var result = stat()
    return unsafe fstat(descriptor, &result) == 0 ? result : nil
}

/// What `fstatat` says of a name; `nil` when it fails.
func status(at path: String, in directory: Int32 = AT_FDCWD, followLinks: Bool) -> stat? {
    var result = stat()
    let flags = followLinks ? 0 : AT_SYMLINK_NOFOLLOW
    return unsafe fstatat(directory, path, &result, flags) == 0 ? result : nil
}

extension stat {
    var kind: mode_t { st_mode & S_IFMT }
    var isRegular: Bool { kind == S_IFREG }
    var isDirectory: Bool { kind == S_IFDIR }
    var isPipe: Bool { kind == S_IFIFO }
    var isSocket: Bool { kind == S_IFSOCK }
    var isLink: Bool { kind == S_IFLNK }
    /// Whether both are the same file under two names or two descriptors.
    func isSameFile(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }
}

/// What ``waitUntilReady(_:for:wakeDescriptor:milliseconds:)`` saw first.
enum Readiness {
    case ready
    /// The wake descriptor became readable; it wins over a descriptor that is ready as well.
    case woken
    case timedOut
}

/// Waits for `events` on `descriptor` or for the wake descriptor to become readable.
///
/// A wake descriptor of -1 is none, which poll(2) leaves out. -1 milliseconds wait for ever; any
/// other wait may be ended early by a signal.
func waitUntilReady(
    _ descriptor: Int32, for events: Int32, wakeDescriptor: Int32, milliseconds: Int32 = -1
) -> Readiness {
    while true {
        var waits = [
            pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(events), revents: 0),
        ]
        let found = unsafe poll(&waits, 2, milliseconds)
        if waits[0].revents != 0 { return .woken }
        if found > 0 { return .ready }
        if found == 0 || milliseconds >= 0 { return .timedOut }
        // poll itself fails only for EINTR and EAGAIN; the read or write after it names the rest
        if errno != EINTR && errno != EAGAIN { return .ready }
    }
}

/// Enlarges a pipe as far as ``pipeBytes`` where the system allows it; never an error.
func enlargePipe(_ descriptor: Int32) {
    #if os(Linux)
    let size = fcntl(descriptor, getPipeSize)
    if size > 0 && size < pipeBytes { _ = fcntl(descriptor, setPipeSize, pipeBytes) }
    #endif
}

/// Forces the data of a file to its disk, and with `whole` everything else about it.
///
/// - Returns: 0, or the `errno` of the failure.
func synchronize(_ descriptor: Int32, whole: Bool) -> Int32 {
    while true {
        #if os(Linux)
        let result = whole ? fsync(descriptor) : fdatasync(descriptor)
        #else
        // On Darwin fsync leaves the data in the drive's cache.
        let result = fcntl(descriptor, F_FULLFSYNC)
        #endif
        if result == 0 || result > 0 { return 0 }
        if errno != EINTR { return errno }
    }
}

/// Nanoseconds of a clock that never jumps.
func monotonicNanoseconds() -> Int64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// Closes a descriptor whose errors no longer matter, from types that have a `close` of their own.
func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}
