public import TrancheColumnar

/// How far one of several sinks got.
///
/// Which rows a sink is offered, and in which order, depends on the input and the pipeline alone. So
/// `offered` is a position: a database that committed when another did not is ahead by so many
/// rows, and leaves out as many of those that come to it again.
public struct SinkProgress: Sendable, Hashable {
    /// Rows that were written, or would have been, but for what the sink has or refuses.
    public var offered: Int64 = 0
    /// Rows whose values cannot be spelled for the sink; they are not offered.
    public var unfit: Int64 = 0
    public var written: Int64 = 0
    /// Rows that the sink had already, or was told to ignore.
    public var duplicate: Int64 = 0
    /// Rows without a row of their key that the sink could update or delete.
    public var unmatched: Int64 = 0
    /// Rows that only writing showed not to fit.
    public var refused: Int64 = 0
    /// Bytes of the sink's file that are covered, and their digest.
    public var offset: Int64 = 0
    public var digest: UInt64 = 0
    /// `offered` when all sinks had last committed; refused rows are known from here on.
    public var base: Int64 = 0

    public init() {}

    /// Rows that the sink set aside.
    public var rejected: Int64 { unfit + refused }
}

/// A row that one of several sinks refused; kept until all sinks have committed it, for a sink that
/// is ahead cannot find out again.
public struct RefusedRow: Sendable, Hashable {
    /// The sink's place among the sinks.
    public var sink: Int
    /// The row's place among those that the sink was offered, from 0.
    public var position: Int64
    public var code: RowFault.Code
    public var column: String?
    public var message: String
    public var hint: String?

    public init(
        sink: Int, position: Int64, code: RowFault.Code, column: String?, message: String,
        hint: String?
    ) {
        self.sink = sink
        self.position = position
        self.code = code
        self.column = column
        self.message = message
        self.hint = hint
    }

    init(_ fault: RowFault, sink: Int, position: Int64) {
        self.init(
            sink: sink, position: position, code: fault.code, column: fault.column,
            message: fault.message, hint: fault.hint)
    }

    func fault(of row: Int, _ name: String) -> RowFault {
        var fault = RowFault(row: row, code: code, column: column, message: message, hint: hint)
        fault.sink = name
        return fault
    }
}

extension Checkpoint {
    /// How far the sink at `index` got; nowhere in a checkpoint of before the first commit.
    func progress(of index: Int) -> SinkProgress {
        index < sinks.count ? sinks[index] : SinkProgress()
    }

    /// The checkpoint as the sink at `index` would have it if it were the only one.
    func view(of index: Int) -> Checkpoint {
        var view = self
        let progress = progress(of: index)
        view.sinkOffset = progress.offset
        view.sinkDigest = progress.digest
        view.counts.written = progress.written
        return view
    }
}

/// What became of a job's records in one of several sinks, over all its runs.
public struct SinkCounts: Sendable, Hashable {
    public var name: String
    public var written: Int64
    /// Records that the sink had already, or was told to ignore.
    public var duplicate: Int64
    /// Records without a row of their key that the sink could update or delete.
    public var unmatched: Int64
    /// Records that this sink refused.
    public var rejected: Int64

    public init(
        name: String, written: Int64, duplicate: Int64, unmatched: Int64 = 0, rejected: Int64
    ) {
        self.name = name
        self.written = written
        self.duplicate = duplicate
        self.unmatched = unmatched
        self.rejected = rejected
    }
}
