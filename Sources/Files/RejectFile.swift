public import TrancheColumnar
public import TranchePipeline

/// Rejects as NDJSON in a file beside the sink; made when the first reject comes.
// Sendable: the engine lets one task at a time write and commit.
public final class RejectFile: RejectSink, @unchecked Sendable {
    public let path: String
    private let file: CheckpointedFile
    private var isOpen = false

    /// Continues the file of a stopped run, or waits for the first reject to make one.
    ///
    /// - Parameters:
    ///   - path: Where the file will be when the run has ended.
    ///   - checkpoint: Where a resumed run goes on; `nil` in a fresh run.
    /// - Throws: `JobError` when the stopped run's file is gone or changed.
    public init(path: String, resuming checkpoint: Checkpoint?) throws(JobError) {
        self.path = path
        file = try CheckpointedFile(path: path, mode: .replace)
        guard let checkpoint, checkpoint.rejectsOffset > 0 else { return }
        let prefix = CommittedPrefix(
            offset: checkpoint.rejectsOffset, digest: checkpoint.rejectsDigest)
        if checkpoint.isFinal, try file.isPublished(prefix) { return }
        try file.resume(prefix)
        isOpen = true
    }

    public func write(_ lines: ByteBuffer) throws {
        if !isOpen {
            try file.create()
            isOpen = true
        }
        unsafe try file.write(UnsafePointer(lines.base), count: lines.count)
    }

    public func commit(_ checkpoint: inout Checkpoint) throws {
        guard isOpen else { return }
        let prefix = try file.commit()
        checkpoint.rejectsOffset = prefix.offset
        checkpoint.rejectsDigest = prefix.digest
    }

    public func publish() throws {
        guard isOpen else { return }
        isOpen = false
        try file.publish()
    }

    public func close() { file.close() }
}
