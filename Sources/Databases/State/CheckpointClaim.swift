import TrancheColumnar
import TranchePipeline

/// The rules by which a run takes a job, and goes on writing for it, in a database that holds the
/// job's checkpoint: the same for every driver.
extension Checkpoint {
    /// What a run writes first, so that no older run can ever commit again.
    ///
    /// - Parameters:
    ///   - stored: The job's row as it is; `nil` when there is none.
    ///   - resuming: Whether the run goes on after this checkpoint.
    ///   - place: The database's name, for messages.
    /// - Returns: The stored checkpoint under this run and epoch, or this one for a fresh run.
    /// - Throws: `JobError(.locked)` when a newer run has the job, `JobError(.data)` when the row is
    ///   not the one that is resumed.
    func claimed(over stored: Checkpoint?, resuming: Bool, in place: String) throws(JobError)
        -> Checkpoint
    {
        if let stored, stored.epoch > epoch {
            throw JobError.newerEpoch(stored.epoch, than: self)
        }
        guard resuming else { return self }
        guard var claimed = stored, claimed.sequence == sequence else {
            throw JobError(
                .data,
                "found \(stored.map { "checkpoint \($0.sequence)" } ?? "no checkpoint") of the job "
                    + "in \(place), wanted checkpoint \(sequence)",
                hint: "start over with --fresh")
        }
        claimed.run = run
        claimed.epoch = epoch
        return claimed
    }

    /// Checks that the run may still commit.
    ///
    /// - Throws: `JobError(.locked)` when a newer run has claimed the job, `JobError(.data)` when its
    ///   row is gone.
    func requireClaim(_ stored: Checkpoint?, table: String, in place: String) throws(JobError) {
        guard let stored else {
            throw JobError(
                .data, "found no row of the job in table \(table) of \(place)",
                hint: "leave that table alone while a job runs, and start over with --fresh")
        }
        guard stored.epoch <= epoch else { throw JobError.newerEpoch(stored.epoch, than: self) }
    }
}
