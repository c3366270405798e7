#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program that runs beside ours, to be given bytes and asked for bytes for as long as it lives.
///
/// No call waits for one direction alone, so neither side can make the other wait for ever. The
/// program leads a process group of its own: a Ctrl-C at the terminal is ours to pass on, and what it
/// has started ends with it. Beside the three standard streams it has what was given to us to hand on,
/// and no descriptor that we have opened.
// Sendable: its owner lets one task at a time use it.
@safe public final class ChildProcess: @unchecked Sendable {
    public let pid: Int32
    /// What it writes to standard error, line by line.
    public let errors: ErrorLines
    private var input: Int32
    private var output: Int32
    private var errorOutput: Int32
    private var ended: Ending?

    /// How a program ended.
    public enum Ending: Sendable, Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    /// Starts a program with the environment and the directory of ours, and default signals.
    ///
    /// - Parameters:
    ///   - words: The program, looked for in `PATH` when there is no slash, and its arguments.
    ///   - onErrorLine: Takes what it writes to standard error, line by line.
    /// - Throws: ``ProcessFailure`` when it cannot be started.
    public init(
        _ words: [String], onErrorLine: @escaping @Sendable (String) -> Void
    ) throws(ProcessFailure) {
        let (number, ours) = try startProcess(words)
        pid = number
        (input, output, errorOutput) = (ours[0], ours[1], ours[2])
        errors = ErrorLines(onErrorLine)
    }

    deinit { end(grace: .zero) }

    // MARK: Talking

    /// What one call of ``exchange(_:into:timeout:wakeDescriptor:)`` has done.
    public struct Progress: Sendable {
        public var written = 0
        public var read = 0
        /// The program has closed its output, as it does when it ends.
        public var isOutputEnded = false
        /// The wake descriptor is readable.
        public var isWoken = false
    }

    /// Writes what the program takes and reads what it gives, once one of both is possible.
    ///
    /// What it says on standard error is taken meanwhile.
    ///
    /// - Parameters:
    ///   - bytes: What is left to be written; may be empty. Bytes that it closed its input to count as
    ///     written, for whoever does not read all may answer all the same.
    ///   - room: Where to read to; not empty.
    ///   - timeout: How long to wait.
    ///   - wakeDescriptor: Ends the wait when it becomes readable; -1 for none.
    /// - Returns: Nothing written and nothing read when the time was up.
    public func exchange(
        _ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer,
        timeout: Duration, wakeDescriptor: Int32 = -1
    ) -> Progress {
        var progress = Progress()
        if input < 0 { progress.written = bytes.count }
        let wantsToWrite = input >= 0 && bytes.count > 0
        var polled = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errorOutput, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wantsToWrite ? input : -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        let wait = progress.written > 0 || output < 0 ? 0 : Int32(clamping: timeout.milliseconds)
        guard unsafe poll(&polled, nfds_t(polled.count), wait) > 0 else {
            progress.isOutputEnded = output < 0
            return progress
        }
        if polled[1].revents != 0 { readErrors() }
        if polled[2].revents != 0 { unsafe progress.written = writeInput(bytes) }
        if polled[0].revents != 0 { unsafe progress.read = readOutput(room) }
        progress.isOutputEnded = output < 0
        progress.isWoken = polled[3].revents != 0
        return progress
    }

    private func writeInput(_ bytes: UnsafeRawBufferPointer) -> Int {
        let written = unsafe write(input, bytes.baseAddress, bytes.count)
        if written >= 0 { return written }
        if errno == EAGAIN || errno == EINTR { return 0 }
        closeInput()
        return bytes.count
    }

    private func readOutput(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let count = unsafe read(output, room.baseAddress, room.count)
        if count > 0 { return count }
        if count < 0, errno == EAGAIN || errno == EINTR { return 0 }
        close(output)
        output = -1
        return 0
    }

    private func readErrors() {
        var room = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(errorOutput, &room, room.count)
        if count > 0 {
            errors.append(room[..<count])
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            close(errorOutput)
            errorOutput = -1
            errors.end()
        }
    }

    /// Tells the program that nothing more comes.
    public func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    // MARK: The end

    /// Waits until the program has ended by itself.
    ///
    /// - Returns: How; `nil` when it runs on after `limit`.
    public func waitForEnd(_ limit: Duration) -> Ending? {
        let deadline = ContinuousClock.now + limit
        while ended == nil {
            drainErrors(.milliseconds(1))
            if hasEnded() {
                drainErrors(.milliseconds(100))
                reap()
                return ended
            }
            guard ContinuousClock.now < deadline else { return nil }
            _ = poll(nil, 0, 2)
        }
        return ended
    }

    /// Ends the program: by the end of its input, after `grace` by SIGTERM, at last by SIGKILL; and
    /// with it what else is left of its group.
    public func end(grace: Duration) {
        closeInput()
        if ended == nil, waitForEnd(grace) == nil {
            kill(-pid, SIGTERM)
            if waitForEnd(grace) == nil {
                kill(-pid, SIGKILL)
                reap()
            }
        }
        for descriptor in [output, errorOutput] where descriptor >= 0 { close(descriptor) }
        if errorOutput >= 0 { errors.end() }
        output = -1
        errorOutput = -1
    }

    /// Takes what is left on standard error, as long as some comes within `limit`.
    private func drainErrors(_ limit: Duration) {
        while errorOutput >= 0 {
            var polled = [pollfd(fd: errorOutput, events: Int16(POLLIN), revents: 0)]
            guard unsafe poll(&polled, 1, Int32(clamping: limit.milliseconds)) > 0 else { return }
            readErrors()
        }
    }

    /// Whether it has ended; it is not reaped, so that its number still names its group.
    private func hasEnded() -> Bool {
        var found = unsafe siginfo_t()
        let options = WEXITED | WNOHANG | WNOWAIT
        return unsafe waitid(P_PID, id_t(pid), &found, options) == 0 && found.si_signo != 0
    }

    /// Waits for a program that has ended, and kills what it has left in its group.
    private func reap() {
        while true {
            var found = unsafe siginfo_t()
            if unsafe waitid(P_PID, id_t(pid), &found, WEXITED | WNOWAIT) == 0 { break }
            guard errno == EINTR else { break }
        }
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        ended = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }
}

extension Duration {
    /// Rounded up, so that a wait is never shorter.
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + (components.attoseconds + 999_999_999_999_999)
            / 1_000_000_000_000_000
    }
}
