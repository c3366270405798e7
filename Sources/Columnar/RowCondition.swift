/// A condition on the columns of a record that has a value for every record and cannot fail: what a
/// filter may hand to a database that means the same by it.
///
/// NULL goes through it as in SQL: a record passes when the condition is true.
public indirect enum RowCondition: Sendable, Hashable {
    public enum Comparison: String, Sendable, Hashable {
        case equal = "="
        case notEqual = "<>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// A value that is known before the run; never NULL.
    public struct Constant: Sendable, Hashable {
        public var type: DataType
        /// As PostgreSQL prints it.
        public var text: String

        public init(_ type: DataType, _ text: String) {
            self.type = type
            self.text = text
        }
    }

    /// Texts are compared byte by byte; a bigint with a numeric or a double precision as that.
    case compare(Field, Comparison, Constant)
    /// Whether the column's value is one of these, of which there is at least one; NULL when it is
    /// none and `hasNull`.
    case member(Field, [Constant], hasNull: Bool)
    case isNull(Field)
    /// A boolean column.
    case holds(Field)
    /// Whether the condition is true, or is false; never NULL.
    case isTruth(RowCondition, Bool)
    case not(RowCondition)
    case and([RowCondition])
    case or([RowCondition])
}
