public import TrancheColumnar

/// Bytes that arrive front to back: a file, a pipe, or what a decoder makes of another input.
///
/// One task uses an input at a time. Reads block, so they belong off the cooperative pool.
public protocol ByteInput: AnyObject, Sendable {
    /// The path, or `standard input`; for messages.
    var name: String { get }

    /// Reads the next bytes; a signal that interrupts is not seen.
    ///
    /// - Parameters:
    ///   - target: Where the bytes go.
    ///   - count: The most bytes to read, at least 1.
    /// - Returns: 1...`count` bytes, or 0 at the end, or 0 with ``wasWoken`` set.
    /// - Throws: ``JobError`` located at the input; `.data` with a byte offset for broken content.
    func read(into target: UnsafeMutableRawPointer, count: Int) throws(JobError) -> Int

    /// Whether the last read returned 0 because the wake descriptor became readable, not at the end.
    var wasWoken: Bool { get }

    /// The bytes taken from the file underneath, as it lies on the disk (compressed); for progress.
    var consumedBytes: Int64 { get }

    /// Leaves out the next `bytes` bytes, by seeking where the input is a plain regular file.
    ///
    /// - Throws: ``JobError``: `.data` when the input ends before, `.stopped` when woken.
    func skip(_ bytes: Int64) throws(JobError)

    /// Closes what the input opened; reading afterwards is an error. Closing again does nothing.
    func close()
}

extension ByteInput {
    /// Reads `bytes` bytes and forgets them: how an input that cannot seek skips.
    func readAndDrop(_ bytes: Int64) throws(JobError) {
        guard bytes > 0 else { return }
        let room = ByteBuffer(capacity: Int(min(bytes, 256 << 10)))
        var left = bytes
        while left > 0 {
            let taken = unsafe try read(
                into: room.base, count: Int(min(left, Int64(room.capacity))))
            if taken == 0 { throw skipError(wanted: bytes, missing: left) }
            left -= Int64(taken)
        }
    }

    func skipError(wanted: Int64, missing: Int64) -> JobError {
        if wasWoken {
            return JobError(
                .stopped, "stopped while looking for the position to resume at", at: name)
        }
        return JobError(
            .data, "ends \(missing) bytes before the position to resume at", at: name,
            hint: "start over with --fresh")
    }
}
