public import TrancheColumnar
import TrancheDatabases

extension SourceDefinition {
    /// Files of CSV, one or several; `*` stands for many.
    public static func csv(
        _ paths: String..., delimiter: Character? = nil, hasHeader: Bool = true,
        null: [String] = []
    ) -> SourceDefinition {
        var source = SourceDefinition(.files(paths))
        source.format = "csv"
        source.delimiter = delimiter?.asciiValue
        source.hasHeader = hasHeader
        source.nullTokens = null
        return source
    }

    /// Files of JSON objects, one a line.
    public static func ndjson(_ paths: String...) -> SourceDefinition { files(paths, "ndjson") }
    /// Files of one JSON array of objects each.
    public static func json(_ paths: String...) -> SourceDefinition { files(paths, "json") }
    /// Files whose formats their names tell.
    public static func files(_ paths: String...) -> SourceDefinition { files(paths, nil) }

    private static func files(_ paths: [String], _ format: String?) -> SourceDefinition {
        var source = SourceDefinition(.files(paths))
        source.format = format
        return source
    }

    /// A table of a SQLite database.
    public static func sqlite(_ path: String, table: String) -> SourceDefinition {
        SourceDefinition(.sqlite(path: path, table: table))
    }

    /// The rows of a query of a SQLite database.
    public static func sqlite(_ path: String, query: String) -> SourceDefinition {
        var source = SourceDefinition(.sqlite(path: path, table: nil))
        source.query = query
        return source
    }

    /// A table of PostgreSQL.
    ///
    /// - Parameters:
    ///   - address: As libpq takes it, such as `postgresql://me@localhost/air`.
    ///   - table: Its name, with a schema before a dot if need be.
    ///   - cursor: A unique column of integers, by which an interrupted run goes on.
    /// - Returns: The source.
    /// - Throws: `JobError(.usage)` for a name that is none.
    public static func postgresql(_ address: String, table: String, cursor: String? = nil)
        throws(JobError) -> SourceDefinition
    {
        var source = SourceDefinition(
            .postgresql(PostgreSQLAddress(address), table: try PostgreSQLName(table)))
        source.cursorColumn = cursor
        return source
    }

    /// The rows of a query of PostgreSQL; otherwise as ``postgresql(_:table:cursor:)``.
    public static func postgresql(_ address: String, query: String, cursor: String? = nil)
        -> SourceDefinition
    {
        var source = SourceDefinition(.postgresql(PostgreSQLAddress(address), table: nil))
        source.query = query
        source.cursorColumn = cursor
        return source
    }

    /// Standard input, in the format of that name: `csv`, `tsv`, `ndjson` or `json`.
    public static func standardInput(_ format: String) -> SourceDefinition {
        var source = SourceDefinition(.standardStream)
        source.format = format
        return source
    }

    /// Names the types of columns that are not to be inferred.
    public func types(_ types: KeyValuePairs<String, DataType>) -> SourceDefinition {
        var source = self
        source.types += types.map { ($0.key, $0.value) }
        return source
    }
}

extension SinkDefinition {
    /// A file of CSV; without a mode it must not exist yet.
    public static func csv(_ path: String, delimiter: Character? = nil, mode: SinkMode? = nil)
        -> SinkDefinition
    {
        var sink = file(path, "csv", mode)
        sink.delimiter = delimiter?.asciiValue
        return sink
    }

    /// A file of JSON objects, one a line; without a mode it must not exist yet.
    public static func ndjson(_ path: String, mode: SinkMode? = nil) -> SinkDefinition {
        file(path, "ndjson", mode)
    }

    /// A file of one JSON array; without a mode it must not exist yet.
    public static func json(_ path: String, mode: SinkMode? = nil) -> SinkDefinition {
        file(path, "json", mode)
    }

    /// A file whose format its name tells; without a mode it must not exist yet.
    public static func file(_ path: String, mode: SinkMode? = nil) -> SinkDefinition {
        file(path, nil, mode)
    }

    private static func file(_ path: String, _ format: String?, _ mode: SinkMode?)
        -> SinkDefinition
    {
        var sink = SinkDefinition(.files([path]))
        sink.format = format
        sink.mode = mode
        return sink
    }

    /// A table of a SQLite database, made when there is none.
    ///
    /// - Parameters:
    ///   - path: The database file, made when there is none.
    ///   - table: Its name.
    ///   - mode: What becomes of what is there already; `append` by default.
    ///   - key: The key's columns, for `upsert` and `insertIgnore`.
    /// - Returns: The sink.
    public static func sqlite(
        _ path: String, table: String, mode: SinkMode? = nil, key: [String] = []
    ) -> SinkDefinition {
        var sink = SinkDefinition(.sqlite(path: path, table: table))
        sink.mode = mode
        sink.key = key
        return sink
    }

    /// A table of PostgreSQL, made when there is none; otherwise as ``sqlite(_:table:mode:key:)``.
    ///
    /// - Parameters:
    ///   - address: As libpq takes it, such as `postgresql://me@localhost/air`.
    ///   - table: Its name, with a schema before a dot if need be.
    ///   - mode: What becomes of what is there already; `append` by default.
    ///   - key: The key's columns, for `upsert` and `insertIgnore`.
    /// - Returns: The sink.
    /// - Throws: `JobError(.usage)` for a name that is none.
    public static func postgresql(
        _ address: String, table: String, mode: SinkMode? = nil, key: [String] = []
    ) throws(JobError) -> SinkDefinition {
        var sink = SinkDefinition(
            .postgresql(PostgreSQLAddress(address), table: try PostgreSQLName(table)))
        sink.mode = mode
        sink.key = key
        return sink
    }

    /// Standard output, in the format of that name: `csv`, `tsv`, `ndjson` or `json`.
    public static func standardOutput(_ format: String) -> SinkDefinition {
        var sink = SinkDefinition(.standardStream)
        sink.format = format
        return sink
    }

    /// Only records that meet a condition, as `when:` of a pipeline file.
    ///
    /// - Throws: `JobError(.pipeline)` when it cannot be understood.
    public func when(_ condition: String) throws(JobError) -> SinkDefinition {
        var sink = self
        sink.when = try SinkCondition(condition)
        return sink
    }
}
