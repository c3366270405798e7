public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The right to run one job on this machine; the kernel takes it back when the process dies.
///
/// The lock file stays for ever: a run that unlinked it would leave a second run with a lock on a
/// file that a third no longer sees.
// One task at a time uses a lock object, so its state needs no lock of its own.
@safe public final class JobLock: @unchecked Sendable {
    /// What to do while another run holds the job.
    public enum Policy: Sendable, Equatable {
        /// Throw `.locked` at once.
        case fail
        /// Return ``Outcome/busy(pid:)`` at once.
        case skip
        /// Wait for its end, at most this long when given, then throw `.locked`.
        case wait(Duration?)
    }

    /// Whether the job is ours.
    public enum Outcome: Sendable, Equatable {
        case held
        /// Another process has it; `nil` when it has not written its number yet.
        case busy(pid: Int32?)
    }

    /// The file that is locked.
    public let path: String
    private var descriptor: Int32 = -1
    private static let pollMilliseconds: Int32 = 50

    /// Names the lock; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - directory: Made when absent, for its owner alone.
    ///   - key: The job; bytes other than letters, digits, `-`, `_` and `.` are escaped.
    public init(directory: String, key: String) {
        path = "\(directory)/\(Self.fileName(key)).lock"
    }

    deinit { release() }

    private static func fileName(_ key: String) -> String {
        var name = ""
        for byte in key.utf8 {
            let letter = Character(UnicodeScalar(byte))
            let isPlain =
                byte < 0x80 && (letter.isLetter || letter.isNumber || "-_.".contains(letter))
            name += isPlain ? String(letter) : "%" + hexadecimal(UInt64(byte)).suffix(2)
        }
        return name
    }

    /// Takes the lock, and blocks the thread while it waits for it.
    ///
    /// - Parameters:
    ///   - policy: What to do while another run has it.
    ///   - shouldStop: Asked every 50 ms of waiting.
    /// - Returns: `.busy` for the policy ``Policy/skip`` alone.
    /// - Throws: ``JobError``: `.locked`, `.stopped`, or that the file cannot be made.
    public func acquire(
        policy: Policy, shouldStop: () -> Bool = { false }
    ) throws(JobError) -> Outcome {
        if descriptor >= 0 { return .held }
        let opened = try open()
        let start = monotonicNanoseconds()
        while true {
            if flock(opened, LOCK_EX | LOCK_NB) == 0 { break }
            let reason = errno
            if reason == EINTR { continue }
            do {
                try refuse(reason, opened, policy, waited: monotonicNanoseconds() - start)
            } catch {
                closeDescriptor(opened)
                throw error
            }
            if policy == .skip {
                let pid = holder(opened)
                closeDescriptor(opened)
                return .busy(pid: pid)
            }
            if shouldStop() {
                closeDescriptor(opened)
                throw JobError(.stopped, "stopped while it waited for another run")
            }
            _ = poll(nil, 0, Self.pollMilliseconds)
        }
        descriptor = opened
        writeHolder()
        return .held
    }

    /// Throws when the failed try for the lock is the last one.
    private func refuse(
        _ reason: Int32, _ opened: Int32, _ policy: Policy, waited: Int64
    ) throws(JobError) {
        guard reason == EWOULDBLOCK else { throw JobError(.createOutput, path, errno: reason) }
        let who = holder(opened).map { " (pid \($0))" } ?? ""
        switch policy {
        case .skip: return
        case .fail:
            throw JobError(
                .locked, "another run\(who) holds this job",
                hint: "wait for its end, or let the program do so with --on-locked wait")
        case .wait(let limit):
            guard let limit, .nanoseconds(waited) >= limit else { return }
            throw JobError(
                .locked, "another run\(who) still holds this job after \(limit)",
                hint: "wait longer with --on-locked wait, or stop that run")
        }
    }

    private func open() throws(JobError) -> Int32 {
        let failure = makeDirectories(splitPath(path).parent)
        let opened = openDescriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        guard opened < 0 else { return opened }
        // Why there is no directory tells more than that there is none.
        let reason = errno == ENOENT && failure != 0 ? failure : errno
        throw JobError(.createOutput, path, errno: reason)
    }

    /// The process that wrote its number into the file; `nil` when none has.
    private func holder(_ opened: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let length = unsafe pread(opened, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, length)).prefix { $0 != UInt8(ascii: "\n") }
        return Int32(String(decoding: digits, as: UTF8.self))
    }

    /// Only for the message of others, so a failure is none of ours.
    private func writeHolder() {
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = unsafe pwrite(descriptor, text, text.count, 0)
    }

    /// Gives the lock back and leaves the file; again does nothing.
    public func release() {
        guard descriptor >= 0 else { return }
        _ = ftruncate(descriptor, 0)
        // A child between fork and exec has a copy of the descriptor, which would keep the lock.
        flock(descriptor, LOCK_UN)
        closeDescriptor(descriptor)
        descriptor = -1
    }
}

/// Makes a directory and those above it, for their owner alone.
///
/// - Returns: 0, or the `errno` of the failure; a directory that is there is one, too.
private func makeDirectories(_ path: String) -> Int32 {
    if unsafe mkdir(path, 0o700) == 0 { return 0 }
    guard errno == ENOENT else { return errno }
    let failure = makeDirectories(splitPath(path).parent)
    if unsafe mkdir(path, 0o700) == 0 { return 0 }
    return errno == ENOENT && failure != 0 ? failure : errno
}
