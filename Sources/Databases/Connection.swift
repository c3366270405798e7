/// A connection to a database, whatever the product.
///
/// One task uses it at a time; calls block, so they run off the cooperative pool.
public protocol Connection: AnyObject, Sendable {
    var dialect: SQLDialect { get }
    var isInTransaction: Bool { get }

    /// Runs one statement.
    ///
    /// - Returns: The rows it changed.
    /// - Throws: `JobError` with the database's own words, and never a parameter.
    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int
    /// Runs one query and takes all of its rows; for small results.
    func query(_ sql: String, _ parameters: [SQLValue]) throws -> [SQLRow]
    func begin(_ intent: TransactionIntent) throws
    func commit() throws
    /// Undoes the open transaction; nothing happens when there is none.
    func rollback() throws
}

extension Connection {
    @discardableResult
    public func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    public func query(_ sql: String) throws -> [SQLRow] { try query(sql, []) }

    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
    public func transaction<Result>(
        _ intent: TransactionIntent = .write, _ body: () throws -> Result
    ) throws -> Result {
        try begin(intent)
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            // The first error is the one to report; a failed rollback ends with the connection.
            try? rollback()
            throw error
        }
    }
}
