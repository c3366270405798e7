/// A record that was set aside, and why; the chunk knows its bytes, the engine its place.
public struct RowFault: Sendable, Equatable {
    /// What kind of reason; stable words that people may filter by.
    public enum Code: String, Sendable, CaseIterable {
        /// More or fewer fields than the header.
        case fieldCount = "field-count"
        /// A quote inside an unquoted field, or bytes after a closing quote.
        case malformedQuotes = "malformed-quotes"
        /// Bytes that are not UTF-8, or a NUL.
        case invalidText = "invalid-text"
        /// A line that is not one JSON object.
        case malformedJSON = "malformed-json"
        /// A key that the schema does not have, or has twice.
        case unexpectedKey = "unexpected-key"
        /// A value that does not fit its column's type.
        case typeMismatch = "type-mismatch"
        /// An expression has no value for the record, as a division by zero has none.
        case expression = "expression-error"
        /// A rule of validation is broken.
        case validation
        /// A reference does not have the record's key.
        case lookup = "lookup-miss"
        /// An encrypted value was changed, or its key is missing.
        case decryption = "decryption-error"
        /// What is looked up elsewhere has no answer.
        case request = "lookup-error"
        /// A child program gave no record for an answer, or said that it cannot.
        case exec = "exec-error"
        /// The sink refuses the value.
        case constraint
    }

    /// The chunk's row, from 0.
    public var row: Int
    public var code: Code
    /// The step that set it aside; `nil` for the source and the sink.
    public var step: String?
    /// The sink that refused it, or whose condition has no value; `nil` where there is one sink.
    public var sink: String?
    public var column: String?
    /// What was found before what was wanted.
    public var message: String
    public var hint: String?
    /// Whether the run must fail at this record, however many rejects are allowed.
    public var isFatal = false

    public init(
        row: Int, code: Code, step: String? = nil, column: String? = nil, message: String,
        hint: String? = nil
    ) {
        self.row = row
        self.code = code
        self.step = step
        self.column = column
        self.message = message
        self.hint = hint
    }
}
