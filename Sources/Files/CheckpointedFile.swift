public import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What to do about a file that has the final name already.
public enum FileMode: String, Sendable {
    /// Refuse: the final file must not exist, neither now nor when the run ends.
    case create
    /// Put the new file in its place when the run ends, and not before.
    case replace
}

/// How much of an output is safe on the disk: its length in bytes, and the XXH3-64 of them.
public struct CommittedPrefix: Sendable, Equatable {
    public var offset: Int64
    public var digest: UInt64

    public init(offset: Int64, digest: UInt64) {
        self.offset = offset
        self.digest = digest
    }
}

/// An output file that a stopped run can continue, and that bears its name only when whole.
///
/// Bytes go to `.NAME.part` beside the final file, under flock, so two runs never share it. After
/// ``init(path:mode:faults:)`` comes ``create()`` or ``resume(_:)``, then writes and commits, then
/// ``publish()``, ``discard()`` or ``close()``. A final name that is a symbolic link is followed.
/// SIGXFSZ must be ignored in the process, so that a size limit is an error and not a death.
// One task at a time uses a file, so its state needs no lock.
@safe public final class CheckpointedFile: ByteOutput, @unchecked Sendable {
    /// The final path as the user wrote it.
    public let name: String
    public internal(set) var offset: Int64 = 0
    /// The XXH3-64 of all bytes written, those of resumed runs among them.
    public var digest: UInt64 { hash.digest }
    /// Where the bytes are until ``publish()``; for messages.
    public var partPath: String { target.partPath }

    let mode: FileMode
    let target: OutputTarget
    let faults: FileFaults
    let hash = RunningHash()
    /// The open and locked part; -1 before ``create()`` and after the end.
    var descriptor: Int32 = -1
    /// Whether the directory is known to hold the part's name on the disk.
    private var isNameDurable = false
    /// Whether the disk has every byte of the part.
    private(set) var isSynchronized = false
    /// Set for ever once the disk refused to keep what it had accepted.
    private var hasLostData = false

    /// Finds where the file belongs; nothing is created.
    ///
    /// - Throws: ``JobError`` when the directory cannot be opened.
    public init(path: String, mode: FileMode, faults: FileFaults = .none) throws(JobError) {
        name = path
        self.faults = faults
        self.mode = mode
        target = try OutputTarget(path)
    }

    deinit { close() }

    public func write(_ bytes: UnsafePointer<UInt8>, count: Int) throws(JobError) {
        precondition(descriptor >= 0, "a write before create() or after the end")
        isSynchronized = false
        let fault = faults.error(.write, name)
        guard fault == 0 else { throw JobError(.writeOutput, target.partPath, errno: fault) }
        var done = 0
        while done < count {
            let taken = unsafe pwrite(descriptor, bytes + done, count - done, off_t(offset))
            if taken < 0 {
                if errno == EINTR { continue }
                throw JobError(.writeOutput, target.partPath, errno: errno)
            }
            unsafe hash.update(bytes + done, count: taken)
            done += taken
            offset += Int64(taken)
        }
    }

    /// Makes all bytes written so far durable.
    ///
    /// - Returns: What a checkpoint must say so that ``resume(_:)`` finds this place again.
    /// - Throws: ``JobError``; a failure is final, since the system may have dropped the data:
    ///   every later commit fails too, and the bytes must be written again.
    public func commit() throws(JobError) -> CommittedPrefix {
        try synchronizePart(whole: false)
        if !isNameDurable {
            try target.synchronizeDirectory()
            isNameDurable = true
        }
        return CommittedPrefix(offset: offset, digest: hash.digest)
    }

    func synchronizePart(whole: Bool) throws(JobError) {
        precondition(descriptor >= 0, "a commit before create() or after the end")
        var failure = hasLostData ? EIO : faults.error(.synchronize, name)
        if failure == 0 { failure = synchronize(descriptor, whole: whole) }
        isSynchronized = failure == 0
        guard failure != 0 else { return }
        hasLostData = true
        throw JobError(
            .inputOutput, "cannot make the data durable: \(systemText(failure))",
            at: target.partPath,
            hint: "check the disk, then run the same command again: "
                + "it writes all data since the last checkpoint again")
    }

    /// Closes the file and keeps the part, which a later run resumes; again does nothing.
    public func close() {
        guard descriptor >= 0 else { return }
        // A child between fork and exec has a copy of the descriptor, which would keep the lock.
        flock(descriptor, LOCK_UN)
        closeDescriptor(descriptor)
        descriptor = -1
    }
}
