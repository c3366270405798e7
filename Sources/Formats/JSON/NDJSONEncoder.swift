public import TrancheColumnar

/// Writes the selected rows as one JSON object a line: `{"year":2013,"carrier":"UA"}` and LF.
///
/// Every key is there in every record, in the columns' order, NULL as `null`; there are no blanks.
/// Numbers keep their digits. A declared column's lenient spellings (`+5`, `007`, `.5`, `yes`) are
/// normalized, NaN and infinities become strings; in any other column they are faults, as is
/// anything that does not fit the type, and the row leaves the selection.
///
/// - SeeAlso: RFC 8259.
public struct NDJSONEncoder: ChunkEncoder {
    private let records: JSONRecordEncoder

    /// - Parameter schema: The columns; without any, every record is an empty object.
    public init(schema: Schema) {
        records = JSONRecordEncoder(schema, opening: "{", ending: "}\n")
    }

    public var prologue: [UInt8] { [] }

    public func epilogue(afterRows rows: Int64) -> [UInt8] { [] }

    public func encode(_ chunk: Chunk) throws(JobError) { records.encode(chunk) }
}

/// Writes the selected rows as the objects of one JSON array, one a line.
///
/// Every record begins with a comma and a line feed, so that chunks and resumed runs just follow
/// one another; whoever writes the very first record leaves out its comma (``firstRowSkip``).
/// Values are written as ``NDJSONEncoder`` does.
public struct JSONArrayEncoder: ChunkEncoder {
    private let records: JSONRecordEncoder

    /// - Parameter schema: The columns; without any, every record is an empty object.
    public init(schema: Schema) {
        records = JSONRecordEncoder(schema, opening: ",\n{", ending: "}")
    }

    public var prologue: [UInt8] { Array("[".utf8) }

    public var firstRowSkip: Int { 1 }

    /// `[`, LF and `]` enclose an array of no rows, too.
    public func epilogue(afterRows rows: Int64) -> [UInt8] { Array("\n]\n".utf8) }

    public func encode(_ chunk: Chunk) throws(JobError) { records.encode(chunk) }
}
