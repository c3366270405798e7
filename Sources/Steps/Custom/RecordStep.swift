public import TrancheColumnar

/// A step that a Swift developer writes over records of a type of their own.
///
/// The properties of ``Input`` are columns by their names; those of ``Output`` are the columns that
/// come out. A property is a `Bool`, an integer, a `Double` or `Float`, a `String` (of any column: a
/// numeric keeps its digits), `[UInt8]` (of a bytea), an optional of these for NULL, or an enum whose
/// raw values are such. A value that does not fit makes a reject of its record.
///
/// Many workers share one step, and an interrupted chunk is processed anew: `process` must neither
/// depend on the order of its calls nor count on being called once a record.
///
/// A record costs more than the same work in a ``ChunkStep``, since each value is asked for by its
/// key, and each record awaited.
public protocol RecordStep<Input, Output>: Sendable {
    /// What is read of a record; other columns are not even parsed.
    associatedtype Input: Decodable & Sendable
    /// What comes out; with `Codable` its columns are known by themselves.
    associatedtype Output: Encodable & Sendable

    /// The step's word in messages, counts and rejects.
    var name: String { get }
    /// Told apart from before, it says that the results have changed: an interrupted job is then not
    /// resumed but refused.
    var version: String { get }
    /// The columns of ``Output``, in order; `nil`, the default, finds them by its Codable conformance.
    ///
    /// Declared ones may have types that Swift has no type for: a `String` can be a numeric or a date.
    static var columns: [Field]? { get }
    /// Whether the input's other columns stay; false by default, and then the output is ``Output``.
    var keepsOtherColumns: Bool { get }
    /// The most records of a chunk that are processed at once, for steps that wait; 1 by default.
    var concurrentRecords: Int { get }

    /// Makes one record of another.
    ///
    /// - Returns: The record that comes out; `nil` leaves it out, and it counts as filtered.
    /// - Throws: ``RecordRejection`` to set the record aside; any other error ends the run.
    func process(_ record: Input) async throws -> Output?
}

extension RecordStep {
    public static var columns: [Field]? { nil }
    public var keepsOtherColumns: Bool { false }
    public var concurrentRecords: Int { 1 }
}

/// Thrown by a custom step to set the record aside.
public struct RecordRejection: Error, Equatable {
    /// What was found before what was wanted, without a full stop; kept with the record, so it must
    /// quote no value that may not be seen.
    public var message: String
    /// The column that is at fault, if one is.
    public var column: String?
    /// One imperative sentence.
    public var hint: String?

    public init(_ message: String, column: String? = nil, hint: String? = nil) {
        self.message = message
        self.column = column
        self.hint = hint
    }

    func fault(row: Int, step: String) -> RowFault {
        RowFault(
            row: row, code: .validation, step: step, column: column, message: message, hint: hint)
    }
}

/// A value that is not what a record's property, or a declared column, is.
struct RecordMismatch: Error {
    var column: String?
    var message: String

    func fault(row: Int, step: String) -> RowFault {
        RowFault(
            row: row, code: .typeMismatch, step: step, column: column, message: message,
            hint: "correct the value, or read the column as a String")
    }
}
