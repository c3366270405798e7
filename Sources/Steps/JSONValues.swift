import TrancheColumnar
import TrancheExpressions
import TranchePipeline

/// Reads the JSON of one column, row by row, for the steps that take it apart.
struct JSONReader: Sendable {
    /// The step's name, for faults.
    let step: String
    let column: Int
    let field: Field

    /// - Throws: `JobError(.pipeline)` when the column cannot hold JSON.
    init(step: String, column: Int, _ field: Field) throws(JobError) {
        guard field.type == .json || field.type == .text else {
            throw JobError(
                .pipeline,
                "step \(step): column \(field.name) is \(field.type.rawValue), wanted json",
                hint: "name a column of json")
        }
        self.step = step
        self.column = column
        self.field = field
    }

    /// The value of `row`, valid and of the wanted kind; `nil` for NULL and for JSON's null.
    ///
    /// Room for as many bytes as it has is made behind the chunk's bytes, so that the text stays
    /// where it is while its parts are copied there.
    func value(of row: Int, _ wanted: JSONKind, in chunk: Chunk) throws -> Text? {
        let slice = unsafe chunk.columns[column].slices[row]
        guard !slice.isNull else { return nil }
        guard chunk.bytes.count + slice.length <= Int(UInt32.max) else { throw tooLarge }
        chunk.bytes.reserve(chunk.bytes.count + slice.length)
        // SAFETY: slices lie inside the chunk's bytes, which are padded.
        let start = unsafe UnsafePointer(chunk.bytes.base + slice.start)
        // What a sample found to be json was checked when it was read.
        let isChecked = field.type == .json && field.origin == .inferred
        guard unsafe isChecked || isValidJSON(start, slice.length) else {
            throw fault(
                row, "found \(chunk.excerpt(slice)), which is no JSON, wanted \(wanted.phrase)")
        }
        let text = unsafe Text(start: start, count: slice.length)
        switch text.jsonKind {
        case wanted: return text
        case .null: return nil
        case let kind:
            throw fault(
                row,
                "found \(kind.phrase), \(chunk.excerpt(slice)), wanted \(wanted.phrase)")
        }
    }

    /// The value as a column of `output` holds it; NULL for JSON's null.
    ///
    /// - Throws: ``RowFault`` when it is not of the kind that a sample has found.
    func cell(_ value: Text, of row: Int, for output: Field, in chunk: Chunk) throws -> FieldSlice {
        let kind = value.jsonKind
        guard kind != .null else { return .null }
        guard output.fits(kind) else {
            // SAFETY: the value lies inside the chunk's bytes.
            let place = unsafe value.start - UnsafePointer(chunk.bytes.base)
            let found = chunk.excerpt(FieldSlice(offset: place, length: value.count))
            throw fault(
                row, "found \(found), wanted \(output.type.rawValue)", in: output.name,
                hint: "the type was read from a sample of the input: correct the value")
        }
        var text = value
        if output.type != .json {
            do throws(EvalFault) {
                guard let plain = try jsonText(value, chunk.bytes) else { return .null }
                text = plain
            } catch {
                throw fault(row, "\(error.message) in \(output.name)")
            }
        }
        // SAFETY: as above, and what was unescaped stands behind the chunk's bytes.
        let place = unsafe text.start - UnsafePointer(chunk.bytes.base)
        return FieldSlice(offset: place, length: text.count)
    }

    func fault(
        _ row: Int, _ message: String, code: RowFault.Code = .typeMismatch,
        in name: String? = nil, hint: String? = nil
    ) -> JSONFault {
        JSONFault(
            fault: RowFault(
                row: row, code: code, step: step, column: name ?? field.name, message: message,
                hint: hint ?? "correct the value, or filter such records out first"))
    }

    private var tooLarge: JobError {
        JobError(
            .data, "step \(step): the values of one chunk take more than 4 GiB",
            hint: "name fewer bytes at a time with --chunk-size")
    }
}

/// Why one row cannot be taken apart.
struct JSONFault: Error {
    var fault: RowFault
}

extension JSONKind {
    fileprivate var phrase: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}

extension Field {
    /// Whether a value of this kind fits; only a type that a sample told is that strict, as it is
    /// where records are read.
    fileprivate func fits(_ kind: JSONKind) -> Bool {
        guard origin == .inferred else { return true }
        return switch type {
        case .json: true
        case .bigint, .numeric, .doublePrecision: kind == .number
        case .boolean: kind == .boolean
        case .text, .date, .timestamp, .timestamptz, .uuid, .bytea: kind == .string
        }
    }
}
