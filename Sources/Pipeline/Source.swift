public import TrancheColumnar

/// Where records come from: chunks are filled one after another and decoded side by side.
///
/// `fill` is called by one worker at a time, under the engine's lock; `decode` by many at once,
/// each with a chunk of its own, so it reads only what `open` fixed.
public protocol Source: AnyObject, Sendable {
    /// What a person calls it: a path, a glob, `db.sqlite#table`.
    var name: String { get }
    /// The columns, known from the moment the source is made.
    var schema: Schema { get }
    /// The identity of the input, to be compared on resume.
    var identity: String { get }
    /// Whether a later run can read the same input again.
    var isReplayable: Bool { get }
    /// Bytes (or rows of a table) in all, for progress; `nil` when unknown.
    var totalUnits: Int64? { get }
    /// Bytes (or rows) taken so far; read from other tasks.
    var consumedUnits: Int64 { get }

    /// Says in words how this input differs from the one a checkpoint was made of; `nil` when not.
    func difference(from identity: String) -> String?
    /// Only these columns, by position in `schema`, will be asked for; the others stay undecoded.
    ///
    /// After the call `schema` holds just these columns, in this order.
    func narrow(to columns: [Int])
    /// Leaves out records for which a condition is not true, if the source can do it; called before
    /// `narrow` and `seek`.
    ///
    /// The steps look at the records all the same, so a source may take none of the conditions, or
    /// only the first ones: one is not to be judged for a record for which an earlier one is not true.
    func restrict(to conditions: [RowCondition])
    /// Goes to `position`, before the first fill of a resumed run.
    func seek(to position: SourcePosition) throws
    /// Fills `chunk` with the next records; `nil` at the end, or when the run was stopped.
    func fill(_ chunk: Chunk) throws -> ChunkExtent?
    /// Splits the chunk's bytes into columns; records that are malformed become faults.
    func decode(_ chunk: Chunk) throws
    /// What a person calls the file at `index`, or the table.
    func fileName(_ index: Int) -> String
    /// The line of the file where line `line` of its records stands, both from 1: a header comes
    /// before the records. 0 when the input has no lines.
    func fileLine(file: Int, _ line: Int64) -> Int64
    /// Where the record at byte `offset` of a file stood in the input that it was first read from;
    /// `nil` when this is that input.
    func originalPlace(file: Int, offset: Int64) -> RecordPlace?
    func close()
}

extension Source {
    public func restrict(to conditions: [RowCondition]) {}
    public func originalPlace(file: Int, offset: Int64) -> RecordPlace? { nil }
}

/// Where a record stands in its input.
public struct RecordPlace: Sendable, Hashable {
    public var file: String
    public var record: Int64
    /// From 1; 0 when the input has no lines.
    public var line: Int64
    public var offset: Int64

    public init(file: String, record: Int64, line: Int64, offset: Int64) {
        self.file = file
        self.record = record
        self.line = line
        self.offset = offset
    }
}
