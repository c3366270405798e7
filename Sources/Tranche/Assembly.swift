import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices

/// The parts of a job, planned and connected, before anything is written.
struct Assembly {
    var source: any Source
    var steps: [any Step]
    var sink: any Sink
    /// All columns of the source.
    var sourceSchema: Schema
    /// The columns that are read, and those after each step.
    var schemas: [Schema]
    /// The columns that reach the sink.
    var schema: Schema { schemas[steps.count] }
    /// Where the columns that are marked sensitive go.
    var sensitivity: Sensitivity
    /// Digest of everything that decides the output.
    var pipeline: String

    /// Opens the source, plans the steps and finds the sink.
    ///
    /// - Throws: `JobError` for whatever can be known before the first record.
    init(_ job: JobDefinition, control: StopControl) throws {
        try refuseOneDatabase(job)
        let sinkPlan = try SinkPlan(job, wakeDescriptor: control.wakeDescriptor)
        source = try makeSource(job, sinkPlan, wakeDescriptor: control.wakeDescriptor)
        sourceSchema = source.schema
        (steps, sensitivity) = try Self.plan(job, source)
        schemas = [source.schema] + steps.map(\.output)
        let schema = schemas[steps.count]
        do { try sinkPlan.check(schema) } catch { throw error.placed(at: source.name) }
        sink = try sinkPlan.makeSink(sourceFormat: (source as? FileSource)?.format)
        try placeKeys(of: &steps, job, isResumable: sink.guarantee == .exactlyOnce)
        pipeline = PipelineDigest.of(job, schema: schema)
    }

    /// Plans the steps on all columns, narrows the source to those that are read, plans again.
    private static func plan(_ job: JobDefinition, _ source: any Source) throws
        -> ([any Step], Sensitivity)
    {
        let plans = job.steps
        var schemas = [source.schema]
        for plan in plans {
            schemas.append(try plan.plan(schemas[schemas.count - 1], keeping: nil).output)
        }
        let sensitivity = try Sensitivity(
            job.sensitive, plans, schemas, sink: job.sink.endpoint.name)
        var wanted = [Set(schemas[plans.count].names)]
        for (index, plan) in plans.enumerated().reversed() {
            wanted.insert(plan.inputs(for: wanted[0], from: schemas[index]), at: 0)
        }
        source.narrow(
            to: source.schema.fields.indices.filter {
                wanted[0].contains(source.schema.fields[$0].name)
            })
        var schema = source.schema
        var steps: [any Step] = []
        for (index, plan) in plans.enumerated() {
            let step = try plan.plan(schema, keeping: wanted[index + 1])
            steps.append(step)
            schema = step.output
        }
        return (steps, sensitivity)
    }
}

/// Refuses to read and write one database: SQLite would make each wait for the other.
private func refuseOneDatabase(_ job: JobDefinition) throws(JobError) {
    guard case .sqlite(let from, _) = job.source.endpoint,
        case .sqlite(let to, _) = job.sink.endpoint, canonicalPath(from) == canonicalPath(to)
    else { return }
    throw JobError(
        .usage,
        "source and sink are one database, \(from), which cannot be read and written at once",
        hint: "write to another file, or use SQL inside the database: insert into … select …")
}

/// Opens what the job reads.
private func makeSource(_ job: JobDefinition, _ sink: SinkPlan, wakeDescriptor: Int32) throws
    -> any Source
{
    let definition = job.source
    switch definition.endpoint {
    case .sqlite(let path, let table):
        return try SQLiteTableSource(
            path: path, try tableInput(path, table, definition.query), types: definition.types,
            rowsPerChunk: job.run.chunkRows ?? 8192)
    case .standardStream:
        return try makeFileSource(job, ["-"], sink, wakeDescriptor)
    case .files(let patterns):
        var paths: [String] = []
        for pattern in patterns { paths += try expandGlob(pattern) }
        return try makeFileSource(job, paths, sink, wakeDescriptor)
    }
}

private func tableInput(_ path: String, _ table: String?, _ query: String?) throws(JobError)
    -> SQLiteTableSource.Input
{
    switch (table, query) {
    case (let table?, nil): return .table(table)
    case (nil, let query?): return .query(query)
    case (nil, nil):
        throw JobError(
            .usage, "found sqlite:\(path), wanted a table or a query to read",
            hint: "name a table after #, or give --query 'select …'")
    case (_?, _?):
        throw JobError(
            .usage, "found both a table and --query, wanted one of them",
            hint: "leave out the part after #, or --query")
    }
}

private func makeFileSource(
    _ job: JobDefinition, _ paths: [String], _ sink: SinkPlan, _ wakeDescriptor: Int32
) throws -> any Source {
    let definition = job.source
    guard definition.query == nil else {
        throw JobError(
            .usage, "--query needs a database, the source is \(definition.endpoint.name)",
            hint: "leave --query out, or read from sqlite:PATH")
    }
    var options = FileSourceOptions(
        paths: paths,
        name: paths == ["-"] ? "standard input" : definition.endpoint.name,
        format: try fileFormat(
            named: definition.format, path: paths[0], flag: "--from",
            delimiter: definition.delimiter, nullTokens: definition.nullTokens))
    options.encoding = definition.encoding
    options.hasHeader = definition.hasHeader
    options.columns = definition.columns
    options.types = definition.types
    options.infersTypes = sink.needsTypes || job.steps.contains { $0.readsTypes }
    options.sinkFields = { schema in sink.sourceFields(of: schema, through: job.steps) }
    options.emptyFields = sink.emptyFields
    options.sensitive = Set(job.sensitive)
    options.wakeDescriptor = wakeDescriptor
    let workers = job.run.workers ?? defaultWorkers
    options.recordBytes = max(1 << 16, job.run.memoryBytes / 16)
    options.chunkBytes =
        job.run.chunkBytes ?? max(4096, min(512 << 10, job.run.memoryBytes / (32 * workers)))
    options.chunkRows = job.run.chunkRows
    return try FileSource(options)
}

/// The format that a word names, or a file name tells.
///
/// - Throws: `JobError(.usage)` when neither does, or a delimiter is given for JSON.
func fileFormat(
    named word: String?, path: String, flag: String, delimiter: UInt8?, nullTokens: [String] = []
) throws(JobError) -> FileFormat {
    let known = "one of " + FileFormat.names.joined(separator: ", ")
    var format: FileFormat
    if let word {
        guard let named = FileFormat(name: word) else {
            throw JobError(
                .usage, "found '\(word)' for \(flag), wanted \(known)",
                hint: nearestName(to: word, among: FileFormat.names).map { "did you mean \($0)?" }
                    ?? "name a format")
        }
        format = named
    } else if let told = FileFormat(path: path) {
        format = told
    } else if delimiter != nil {
        format = .csv(.comma)
    } else {
        throw JobError(
            .usage, "cannot tell the format of \(path == "-" ? "a stream" : path) by its name",
            hint: "name it with \(flag): \(known)")
    }
    guard case .csv(var dialect) = format else {
        guard delimiter == nil else {
            throw JobError(
                .usage, "a delimiter does not go with \(format.name)",
                hint: "leave --delimiter out")
        }
        return format
    }
    if let delimiter { dialect.delimiter = delimiter }
    dialect.nullTokens = nullTokens.map { Array($0.utf8) }
    return .csv(dialect)
}
