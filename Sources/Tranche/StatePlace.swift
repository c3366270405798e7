import TrancheColumnar
import TrancheDatabases
import TrancheFiles
import TrancheServices

/// Opens the state store that `--state` names: a file, or a PostgreSQL database that machines share.
func openStateStore(_ place: String?, control: StopControl = StopControl()) throws -> StateStore {
    guard let place, place.hasPrefix("postgresql:") || place.hasPrefix("postgres:") else {
        return try StateStore(path: place)
    }
    guard !place.contains("#") else {
        throw JobError(
            .usage, "found a table in --state, wanted a database of PostgreSQL",
            hint: "leave out the part after #; the tables are made in the schema tranche")
    }
    return try StateStore(PostgreSQLAddress(place), control: control)
}

/// The right to run a job, by a lock of this machine or of the shared state store.
struct JobHold {
    private var lock: JobLock?

    /// Takes the job.
    ///
    /// - Returns: `nil` when another run has it and the policy is to skip; else what holds it until it
    ///   is released.
    /// - Throws: `JobError(.locked)`, `.stopped`, or that the lock's file cannot be made.
    static func take(
        _ key: String, in store: StateStore, policy: JobLock.Policy, _ control: StopControl
    ) async throws -> (hold: JobHold?, busy: Int32?) {
        if let path = store.path {
            let directory =
                path.lastIndex(of: "/").map { String(path[..<$0]) + "/locks" } ?? "locks"
            let lock = JobLock(directory: directory, key: key)
            if case .busy(let pid) = try lock.acquire(
                policy: policy, shouldStop: { control.isRequested })
            {
                return (nil, pid)
            }
            return (JobHold(lock: lock), nil)
        }
        let start = ContinuousClock.now
        while try !store.lock(key) {
            switch policy {
            case .skip: return (nil, nil)
            case .wait(nil): break
            case .wait(let limit?) where .now - start < limit: break
            case .fail, .wait:
                throw JobError(
                    .locked, "another run holds this job, in \(store.name)",
                    hint: "wait for its end, or let the program do so with --on-locked wait")
            }
            guard !control.isRequested else {
                throw JobError(.stopped, "stopped while it waited for another run")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        return (JobHold(), nil)
    }

    func release() { lock?.release() }
}
