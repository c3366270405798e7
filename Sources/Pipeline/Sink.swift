public import TrancheColumnar

/// What a sink can promise when a run is stopped and started again.
public enum DeliveryGuarantee: String, Sendable {
    case exactlyOnce = "exactly once"
    case atLeastOnce = "at least once"
}

/// Where records go: chunks are encoded side by side and written one after another, in order.
///
/// The order of calls is: `open`, then `encode` (many at once) and `write` (one at a time, in
/// input order), `commit` between writes, at the end `commit` with a final checkpoint and
/// `publish`. `close` may come at any time and leaves what is committed.
public protocol Sink: AnyObject, Sendable {
    /// What a person calls it.
    var name: String { get }
    var guarantee: DeliveryGuarantee { get }
    /// Whether the checkpoint is kept in the sink itself, in the rows' own transaction.
    var holdsCheckpoint: Bool { get }

    /// The sink in whose transaction this one's rows are written; `nil` for its own. It is opened
    /// before this one and commits after it, and its checkpoint is that of both.
    var transactionOwner: (any Sink)? { get }
    /// Whether `encode` changes columns in place, so that they cannot be encoded a second time.
    var changesColumns: Bool { get }

    /// Rows that `write` left out since `open` because they had nothing to change: the sink updates or
    /// deletes, and has no row of their key. They count as filtered.
    var unmatched: Int64 { get }

    /// The job's checkpoint in the sink; only asked when `holdsCheckpoint`.
    func storedCheckpoint(of job: String) throws -> Checkpoint?
    /// Whether the output that a final checkpoint describes is still where it was put.
    func isComplete(_ checkpoint: Checkpoint) throws -> Bool
    /// Makes the sink ready for rows of `schema`.
    ///
    /// - Parameters:
    ///   - schema: The columns of every chunk that follows.
    ///   - checkpoint: Carries job, run and epoch; its positions are zero in a fresh run.
    ///   - resuming: Whether to go on after `checkpoint` instead of starting anew.
    /// - Throws: `JobError` when the columns do not fit, or the output cannot be made or continued.
    func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws
    /// Turns the selected rows into what `write` needs; rows that do not fit become faults.
    func encode(_ chunk: Chunk) throws
    /// Writes an encoded chunk.
    ///
    /// Rows that only writing shows not to fit become faults and leave the selection; the others are
    /// written. After an error nothing more is written and nothing committed.
    ///
    /// - Returns: Selected rows that were not written because the sink has them already, was told to
    ///   ignore them, or has nothing that they could change (``unmatched``).
    /// - Throws: ``RowError`` when one row is at fault, and the others cannot be written without it.
    func write(_ chunk: Chunk) throws -> Int
    /// Makes everything written so far durable, with `checkpoint` when the sink holds it.
    ///
    /// Fills in the sink's position. A final checkpoint comes once, after the last row.
    func commit(_ checkpoint: inout Checkpoint) throws
    /// Puts the finished output in its place; calling it again changes nothing.
    func publish() throws
    /// Releases everything; uncommitted output is lost, committed output stays resumable.
    func close()
}

extension Sink {
    public var transactionOwner: (any Sink)? { nil }
    public var changesColumns: Bool { false }
    public var unmatched: Int64 { 0 }
}

/// A row that the sink refused; the engine adds the record's place.
public struct RowError: Error {
    public var fault: RowFault
    public var code: JobError.Code

    public init(_ fault: RowFault, code: JobError.Code = .data) {
        self.fault = fault
        self.code = code
    }
}

/// Keeps the checkpoints of sinks that cannot keep their own.
public protocol CheckpointStore: AnyObject, Sendable {
    /// - Throws: `JobError(.locked)` when a newer epoch has committed.
    func save(_ checkpoint: Checkpoint) throws
}

/// Keeps the records that were set aside, as lines (``RejectSink``) or as rows (``RejectRowSink``);
/// it commits before the sink.
public protocol RejectKeeper: AnyObject, Sendable {
    /// Makes what was written durable and fills in the rejects' position, to which a resumed run goes
    /// back; what shares the sink's transaction is durable with the sink's commit.
    func commit(_ checkpoint: inout Checkpoint) throws
    func publish() throws
    func close()
}

/// Keeps rejects as lines of NDJSON.
public protocol RejectSink: RejectKeeper {
    /// Appends one line a reject.
    func write(_ lines: ByteBuffer) throws
}

/// Keeps rejects in columns.
public protocol RejectRowSink: RejectKeeper {
    /// Appends rejects, in order.
    func write(_ records: [RejectRecord]) throws
}
