import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline

/// Where a run's rejects go.
extension JobRunner {
    /// Opens the file or table of the rejects, once the sinks are open.
    func openRejects(
        _ assembly: Assembly, _ checkpoint: Checkpoint, _ beginning: RejectTable.Beginning
    ) throws -> any RejectKeeper {
        guard let table = job.rejects.table else {
            var resumed: Checkpoint?
            if case .resuming = beginning { resumed = checkpoint }
            return try RejectFile(
                path: rejectsPath, mode: rejectsMode, removesStale: job.rejects.path == nil,
                resuming: resumed)
        }
        return try RejectTable(
            table, joining: sink(sharing: table, assembly), checkpoint: checkpoint,
            beginning: beginning, control: control)
    }

    /// The sink that commits for the database of the rejects' table; `nil` when none is there.
    private func sink(sharing table: RejectPlace, _ assembly: Assembly) -> (any Sink)? {
        zip(job.sinks, assembly.sinks).first { definition, sink in
            guard sink.transactionOwner == nil else { return false }
            switch (table, definition.endpoint) {
            case (.sqlite(let path, _), .sqlite(let other, _)):
                return canonicalPath(path) == canonicalPath(other)
            case (.postgresql(let address, _), .postgresql(let other, _)):
                return address == other
            default: return false
            }
        }?.1
    }

    /// Rejects must not take the place of what is read, what is written or what is remembered.
    func refuseRejectsPlace(_ statePath: String?) throws(JobError) {
        let sinks = job.sinks.map { ("the sink", $0.endpoint) }
        let ends = [("the source", job.source.endpoint)] + sinks
        if let table = job.rejects.table { return try refuse(table, ends, statePath) }
        // Beside the only sink their file cannot be anything else.
        guard job.rejects.path != nil || job.sinks.count > 1 else { return }
        let path = rejectsPath
        let wanted = canonicalPath(path)
        var taken: [(what: String, path: String)] =
            statePath.map { [("the state store", $0)] } ?? []
        for (what, endpoint) in ends { taken += files(of: endpoint).map { (what, $0) } }
        guard let clash = taken.first(where: { canonicalPath($0.path) == wanted }) else { return }
        throw JobError(
            .usage,
            (job.rejects.path == nil ? "rejects go to " : "--rejects names ")
                + "\(path), which is \(clash.what)",
            hint: "name another file for the rejects")
    }

    private func files(of endpoint: Endpoint) -> [String] {
        switch endpoint {
        case .standardStream, .postgresql: []
        case .sqlite(let path, _): [path]
        case .files(let patterns): patterns.flatMap { (try? expandGlob($0)) ?? [$0] }
        }
    }

    private func refuse(
        _ table: RejectPlace, _ ends: [(what: String, endpoint: Endpoint)], _ statePath: String?
    ) throws(JobError) {
        func clash(_ what: String) -> JobError {
            JobError(
                .usage, "--rejects names \(table.name), which is \(what)",
                hint: "name another table for the rejects")
        }
        for (what, endpoint) in ends {
            switch (table, endpoint) {
            case (.sqlite(let path, let name), .sqlite(let other, let taken)):
                guard canonicalPath(path) == canonicalPath(other) else { continue }
                // SQLite cannot read a database for long while it is written.
                if what == "the source" { throw clash("in the database of the source") }
                if name.lowercased() == taken?.lowercased() { throw clash(what) }
            case (.postgresql(let address, let name), .postgresql(let other, let taken)):
                if address == other, name == taken { throw clash(what) }
            case (.sqlite(let path, _), .files):
                let wanted = canonicalPath(path)
                if files(of: endpoint).contains(where: { canonicalPath($0) == wanted }) {
                    throw clash(what)
                }
            default: continue
            }
        }
        guard case .sqlite(let path, _) = table, let statePath,
            canonicalPath(path) == canonicalPath(statePath)
        else { return }
        throw clash("the state store")
    }

    /// Earlier rejects are only replaced along with what they were rejected from.
    private var rejectsMode: FileMode {
        job.sinks.allSatisfy { $0.mode == .replace } ? .replace : .create
    }

    var rejectsPath: String {
        if let path = job.rejects.path { return path }
        switch job.sink.endpoint {
        case .files(let paths): return paths[0] + ".rejects.ndjson"
        case .sqlite(let path, let table): return "\(path).\(table ?? "").rejects.ndjson"
        case .postgresql(_, let table): return "\(table?.text ?? "").rejects.ndjson"
        case .standardStream: return "rejects.ndjson"
        }
    }

    func rejectsSource(_ checkpoint: Checkpoint) -> RejectsSource {
        guard let table = job.rejects.table else { return .file(rejectsPath) }
        return .table(
            RejectRows(place: table, job: checkpoint.job, started: checkpoint.moment))
    }
}

extension RejectTable.Previous {
    /// - Parameters:
    ///   - stored: The job's checkpoint before the run.
    ///   - hasRun: Whether the state store knows a run of the job.
    init(_ stored: Checkpoint?, hasRun: Bool) {
        switch stored {
        case let stored? where stored.isFinal: self = .complete(stored.moment)
        case .some: self = .incomplete
        // Else the state store may be a new one.
        case nil: self = hasRun ? .incomplete : .unknown
        }
    }
}
