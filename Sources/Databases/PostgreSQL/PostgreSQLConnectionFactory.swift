import TrancheColumnar
public import TrancheServices

/// Opens PostgreSQL connections for a ``ConnectionPool``, and runs what blocks on threads of its own.
///
/// A connection that is given back is as a new one: no open transaction, settings, temporary tables,
/// advisory locks, cursors or listeners of the last holder are left.
public struct PostgreSQLConnectionFactory: ConnectionFactory {
    private let address: PostgreSQLAddress
    private let threads: WorkerThreads

    /// - Parameters:
    ///   - address: Read anew at each connect, and so are `PGPASSWORD` and the password file.
    ///   - threads: Where connecting, pinging and resetting wait; as many at a time as there are.
    public init(_ address: PostgreSQLAddress, threads: WorkerThreads) {
        self.address = address
        self.threads = threads
    }

    public func connect() async throws -> PostgreSQLConnection {
        try await withTaskExecutorPreference(threads) { try PostgreSQLConnection(address) }
    }

    public func ping(_ resource: PostgreSQLConnection) async throws {
        try await withTaskExecutorPreference(threads) { _ = try resource.run("SELECT 1") }
    }

    public func reset(_ resource: PostgreSQLConnection) async throws {
        try await withTaskExecutorPreference(threads) { try resource.reset() }
    }

    public func close(_ resource: PostgreSQLConnection) async throws {
        await withTaskExecutorPreference(threads) { resource.close() }
    }

    public func isUsable(_ resource: PostgreSQLConnection, after error: any Error) -> Bool {
        resource.isUsable
    }
}

extension PostgreSQLConnection {
    /// Undoes all that a holder may have left behind.
    func reset() throws {
        guard isUsable, !isInQuery else {
            throw JobError(
                .unavailable, "found a connection in the middle of a statement, in \(name)")
        }
        try rollback()
        // What DISCARD ALL does, which cannot stand beside other statements, and our settings again.
        try run(
            """
            CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *;
            SELECT pg_advisory_unlock_all(); DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES;
            """)
        try prepareSession()
    }
}
