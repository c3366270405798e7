/// The rules of a connection pool, without waiting, locks or connections.
///
/// Connections are known by a number, from the start of their connect to the end of their close;
/// all that time they hold one of the `limit` places. Callers are known by a number that the
/// shell gives, never twice. Each event is answered by what is to be done.
///
/// A waiter has at most one connection under way for it (a connect or a ping), which is its own,
/// so that a connect that hangs holds up no other waiter. A connection that belongs to nobody
/// goes to the waiter that has waited longest.
struct PoolStateMachine<Instant: InstantProtocol> where Instant.Duration == Duration {
    typealias Place = Int
    typealias Waiter = Int

    enum Event {
        case acquire(Waiter)
        case cancel(Waiter)
        case timeout(Waiter)
        case connected(Place)
        case connectFailed(Place)
        case pinged(Place, isAlive: Bool)
        case release(Place, by: Waiter, isBroken: Bool)
        case wasReset(Place, isClean: Bool)
        case closed(Place)
        /// Connections whose connect began before the instant are not handed out again.
        case invalidate(olderThan: Instant)
        case leaseOverdue(Waiter)
        case tick
        case close
    }

    enum Action: Hashable {
        case connect(Place)
        case ping(Place)
        case reset(Place)
        case close(Place)
        case handOver(Place, to: Waiter)
        case fail(Waiter, PoolRefusal)
        case schedule(PoolTimer, at: Instant)
        case cancel(PoolTimer)
        case reportLeak(Waiter)
        /// The pool is closed and holds no place any more.
        case drained
    }

    /// Where a connection is; each state ends by the event named.
    enum State: Equatable {
        /// Until `connected` or `connectFailed`; for a waiter, or for nobody since it went.
        case connecting(for: Waiter?)
        /// Until it is taken or closed.
        case idle(since: Instant)
        /// Until `pinged`.
        case pinging(for: Waiter?)
        /// Until `release` by this waiter.
        case used(by: Waiter)
        /// Until `wasReset`.
        case resetting
        /// Until `closed`.
        case closing
    }

    struct Connection {
        var state: State
        var born: Instant
        /// Not to be handed out again.
        var isDoomed = false
    }

    struct Waiting {
        var since: Instant
        /// The connection under way for it.
        var place: Place?
        var hasTimer = false
    }

    let settings: PoolSettings
    var connections: [Place: Connection] = [:]
    /// In the order of their give-back.
    var idle: [Place] = []
    /// In the order of their coming.
    var queue: [Waiter] = []
    var waiting: [Waiter: Waiting] = [:]
    var isClosed = false
    var nextPlace = 0
    var tally = PoolStatus()
    /// The answer to the event at hand.
    var actions: [Action] = []

    init(_ settings: PoolSettings) { self.settings = settings }

    /// What is to be done about `event`; nothing for one that comes too late or twice.
    mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        actions.removeAll(keepingCapacity: true)
        switch event {
        case .acquire(let waiter): acquire(waiter, now)
        case .cancel(let waiter): leave(waiter, .cancelled, now)
        case .timeout(let waiter): leave(waiter, .timedOut, now)
        case .connected(let place): connected(place, now)
        case .connectFailed(let place): connectFailed(place, now)
        case .pinged(let place, let isAlive): pinged(place, isAlive, now)
        case .release(let place, let waiter, let isBroken):
            release(place, waiter, isBroken, now)
        case .wasReset(let place, let isClean): wasReset(place, isClean, now)
        case .closed(let place): closed(place)
        case .invalidate(let instant): doom { $0.born < instant }
        case .leaseOverdue(let waiter): reportLeak(waiter)
        case .tick: tick(now)
        case .close: close(now)
        }
        serve(now)
        return actions
    }

    /// The counts at this instant.
    var status: PoolStatus {
        var status = tally
        status.size = settings.size
        status.total = connections.count
        status.waiting = queue.count
        for connection in connections.values {
            switch connection.state {
            case .connecting: status.connecting += 1
            case .idle: status.idle += 1
            case .pinging, .used, .resetting: status.checkedOut += 1
            case .closing: status.closing += 1
            }
        }
        return status
    }
}

/// Why a caller gets no connection.
enum PoolRefusal: Hashable {
    case timedOut
    case cancelled
    case closed
    case connectFailed
}

/// What a timer is for: a waiter's patience, or a lease's limit.
enum PoolTimer: Hashable {
    case waiter(Int)
    case lease(Int)
}
