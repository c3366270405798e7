public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Standard output, a FIFO, a socket, `/dev/null`: bytes that cannot be taken back.
///
/// A full pipe is waited for, and a stop ends that wait after one second more. SIGPIPE must be
/// ignored in the process, so that a reader who leaves is an error and not a death.
// One task at a time writes an output, so its state needs no lock.
@safe public final class StreamOutput: ByteOutput, @unchecked Sendable {
    /// How long a full pipe may stay full once the wake descriptor is readable.
    public static let graceNanoseconds: Int64 = 1_000_000_000

    public let name: String
    public private(set) var offset: Int64 = 0

    private var descriptor: Int32
    private let ownsDescriptor: Bool
    private let wakeDescriptor: Int32
    /// The most bytes that a write takes without waiting, once poll says there is room.
    private let writeLimit: Int
    /// Whether poll must be asked before each write, since the write itself would wait.
    private let pollsFirst: Bool
    private let isSocket: Bool
    /// ``graceNanoseconds``, but for tests.
    var grace = graceNanoseconds
    /// When the patience with a full pipe ends; set when a wake is first seen.
    private var deadline: Int64?

    /// Opens a path that exists and is not a regular file, or standard output for `-`.
    ///
    /// - Parameters:
    ///   - path: `-` is standard output. The open of a FIFO waits for its reader.
    ///   - wakeDescriptor: Ends a wait when it becomes readable; -1 for none.
    /// - Throws: ``JobError``: `.stopped` when woken before a FIFO has a reader.
    public convenience init(path: String, wakeDescriptor: Int32 = -1) throws(JobError) {
        if path == "-" {
            guard isOpen(1, for: O_WRONLY) else {
                throw JobError(
                    .cannotCreate, "standard output is closed",
                    hint: "leave out '>&-', or write to a file")
            }
            try self.init(
                descriptor: 1, name: "standard output", ownsDescriptor: false,
                wakeDescriptor: wakeDescriptor)
            return
        }
        let opened = try Self.open(path, wakeDescriptor: wakeDescriptor)
        try self.init(
            descriptor: opened, name: path, ownsDescriptor: true, wakeDescriptor: wakeDescriptor)
    }

    private static func open(_ path: String, wakeDescriptor: Int32) throws(JobError) -> Int32 {
        while true {
            let opened = openDescriptor(path, O_WRONLY | O_NONBLOCK | O_NOCTTY)
            if opened >= 0 { return opened }
            // ENXIO: a FIFO without a reader, which no descriptor can be polled for.
            guard errno == ENXIO else { throw JobError(.createOutput, path, errno: errno) }
            let pause = waitUntilReady(
                -1, for: POLLOUT, wakeDescriptor: wakeDescriptor, milliseconds: 20)
            if pause == .woken {
                throw JobError(.stopped, "stopped while it waited for a reader", at: path)
            }
        }
    }

    /// Writes to an open descriptor from where it stands.
    ///
    /// - Parameters:
    ///   - descriptor: Open for writing.
    ///   - name: For messages.
    ///   - ownsDescriptor: Whether ``close()`` closes it.
    ///   - wakeDescriptor: Ends a wait when it becomes readable; -1 for none.
    /// - Throws: ``JobError`` when it is not open.
    public init(
        descriptor: Int32, name: String, ownsDescriptor: Bool, wakeDescriptor: Int32 = -1
    ) throws(JobError) {
        guard let found = status(of: descriptor) else {
            throw JobError(.createOutput, name, errno: errno)
        }
        self.name = name
        self.wakeDescriptor = wakeDescriptor
        isSocket = found.isSocket
        if found.isPipe { enlargePipe(descriptor) }
        if found.isPipe, !ownsDescriptor, let own = reopenWithoutWaiting(descriptor) {
            self.descriptor = own
            self.ownsDescriptor = true
        } else {
            self.descriptor = descriptor
            self.ownsDescriptor = ownsDescriptor
        }
        let flags = fcntl(self.descriptor, F_GETFL)
        let neverWaits = flags >= 0 && flags & O_NONBLOCK != 0
        // Sockets never wait either: they are written with MSG_DONTWAIT.
        let isDevice = found.kind == S_IFCHR && isatty(self.descriptor) == 0
        pollsFirst = !(neverWaits || isSocket || isDevice || found.isRegular)
        // poll promises room for PIPE_BUF bytes, 4096 on Linux and 512 by POSIX.
        writeLimit = pollsFirst && found.kind != S_IFBLK ? Int(PIPE_BUF) : Int.max
    }

    deinit { close() }

    public func write(_ bytes: UnsafePointer<UInt8>, count: Int) throws(JobError) {
        precondition(descriptor >= 0, "a write after the end")
        var done = 0
        while done < count {
            if pollsFirst { try waitForRoom() }
            let taken = unsafe writeOnce(bytes + done, count: min(count - done, writeLimit))
            if taken >= 0 {
                done += taken
                offset += Int64(taken)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: try waitForRoom()
            case EPIPE, ECONNRESET:
                throw JobError(.brokenPipe, "the reader closed the pipe", at: name)
            default: throw JobError(.writeOutput, name, errno: errno)
            }
        }
    }

    private func writeOnce(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
        #if canImport(Glibc)
        if isSocket {
            return unsafe send(descriptor, bytes, count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        return unsafe Glibc.write(descriptor, bytes, count)
        #else
        if isSocket { return send(descriptor, bytes, count, MSG_DONTWAIT) }
        return Darwin.write(descriptor, bytes, count)
        #endif
    }

    /// Waits until the descriptor takes bytes; a wake gives it ``graceNanoseconds`` from then on.
    private func waitForRoom() throws(JobError) {
        if deadline == nil {
            let seen = waitUntilReady(descriptor, for: POLLOUT, wakeDescriptor: wakeDescriptor)
            if seen == .ready || hasRoom(within: 0) { return }
            deadline = monotonicNanoseconds() + grace
        }
        // The wake descriptor stays readable, so it is left out of these waits.
        while let left = deadline.map({ $0 - monotonicNanoseconds() }) {
            if hasRoom(within: Int32(max(0, left / 1_000_000))) { return }
            if left > 0 { continue }
            throw JobError(
                .stopped, "stopped: the reader did not take the last bytes in time", at: name,
                hint: "start over: what a stream was given cannot be taken back")
        }
    }

    private func hasRoom(within milliseconds: Int32) -> Bool {
        waitUntilReady(
            descriptor, for: POLLOUT, wakeDescriptor: -1, milliseconds: milliseconds) == .ready
    }

    /// Closes what the output opened; again does nothing.
    public func close() {
        guard ownsDescriptor, descriptor >= 0 else { return }
        closeDescriptor(descriptor)
        descriptor = -1
    }
}

/// A description of our own for a pipe that others share, which alone may be set not to wait.
///
/// O_NONBLOCK on the shared description would surprise every other process that has it.
private func reopenWithoutWaiting(_ descriptor: Int32) -> Int32? {
    #if os(Linux)
    let opened = openDescriptor("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK)
    return opened >= 0 ? opened : nil
    #else
    return nil
    #endif
}

/// What kind of thing an output path names.
public enum OutputKind: Sendable {
    /// A regular file, or nothing yet: ``CheckpointedFile``.
    case file
    /// Standard output, a FIFO, a device: ``StreamOutput``.
    case stream

    /// Looks at the path behind links; a directory counts as a file, which then refuses it.
    public init(path: String) {
        if path == "-" {
            self = .stream
        } else if let found = status(at: path, followLinks: true) {
            self = found.isRegular || found.isDirectory ? .file : .stream
        } else {
            self = .file
        }
    }
}
