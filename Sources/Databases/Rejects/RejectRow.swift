import TrancheColumnar
import TranchePipeline

/// A reject as a row.
///
/// The rows of a job, from its beginning over all runs that went on with it, have one `job` and one
/// `started`, and are numbered by `position` from 0.
struct RejectRow {
    static let columns = [
        "job", "started", "position", "run", "file", "record", "line", "byte_offset", "step",
        "sink",
        "column", "code", "message", "original", "redacted",
    ]

    /// The table's definition.
    static func definition(of place: RejectPlace) -> String {
        let dialect = place.dialect
        let isFile = dialect.product == .sqlite
        let numbers: Set = ["started", "position", "record", "line", "byte_offset"]
        let optional: Set = ["line", "step", "sink", "column"]
        var parts = columns.map { column in
            let type =
                switch column {
                case "original": isFile ? "BLOB" : "BYTEA"
                case "redacted": "BOOLEAN"
                default: numbers.contains(column) ? "BIGINT" : "TEXT"
                }
            return "\(dialect.quoted(column)) \(type)"
                + (optional.contains(column) ? "" : " NOT NULL")
        }
        parts.append("PRIMARY KEY (\(dialect.list(["job", "started", "position"])))")
        return "CREATE TABLE IF NOT EXISTS \(place.quoted) (\(parts.joined(separator: ", ")))"
    }

    /// The values of `record` in the columns from `file` on.
    static func values(of record: RejectRecord) -> [SQLValue] {
        let place = record.place
        return [
            text(place.file), .integer(place.record),
            place.line > 0 ? .integer(place.line) : .null, .integer(place.offset),
            record.step.map(text) ?? .null, record.sink.map(text) ?? .null,
            record.column.map(text) ?? .null, text(record.code), text(record.message),
            .blob(record.original), record.isRedacted.sqlValue,
        ]
    }

    /// A NUL, which no text of PostgreSQL can hold, as the picture of one.
    private static func text(_ text: String) -> SQLValue {
        .text(text.utf8.contains(0) ? text.replacing("\0", with: "\u{2400}") : text)
    }

    static func record(_ row: SQLRow) throws -> RejectRecord {
        let line: Int64? = try row.get("line")
        let place = try RecordPlace(
            file: row.get("file"), record: row.get("record"), line: line ?? 0,
            offset: row.get("byte_offset"))
        var record = try RejectRecord(
            place: place, code: row.get("code"), message: row.get("message"),
            original: original(row, of: place))
        record.step = try row.get("step")
        record.sink = try row.get("sink")
        record.column = try row.get("column")
        record.isRedacted = try row.get("redacted")
        return record
    }

    /// The record's bytes; who repaired it in SQLite may have left a text.
    private static func original(_ row: SQLRow, of place: RecordPlace) throws -> [UInt8] {
        let value = row.columns.firstIndex(of: "original").map { row[$0] } ?? .null
        switch value {
        case .blob(let bytes): return bytes
        case .text(let text): return Array(text.utf8)
        case .integer(let number): return Array("\(number)".utf8)
        case .null, .double:
            throw JobError(
                .data,
                "found \(value.kind) as the original of record \(place.record), wanted its bytes",
                hint: "write the record as a text")
        }
    }
}

extension RejectPlace {
    var dialect: SQLDialect {
        switch self {
        case .sqlite: .sqlite
        case .postgresql: .postgresql
        }
    }
}
