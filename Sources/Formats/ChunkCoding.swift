public import TrancheColumnar

/// Splits the bytes of a chunk into columns; fixed before the run and shared by all workers.
public protocol ChunkDecoder: Sendable {
    /// Fills `chunk`'s rows and columns from `bytes[0..<inputCount]`.
    ///
    /// Every record becomes a row; a malformed one also a fault, and leaves the selection.
    func decode(_ chunk: Chunk) throws(JobError)
}

/// Turns the selected rows of a chunk into bytes of a format; fixed before the run.
public protocol ChunkEncoder: Sendable {
    /// What stands before the first record, in an output that is not empty yet.
    var prologue: [UInt8] { get }
    /// How many bytes of the very first row's output to leave out; 0 unless stated.
    ///
    /// Formats that put a separator between records write one before each record, so that chunks
    /// and resumed runs just follow one another. The sink takes this many bytes off the front of
    /// the first output that is not empty, in an output without rows so far.
    var firstRowSkip: Int { get }
    /// What stands after the last record.
    func epilogue(afterRows rows: Int64) -> [UInt8]
    /// Appends the selected rows to `chunk.output`; a row that does not fit becomes a fault.
    func encode(_ chunk: Chunk) throws(JobError)
}

extension ChunkEncoder {
    public var firstRowSkip: Int { 0 }
}

/// Finds where the last whole record of a block of input ends.
public protocol RecordCutter: Sendable {
    /// Looks at `bytes[0..<count]`, which begins where a record begins.
    ///
    /// - Parameters:
    ///   - bytes: Padded by ``ByteBuffer/padding`` readable bytes after `count`.
    ///   - count: The bytes to look at; when none is whole, the next call has the same and more.
    ///   - rowLimit: Most records to take.
    ///   - isLast: Whether the input ends after these bytes.
    /// - Returns: The bytes of the whole records, 0 when not even one is whole.
    /// - Throws: `JobError(.data)` when the format does not allow what stands between records.
    mutating func cut(
        _ bytes: UnsafeMutablePointer<UInt8>, count: Int, rowLimit: Int, isLast: Bool
    ) throws(JobError) -> Int
}
