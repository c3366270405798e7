import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices
import TrancheSteps

/// The parts of a job, planned and connected, before anything is written.
struct Assembly {
    var source: any Source
    var steps: [any Step]
    /// How many of the first steps nobody wrote: they tell the others where records stand.
    var placeStepCount: Int
    /// All sinks as one.
    var sink: any Sink
    /// Each sink, in the order of the job.
    var sinks: [any Sink]
    /// The sinks as they are written, with what the source has added to the job.
    var sinkDefinitions: [SinkDefinition]
    /// All columns of the source.
    var sourceSchema: Schema
    /// The columns that are read, and those after each of the job's steps.
    var schemas: [Schema]
    /// The columns that reach the sink.
    var schema: Schema { schemas[schemas.count - 1] }
    /// Where the columns that are marked sensitive go.
    var sensitivity: Sensitivity
    /// Digest of everything that decides the output.
    var pipeline: String
    /// What differs from another such digest, as a person would say it; `nil` when nothing does.
    var pipelineChange: @Sendable (String) -> String?
    /// The job's steps, with those that its contract makes before them.
    var plans: [any StepPlan]

    /// Opens the source, plans the steps and finds the sink.
    ///
    /// - Parameters:
    ///   - job: What to connect.
    ///   - control: What stops the run.
    ///   - isSurvey: Whether it is for a pass before the run, which keeps nothing for a later run.
    ///   - other: An assembly of the same job, whose loaded references are used; `nil` loads them.
    ///   - fileFaults: Which operations on the sinks' files fail.
    /// - Throws: `JobError` for whatever can be known before the first record.
    init(
        _ job: JobDefinition, control: StopControl, isSurvey: Bool = false,
        sharing other: Assembly? = nil, fileFaults: FileFaults = .none
    ) throws {
        try refuseOneDatabase(job)
        var job = job
        let references = try References(of: &job, control: control)
        let written = job
        var sinkPlans = try SinkPlans(job, control: control, fileFaults: fileFaults)
        source = try makeSource(job, sinkPlans, control)
        sourceSchema = source.schema
        if let contract = job.contract {
            job.steps = try contract.steps(for: source.schema, of: source.name) + job.steps
        }
        if let column = try job.hashColumn { job.steps.append(RecordHashPlan(into: column)) }
        plans = job.steps
        (steps, sensitivity) = try Self.plan(job, source)
        try references.load(
            into: &steps, &plans, of: written, sharing: other, control: control)
        job.steps = plans
        schemas = [source.schema] + steps.map(\.output)
        let schema = schemas[steps.count]
        if let stream = (source as? FileSource)?.singer {
            try sinkPlans.adopt(stream, schema)
            job.sinks = sinkPlans.definitions
        }
        sinkDefinitions = job.sinks
        do { try sinkPlans.check(schema) } catch { throw error.placed(at: source.name) }
        sinks = try sinkPlans.makeSinks(sourceFormat: (source as? FileSource)?.format)
        sink = sinks[0]
        if sinks.count > 1 || job.hasRoutes {
            let routes = job.hasRoutes ? SinkRoutes() : nil
            sink = SinkSet(sinks, routes: routes)
            if let routes {
                steps.append(
                    try RouteStep(
                        job.sinks.map(\.when), sinks: sinks.map(\.name), over: schema,
                        routes: routes))
            }
        }
        let before = placeSteps(for: steps, on: source.schema)
        placeStepCount = before.count
        steps = before + steps
        let isResumable = sink.guarantee == .exactlyOnce && !isSurvey
        try placeKeys(of: &steps, job, isResumable: isResumable)
        try placeHTTP(in: &steps, job, control)
        try placeSurveys(in: &steps, source, memoryBytes: job.run.memoryBytes)
        let pipeline = PipelineDigest.of(job, schema: schema)
        self.pipeline = pipeline
        pipelineChange = { [job] in PipelineDigest.change(from: $0, to: pipeline, of: job) }
    }

    /// Plans the steps on all columns, narrows the source to those that are read, plans again.
    private static func plan(_ job: JobDefinition, _ source: any Source) throws
        -> ([any Step], Sensitivity)
    {
        let plans = job.steps
        var schemas = [source.schema]
        // Who asks where a record stands means its place among all of them.
        var asksForPlaces = job.hasRoutes
        for plan in plans {
            let step = try plan.plan(schemas[schemas.count - 1], keeping: nil)
            asksForPlaces = asksForPlaces || !step.needs.isEmpty
            schemas.append(step.output)
        }
        if !asksForPlaces { source.restrict(to: leadingConditions(plans, on: source.schema)) }
        let sensitivity = try Sensitivity(
            job.sensitive, plans, schemas,
            sink: job.sinks.count == 1 ? job.sink.endpoint.name : "the sinks")
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

/// What the filters at the beginning ask of a record, as far as nothing else is done to it before.
private func leadingConditions(_ plans: [any StepPlan], on schema: Schema) -> [RowCondition] {
    var conditions: [RowCondition] = []
    for plan in plans {
        let found = plan.conditions(on: schema)
        conditions += found.conditions
        guard found.isAll else { break }
    }
    return conditions
}

extension JobDefinition {
    /// The column in which each row gets its hash, behind all steps.
    ///
    /// - Throws: `JobError(.pipeline)` with several sinks, for the others would get it, too.
    fileprivate var hashColumn: String? {
        get throws(JobError) {
            guard let sink = sinks.first(where: { $0.hashColumn != nil }) else { return nil }
            guard sinks.count == 1 else {
                throw JobError(
                    .pipeline, "found a hash column among several sinks", at: sink.place,
                    hint: "use skip_unchanged alone, or write this sink by a job of its own")
            }
            return sink.hashColumn
        }
    }
}

/// Refuses to read and write one database: SQLite would make each wait for the other.
private func refuseOneDatabase(_ job: JobDefinition) throws(JobError) {
    guard case .sqlite(let from, _) = job.source.endpoint else { return }
    for sink in job.sinks {
        guard case .sqlite(let to, _) = sink.endpoint, canonicalPath(from) == canonicalPath(to)
        else { continue }
        throw JobError(
            .usage,
            "source and sink are one database, \(from), which cannot be read and written at once",
            at: sink.place,
            hint: "write to another file, or use SQL inside the database: insert into … select …")
    }
}

/// Opens what the job reads.
private func makeSource(_ job: JobDefinition, _ sink: SinkPlans, _ control: StopControl) throws
    -> any Source
{
    let definition = job.source
    let wakeDescriptor = control.wakeDescriptor
    if definition.cursorColumn != nil {
        guard case .postgresql = definition.endpoint else {
            throw JobError(
                .usage,
                "--cursor-column needs PostgreSQL, the source is \(definition.endpoint.name)",
                hint: "leave --cursor-column out")
        }
    }
    if let stream = definition.stream, definition.format != FileFormat.singer.name {
        throw JobError(
            .usage,
            "--stream \(stream) goes with singer, the source is \(definition.endpoint.name)",
            hint: "leave --stream out, or name the format with --from singer")
    }
    switch definition.endpoint {
    case .postgresql(let address, let table):
        let input = try postgreSQLInput(address, table, definition.query)
        return try PostgreSQLTableSource(
            address, input, cursor: definition.cursorColumn, types: definition.types,
            rowsPerChunk: job.run.chunkRows ?? 8192, control: control)
    case .sqlite(let path, let table):
        return try SQLiteTableSource(
            path: path, try sqliteInput(path, table, definition.query), types: definition.types,
            rowsPerChunk: job.run.chunkRows ?? 8192)
    case .standardStream:
        return try makeFileSource(job, ["-"], sink, wakeDescriptor)
    case .files(let patterns):
        var paths: [String] = []
        for pattern in patterns { paths += try expandGlob(pattern) }
        return try makeFileSource(job, paths, sink, wakeDescriptor)
    }
}

extension FileSourceOptions {
    /// Keys that the contract does not have are rejects of their records, in JSON.
    fileprivate mutating func takeColumns(of contract: ContractDefinition) {
        guard format == .ndjson || format == .json else { return }
        columns = contract.contract.columns.map(\.name)
    }
}

/// Opens the source of a job that writes nothing.
func openSource(_ job: JobDefinition) throws -> any Source {
    let control = StopControl()
    return try makeSource(job, try SinkPlans(job, control: control), control)
}

private func makeFileSource(
    _ job: JobDefinition, _ paths: [String], _ sink: SinkPlans, _ wakeDescriptor: Int32
) throws -> any Source {
    let definition = job.source
    guard definition.query == nil else {
        throw JobError(
            .usage, "--query needs a database, the source is \(definition.endpoint.name)",
            hint: "leave --query out, or read from sqlite:PATH or postgresql://…")
    }
    var options = FileSourceOptions(
        paths: paths,
        name: paths == ["-"] ? "standard input" : definition.endpoint.name,
        format: try fileFormat(
            named: definition.format, path: paths[0], flag: "--from",
            delimiter: definition.delimiter, nullTokens: definition.nullTokens))
    if let retry = job.retry {
        options.name = retry.rejects
        options.knownFields = retry.fields
        options.readsRejects = true
        options.copyOf = retry.rows?.place.name
        options.compression = .none
    }
    options.encoding = definition.encoding
    options.hasHeader = definition.hasHeader
    options.columns = definition.columns
    options.types = definition.types
    options.stream = definition.stream
    options.infersTypes =
        job.contract != nil || sink.needsTypes || job.steps.contains { $0.readsTypes }
    options.infersShapes = job.steps.contains { $0.readsShapes }
    options.sinkFields = { schema in
        let fields = job.contract?.fields(of: schema) ?? []
        let others = sink.sourceFields(of: schema, through: job.steps)
        return fields + others.filter { other in !fields.contains { $0.name == other.name } }
    }
    if let contract = job.contract, contract.drift != .evolve, options.columns == nil {
        options.takeColumns(of: contract)
    }
    options.emptyFields = sink.emptyFields
    options.sensitive = Set(job.sensitive)
    options.wakeDescriptor = wakeDescriptor
    let workers = job.run.workers ?? defaultWorkers
    options.recordBytes = job.run.recordBytes
    options.chunkBytes =
        job.run.chunkBytes
        ?? max(
            4096, min(sink.chunkBytes, job.run.memoryBytes / ((24 + 8 * sink.count) * workers)))
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
                hint: "leave the delimiter out")
        }
        return format
    }
    if let delimiter { dialect.delimiter = delimiter }
    dialect.nullTokens = nullTokens.map { Array($0.utf8) }
    return .csv(dialect)
}
