public import TrancheColumnar
public import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Rejects as NDJSON in a file beside the sink; made when the first reject comes.
// Sendable: the engine lets one task at a time write and commit.
public final class RejectFile: RejectSink, @unchecked Sendable {
    public let path: String
    private let file: CheckpointedFile
    private let removesStale: Bool
    private var isOpen = false
    private var isDone = false

    /// Continues the file of a stopped run, or waits for the first reject to make one.
    ///
    /// - Parameters:
    ///   - path: Where the file will be when the run has ended.
    ///   - mode: Whether a file of earlier rejects may be replaced.
    ///   - removesStale: Whether, with `.replace`, a run without rejects removes that file.
    ///   - checkpoint: Where a resumed run goes on; `nil` in a fresh run.
    /// - Throws: `JobError` when the stopped run's file is gone or changed.
    public init(
        path: String, mode: FileMode, removesStale: Bool = false, resuming checkpoint: Checkpoint?
    ) throws(JobError) {
        self.path = path
        self.removesStale = removesStale && mode == .replace
        file = try CheckpointedFile(path: path, mode: mode)
        guard let checkpoint, checkpoint.rejectsOffset > 0 else { return }
        let prefix = CommittedPrefix(
            offset: checkpoint.rejectsOffset, digest: checkpoint.rejectsDigest)
        if checkpoint.isFinal, try file.isPublished(prefix) {
            isDone = true
            return
        }
        try file.resume(prefix)
        isOpen = true
    }

    public func write(_ lines: ByteBuffer) throws {
        if !isOpen {
            do { try file.create() } catch {
                throw error.code == .cannotCreate ? earlierRejects(error) : error
            }
            isOpen = true
        }
        unsafe try file.write(UnsafePointer(lines.base), count: lines.count)
    }

    private func earlierRejects(_ error: JobError) -> JobError {
        var error = error
        error.hint = "look at the rejects in it and move it away, or name another with --rejects"
        return error
    }

    public func commit(_ checkpoint: inout Checkpoint) throws {
        guard isOpen else { return }
        let prefix = try file.commit()
        checkpoint.rejectsOffset = prefix.offset
        checkpoint.rejectsDigest = prefix.digest
    }

    public func publish() throws {
        guard !isDone else { return }
        isDone = true
        if isOpen {
            isOpen = false
            try file.publish()
        } else if removesStale {
            // The rejects of an output that is no more.
            _ = unsafe unlink(path)
        }
    }

    public func close() { file.close() }
}
