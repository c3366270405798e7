/// How a ``ConnectionPool`` opens, checks, cleans and closes its connections.
///
/// Calls that block a thread are the factory's business: it runs them on threads of its own (such
/// as `withTaskExecutorPreference` with `WorkerThreads`), never on Swift's cooperative pool. No
/// lock of the pool is held during a call, and a call that hangs holds up its own place alone.
public protocol ConnectionFactory: Sendable {
    associatedtype Resource: Sendable

    /// Opens a connection; asks for credentials anew each time, when they can change.
    func connect() async throws -> Resource
    /// Asks an idle connection for a sign of life; throws when there is none.
    func ping(_ resource: Resource) async throws
    /// Undoes what a caller left behind (an open transaction, settings of the session); the pool
    /// closes the connection when it throws.
    func reset(_ resource: Resource) async throws
    /// Closes a connection, also one that is broken; the place is free again when it returns or
    /// throws.
    func close(_ resource: Resource) async throws
    /// Whether a connection can be used again after a caller's body threw `error`; true by
    /// default.
    func isUsable(_ resource: Resource, after error: any Error) -> Bool
}

extension ConnectionFactory {
    public func isUsable(_ resource: Resource, after error: any Error) -> Bool { true }
}

/// A connection that its holder keeps for longer than `PoolSettings.leakLimit`.
public struct LeakReport: Sendable, Hashable {
    /// Where it was taken, `file:line`.
    public var place: String
    /// The limit that passed.
    public var limit: Duration
}
