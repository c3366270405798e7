public import TrancheColumnar

/// A table that is asked for the rows of some keys at a time, instead of being loaded.
public protocol KeyedReference: AnyObject, Sendable {
    /// What a person calls it: `db.sqlite#table`; without secrets.
    var name: String { get }
    /// Its columns.
    var schema: Schema { get }
    /// Gets ready for one worker to ask; calls block, so they come from a worker's thread.
    ///
    /// - Parameters:
    ///   - keys: The columns by which rows are asked for.
    ///   - columns: The columns that are wanted of each row, each once, the keys' among them.
    /// - Returns: What one worker at a time asks by.
    /// - Throws: `JobError(.pipeline)` when a column's type cannot be asked for.
    func makeSession(keys: [ReferenceKey], columns: [String]) throws -> any KeyedReferenceSession
}

/// One worker's way to ask a ``KeyedReference``.
public protocol KeyedReferenceSession: AnyObject {
    /// Asks, in one statement, for the rows that have one of `keys`.
    ///
    /// More rows may come than those: whoever asked compares for itself.
    ///
    /// - Parameters:
    ///   - keys: For each key the texts of its columns, of the types that were asked for.
    ///   - chunk: Is used for the rows, and emptied before each call of `body`.
    ///   - body: Gets some rows at a time, their columns as they were asked for.
    /// - Throws: `JobError`, transient when asking again may help, and what `body` throws.
    func fetch(_ keys: [[String]], in chunk: Chunk, _ body: (Chunk) throws -> Void) throws
}

/// A column by which rows are asked for.
public struct ReferenceKey: Sendable, Hashable {
    public var column: String
    /// What the texts that are asked for are values of.
    public var type: DataType

    public init(column: String, type: DataType) {
        self.column = column
        self.type = type
    }
}
