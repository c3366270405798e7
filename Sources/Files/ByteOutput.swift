public import TrancheColumnar

/// A place that bytes are written to, front to back; one task writes at a time, and may wait.
public protocol ByteOutput: AnyObject, Sendable {
    /// The path, or `standard output`; for messages.
    var name: String { get }

    /// The bytes written so far, those of resumed runs among them.
    var offset: Int64 { get }

    /// Writes all `count` bytes, however many system calls that takes.
    ///
    /// - Throws: ``JobError``: `.inputOutput` for a full disk, `.brokenPipe` when the reader is
    ///   gone, `.stopped` when woken while the reader does not read.
    func write(_ bytes: UnsafePointer<UInt8>, count: Int) throws(JobError)
}
