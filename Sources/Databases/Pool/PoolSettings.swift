import TrancheColumnar

/// How many connections a ``ConnectionPool`` keeps, and for how long.
public struct PoolSettings: Sendable, Hashable {
    /// Which of the idle connections is taken first.
    public enum Order: Sendable, Hashable {
        /// The one given back last: few connections stay warm, the others grow old and go.
        case lastInFirstOut
        /// The one given back first: the work is spread over all.
        case firstInFirstOut
    }

    /// Connections that are kept when idle, at least 1; 20 by default.
    public var size = 20
    /// Connections beyond `size` that are opened in need and closed when given back, at least 0;
    /// 10 by default.
    public var overflow = 10
    /// How long a caller waits for a connection, connecting included; 30 seconds by default.
    public var acquireTimeout = Duration.seconds(30)
    /// The greatest age of a connection, from its connect on.
    ///
    /// It is closed when next taken or given back, never in use. 1800 seconds by default; `nil`
    /// for no limit.
    public var recycleAfter: Duration? = .seconds(1_800)
    /// The part of `recycleAfter`, 0...1, by which a connection may be closed earlier, so that
    /// not all are replaced at one moment; 0.1 by default.
    public var recycleJitter = 0.1
    /// How long a connection may be idle; `nil`, the default, for no limit.
    public var idleTimeout: Duration?
    /// Idle connections that ``ConnectionPool/maintain()`` sees to, at most `size`; 0 by default.
    public var minimumIdle = 0
    /// Whether an idle connection is asked for a sign of life before it is handed out; true by
    /// default.
    public var pings = true
    /// The order of idle connections; waiting callers are always served first come, first served.
    public var order = Order.lastInFirstOut
    /// How long a connection may be held before it is reported; `nil`, the default, for never.
    public var leakLimit: Duration?

    public init() {}

    /// The most connections there ever are, those that are being opened or closed included.
    public var limit: Int { size + overflow }

    /// - Throws: `JobError(.usage)` that names the setting out of its range.
    func check() throws {
        guard size >= 1 else { throw Self.wrong("size", size, "at least 1") }
        guard overflow >= 0 else { throw Self.wrong("overflow", overflow, "at least 0") }
        guard 0...size ~= minimumIdle else {
            throw Self.wrong("minimumIdle", minimumIdle, "0 to the size, \(size)")
        }
        guard 0...1 ~= recycleJitter else {
            throw Self.wrong("recycleJitter", recycleJitter, "0 to 1")
        }
        guard acquireTimeout >= .zero else {
            throw Self.wrong("acquireTimeout", acquireTimeout, "at least 0 seconds")
        }
    }

    private static func wrong(_ name: String, _ found: some Any, _ wanted: String) -> JobError {
        JobError(
            .usage, "found \(found) as \(name) of a connection pool, wanted \(wanted)",
            hint: "set \(name) to \(wanted)")
    }
}

/// The connections of a ``ConnectionPool`` at one instant, and what it did so far.
///
/// Always `total == checkedOut + idle + connecting + closing`.
public struct PoolStatus: Sendable, Hashable {
    /// The connections kept when idle.
    public var size = 0
    /// Places taken, at most size and overflow together.
    public var total = 0
    /// Connections at callers, or being pinged for one, or being reset.
    public var checkedOut = 0
    public var idle = 0
    public var connecting = 0
    public var closing = 0
    /// Places taken beyond `size`.
    public var overflow: Int { max(0, total - size) }
    /// Callers without a connection.
    public var waiting = 0
    /// Connections handed out so far.
    public var served = 0
    /// Calls so far that were not served at once.
    public var waits = 0
    /// How long those calls waited, together; a call that still waits is not in it.
    public var waitTime = Duration.zero
    /// Calls so far that ended by the timeout.
    public var timeouts = 0
    /// Connects so far that failed.
    public var failedConnects = 0
}
