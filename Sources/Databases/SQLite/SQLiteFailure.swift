import CSQLite
import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A result code of SQLite with its text; it never holds a bound value.
struct SQLiteFailure {
    /// The extended result code.
    let status: Int32
    let text: String
    let path: String
    /// The operating system's own word on it; 0 when there is none.
    let systemError: Int32

    init(_ status: Int32, _ handle: OpaquePointer?, path: String) {
        self.status = status
        self.path = path
        // A handle that could not be made has no text of its own.
        if let handle = unsafe handle {
            unsafe text = String(cString: sqlite3_errmsg(handle))
            unsafe systemError = sqlite3_system_errno(handle)
        } else {
            unsafe text = String(cString: sqlite3_errstr(status))
            systemError = 0
        }
    }

    var isConstraint: Bool { status & 0xFF == SQLITE_CONSTRAINT }

    func jobError(_ access: SQLiteConnection.Access) -> JobError {
        let (code, hint) = meaning(access)
        return JobError(code, "\(text), in database \(path)", hint: hint)
    }

    private func meaning(_ access: SQLiteConnection.Access) -> (JobError.Code, String) {
        switch status & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
            (.locked, "end the program that uses the database, or try again later")
        case SQLITE_FULL:
            (.inputOutput, "make room on the disk and run the same command again")
        case SQLITE_IOERR, SQLITE_NOLFS, SQLITE_NOMEM:
            (.inputOutput, "check the disk and its free space, then run the same command again")
        case SQLITE_CANTOPEN: meaningOfCannotOpen(access)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            (.permission, "check the permissions of the file and of its directory")
        case SQLITE_CORRUPT:
            (.data, "check the file with 'sqlite3 FILE \"PRAGMA integrity_check\"'")
        case SQLITE_NOTADB: (.data, "name a SQLite database, not a file of another kind")
        case SQLITE_CONSTRAINT: (.data, "correct the record, or choose another mode")
        case SQLITE_TOOBIG: (.data, "shorten the value, or leave its column out")
        case SQLITE_INTERRUPT: (.stopped, "run the same command again to go on")
        case SQLITE_MISUSE, SQLITE_RANGE, SQLITE_INTERNAL: (.internalError, "report this as a bug")
        default: (.data, "check the names and the SQL against the database's tables")
        }
    }

    private func meaningOfCannotOpen(_ access: SQLiteConnection.Access) -> (JobError.Code, String) {
        if systemError == EACCES || systemError == EPERM || systemError == EROFS {
            return (.permission, "check the permissions of the file and of its directory")
        }
        return access == .create
            ? (.cannotCreate, "check that the directory exists and that the path is no directory")
            : (.inputMissing, "check the path")
    }
}
