import TrancheColumnar

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Inside a type that has an `open` of its own, the system's needs another name.
private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
    unsafe open(path, flags, mode)
}

/// Finds and makes the state file.
enum StateFile {
    /// `$XDG_STATE_HOME/tranche/state.db`, else `~/.local/state/tranche/state.db`.
    ///
    /// - SeeAlso: XDG Base Directory Specification 0.8: a path that is not absolute is ignored.
    static func defaultPath(_ environment: (String) -> String?) throws -> String {
        if let home = environment("XDG_STATE_HOME"), home.hasPrefix("/") {
            return home + "/tranche/state.db"
        }
        guard let home = environment("HOME"), home.hasPrefix("/") else {
            throw JobError(
                .usage, "found no HOME, wanted a directory for the state file",
                hint: "name a file with --state")
        }
        return home + "/.local/state/tranche/state.db"
    }

    /// Opens the file, making it and its directories when absent.
    static func open(_ path: String) throws -> SQLiteConnection {
        var status = stat()
        if unsafe stat(path, &status) != 0 { try create(path) }
        // Made complete under another name, a state file is never empty; one that is was cut.
        guard unsafe stat(path, &status) != 0 || status.st_size > 0 else {
            throw JobError(
                .data, "found state file \(path) empty, wanted a SQLite database",
                hint: "restore it from a copy, or move it away to start every job over")
        }
        let connection = try SQLiteConnection(path, .readWrite)
        try StateSchema.migrate(connection)
        try connection.execute("PRAGMA synchronous = NORMAL")
        // The log stays when a run ends, and is read by the next: short runs, which come often, then
        // sync nothing. Every 100 pages it is taken into the file, so it never takes long to read.
        connection.keepLog()
        try connection.execute("PRAGMA wal_autocheckpoint = 100")
        return connection
    }

    /// Makes the file under another name and links it in place, whole or not at all.
    private static func create(_ path: String) throws {
        try makeDirectories(above: path)
        let draft = "\(path).\(getpid()).new"
        let parts = [draft, draft + "-wal", draft + "-shm", draft + "-journal"]
        for part in parts { unsafe unlink(part) }
        defer { for part in parts { unsafe unlink(part) } }
        let descriptor = openFile(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotCreate(draft, errno) }
        close(descriptor)
        do {
            let connection = try SQLiteConnection(draft, .readWrite)
            // One sync at the end is enough: nobody knows the draft.
            try connection.execute("PRAGMA synchronous = OFF")
            try StateSchema.migrate(connection, isNew: true)
            try connection.execute("PRAGMA journal_mode = WAL")
        }
        try sync(draft)
        // A link fails where a rename would put a second file over a first one's content.
        guard unsafe link(draft, path) != 0, errno != EEXIST else { return }
        guard unsafe rename(draft, path) == 0 else { throw cannotCreate(path, errno) }
    }

    private static func sync(_ path: String) throws {
        let descriptor = openFile(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotCreate(path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw cannotCreate(path, errno) }
    }

    private static func makeDirectories(above path: String) throws {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let directory = String(path[..<slash])
        if unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT else { throw cannotCreate(directory, errno) }
        try makeDirectories(above: directory)
        guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw cannotCreate(directory, errno)
        }
    }

    private static func cannotCreate(_ path: String, _ number: Int32) -> JobError {
        let text = unsafe String(cString: strerror(number))
        let (code, hint): (JobError.Code, String) =
            switch number {
            case EACCES, EPERM, EROFS:
                (.permission, "name a file that can be written with --state")
            case ENOSPC, EDQUOT:
                (.inputOutput, "make room on the disk and run the same command again")
            case EIO:
                (.inputOutput, "check the disk, then run the same command again")
            default: (.cannotCreate, "name a file that can be written with --state")
            }
        return JobError(code, "cannot create \(path): \(text)", hint: hint)
    }
}
