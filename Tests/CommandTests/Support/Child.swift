import PropertyTesting
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How a child process ended, and what it said.
struct Ended {
    /// The exit status; 128 + n when signal n killed it.
    var status: Int32
    /// The signal that killed it; `nil` when it ended by itself.
    var signal: Int32?
    var output: [UInt8]
    var errors: String
    /// From the start of the process until it was seen to have ended.
    var seconds: Double
    /// Whether it had to be killed because it did not end in time.
    var isOverdue: Bool

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// A running child process.
///
/// Its standard error, and its output when kept, go to files, so that no
/// pipe of ours can make it wait.
final class Child {
    enum Input {
        case nothing
        case bytes([UInt8])
        case file(String)
        /// A pipe whose writing end is ``Child/inputEnd``.
        case pipe
        /// A descriptor of the caller, who closes it.
        case descriptor(Int32)
    }

    enum Output {
        case kept
        /// A pipe that nobody reads; its reading end is ``Child/outputEnd``.
        case pipe
        case file(String)
        /// A descriptor of the caller, who closes it.
        case descriptor(Int32)
    }

    let pid: pid_t
    private(set) var inputEnd: Int32 = -1
    private(set) var outputEnd: Int32 = -1
    private let started = ContinuousClock.now
    private let outputPath: String
    private let errorPath: String
    private var status: Int32?
    private let workspace: Workspace
    private var companions: [Child] = []

    init(
        _ words: [String], in workspace: Workspace, input: Input, output: Output,
        environment: [String: String]
    ) {
        self.workspace = workspace
        let name = workspace.path + "/io/" + String(UInt64.random(in: 0 ... .max), radix: 36)
        errorPath = name + ".err"
        outputPath = name + ".out"
        var streams: [Int32] = [-1, -1, openedFile(errorPath, O_WRONLY | O_CREAT)]
        switch input {
        case .nothing: streams[0] = openedFile("/dev/null", O_RDONLY)
        case .file(let path): streams[0] = openedFile(path, O_RDONLY)
        case .bytes(let bytes):
            writeFile(name + ".in", bytes)
            streams[0] = openedFile(name + ".in", O_RDONLY)
        case .pipe: (streams[0], inputEnd) = openedPipe()
        case .descriptor(let descriptor): streams[0] = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        }
        switch output {
        case .kept: streams[1] = openedFile(outputPath, O_WRONLY | O_CREAT)
        case .file(let path): streams[1] = openedFile(path, O_WRONLY | O_CREAT | O_TRUNC)
        case .pipe: (outputEnd, streams[1]) = openedPipe()
        case .descriptor(let descriptor): streams[1] = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        }
        pid = spawn(words, streams, in: workspace.data, environment)
        for stream in streams { close(stream) }
    }

    deinit {
        if !hasEnded {
            send(SIGKILL)
            _ = wait()
        }
        closeInput()
        if outputEnd >= 0 { close(outputEnd) }
    }

    /// Lets another child live as long as this one.
    func keep(_ companion: Child) { companions.append(companion) }

    /// Whether the process has ended; it is reaped then.
    var hasEnded: Bool {
        if status != nil { return true }
        var found: Int32 = 0
        guard unsafe waitpid(pid, &found, WNOHANG) == pid else { return false }
        status = found
        return true
    }

    /// Sends a signal, unless the process has ended.
    func send(_ signal: Int32) {
        if !hasEnded { kill(pid, signal) }
    }

    func closeInput() {
        if inputEnd >= 0 { close(inputEnd) }
        inputEnd = -1
    }

    /// Waits for the end; kills what takes longer than the limit.
    func wait(limit: Double = 120) -> Ended {
        let deadline = ContinuousClock.now + .milliseconds(Int(limit * 1000))
        var isOverdue = false
        while !hasEnded {
            usleep(300)
            guard ContinuousClock.now > deadline, !isOverdue else { continue }
            isOverdue = true
            send(SIGKILL)
        }
        let spent = (ContinuousClock.now - started).components
        let status = self.status ?? 0
        let signal = status & 0x7F
        return Ended(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            signal: signal == 0 ? nil : signal, output: readFile(outputPath) ?? [],
            errors: String(decoding: readFile(errorPath) ?? [], as: UTF8.self),
            seconds: Double(spent.seconds) + Double(spent.attoseconds) / 1e18,
            isOverdue: isOverdue)
    }

    /// Waits until the condition holds or the process has ended.
    ///
    /// - Returns: Whether the condition held.
    func wait(until condition: () -> Bool, limit: Double = 120) -> Bool {
        let deadline = ContinuousClock.now + .milliseconds(Int(limit * 1000))
        while ContinuousClock.now < deadline {
            if condition() { return true }
            if hasEnded { return condition() }
            usleep(50)
        }
        return false
    }
}

/// Opens for one process alone: no other child that is spawned meanwhile has it.
func openedFile(_ path: String, _ flags: Int32) -> Int32 {
    let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { fatalError("cannot open \(path)") }
    return descriptor
}

func openedPipe() -> (reading: Int32, writing: Int32) {
    // Under the lock, since no child may start before both ends are marked.
    spawning.withLock { _ in
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { fatalError("no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

/// Starts a program with these three streams, default signals and nothing else of ours.
private func spawn(
    _ words: [String], _ streams: [Int32], in directory: String, _ environment: [String: String]
) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in streams.enumerated() {
        unsafe posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    unsafe sigfillset(&all)
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    // The shell changes the directory and becomes the program: posix_spawn has no portable way.
    let line = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + words
    var arguments = unsafe line.map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
        for index in unsafe arguments.indices { unsafe free(arguments[index]) }
        for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var pid: pid_t = 0
    let status = spawning.withLock { _ in
        unsafe posix_spawn(&pid, line[0], &actions, &attributes, &arguments, &variables)
    }
    guard status == 0 else { fatalError("cannot start \(words[0]): \(status)") }
    return pid
}
