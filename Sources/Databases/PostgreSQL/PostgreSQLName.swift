public import TrancheColumnar

/// A table as a person names it: `table` or `schema.table`.
///
/// Names are taken as they are written, without folding letters; a part that holds a dot stands in
/// double quotes.
public struct PostgreSQLName: Sendable, Hashable {
    /// `nil` means the first schema of the search path that has the table, or may get it.
    public var schema: String?
    public var table: String

    init(schema: String?, table: String) {
        self.schema = schema
        self.table = table
    }

    /// - Throws: `JobError(.usage)` for an empty part, or one too many.
    public init(_ text: String) throws(JobError) {
        var parts = [""]
        var isQuoted = false
        for letter in text {
            if letter == "\"" {
                isQuoted.toggle()
            } else if letter == ".", !isQuoted {
                parts.append("")
            } else {
                parts[parts.count - 1].append(letter)
            }
        }
        guard (1...2).contains(parts.count), !parts.contains(""), !isQuoted else {
            throw JobError(
                .usage, "found table name '\(text)', wanted table or schema.table",
                hint: "put a part that holds a dot in double quotes")
        }
        table = parts[parts.count - 1]
        schema = parts.count == 2 ? parts[0] : nil
        for part in parts where part.utf8.count > Self.longest || part.utf8.contains(0) {
            throw JobError(
                .usage, "found name '\(part)' of \(part.utf8.count) bytes, wanted at most 63",
                hint: "PostgreSQL would cut it; choose a shorter name")
        }
    }

    /// Bytes of a name; the server cuts longer ones.
    static let longest = 63

    var quoted: String {
        let dialect = SQLDialect.postgresql
        return (schema.map { dialect.quoted($0) + "." } ?? "") + dialect.quoted(table)
    }

    /// As a person writes it.
    public var text: String { (schema.map { $0 + "." } ?? "") + table }
}
