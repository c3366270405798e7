import CSQLite
import TrancheColumnar

/// A connection to a SQLite file.
///
/// SQLite's own locks are off (`SQLITE_OPEN_NOMUTEX`): one task uses a connection at a time. A
/// database that another program has locked is waited for 5 seconds.
///
/// - SeeAlso: <https://www.sqlite.org/c3ref/open.html>
// Sendable unchecked: every owner lets one task at a time call it, by a lock or by the engine.
@safe public final class SQLiteConnection: Connection, @unchecked Sendable {
    public enum Access: Sendable {
        /// The file must exist and is never written.
        case readOnly
        /// The file must exist.
        case readWrite
        /// The file is made when it is absent.
        case create
    }

    public let path: String
    public let access: Access
    public let dialect = SQLDialect.sqlite
    let handle: OpaquePointer

    /// How long a locked database is waited for.
    static let busyMilliseconds: Int32 = 5_000

    /// - Throws: `JobError(.inputMissing)` for a file that is absent and may not be made,
    ///   `.cannotCreate`, or `.permission`. The file is first read by the first statement.
    public convenience init(_ path: String, _ access: Access = .create) throws {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw JobError(.usage, "found an empty path of a database", hint: "name a file")
        }
        try self.init(path, access, calledInMessages: path)
    }

    /// A database without a name, which ends with the connection.
    ///
    /// - Parameter use: What messages call it.
    /// - Throws: `JobError(.cannotCreate)` when there is no place for it.
    convenience init(temporaryFor use: String) throws {
        try self.init("", .create, calledInMessages: use)
    }

    private init(_ file: String, _ access: Access, calledInMessages path: String) throws {
        var opened: OpaquePointer?
        let flags =
            switch access {
            case .readOnly: SQLITE_OPEN_READONLY
            case .readWrite: SQLITE_OPEN_READWRITE
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        let status = unsafe sqlite3_open_v2(file, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard status == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe SQLiteFailure(status, opened, path: path)
                .jobError(access, isOpen: false)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe sqlite3_extended_result_codes(handle, 1)
        unsafe sqlite3_busy_timeout(handle, Self.busyMilliseconds)
        self.path = path
        self.access = access
        unsafe self.handle = handle
        // SQLite falls back to reading when it may not write; better said now than at the first row.
        if access != .readOnly, unsafe sqlite3_db_readonly(handle, "main") == 1 {
            throw JobError(
                .permission, "found \(path) read-only, wanted to write to it",
                hint: "make the file writable, or name another")
        }
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    public var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    @discardableResult
    public func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        let statement = try SQLiteStatement(sql, on: self)
        try statement.bind(parameters)
        while try statement.step() {}
        return unsafe Int(sqlite3_changes64(handle))
    }

    public func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        let statement = try SQLiteStatement(sql, on: self)
        try statement.bind(parameters)
        let names = statement.columnNames
        var rows: [SQLRow] = []
        while try statement.step() {
            rows.append(SQLRow(columns: names, values: names.indices.map { statement.value($0) }))
        }
        return rows
    }

    /// The first value of a query's first row; `nil` when it has none.
    func scalar(_ sql: String, _ parameters: [SQLValue] = []) throws -> SQLValue? {
        let statement = try SQLiteStatement(sql, on: self)
        try statement.bind(parameters)
        return try statement.step() ? statement.value(0) : nil
    }

    /// A pragma's integer; 0 when it gives none.
    func pragma(_ name: String) throws -> Int64 {
        guard case .integer(let number) = try scalar("PRAGMA \(name)") else { return 0 }
        return number
    }

    /// Runs several statements without parameters.
    func run(script: String) throws {
        let status = unsafe sqlite3_exec(handle, script, nil, nil, nil)
        guard status == SQLITE_OK else { throw error(status) }
    }

    /// Leaves a write-ahead log as it is when the connection closes.
    func keepLog() { unsafe tranche_sqlite_keep_log(handle) }

    public func begin(_ intent: TransactionIntent) throws { try execute(dialect.begin(intent)) }

    public func commit() throws { try execute("COMMIT") }

    public func rollback() throws {
        // Some errors (a full disk, an I/O error) have rolled back already.
        if isInTransaction { try execute("ROLLBACK") }
    }

    /// What the last call's failure means to the user.
    func error(_ status: Int32) -> JobError { failure(status).jobError(access) }

    func failure(_ status: Int32) -> SQLiteFailure {
        unsafe SQLiteFailure(status, handle, path: path)
    }
}
