import Synchronization
import TrancheColumnar
import TrancheSteps

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file of `--record`: a run appends to what an earlier one has kept, so that a resumed run
/// completes the record.
final class HTTPRecordFile: HTTPJournal {
    private let path: String
    private let descriptor: Int32
    private let isDirty = Mutex(false)

    /// - Throws: `JobError` when it cannot be opened, or is no record.
    init(_ path: String) throws(JobError) {
        self.path = path
        let opened = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw JobError(
                .cannotCreate, "cannot open the record: \(Self.reason)", at: path,
                hint: "name a file that can be written")
        }
        descriptor = opened
        let end = try Self.endOfLines(opened, path)
        guard ftruncate(opened, end) == 0 else {
            throw JobError(.inputOutput, "cannot write the record: \(Self.reason)", at: path)
        }
    }

    deinit { close(descriptor) }

    private static var reason: String { unsafe String(cString: strerror(errno)) }

    /// Where the last whole line ends; what a crash has left behind it is cut off.
    private static func endOfLines(_ descriptor: Int32, _ path: String) throws(JobError) -> off_t {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        var (place, end): (off_t, off_t) = (0, 0)
        while true {
            let count = unsafe pread(descriptor, &block, block.count, place)
            guard count >= 0 else {
                throw JobError(.inputOutput, "cannot read the record: \(reason)", at: path)
            }
            if count == 0 { return end }
            guard place > 0 || block.starts(with: Array("{\"method\":".utf8).prefix(count)) else {
                throw JobError(
                    .cannotCreate, "found a file that is no record", at: path,
                    hint: "name another file for --record")
            }
            if let last = block.prefix(count).lastIndex(of: 0x0A) { end = place + off_t(last) + 1 }
            place += off_t(count)
        }
    }

    func append(_ line: [UInt8]) throws(JobError) {
        let failure: JobError? = isDirty.withLock { isDirty in
            isDirty = true
            var written = 0
            while written < line.count {
                let count = unsafe line.withUnsafeBytes { bytes in
                    unsafe write(
                        descriptor, bytes.baseAddress.map { unsafe $0 + written } ?? nil,
                        bytes.count - written)
                }
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else {
                    return JobError(
                        .inputOutput, "cannot write the record: \(Self.reason)", at: path,
                        hint: "run the same command again when there is room")
                }
                written += count
            }
            return nil
        }
        if let failure { throw failure }
    }

    func sync() throws(JobError) {
        let failure: JobError? = isDirty.withLock { isDirty in
            guard isDirty else { return nil }
            isDirty = false
            guard fsync(descriptor) == 0 || errno == EINVAL else {
                return JobError(.inputOutput, "cannot write the record: \(Self.reason)", at: path)
            }
            return nil
        }
        if let failure { throw failure }
    }
}
