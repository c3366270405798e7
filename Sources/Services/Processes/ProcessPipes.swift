import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Held while there are descriptors that are not marked yet: another program that starts meanwhile
/// would have the end of our pipe, and keep it open.
private let spawning = Mutex<Void>(())

/// Starts a program.
///
/// - Returns: Its number, and our ends of its input, its output and its errors.
func startProcess(_ words: [String]) throws(ProcessFailure) -> (pid: Int32, ours: [Int32]) {
    let result: Result<(Int32, [Int32]), ProcessFailure> = spawning.withLock { _ in
        do throws(ProcessFailure) {
            let pipes = try ProcessPipes()
            defer { pipes.closeTheirs() }
            do throws(ProcessFailure) {
                return .success((try spawnProcess(words, streams: pipes.theirs), pipes.ours))
            } catch {
                pipes.closeOurs()
                throw error
            }
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

/// The ends of three pipes: for the input, the output and the errors of a program.
private struct ProcessPipes {
    /// Ours, which never make us wait.
    private(set) var ours: [Int32] = []
    /// The program's, all above the three standard streams.
    private(set) var theirs: [Int32] = []

    init() throws(ProcessFailure) {
        for stream in 0..<3 {
            var ends: [Int32] = [-1, -1]
            guard unsafe pipe(&ends) == 0 else {
                closeOurs()
                closeTheirs()
                throw ProcessFailure(number: errno)
            }
            let (ourEnd, theirEnd) = stream == 0 ? (ends[1], ends[0]) : (ends[0], ends[1])
            _ = fcntl(ourEnd, F_SETFD, FD_CLOEXEC)
            _ = fcntl(ourEnd, F_SETFL, O_NONBLOCK)
            ours.append(ourEnd)
            // Where a stream of ours is closed, a pipe could take its number.
            let moved = fcntl(theirEnd, F_DUPFD_CLOEXEC, 3)
            let number = errno
            close(theirEnd)
            guard moved >= 0 else {
                closeOurs()
                closeTheirs()
                throw ProcessFailure(number: number)
            }
            theirs.append(moved)
        }
    }

    func closeOurs() {
        for descriptor in ours { close(descriptor) }
    }

    func closeTheirs() {
        for descriptor in theirs { close(descriptor) }
    }
}

/// Starts a program with these three streams, in a process group of its own.
private func spawnProcess(_ words: [String], streams: [Int32]) throws(ProcessFailure) -> pid_t {
    #if canImport(Glibc)
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #else
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() {
        unsafe posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var (all, none) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    // A signal that we ignore, as SIGPIPE, would stay ignored.
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var pid: pid_t = 0
    let status = unsafe posix_spawnp(
        &pid, words[0], &actions, &attributes, &arguments, environ)
    guard status == 0 else { throw ProcessFailure(number: status) }
    return pid
}
