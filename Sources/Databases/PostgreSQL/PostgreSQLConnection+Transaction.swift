import TrancheServices

extension PostgreSQLConnection {
    /// Runs `body` in a savepoint: kept when it returns, undone when it throws.
    ///
    /// - Precondition: A transaction is open.
    @discardableResult
    public func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
        try run("SAVEPOINT tranche")
        do {
            let result = try body()
            try run("RELEASE SAVEPOINT tranche")
            return result
        } catch {
            // The first error is the one to report; without a connection there is nothing to undo.
            _ = try? run("ROLLBACK TO SAVEPOINT tranche; RELEASE SAVEPOINT tranche")
            throw error
        }
    }

    /// Runs `body`, and cancels its statement on the server when the task is cancelled.
    ///
    /// A connection that was cancelled is not used again. `body` blocks: call it on threads that may.
    public func cancellable<Result>(_ body: () throws -> Result) async throws -> Result {
        let control = control
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            do { return try body() } catch {
                try Task.checkCancellation()
                throw error
            }
        } onCancel: {
            control.request()
        }
    }
}
