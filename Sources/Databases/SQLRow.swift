import TrancheColumnar

/// One row of a query's result: values in the order of the query's columns.
public struct SQLRow: Sendable, Hashable {
    public let columns: [String]
    public let values: [SQLValue]

    public init(columns: [String], values: [SQLValue]) {
        precondition(columns.count == values.count, "a value for each column")
        self.columns = columns
        self.values = values
    }

    public subscript(position: Int) -> SQLValue { values[position] }

    /// The value of the column called `name`.
    ///
    /// - Throws: `JobError(.data)` when there is no such column, or its value is of another kind.
    public func get<Value: SQLConvertible>(_ name: String, as type: Value.Type = Value.self) throws
        -> Value
    {
        guard let position = columns.firstIndex(of: name) else {
            throw JobError(
                .data, "found no column '\(name)' in a stored row",
                hint: "check that the database was written by this version of Tranche")
        }
        guard let value = Value(sqlValue: values[position]) else {
            throw JobError(
                .data, "found \(values[position].kind) in column '\(name)', wanted \(Value.self)",
                hint: "check that nobody else has changed the table")
        }
        return value
    }
}
