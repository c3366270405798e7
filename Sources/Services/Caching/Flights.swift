/// Loads under way and who waits for them, without locks.
///
/// A key has at most one current load. A write supersedes it: the load still answers those who
/// wait, but its result is not kept and nobody joins it any more.
@usableFromInline
struct Flights<Key: Hashable, Value> {
    typealias Waiter = CheckedContinuation<Value?, any Error>

    private struct Flight {
        var waiters: [Int: Waiter]
        var task: Task<Void, Never>?
    }

    private var flights: [Int: Flight] = [:]
    @usableFromInline var current: [Key: Int] = [:]
    /// Which load a ticket waits for.
    private var tickets: [Int: (flight: Int, key: Key)] = [:]
    private var lastNumber = 0

    /// Callers that wait for a load.
    var waiterCount: Int { tickets.count }

    /// A number for a waiter or a load, never given before.
    mutating func number() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// Adds a waiter to the load of `key`.
    ///
    /// - Returns: The number of the load to begin; `nil` when one is under way.
    mutating func join(_ key: Key, ticket: Int, _ waiter: Waiter) -> Int? {
        if let flight = current[key] {
            flights[flight]?.waiters[ticket] = waiter
            tickets[ticket] = (flight, key)
            return nil
        }
        let flight = number()
        flights[flight] = Flight(waiters: [ticket: waiter])
        current[key] = flight
        tickets[ticket] = (flight, key)
        return flight
    }

    /// Hands over the task of a load.
    ///
    /// - Returns: Whether somebody waits for it.
    mutating func attach(_ task: Task<Void, Never>, to flight: Int) -> Bool {
        guard flights[flight] != nil else { return false }
        flights[flight]?.task = task
        return true
    }

    /// Takes a waiter out, and the load with the last of them.
    mutating func leave(ticket: Int) -> (waiter: Waiter?, abandoned: Task<Void, Never>?) {
        guard let (flight, key) = tickets.removeValue(forKey: ticket) else { return (nil, nil) }
        let waiter = flights[flight]?.waiters.removeValue(forKey: ticket)
        guard flights[flight]?.waiters.isEmpty == true else { return (waiter, nil) }
        if current[key] == flight { current[key] = nil }
        return (waiter, flights.removeValue(forKey: flight)?.task)
    }

    /// Ends a load.
    ///
    /// - Returns: Who waits, and whether the result may be kept.
    mutating func finish(_ flight: Int, of key: Key) -> (waiters: [Waiter], isCurrent: Bool) {
        guard let ended = flights.removeValue(forKey: flight) else { return ([], false) }
        for ticket in ended.waiters.keys { tickets[ticket] = nil }
        let isCurrent = current[key] == flight
        if isCurrent { current[key] = nil }
        return (Array(ended.waiters.values), isCurrent)
    }

    @inlinable
    mutating func supersede(_ key: Key) {
        // Nothing is hashed for the cache that is only written to.
        if !current.isEmpty { current[key] = nil }
    }
    mutating func supersedeAll() { current = [:] }
}
