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
            // SQLite keeps the system's word where a statement fails, and not where a commit does.
            let last = errno
            let kept = unsafe sqlite3_system_errno(handle)
            let isOfDisk = [EIO, ENOSPC, EDQUOT, EFBIG, EROFS].contains(last)
            systemError = kept == 0 && status & 0xFF == SQLITE_IOERR && isOfDisk ? last : kept
            unsafe text = String(cString: sqlite3_errmsg(handle))
        } else {
            unsafe text = String(cString: sqlite3_errstr(status))
            systemError = 0
        }
    }

    var isConstraint: Bool { status & 0xFF == SQLITE_CONSTRAINT }

    /// What it means to the user; `isOpen` says that the database's own file could be opened.
    func jobError(_ access: SQLiteConnection.Access, isOpen: Bool = true) -> JobError {
        let (code, hint) = meaning(access, isOpen)
        return JobError(code, "\(text)\(systemWords), in database \(path)", hint: hint)
    }

    /// The system's own words in parentheses, where SQLite's text is too general.
    private var systemWords: String {
        let isGeneral = status & 0xFF == SQLITE_IOERR || status & 0xFF == SQLITE_CANTOPEN
        // A file that cannot be made is then looked for, and the system's last word is that it is absent.
        guard isGeneral, systemError != 0, systemError != ENOENT else { return "" }
        return " (\(unsafe String(cString: strerror(systemError))))"
    }

    private func meaning(_ access: SQLiteConnection.Access, _ isOpen: Bool) -> (
        JobError.Code, String
    ) {
        switch status & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
            (.locked, "end the program that uses the database, or try again later")
        case SQLITE_FULL:
            (.inputOutput, "make room on the disk and run the same command again")
        case SQLITE_IOERR, SQLITE_NOLFS, SQLITE_NOMEM:
            (.inputOutput, "check the disk and its free space, then run the same command again")
        case SQLITE_CANTOPEN: isOpen ? meaningOfNoJournal : meaningOfCannotOpen(access)
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

    private var isDenied: Bool {
        systemError == EACCES || systemError == EPERM || systemError == EROFS
    }

    /// The database itself is open, so it is its journal that cannot be made.
    private var meaningOfNoJournal: (JobError.Code, String) {
        isDenied
            ? (.permission, "check the permissions of the database's directory")
            : (
                .inputOutput,
                "make room on the disk for a journal beside it, and run the same command again"
            )
    }

    private func meaningOfCannotOpen(_ access: SQLiteConnection.Access) -> (JobError.Code, String) {
        if isDenied {
            return (.permission, "check the permissions of the file and of its directory")
        }
        return access == .create
            ? (.cannotCreate, "check that the directory exists and that the path is no directory")
            : (.inputMissing, "check the path")
    }
}
