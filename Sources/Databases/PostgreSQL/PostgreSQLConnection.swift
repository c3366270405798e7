import CPostgreSQL
import TrancheColumnar
public import TrancheServices

/// A connection to a PostgreSQL server, through libpq.
///
/// One task uses it at a time; its calls wait with poll(2), so they run off the cooperative pool. A
/// request to stop ends every wait: the statement is cancelled on the server as well.
///
/// - SeeAlso: PostgreSQL manual, §34.4, Asynchronous Command Processing.
// Sendable unchecked: every owner lets one task at a time call it; `control` alone is used by others.
@safe public final class PostgreSQLConnection: Connection, @unchecked Sendable {
    public let dialect = SQLDialect.postgresql
    /// What a person calls the server and database; without a password.
    public let name: String
    /// Ends every wait when it is asked to stop.
    public let control: StopControl
    /// How long a statement may go on after a request to stop; at once by default.
    public var patience = Duration.zero

    let pq: tranche_pq
    private(set) var handle: OpaquePointer
    let secrets: PostgreSQLSecrets
    private var isClosed = false
    /// A statement was cancelled because of a request to stop.
    var wasCancelled = false

    init(
        _ handle: OpaquePointer, _ pq: tranche_pq, name: String, secrets: PostgreSQLSecrets,
        control: StopControl
    ) {
        unsafe self.handle = handle
        self.pq = pq
        self.name = name
        self.secrets = secrets
        self.control = control
        // Notices would go to standard error.
        unsafe _ = pq.PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { close() }

    /// Ends the session; what it has not committed is undone by the server.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        unsafe pq.PQfinish(handle)
    }

    /// Whether the connection can be used: open, and not lost as far as is known.
    public var isUsable: Bool {
        guard !isClosed, !control.isRequested else { return false }
        return unsafe pq.PQstatus(handle) == CONNECTION_OK
    }

    public var isInTransaction: Bool {
        guard !isClosed else { return false }
        let status = unsafe pq.PQtransactionStatus(handle)
        return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN
    }

    @discardableResult
    public func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
        try run(sql, parameters).changedRows
    }

    public func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow] {
        try run(sql, parameters).rows
    }

    /// The first value of a query's first row; `nil` when it has none, or it is NULL.
    func scalar(_ sql: String, _ parameters: [SQLValue] = []) throws -> SQLValue? {
        let result = try run(sql, parameters)
        guard result.rowCount > 0, result.columnCount > 0 else { return nil }
        return result.text(0, 0).map { SQLValue(postgreSQL: $0, type: result.type(0)) }
    }

    /// Runs a query and gives `body` each row as it arrives, so that memory does not grow.
    ///
    /// When `body` throws, the rest of the rows is cancelled.
    public func stream(
        _ sql: String, _ parameters: [SQLValue] = [], _ body: (SQLRow) throws -> Void
    ) throws {
        do {
            try explaining { try send(sql, parameters) }
            unsafe _ = pq.PQsetSingleRowMode(handle)
            while let result = try explaining({ try nextResult() }) {
                guard result.status == PGRES_SINGLE_TUPLE else {
                    try check(result)
                    continue
                }
                for row in result.rows { try body(row) }
            }
        } catch {
            if isInQuery { try? abandonQuery() }
            throw error
        }
    }

    public func begin(_ intent: TransactionIntent) throws { try run(dialect.begin(intent)) }

    /// - Throws: Also when the server answers with a rollback, since the transaction had failed.
    public func commit() throws {
        let result = try run("COMMIT")
        guard result.commandStatus == "COMMIT" else {
            throw JobError(
                .internalError, "found a failed transaction at its commit, in \(name)",
                hint: "report this with the command you ran")
        }
    }

    public func rollback() throws {
        if isInTransaction { try run("ROLLBACK") }
    }

    /// Runs one statement, or several without parameters, and gives the last result.
    ///
    /// - Throws: `JobError`; see ``attempt(_:_:)`` for the server's own words.
    @discardableResult
    func run(_ sql: String, _ parameters: [SQLValue] = []) throws -> PostgreSQLResult {
        try explaining { try attempt(sql, parameters) }
    }

    /// Turns the server's failures within `body` into errors for the user.
    func explaining<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as PostgreSQLFailure { throw explained(failure) }
    }

    /// As ``run(_:_:)``.
    ///
    /// - Throws: ``PostgreSQLFailure`` when the server refuses.
    @discardableResult
    func attempt(_ sql: String, _ parameters: [SQLValue] = []) throws -> PostgreSQLResult {
        try send(sql, parameters)
        var last: PostgreSQLResult?
        var failure: PostgreSQLFailure?
        while let result = try nextResult() {
            last = result
            if result.isFailure, failure == nil {
                failure = result.failure(place: name, secrets)
            }
            // A COPY waits for its rows, and gives no other result before them.
            if result.status == PGRES_COPY_IN || result.status == PGRES_COPY_OUT { break }
        }
        if let failure { throw failure }
        guard let last else { throw lost() }
        return last
    }

    /// The failure as an error; that of a statement we have cancelled is the request's.
    func explained(_ failure: PostgreSQLFailure) -> JobError {
        wasCancelled && control.isRequested ? stopped : failure.jobError
    }

    func check(_ result: PostgreSQLResult) throws {
        guard result.isFailure else { return }
        throw explained(result.failure(place: name, secrets))
    }

    var stopped: JobError {
        JobError(
            .stopped, "stopped while waiting for \(name)",
            hint: "run the same command again to go on")
    }

    /// What libpq says of the last call, on one line.
    var lastMessage: String {
        let text = unsafe pq.PQerrorMessage(handle).map { unsafe String(cString: $0) } ?? ""
        let lines = text.split(separator: "\n").map { line in
            line.drop { $0 == " " || $0 == "\t" }
        }
        return secrets.removed(from: lines.joined(separator: "; "))
    }

    /// The connection's own end.
    func lost() -> PostgreSQLFailure {
        let text = lastMessage
        return PostgreSQLFailure(
            message: text.isEmpty ? "lost the connection" : text, place: name)
    }
}

extension PostgreSQLResult {
    var isFailure: Bool {
        status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE
            || status == PGRES_NONFATAL_ERROR
    }
}
