import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices

/// What can be said of a job's sinks before their columns are known.
struct SinkPlans: Sendable {
    private(set) var definitions: [SinkDefinition]
    private var plans: [SinkPlan]
    private let hasRoutes: Bool

    init(_ job: JobDefinition, control: StopControl, fileFaults: FileFaults = .none) throws {
        try refuseClashes(job.sinks)
        definitions = job.sinks
        hasRoutes = job.hasRoutes
        plans = try job.sinks.map { definition in
            try placed(definition) {
                try SinkPlan(definition, of: job, control: control, fileFaults: fileFaults)
            }
        }
    }

    var count: Int { plans.count }

    /// The bytes of input that make a good chunk for all of them.
    var chunkBytes: Int { plans.map(\.chunkBytes).max() ?? 512 << 10 }

    /// Whether a sink writes values of a type in a form of their own, or a condition reads them.
    var needsTypes: Bool { hasRoutes || plans.contains(where: \.needsTypes) }

    /// The columns of a table that exists, for an input that has neither a record nor columns.
    var emptyFields: [Field] { plans.first { !$0.emptyFields.isEmpty }?.emptyFields ?? [] }

    /// Takes what a Singer source says of its key and its name, where nothing else was said.
    ///
    /// - Throws: `JobError(.pipeline)` when a column of the key does not reach a table.
    mutating func adopt(_ stream: SingerSchema, _ schema: Schema) throws(JobError) {
        for index in plans.indices {
            try plans[index].adopt(stream, schema)
            definitions[index] = plans[index].definition
        }
    }

    /// Refuses columns of which a sink could make nothing.
    func check(_ schema: Schema) throws(JobError) {
        for plan in plans { try plan.check(schema) }
    }

    /// The types that existing tables ask of the source's columns; where two tables differ, neither
    /// decides.
    func sourceFields(of source: Schema, through steps: [any StepPlan]) -> [Field] {
        var fields: [Field] = []
        var disputed: Set<String> = []
        for field in plans.flatMap({ $0.sourceFields(of: source, through: steps) }) {
            if let known = fields.first(where: { $0.name == field.name }) {
                if known.type != field.type { disputed.insert(field.name) }
            } else {
                fields.append(field)
            }
        }
        return fields.filter { !disputed.contains($0.name) }
    }

    /// Makes the sinks; the tables of one database share a connection, for only one may write.
    func makeSinks(sourceFormat: FileFormat?) throws -> [any Sink] {
        var sinks: [Int: any Sink] = [:]
        var owners: [String: SQLiteTableSink] = [:]
        let order =
            plans.indices.filter { plans[$0].replaces }
            + plans.indices.filter { !plans[$0].replaces }
        for index in order {
            let path = plans[index].databasePath
            let sink = try placed(definitions[index]) {
                try plans[index].makeSink(
                    sourceFormat: sourceFormat, joining: path.flatMap { owners[$0] })
            }
            if let path, owners[path] == nil { owners[path] = sink as? SQLiteTableSink }
            sinks[index] = sink
        }
        return plans.indices.compactMap { sinks[$0] }
    }
}

/// Gives an error the sink's place in the pipeline file.
private func placed<Value>(_ definition: SinkDefinition, _ body: () throws -> Value) throws -> Value
{
    do { return try body() } catch var error as JobError {
        error.location = error.location ?? definition.place
        throw error
    }
}

/// Refuses two sinks that write one file or table, and a stream among several sinks.
private func refuseClashes(_ sinks: [SinkDefinition]) throws(JobError) {
    guard sinks.count > 1 else { return }
    var taken: [String: SinkDefinition] = [:]
    var server: SinkDefinition?
    for sink in sinks {
        if case .postgresql = sink.endpoint {
            // Each commits by itself, and one database holds one checkpoint of a job.
            guard server == nil else {
                throw JobError(
                    .pipeline,
                    "found a second table of PostgreSQL, \(sink.endpoint.name), wanted one at most",
                    at: sink.place, hint: "write the other one by a job of its own")
            }
            server = sink
        }
        if isStream(sink.endpoint) {
            throw JobError(
                .pipeline,
                "found the stream \(sink.endpoint.name) among several sinks, which all are written "
                    + "exactly once", at: sink.place,
                hint: "write to a file or a table, or make the stream the only sink")
        }
        let target = Target(sink.endpoint)
        for place in target.refused {
            guard let other = taken[place] else { continue }
            throw JobError(
                .pipeline,
                "found two sinks that write \(sink.endpoint.name)"
                    + (other.endpoint == sink.endpoint
                        ? "" : ", also called \(other.endpoint.name)"),
                at: sink.place, hint: "give each sink a file or a table of its own")
        }
        for place in target.taken { taken[place] = sink }
    }
}

private func isStream(_ endpoint: Endpoint) -> Bool {
    switch endpoint {
    case .standardStream: true
    case .files(let paths): paths.contains { OutputKind(path: $0) == .stream }
    case .sqlite, .postgresql: false
    }
}

/// What a sink writes, under one name for all spellings.
private struct Target {
    var taken: [String]
    /// What another sink must not have taken: tables share a database, but not a file.
    var refused: [String]

    init(_ endpoint: Endpoint) {
        switch endpoint {
        case .standardStream, .postgresql: (taken, refused) = ([], [])
        case .files(let paths):
            taken = paths.map { "file \(canonicalPath($0))" }
            refused = taken + paths.map { "database \(canonicalPath($0))" }
        case .sqlite(let path, let table):
            let path = canonicalPath(path)
            let table = "table \((table ?? "").lowercased()) of \(path)"
            taken = [table, "database \(path)"]
            refused = [table, "file \(path)"]
        }
    }
}
