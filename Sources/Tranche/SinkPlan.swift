import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices

/// What can be said of a sink before its columns are known.
struct SinkPlan: Sendable {
    var definition: SinkDefinition
    private let control: StopControl
    private let format: FileFormat?
    /// The columns of a table that exists; `nil` for a file or a new table.
    private let tableFields: [Field]?
    private let fileFaults: FileFaults

    init(
        _ definition: SinkDefinition, of job: JobDefinition, control: StopControl,
        fileFaults: FileFaults
    ) throws {
        self.definition = definition
        self.fileFaults = fileFaults
        self.control = control
        switch definition.endpoint {
        case .postgresql(let address, let table):
            format = nil
            tableFields = try PostgreSQLTableSink.declaredTypes(
                address, table: try Self.named(table, definition.endpoint), control: control)
        case .sqlite(let path, let table):
            format = nil
            tableFields = try SQLiteTableSink.declaredTypes(
                path: path, table: try Self.named(table, definition.endpoint))
        case .standardStream, .files:
            let path = Self.path(definition.endpoint)
            format = try fileFormat(
                named: definition.format ?? Self.inherited(job, path), path: path, flag: "--to",
                delimiter: definition.delimiter)
            tableFields = nil
            try checkFileMode()
        }
    }

    private static func named<Table>(_ table: Table?, _ endpoint: Endpoint) throws(JobError)
        -> Table
    {
        if let table { return table }
        throw JobError(
            .usage, "found \(endpoint.name), wanted a table to write to",
            hint: "name the table after #: \(endpoint.name)#table")
    }

    private static func path(_ endpoint: Endpoint) -> String {
        if case .files(let paths) = endpoint { return paths[0] }
        return "-"
    }

    /// A stream or a device without a telling name takes the format of the source.
    private static func inherited(_ job: JobDefinition, _ path: String) -> String? {
        guard FileFormat(path: path) == nil, OutputKind(path: path) == .stream else { return nil }
        if let format = job.source.format { return format }
        if case .files(let paths) = job.source.endpoint {
            return FileFormat(path: paths[0])?.name
        }
        return nil
    }

    private func checkFileMode() throws(JobError) {
        switch definition.mode {
        case nil, .replace: break
        case .append, .upsert, .insertIgnore, .update, .delete:
            throw JobError(
                .usage,
                "--mode \(definition.mode?.rawValue ?? "") needs a table, the sink is a file",
                hint: "use --mode replace, or write to sqlite:PATH#table or postgresql://…#table")
        }
        guard definition.key.isEmpty || format == .singer else {
            throw JobError(
                .usage, "--key needs a table or Singer's messages, the sink is a file",
                hint: "leave --key out")
        }
        guard !definition.skipsUnchanged, definition.hashColumn == nil else {
            throw Self.skipsTooMuch
        }
    }

    /// The bytes of input that make a good chunk: each one costs PostgreSQL a COPY and a savepoint.
    var chunkBytes: Int {
        if case .postgresql = definition.endpoint { return 2 << 20 }
        return 512 << 10
    }

    /// Whether the sink writes values of a type in a form of their own.
    var needsTypes: Bool {
        switch format {
        case .csv: false
        case .ndjson, .json, .singer, nil: true
        }
    }

    /// The columns of a table that exists, for an input that has neither a record nor columns.
    var emptyFields: [Field] { tableFields ?? [] }

    /// Refuses columns of which the sink could make nothing: a table has at least one.
    func check(_ schema: Schema) throws(JobError) {
        if format == .singer,
            let missing = definition.key.first(where: { schema.index(of: $0) == nil })
        {
            throw JobError(
                .pipeline, "key column \(missing) does not reach \(definition.endpoint.name)",
                at: definition.place,
                hint: schema.nearest(to: missing).map { "did you mean \($0)?" }
                    ?? "name columns that reach the sink")
        }
        guard schema.count == 0, format == nil else { return }
        throw JobError(
            .data, "found no columns in an empty input, wanted at least one to make a table",
            hint: "name the columns with --columns")
    }

    /// The types that an existing table asks of the source's columns, under the source's names.
    ///
    /// Follows each column of the table back through the steps; a column that a `cast` makes has
    /// its type from there.
    func sourceFields(of source: Schema, through plans: [any StepPlan]) -> [Field] {
        guard let tableFields else { return [] }
        var schemas = [source]
        for plan in plans {
            guard let step = try? plan.plan(schemas[schemas.count - 1], keeping: nil) else {
                return []
            }
            schemas.append(step.output)
        }
        guard let last = schemas.last else { return [] }
        return tableFields.compactMap { field in
            let lower = field.name.lowercased()
            guard var name = last.names.first(where: { $0.lowercased() == lower }) else {
                return nil
            }
            for (index, plan) in plans.enumerated().reversed() {
                if plan.makesType(of: name) { return nil }
                let always = plan.inputs(for: [], from: schemas[index])
                let inputs = plan.inputs(for: [name], from: schemas[index]).subtracting(always)
                // A step that reads a column and passes it on, as a key does.
                if inputs.isEmpty, always.contains(name) { continue }
                guard let input = inputs.first, inputs.count == 1 else { return nil }
                name = input
            }
            return Field(name, field.type, origin: .declared)
        }
    }

    /// The database that it writes, under its one path.
    var databasePath: String? {
        guard case .sqlite(let path, _) = definition.endpoint else { return nil }
        return canonicalPath(path)
    }

    /// Whether it puts a table's new content in the place of the old.
    var replaces: Bool { definition.mode == .replace }

    /// Makes the sink of a source whose files have `sourceFormat`; `owner` is the sink of another
    /// table of the same database.
    func makeSink(sourceFormat: FileFormat?, joining owner: SQLiteTableSink? = nil) throws
        -> any Sink
    {
        guard let format else { return try makeTableSink(owner) }
        let path = Self.path(definition.endpoint)
        var options = FileSinkOptions(path: path, format: format)
        options.mode = definition.mode == .replace ? .replace : .create
        options.compression = path == "-" ? .none : compression(forPath: path)
        options.hasHeader = definition.hasHeader
        options.extends = definition.extends
        if case .csv(let dialect) = sourceFormat { options.sourceDialect = dialect }
        options.stream = definition.stream ?? Self.streamName(path)
        options.streamKey = definition.key
        options.wakeDescriptor = control.wakeDescriptor
        options.faults = fileFaults
        return try FileSink(options)
    }

    /// A file's name without what tells its format.
    private static func streamName(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let stem = name.split(separator: ".").first.map(String.init) ?? ""
        return stem.isEmpty || path == "-" ? "records" : stem
    }

    private func makeTableSink(_ owner: SQLiteTableSink?) throws -> any Sink {
        let tableMode = try tableMode()
        switch definition.endpoint {
        case .sqlite(let path, let table?):
            return try SQLiteTableSink(path: path, table: table, mode: tableMode, joining: owner)
        case .postgresql(let address, let table?):
            return try PostgreSQLTableSink(
                address, table: table, mode: tableMode, control: control)
        default: throw JobError(.internalError, "a table sink without a table")
        }
    }

    private func tableMode() throws(JobError) -> WriteMode {
        let mode = definition.mode ?? .append
        guard mode.needsKey != definition.key.isEmpty else {
            throw JobError(
                .usage,
                mode.needsKey
                    ? "--mode \(mode.rawValue) needs a key"
                    : "--key goes with upsert, insert-ignore, update and delete",
                hint: mode.needsKey ? "name the key's columns with --key a,b" : "leave --key out")
        }
        let skips = definition.skipsUnchanged || definition.hashColumn != nil
        let unchanged =
            definition.hashColumn.map(UnchangedRows.skippedByHash) ?? (skips ? .skipped : .written)
        guard !skips || mode == .upsert || mode == .update else { throw Self.skipsTooMuch }
        return switch mode {
        case .append: .append
        case .replace: .replace
        case .upsert: .upsert(key: definition.key, unchanged: unchanged)
        case .insertIgnore: .insertIgnore(key: definition.key)
        case .update: .update(key: definition.key, unchanged: unchanged)
        case .delete: .delete(key: definition.key)
        }
    }

    private static var skipsTooMuch: JobError {
        JobError(
            .usage,
            "--skip-unchanged and --hash-column go with --mode upsert and --mode update",
            hint: "leave them out")
    }
}
