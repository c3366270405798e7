import TrancheColumnar
import TrancheDatabases
import TranchePipeline

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Retries of rejects in a table.
extension JobRunner {
    /// Writes rows as the lines of a rejects file, for the sink may be in their database, which
    /// cannot be read for long while it is written.
    ///
    /// - Throws: `JobError` when the rows cannot be read, or one is not repaired.
    func copy(_ rows: RejectRows, to path: String) throws {
        _ = unsafe unlink(path)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw cannotCopy(path) }
        defer { close(descriptor) }
        let lines = ByteBuffer()
        do {
            try rows.read { records in
                lines.count = 0
                for record in records {
                    try refuseHidden(record, rows.place)
                    RejectLine.append(record, to: lines)
                }
                try append(lines, to: descriptor, path)
                guard !control.isRequested else {
                    throw JobError(.stopped, "stopped while the rejects were read")
                }
                return true
            }
        } catch {
            _ = unsafe unlink(path)
            throw error
        }
    }

    private func append(_ lines: ByteBuffer, to descriptor: Int32, _ path: String) throws {
        var written = 0
        while written < lines.count {
            // SAFETY: both ends lie inside the buffer.
            let count = unsafe write(descriptor, lines.base + written, lines.count - written)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw cannotCopy(path) }
            written += count
        }
    }

    private func cannotCopy(_ path: String) -> JobError {
        JobError(
            .inputOutput, "cannot write \(path): \(unsafe String(cString: strerror(errno)))",
            hint: "make room on the disk, or check who may write the directory")
    }

    private func refuseHidden(_ record: RejectRecord, _ place: RejectPlace) throws {
        guard record.isRedacted else { return }
        throw JobError(
            .data,
            "found a reject of record \(record.place.record) whose sensitive values are hidden, "
                + "wanted the record",
            at: place.name,
            hint: "put the repaired record into 'original' and false into 'redacted', "
                + "or delete the row")
    }

    /// Refuses rejects of an output that a later run has replaced: a table keeps them, where a file
    /// is replaced, too.
    func refuseReplaced(_ retry: RetryDefinition, _ store: StateStore) throws {
        guard retry.isReplacement else { return }
        var first = try store.run(retry.run)
        while let earlier = try store.setup(of: first.id)?.retryOf {
            first = try store.run(earlier)
        }
        guard let newer = try store.state(of: first.job).lastCompleted,
            newer.startedAt > first.startedAt
        else { return }
        throw JobError(
            .usage, "run \(newer.id) has replaced the output of run \(first.id)",
            hint: "retry that run")
    }

    /// Removes what a retry that has ended read: the file, or the copy and the rows.
    ///
    /// - Parameters:
    ///   - retry: One that names the same place of rejects.
    ///   - run: The run whose rejects were sent.
    ///   - store: Where the run is recorded.
    /// - Throws: `JobError` when the store cannot be read.
    func removeSent(_ retry: RetryDefinition, of run: String, in store: StateStore) throws {
        _ = unsafe unlink(retry.claimedPath(of: run))
        guard let place = retry.rows?.place, let setup = try store.setup(of: run),
            let rows = try RejectsSource(text: setup.rejects, job: store.run(run).job)?.rows
        else { return }
        do {
            try RejectTable.remove(place, job: rows.job, started: rows.started)
        } catch {
            // They are not sent again: the record of the retry says so.
            onEvent(.notice("the rejects that were sent stay in \(place.name): \(error)"))
        }
    }
}
