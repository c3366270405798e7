import CPostgreSQL
import TrancheColumnar

/// libpq, loaded at the first connection.
///
/// A program that never speaks to PostgreSQL needs no libpq, and does not wait for its start.
// Sendable unchecked: addresses of functions, written once before anyone reads them.
@safe struct PostgreSQLLibrary: @unchecked Sendable {
    let functions: tranche_pq

    /// - Throws: `JobError(.unavailable)` when libpq is not installed, or too old.
    static func load() throws(JobError) -> PostgreSQLLibrary { try loaded.get() }

    private static let loaded: Result<PostgreSQLLibrary, JobError> = {
        #if os(Linux)
        let names = ["libpq.so.5"]
        let install = "install it: apt-get install libpq5"
        #else
        let folders = ["", "/opt/homebrew/opt/libpq/lib/", "/usr/local/opt/libpq/lib/"]
        let names = folders.map { $0 + "libpq.5.dylib" }
        let install = "install it: brew install libpq"
        #endif
        for name in names {
            guard let library = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
            var functions = tranche_pq()
            guard let missing = unsafe tranche_pq_find(&functions, library) else {
                return .success(PostgreSQLLibrary(functions: functions))
            }
            let word = unsafe String(cString: missing)
            return .failure(
                JobError(.unavailable, "found \(name) without \(word)", hint: "update libpq"))
        }
        return .failure(
            JobError(
                .unavailable, "libpq, through which PostgreSQL is reached, is not installed",
                hint: install))
    }()
}
