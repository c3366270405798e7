import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TranchePipeline
import TrancheServices

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension JobRunner {
    /// Sends the rejects of an earlier run once more, unless a retry has done it already.
    ///
    /// The rejects file is read under another name, so that what still fails takes its place. That
    /// name is there as long as the retry is not recorded to be complete: a retry that is found
    /// with it goes on after the last checkpoint. The rows of a table stay there for as long, and
    /// are read anew by each try: others than those that the checkpoint has are refused.
    func runRetry(_ retry: RetryDefinition) async throws -> RunReport {
        guard !job.run.startsFresh else {
            throw JobError(
                .usage, "a retry cannot start over: the records before the stop would come twice",
                hint: "leave --fresh out")
        }
        let store = try parts.stateStore.open(job.run.statePath, control)
        let key = PipelineDigest.key(of: job) + ".rejects"
        let (hold, _) = try await JobHold.take(key, in: store, policy: job.run.onLocked, control)
        defer { hold?.release() }
        if hold == nil {
            onEvent(.notice("another retry of run \(retry.run) is at work; skipped"))
            return emptyReport(retry, .skipped)
        }
        // The run is a retry that was killed between the record of its end and this.
        if let earlier = try store.setup(of: retry.run)?.retryOf {
            try removeSent(retry, of: earlier, in: store)
        }
        if let done = try store.completedRetry(of: retry.run) {
            try removeSent(retry, of: retry.run, in: store)
            onEvent(.notice("run \(done.id) has sent the rejects of run \(retry.run) already"))
            return emptyReport(retry, .alreadyComplete)
        }
        guard let isFirst = try claimRejects(retry, store) else {
            return emptyReport(retry, .alreadyComplete)
        }
        do {
            let report = try await runPersistently()
            if case .completed = report.end {
                try removeSent(retry, of: retry.run, in: store)
            } else if isFirst, retry.rows != nil || report.counts.read == 0 {
                giveBack(retry)
            }
            return report
        } catch {
            if isFirst { giveBack(retry) }
            throw error
        }
    }

    /// Gives the rejects file the name under which it is read, or copies the rows of a table there.
    ///
    /// - Returns: Whether it can be given back; `nil` when there are no rejects.
    private func claimRejects(_ retry: RetryDefinition, _ store: StateStore) throws -> Bool? {
        let run = try store.run(retry.run)
        if let rows = retry.rows {
            guard run.counts.rejected > 0 else {
                onEvent(.notice("run \(retry.run) has no rejects"))
                return nil
            }
            try refuseReplaced(retry, store)
            try copy(rows, to: retry.claimedPath)
            return true
        }
        if unsafe access(retry.claimedPath, F_OK) == 0 { return false }
        if unsafe rename(retry.rejects, retry.claimedPath) == 0 { return true }
        let reason = errno
        guard reason == ENOENT else {
            throw JobError(
                .inputOutput, "cannot rename \(retry.rejects) for the retry, error \(reason)",
                hint: "check who may write the directory")
        }
        guard run.counts.rejected > 0 else {
            onEvent(.notice("run \(retry.run) has no rejects"))
            return nil
        }
        throw JobError(
            .inputMissing, "the rejects of run \(retry.run) are gone from \(retry.rejects)",
            hint: "put the file back")
    }

    /// Before the first checkpoint nothing was sent, and the user may go on to edit the file.
    private func giveBack(_ retry: RetryDefinition) {
        guard retry.rows == nil else {
            // The rows are where they were.
            _ = unsafe unlink(retry.claimedPath)
            return
        }
        guard unsafe access(retry.rejects, F_OK) != 0 else { return }
        _ = unsafe rename(retry.claimedPath, retry.rejects)
    }

    private func emptyReport(_ retry: RetryDefinition, _ end: RunReport.End) -> RunReport {
        RunReport(
            run: retry.run, name: job.name, source: retry.rejects, sink: job.sink.endpoint.name,
            end: end, counts: RowCounts(), steps: [], units: 0, duration: .zero, commits: 0,
            guarantee: .exactlyOnce, sinks: [])
    }

    /// What a later retry has to know of this run.
    func setup(_ assembly: Assembly, since moment: Int64) -> RunSetup {
        let hasSecret = job.words.contains {
            holdsPassword($0) || PostgreSQLAddress.withoutSecrets($0) != $0
        }
        return RunSetup(
            words: hasSecret ? [] : job.words, directory: absolutePath("."),
            rejects: job.rejects.table.map { RejectsSource.text(of: $0, started: moment) }
                ?? absolutePath(rejectsPath),
            columns: FieldWords.words(of: assembly.sourceSchema.fields), retryOf: job.retry?.run)
    }
}

/// Whether a word is a URL with a password: `scheme://user:password@host`.
private func holdsPassword(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard let scheme = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }) else {
        return false
    }
    let authority = bytes[(scheme + 3)...].prefix { $0 != 0x2F && $0 != 0x3F }
    if let at = authority.lastIndex(of: 0x40), authority[..<at].contains(0x3A) { return true }
    return word.contains("password=")
}
