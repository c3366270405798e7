extension ConnectionPool where Factory.Resource: Connection {
    /// Lends a connection in a transaction: committed when `body` returns, rolled back when it
    /// throws or the task is cancelled by then.
    ///
    /// Begin and commit block, as `body`'s own calls do: call it on threads that may block. A
    /// call within `body` takes a second connection with a transaction of its own, since
    /// `Connection` offers no savepoints.
    ///
    /// - Parameters:
    ///   - intent: What the transaction is for; `.write` by default.
    ///   - file: Where it is taken, for a leak report; the call by default.
    ///   - line: As `file`.
    ///   - body: Must neither keep the connection nor end the transaction.
    /// - Returns: What `body` returns.
    /// - Throws: What `body`, the begin or the commit throws; `CancellationError`; else as
    ///   ``withConnection(file:line:_:)``.
    public func withTransaction<Result>(
        _ intent: TransactionIntent = .write, file: StaticString = #fileID, line: UInt = #line,
        _ body: (Factory.Resource) async throws -> Result
    ) async throws -> Result {
        try await withConnection(file: file, line: line) { connection in
            try connection.begin(intent)
            do {
                let result = try await body(connection)
                try Task.checkCancellation()
                try connection.commit()
                return result
            } catch {
                // The first error is the one to report; what a failed rollback leaves open is for
                // the factory's reset to undo or to refuse.
                try? connection.rollback()
                throw error
            }
        }
    }
}
