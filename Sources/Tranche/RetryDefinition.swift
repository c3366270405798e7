public import TrancheColumnar
import TrancheDatabases
import TrancheFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The rejects of an earlier run, to be sent through its pipeline once more.
public struct RetryDefinition: Sendable {
    /// The run whose rejects they are.
    public let run: String
    /// The words of that run's command, without the program's name.
    public let words: [String]
    /// The directory that it ran in.
    public let directory: String
    /// Its rejects file, from the root, or its table; what still fails stands there afterwards.
    public let rejects: String
    /// The rows of the run in the table; `nil` for rejects in a file.
    private(set) var rows: RejectRows?
    /// Whether the first run's output took the place of an earlier one's.
    private(set) var isReplacement = false
    /// Where the rows of a table are written to be read.
    private let folder: String
    /// The columns of its source.
    let fields: [Field]

    /// Looks a run up in the state store.
    ///
    /// - Parameters:
    ///   - name: The run's id, the beginning of it, or `last`.
    ///   - statePath: The state store's file; `nil` takes the default place.
    /// - Throws: `JobError` when there is no such run, or it has left nothing that can be retried.
    public init(run name: String, statePath: String?) throws {
        let store = try openStateStore(statePath)
        var found = try store.run(name)
        // A retry that was stopped is gone on with under the name of the run that it retries.
        while found.state != .completed, let first = try store.setup(of: found.id)?.retryOf {
            found = try store.run(first)
        }
        guard found.state == .completed else {
            throw JobError(
                .usage, "run \(found.id) has not come to its end, so its rejects are not all",
                hint: "run its command again to go on, then retry that run")
        }
        guard let setup = try store.setup(of: found.id) else {
            throw JobError(
                .usage, "run \(found.id) is of a version that did not keep what a retry needs",
                hint: "repair the records in a file of their own and copy that")
        }
        guard !setup.words.isEmpty, let fields = FieldWords.fields(of: setup.columns) else {
            throw JobError(
                .usage,
                "the command of run \(found.id) is not kept: it held a password, or there was none",
                hint: "put a password into a pipeline file as ${env:NAME}")
        }
        run = found.id
        words = setup.words
        directory = setup.directory
        rows = try RejectsSource(text: setup.rejects, job: found.job)?.rows
        rejects = rows?.place.name ?? setup.rejects
        folder = Self.folder(of: store)
        self.fields = fields
        if let newer = try store.newerWriter(of: setup.rejects, than: found) {
            throw JobError(
                .usage, "run \(newer) has written its rejects in the place of those of \(run)",
                hint: "retry that run")
        }
    }

    /// Beside the state file, where nobody else reads.
    private static func folder(of store: StateStore) -> String {
        guard let path = store.path else {
            let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
            return named.isEmpty ? "/tmp" : named
        }
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// The file that a retry reads: the rejects file under another name, or a copy of the rows.
    var claimedPath: String { claimedPath(of: run) }

    func claimedPath(of run: String) -> String {
        rows == nil ? "\(rejects).\(run).retrying" : "\(folder)/tranche-retry-\(run).ndjson"
    }

    /// Turns the job of the earlier run into one that reads its rejects and adds to its output.
    ///
    /// - Throws: `JobError(.usage)` when its output cannot take a record later on.
    public func apply(to job: inout JobDefinition) throws(JobError) {
        try refuse(job)
        var retry = self
        retry.isReplacement = job.sink.mode == .replace
        if var rows {
            // The record of a run has no password, which the job may know.
            if let own = job.rejects.table, RejectsSource.rooted(own).name == rows.place.name {
                rows.place = own
            }
            retry.rows = rows
        }
        job.rejects.table = retry.rows?.place
        job.rejects.path = rows == nil ? rejects : nil
        var source = job.source
        if case .files(let paths) = source.endpoint {
            let format = try fileFormat(
                named: source.format, path: paths[0], flag: "--from", delimiter: source.delimiter)
            source.format = format == .json ? FileFormat.ndjson.name : format.name
        } else if source.format == FileFormat.json.name {
            source.format = FileFormat.ndjson.name
        }
        source.endpoint = .files([claimedPath])
        source.encoding = .utf8
        source.hasHeader = false
        source.columns = fields.map(\.name)
        source.types = []
        job.source = source
        if case .files = job.sink.endpoint {
            job.sink.mode = .replace
            job.sink.extends = true
        } else if job.sink.mode == .replace {
            job.sink.mode = .append
        }
        job.name = "retry \(run)"
        job.rejects.limit = .percent(100)
        job.run.startsFresh = false
        job.retry = retry
    }

    private func writesTable(_ job: JobDefinition) -> Bool {
        switch job.sink.endpoint {
        case .sqlite, .postgresql: true
        case .standardStream, .files: false
        }
    }

    private func refuse(_ job: JobDefinition) throws(JobError) {
        guard job.sinks.count == 1 else {
            throw JobError(
                .usage, "the rejects of several sinks cannot be retried: others have the records",
                hint: "repair the records in a file of their own and copy that")
        }
        if job.steps.contains(where: { $0.name == "explode" }) {
            throw JobError(
                .usage,
                "the rejects of a job that explodes cannot be retried: a record may have "
                    + "been written in part",
                hint: "repair the records in a file of their own and copy that")
        }
        if job.source.format == FileFormat.singer.name, job.sink.mode == nil, writesTable(job) {
            throw JobError(
                .usage, "the rejects of a Singer stream have lost its key, which no mode names",
                hint: "repair the records in a file of their own and copy that with --mode")
        }
        switch job.source.endpoint {
        case .files, .standardStream: break
        case .sqlite, .postgresql:
            throw JobError(
                .usage, "the rejects of a table have no original bytes to be retried",
                hint: "repair the rows in \(job.source.endpoint.name) and copy those")
        }
        guard case .files(let paths) = job.sink.endpoint else { return }
        let format = try fileFormat(
            named: job.sink.format, path: paths[0], flag: "--to", delimiter: job.sink.delimiter)
        guard format == .json else { return }
        throw JobError(
            .usage, "nothing can be added to \(paths[0]), which is one JSON array",
            hint: "write ndjson to add repaired records later")
    }
}

extension StateStore {
    /// A run after `run` whose rejects were put in the place `path`, and which retried no run.
    fileprivate func newerWriter(of path: String, than run: RunRecord) throws -> String? {
        try writers(of: path).last {
            $0.startedAt > run.startedAt && $0.state == .completed && $0.counts.rejected > 0
        }?.id
    }
}
