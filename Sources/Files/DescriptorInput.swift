public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The bytes of a file, a pipe, a terminal or a socket, as they are.
///
/// Anything but a regular file may keep a reader waiting for ever, so such a descriptor is polled
/// together with the wake descriptor before each read.
// One task at a time uses an input, so its state needs no lock.
@safe public final class DescriptorInput: ByteInput, @unchecked Sendable {
    public let name: String
    public private(set) var wasWoken = false
    public private(set) var consumedBytes: Int64 = 0
    /// Whether this is a file on a disk, which can seek and never makes its reader wait.
    public let isRegular: Bool
    /// The bytes of a regular file when it was opened; `nil` for anything else.
    public let size: Int64?

    private var descriptor: Int32
    private let ownsDescriptor: Bool
    private let wakeDescriptor: Int32
    /// Bytes peeked at but not yet read, from `peekedStart` on.
    private let peeked = ByteBuffer()
    private var peekedStart = 0

    /// Opens a file for reading.
    ///
    /// - Parameters:
    ///   - path: `-` is standard input, which is never closed.
    ///   - wakeDescriptor: Ends a waiting read when it becomes readable; -1 for none.
    /// - Throws: ``JobError``; a directory is an error.
    public convenience init(path: String, wakeDescriptor: Int32 = -1) throws(JobError) {
        if path == "-" {
            guard isOpen(0, for: O_RDONLY) else {
                throw JobError(
                    .inputMissing, "standard input is closed",
                    hint: "leave out '<&-', or read from a file")
            }
            try self.init(
                descriptor: 0, name: "standard input", ownsDescriptor: false,
                wakeDescriptor: wakeDescriptor)
            return
        }
        // Without O_NONBLOCK the open of a FIFO waits for its writer, deaf to the wake descriptor.
        let descriptor = openDescriptor(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw JobError(.openInput, path, errno: errno) }
        try self.init(
            descriptor: descriptor, name: path, ownsDescriptor: true, wakeDescriptor: wakeDescriptor
        )
    }

    /// Reads an open descriptor from where it stands.
    ///
    /// - Parameters:
    ///   - descriptor: Open for reading.
    ///   - name: For messages.
    ///   - ownsDescriptor: Whether ``close()`` closes it.
    ///   - wakeDescriptor: Ends a waiting read when it becomes readable; -1 for none.
    /// - Throws: ``JobError`` when it is not open, or is a directory.
    public init(
        descriptor: Int32, name: String, ownsDescriptor: Bool, wakeDescriptor: Int32 = -1
    ) throws(JobError) {
        self.descriptor = descriptor
        self.name = name
        self.ownsDescriptor = ownsDescriptor
        self.wakeDescriptor = wakeDescriptor
        let found = status(of: descriptor)
        isRegular = found?.isRegular ?? false
        size = isRegular ? found.map { Int64($0.st_size) } : nil
        guard let found else { throw JobError(.openInput, name, errno: errno) }
        if found.isDirectory {
            close()
            throw JobError(
                .inputMissing, "a directory, not a file", at: name,
                hint: "name the files in it, as in '\(name)/*.csv'")
        }
        if found.isPipe { enlargePipe(descriptor) }
        #if os(Linux)
        if isRegular { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
        #endif
    }

    deinit { close() }

    public func read(into target: UnsafeMutableRawPointer, count: Int) throws(JobError) -> Int {
        wasWoken = false
        let taken = unsafe takePeeked(into: target, count: count)
        if taken > 0 { return taken }
        let fresh = unsafe try readDescriptor(into: target, count: count)
        consumedBytes += Int64(fresh)
        return fresh
    }

    private func readDescriptor(
        into target: UnsafeMutableRawPointer, count: Int
    ) throws(JobError) -> Int {
        while true {
            if !isRegular, isWoken() {
                wasWoken = true
                return 0
            }
            #if canImport(Glibc)
            let taken = unsafe Glibc.read(descriptor, target, count)
            #else
            let taken = Darwin.read(descriptor, target, count)
            #endif
            if taken >= 0 { return taken }
            // EAGAIN: another process took the bytes that poll announced.
            if errno != EINTR && errno != EAGAIN {
                throw JobError(.readInput, name, errno: errno)
            }
        }
    }

    private func isWoken() -> Bool {
        waitUntilReady(descriptor, for: POLLIN, wakeDescriptor: wakeDescriptor) == .woken
    }

    private func takePeeked(into target: UnsafeMutableRawPointer, count: Int) -> Int {
        let taken = min(count, peeked.count - peekedStart)
        guard taken > 0 else { return 0 }
        unsafe target.copyMemory(from: peeked.base + peekedStart, byteCount: taken)
        dropPeeked(taken)
        return taken
    }

    private func dropPeeked(_ count: Int) {
        peekedStart += count
        consumedBytes += Int64(count)
        if peekedStart == peeked.count {
            peeked.count = 0
            peekedStart = 0
        }
    }

    /// Looks at the first bytes without taking them; only before the first read.
    ///
    /// - Returns: At least `wanted` bytes unless the input ends or is woken before.
    func peek(atLeast wanted: Int) throws(JobError) -> [UInt8] {
        while peeked.count < wanted {
            peeked.reserve(wanted)
            let room = unsafe peeked.base + peeked.count
            let taken = unsafe try readDescriptor(into: room, count: wanted - peeked.count)
            if taken == 0 { break }
            peeked.count += taken
        }
        return (0..<peeked.count).map { unsafe peeked.base[$0] }
    }

    public func skip(_ bytes: Int64) throws(JobError) {
        guard isRegular else { return try readAndDrop(bytes) }
        let fromPeeked = Int(min(bytes, Int64(peeked.count - peekedStart)))
        if fromPeeked > 0 { dropPeeked(fromPeeked) }
        let left = bytes - Int64(fromPeeked)
        guard left > 0 else { return }
        let position = lseek(descriptor, off_t(left), SEEK_CUR)
        guard position >= 0, let found = status(of: descriptor) else {
            throw JobError(.readInput, name, errno: errno)
        }
        if position > found.st_size {
            throw skipError(wanted: bytes, missing: Int64(position - found.st_size))
        }
        consumedBytes += left
    }

    public func close() {
        guard ownsDescriptor, descriptor >= 0 else { return }
        closeDescriptor(descriptor)
        descriptor = -1
    }
}
