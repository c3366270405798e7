public import TrancheColumnar
public import TrancheDatabases
import TrancheFiles

/// Where data comes from or goes to, as a person writes it.
public enum Endpoint: Sendable, Hashable {
    /// `-`: standard input or output.
    case standardStream
    /// A path; as a source also a pattern, or several paths.
    case files([String])
    /// `sqlite:PATH#table`; the table is `nil` where a query stands for it.
    case sqlite(path: String, table: String?)
    /// `postgresql://…#schema.table`; the table is `nil` where a query stands for it.
    case postgresql(PostgreSQLAddress, table: PostgreSQLName?)

    /// Reads what stands on the command line or in a pipeline file.
    ///
    /// - Throws: `JobError(.usage)` for a scheme that is not known, or an empty part.
    public init(_ text: String) throws(JobError) {
        if text == "-" {
            self = .standardStream
        } else if text.hasPrefix("sqlite:") {
            let rest = text.dropFirst("sqlite:".count)
            let hash = rest.lastIndex(of: "#")
            let path = String(rest[..<(hash ?? rest.endIndex)])
            let table = hash.map { String(rest[rest.index(after: $0)...]) }
            guard !path.isEmpty, table != "" else {
                throw JobError(
                    .usage, "found '\(text)', wanted sqlite:PATH#table",
                    hint: "name the database file and, after #, the table")
            }
            self = .sqlite(path: path, table: table)
        } else if text.hasPrefix("postgresql:") || text.hasPrefix("postgres:") {
            self = try Self.postgreSQL(text)
        } else {
            guard !text.isEmpty else {
                throw JobError(
                    .usage,
                    "found an empty path, wanted a file, '-', sqlite:PATH#table or "
                        + "postgresql://…#table",
                    hint: "name what to read and what to write")
            }
            self = .files([text])
        }
    }

    private static func postgreSQL(_ text: String) throws(JobError) -> Endpoint {
        guard let hash = text.lastIndex(of: "#") else {
            return .postgresql(PostgreSQLAddress(text), table: nil)
        }
        let table = String(text[text.index(after: hash)...])
        let address = PostgreSQLAddress(String(text[..<hash]))
        guard !table.contains("@"), !table.contains("/") else {
            // What follows may be the end of a password, so nothing of it is told.
            throw JobError(
                .usage, "found a '#' inside an address of PostgreSQL, wanted it before the table",
                hint: "write %23 for a '#' in a user's name or password")
        }
        return .postgresql(address, table: try PostgreSQLName(table))
    }

    /// Reads one source, or several files that are read one after another.
    ///
    /// - Throws: `JobError(.usage)` when several places are not all files.
    public init(sources: [String]) throws(JobError) {
        guard sources.count > 1 else {
            try self.init(sources.first ?? "")
            return
        }
        var paths: [String] = []
        for source in sources {
            guard case .files(let files) = try Endpoint(source) else {
                throw JobError(
                    .usage, "found \(source) among several sources, wanted files only",
                    hint: "copy streams and tables one at a time")
            }
            paths += files
        }
        self = .files(paths)
    }

    /// What a person calls it.
    public var name: String {
        switch self {
        case .standardStream: "-"
        case .files(let paths): paths.joined(separator: " ")
        case .sqlite(let path, let table): "sqlite:\(path)" + (table.map { "#\($0)" } ?? "")
        case .postgresql(let address, let table):
            address.name + (table.map { "#\($0.text)" } ?? "")
        }
    }
}
