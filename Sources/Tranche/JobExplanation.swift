import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TrancheFormats
import TranchePipeline
import TrancheServices
import TrancheSteps

/// What a job will do, as text for a person; nothing is written and no record is processed.
public enum JobExplanation {
    /// - Throws: `JobError` for whatever would keep the job from beginning.
    public static func text(of job: JobDefinition) throws -> String {
        let assembly = try Assembly(job, control: StopControl())
        defer {
            assembly.source.close()
            assembly.sink.close()
        }
        var lines = ["source  \(assembly.source.name)"]
        lines += sourceLines(assembly)
        for (index, plan) in assembly.plans.enumerated() {
            lines.append("step \(index + 1)  \(plan.text)")
            lines += stepLines(plan, assembly.schemas[index], assembly.schemas[index + 1])
            let step = assembly.steps[assembly.placeStepCount + index]
            if let lookup = step as? LookupStep, let plan = plan as? LookupPlan {
                lines += referenceLines(lookup, plan)
            }
        }
        for (index, sink) in assembly.sinks.enumerated() {
            let number = assembly.sinks.count > 1 ? "sink \(index + 1)" : "sink  "
            lines.append("\(number)  \(sink.name)")
            lines += sinkLines(assembly.sinkDefinitions[index], sink, assembly.schema)
        }
        lines += runLines(job, assembly)
        return lines.map { terminalText($0) + "\n" }.joined()
    }

    private static func sourceLines(_ assembly: Assembly) -> [String] {
        let all = assembly.sourceSchema
        let read = assembly.schemas[0]
        var lines = ["  columns  \(read.count) of \(all.count) are read: \(list(read.fields))"]
        let unread = all.fields.filter { read.index(of: $0.name) == nil }
        if !unread.isEmpty {
            lines.append("  not read \(unread.map(\.name).joined(separator: ", "))")
        }
        if !assembly.sensitivity.source.isEmpty {
            let names = assembly.sensitivity.source.sorted().joined(separator: ", ")
            lines.append("  sensitive \(names): none reaches the sink, rejects show ***")
        }
        if let stream = (assembly.source as? FileSource)?.singer {
            let key = stream.keys.isEmpty ? "" : ", key \(stream.keys.joined(separator: ", "))"
            lines.append("  stream   \(stream.stream)\(key)")
        }
        let replay =
            (assembly.source as? PostgreSQLTableSource)?.resumption
            ?? (assembly.source.isReplayable
                ? "can be read again, so a later run goes on where this one stopped"
                : "cannot be read twice: a later run must be fed the same bytes again")
        lines.append("  resume   \(replay)")
        return lines
    }

    private static func stepLines(
        _ plan: any StepPlan, _ before: Schema, _ after: Schema
    ) -> [String] {
        var lines: [String] = []
        let read = plan.inputs(for: [], from: before)
        let fields = before.fields.filter { read.contains($0.name) }
        if !fields.isEmpty { lines.append("  reads    \(list(fields))") }
        let made = after.fields.filter { !before.fields.contains($0) }
        if !made.isEmpty { lines.append("  makes    \(list(made))") }
        let gone = before.names.filter { after.index(of: $0) == nil }
        if !gone.isEmpty { lines.append("  drops    \(gone.joined(separator: ", "))") }
        lines += plan.remarks.map { "  note     \($0)" }
        return lines
    }

    private static func referenceLines(_ step: LookupStep, _ plan: LookupPlan) -> [String] {
        guard let reference = plan.reference else { return [] }
        let rows = step.loaded.map { loaded in
            "\(loaded.rowCount) record\(loaded.rowCount == 1 ? "" : "s") in "
                + "\((loaded.memoryBytes + 1023) >> 10) KiB of memory"
        }
        let used = reference.schema.fields.filter { step.referenceColumns.contains($0.name) }
        let keys = step.comparedTypes.map { column, type in
            "\(column) by \(type.map { "\($0.rawValue) value" } ?? "text")"
        }
        return [
            "  reference \(reference.name): \(rows ?? "asked by key, for each chunk")",
            "    columns \(list(used))",
            "    compares \(keys.joined(separator: ", "))",
        ]
    }

    private static func sinkLines(
        _ definition: SinkDefinition, _ sink: any Sink, _ schema: Schema
    ) -> [String] {
        var lines: [String] = []
        if let when = definition.when { lines.append("  when     \(when.text)") }
        lines.append("  columns  \(list(schema.fields))")
        if let mode = definition.mode {
            let key =
                definition.key.isEmpty ? "" : ", key \(definition.key.joined(separator: ", "))"
            let isSkipping = definition.skipsUnchanged || definition.hashColumn != nil
            let skips = isSkipping ? ", rows that change nothing are left out" : ""
            lines.append("  mode     \(mode.rawValue)\(key)\(skips)")
        }
        let reason =
            sink.guarantee == .atLeastOnce
            ? "what a stream's reader has taken cannot be taken back"
            : sink.holdsCheckpoint
                ? "the checkpoint commits in the transaction of the rows"
                : "the checkpoint names the bytes that are on the disk, the rest is cut off on resume"
        lines.append("  delivery \(sink.guarantee.rawValue): \(reason)")
        return lines
    }

    private static func runLines(_ job: JobDefinition, _ assembly: Assembly) -> [String] {
        let workers = job.run.workers ?? defaultWorkers
        let memory = job.run.memoryBytes >> 20
        var lines = [
            "run",
            "  workers  \(workers), one chunk each",
            "  memory   at most \(memory) MiB for chunks; one record may take a sixteenth",
        ]
        let pushed: String
        switch job.source.endpoint {
        case .sqlite(_, .some):
            pushed = "the list of columns; filters run here, since columns hold values of any type"
        case .postgresql(_, let table):
            let around = table == nil ? ", around the query as it is written" : ""
            let restrictions = (assembly.source as? PostgreSQLTableSource)?.restrictions ?? []
            let filter =
                restrictions.isEmpty
                ? "" : "; the filter \(restrictions.joined(separator: " AND "))"
            pushed = "the list of columns\(around)\(filter)"
        case .sqlite: pushed = "nothing: the query runs as it is written"
        default:
            pushed = "nothing: a file is read front to back, columns that nobody reads are skipped"
        }
        lines.append("  pushed to the source  \(pushed)")
        let surveys = assembly.steps.count { $0 is any SurveyedStep }
        if surveys > 0 {
            lines.append(
                "  passes   \(surveys + 1) over the input: the first \(surveys == 1 ? "finds" : "ones find")"
                    + " the last record of each key")
        }
        let place = job.rejects.table.map { ", in \($0.name)" } ?? ""
        switch job.rejects.limit {
        case .count(0): lines.append("  rejects  none: the first one stops the run")
        case .count(let most): lines.append("  rejects  at most \(most)\(place)")
        case .percent(let most): lines.append("  rejects  at most \(most) % of the records\(place)")
        }
        return lines
    }

    private static func list(_ fields: [Field]) -> String {
        fields.map { field in
            let origin =
                switch field.origin {
                case .untyped: ""
                case .inferred: " (inferred)"
                case .declared: ""
                }
            return "\(field.name) \(field.type.rawValue)\(origin)"
        }.joined(separator: ", ")
    }
}
