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
    func close()
}
