import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline
import TrancheServices
import TrancheSteps

/// The references of a job's lookups: opened before the steps are planned, read once the steps
/// know which columns they need.
struct References {
    private enum Opened {
        /// Its records are to be loaded.
        case file(FileSource, paths: [String])
        case table(any Source)
        /// Its database is asked by key.
        case keyed(any KeyedReference)
    }

    /// By the position of the lookup among the job's steps.
    private var opened: [Int: Opened] = [:]

    /// Opens the reference of each lookup and tells the lookup its columns.
    ///
    /// - Throws: `JobError`: `.inputMissing` for a reference that is not there, and the like.
    init(of job: inout JobDefinition, control: StopControl) throws {
        for index in job.steps.indices {
            guard var plan = job.steps[index] as? LookupPlan else { continue }
            let found = try Self.open(plan, job, control)
            opened[index] = found
            plan.reference = Self.reference(found)
            job.steps[index] = plan
        }
    }

    private static func open(_ plan: LookupPlan, _ job: JobDefinition, _ control: StopControl)
        throws -> Opened
    {
        let endpoint = try Endpoint(plan.place)
        if plan.file != LookupFile(), endpoint.isDatabase {
            throw JobError(
                .usage,
                "step lookup: \(endpoint.name) is no file, and has neither header nor delimiter, "
                    + "and types and NULL of its own",
                hint: "leave out what stands between it and on, or use a query with casts")
        }
        switch endpoint {
        case .standardStream:
            throw JobError(
                .usage, "step lookup: standard input cannot be a reference, which is read twice",
                hint: "write it to a file first")
        case .files(let patterns):
            guard plan.query == nil, !plan.isByKey else {
                throw JobError(
                    .usage,
                    "step lookup: found \(plan.isByKey ? "by key" : "a query") with the file "
                        + "\(plan.place), wanted a table of SQLite or PostgreSQL",
                    hint: "leave it out: a file is loaded")
            }
            let (source, paths) = try openReferenceFile(patterns, plan.file, job, control)
            return .file(source, paths: paths)
        case .sqlite(let path, let table):
            let input = try sqliteInput(path, table, plan.query)
            guard plan.isByKey else { return .table(try SQLiteTableSource(path: path, input)) }
            try refuseSinkByKey(path, job)
            return .keyed(try SQLiteKeyedReference(path: path, input))
        case .postgresql(let address, let table):
            let input = try postgreSQLInput(address, table, plan.query)
            return plan.isByKey
                ? .keyed(try PostgreSQLKeyedReference(address, input, control: control))
                : .table(try PostgreSQLTableSource(address, input, control: control))
        }
    }

    private static func reference(_ opened: Opened) -> LookupReference {
        switch opened {
        case .file(let source, _):
            LookupReference(name: source.name, schema: source.schema, identity: source.identity)
        case .table(let source):
            // The content is known once it is loaded.
            LookupReference(name: source.name, schema: source.schema, identity: source.name)
        case .keyed(let reference):
            LookupReference(
                name: reference.name, schema: reference.schema,
                identity: "by key\n\(reference.name)")
        }
    }

    /// Gives each lookup its records, or whom to ask.
    ///
    /// - Parameters:
    ///   - steps: The planned steps, one for each of `plans`.
    ///   - plans: The job's steps, behind those that a contract makes; get the identity of what was
    ///     read.
    ///   - job: The job before its contract made steps.
    ///   - other: The same steps of another assembly, whose records are shared; `nil` reads them.
    ///   - control: A request to stop ends the reading.
    /// - Throws: `JobError` for what is wrong with a reference's records.
    func load(
        into steps: inout [any Step], _ plans: inout [any StepPlan], of job: JobDefinition,
        sharing other: Assembly?, control: StopControl
    ) throws {
        let offset = plans.count - job.steps.count
        var memoryBytes = job.run.memoryBytes / 2
        for (number, reference) in opened.sorted(by: { $0.key < $1.key }) {
            let index = offset + number
            guard var step = steps[index] as? LookupStep, var plan = plans[index] as? LookupPlan
            else { continue }
            let place = other.map { $0.placeStepCount + index }
            if let other, let place, let twin = other.steps[place] as? LookupStep {
                step.share(twin)
                close(reference)
            } else {
                try read(reference, into: &step, memoryBytes, job, control)
            }
            memoryBytes -= step.loaded?.memoryBytes ?? 0
            if case .table = reference, let loaded = step.loaded {
                plan.reference?.identity += "\n\(loaded.rowCount) records \(loaded.digest)"
                plans[index] = plan
            }
            steps[index] = step
        }
    }

    private func read(
        _ reference: Opened, into step: inout LookupStep, _ memoryBytes: Int, _ job: JobDefinition,
        _ control: StopControl
    ) throws {
        let showsKeys = job.sensitive.isEmpty
        switch reference {
        case .keyed(let keyed):
            // An answer takes 1 KiB at most, beside its key, and all of them a quarter of the memory.
            step.ask(
                keyed, cacheSize: max(1, job.run.memoryBytes / 4096), showsKeys: showsKeys)
        case .table(let source), .file(let source as any Source, _):
            defer { source.close() }
            let wanted = Set(step.referenceColumns)
            source.narrow(
                to: source.schema.fields.indices.filter {
                    wanted.contains(source.schema.fields[$0].name)
                })
            try step.load(
                source, memoryBytes: memoryBytes, showsKeys: showsKeys, control: control)
            guard case .file(_, let paths) = reference,
                try InputIdentity(paths: paths).description != source.identity
            else { return }
            throw JobError(
                .data, "\(source.name) changed while it was read",
                hint: "run the same command again when nobody writes it")
        }
    }

    private func close(_ reference: Opened) {
        switch reference {
        case .keyed: break
        case .table(let source): source.close()
        case .file(let source, _): source.close()
        }
    }
}

extension Endpoint {
    fileprivate var isDatabase: Bool {
        switch self {
        case .sqlite, .postgresql: true
        case .files, .standardStream: false
        }
    }
}

/// Refuses to ask a database by key that is written meanwhile: SQLite would make each wait for the
/// other.
private func refuseSinkByKey(_ path: String, _ job: JobDefinition) throws(JobError) {
    for sink in job.sinks {
        guard case .sqlite(let target, _) = sink.endpoint,
            canonicalPath(target) == canonicalPath(path)
        else { continue }
        throw JobError(
            .usage,
            "step lookup: \(path) is written by this job and cannot be asked by key meanwhile",
            at: sink.place, hint: "leave by key out, so that the table is loaded before")
    }
}
