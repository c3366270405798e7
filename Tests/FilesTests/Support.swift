import PropertyTesting
import Synchronization
import Testing
import TrancheColumnar
import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fresh directory that goes away with its test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/tranche-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        // The real path, since a test may compare it with one that the program has resolved.
        let real = unsafe try #require(unsafe realpath(template, nil))
        defer { unsafe free(real) }
        path = unsafe String(cString: real)
    }

    deinit { shell("rm -rf '\(path)'") }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let descriptor = unsafe open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            let left = Array(bytes[done...])
            let taken = unsafe Glibc.write(descriptor, left, left.count)
            try #require(taken > 0)
            done += taken
        }
        return file(name)
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    /// The content of a file; `nil` when there is none.
    func content(_ name: String) -> [UInt8]? {
        guard let input = try? DescriptorInput(path: file(name)) else { return nil }
        return try? readAll(input)
    }

    func text(_ name: String) -> String? {
        content(name).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Everything an input has, read in pieces of `step` bytes.
func readAll(_ input: any ByteInput, step: Int = 70_001) throws -> [UInt8] {
    var whole: [UInt8] = []
    var room = [UInt8](repeating: 0, count: step)
    while true {
        let taken = unsafe try input.read(into: &room, count: step)
        if taken == 0 { return whole }
        whole += room[..<taken]
    }
}

extension ByteOutput {
    func write(_ bytes: [UInt8]) throws(JobError) {
        unsafe try write(bytes, count: bytes.count)
    }

    func write(_ text: String) throws(JobError) { try write(Array(text.utf8)) }
}

/// Letters without a short pattern: a run of 65,521 random ones, repeated beyond that.
func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    let run = (0..<min(count, 65_521)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 60) &+ 65
    }
    var whole: [UInt8] = []
    while whole.count < count { whole += run.prefix(count - whole.count) }
    return whole
}

/// Both ends of a pipe, closed when a child starts.
struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws {
        (readEnd, writeEnd) = try spawning.withLock { _ in
            var ends: [Int32] = [0, 0]
            let made = unsafe pipe(&ends)
            try #require(made == 0)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return (ends[0], ends[1])
        }
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    /// Fills the pipe without waiting: for fewer bytes than it holds.
    func write(_ bytes: [UInt8]) {
        unsafe precondition(Glibc.write(writeEnd, bytes, bytes.count) == bytes.count, "a full pipe")
    }

    /// Takes one byte out again; `nil` at the end.
    func takeByte() -> UInt8? {
        var byte: UInt8 = 0
        let taken = unsafe read(readEnd, &byte, 1)
        return taken == 1 ? byte : nil
    }

    func closeBoth() {
        close(readEnd)
        close(writeEnd)
    }
}

/// Starts a shell command with its standard streams on these descriptors.
func start(_ command: String, input: Int32 = -1, output: Int32 = -1) -> pid_t {
    spawning.withLock { _ in
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if input >= 0 { unsafe posix_spawn_file_actions_adddup2(&actions, input, 0) }
        if output >= 0 { unsafe posix_spawn_file_actions_adddup2(&actions, output, 1) }
        var pid: pid_t = 0
        let words: [UnsafeMutablePointer<CChar>?] = unsafe ["sh", "-c", command].map {
            (word: String) in
            unsafe strdup(word)
        }
        defer { for index in 0..<3 { unsafe free(words[index]) } }
        let status = unsafe posix_spawn(&pid, "/bin/sh", &actions, nil, words + [nil], environ)
        precondition(status == 0, "no shell")
        return pid
    }
}

/// Waits for a child, and kills it after five minutes; its exit status, 128 + n for signal n.
@discardableResult
func wait(for pid: pid_t) -> Int32 {
    var status: Int32 = 0
    let deadline = ContinuousClock.now + .seconds(300)
    while unsafe waitpid(pid, &status, WNOHANG) == 0 {
        if ContinuousClock.now > deadline { kill(pid, SIGKILL) }
        usleep(500)
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
}

/// Runs a shell command to its end.
@discardableResult
func shell(_ command: String) -> Int32 { wait(for: start(command)) }

/// The error that a call throws; a failure of the test when it throws none.
func jobError(
    _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> JobError? {
    do {
        try body()
        Issue.record("no error", sourceLocation: location)
    } catch let error as JobError {
        return error
    } catch {
        Issue.record("another error: \(error)", sourceLocation: location)
    }
    return nil
}
