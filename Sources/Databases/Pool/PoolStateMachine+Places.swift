/// What the events share: who gets which connection.
extension PoolStateMachine {
    /// Sees to a connection for each waiter that has none under way, longest wait first.
    mutating func serve(_ now: Instant) {
        for waiter in queue where waiting[waiter]?.place == nil {
            guard supply(waiter, now) else { return }
        }
    }

    /// - Returns: False when every place is taken.
    private mutating func supply(_ waiter: Waiter, _ now: Instant) -> Bool {
        while let place = settings.order == .lastInFirstOut ? idle.last : idle.first {
            if isStale(place, now) {
                close(place)
            } else if settings.pings {
                idle.removeAll { $0 == place }
                connections[place]?.state = .pinging(for: waiter)
                waiting[waiter]?.place = place
                actions.append(.ping(place))
                return true
            } else {
                handOver(place, to: waiter, now)
                return true
            }
        }
        guard connections.count < settings.limit else { return false }
        connect(for: waiter, now)
        return true
    }

    mutating func connect(for waiter: Waiter?, _ now: Instant) {
        let place = nextPlace
        nextPlace += 1
        connections[place] = Connection(state: .connecting(for: waiter), born: now)
        if let waiter { waiting[waiter]?.place = place }
        actions.append(.connect(place))
    }

    /// A connect or a ping has ended well.
    mutating func arrive(_ place: Place, for owner: Waiter?, _ now: Instant) {
        guard let owner else { return settle(place, now) }
        if isClosed || connections[place]?.isDoomed == true {
            waiting[owner]?.place = nil
            close(place)
        } else {
            handOver(place, to: owner, now)
        }
    }

    /// A clean connection that belongs to nobody: for the longest wait, else for later.
    mutating func settle(_ place: Place, _ now: Instant) {
        if isClosed || isStale(place, now) {
            close(place)
        } else if let first = queue.first {
            handOver(place, to: first, now)
        } else if idle.count < settings.size {
            connections[place]?.state = .idle(since: now)
            idle.append(place)
        } else {
            close(place)
        }
    }

    private mutating func handOver(_ place: Place, to waiter: Waiter, _ now: Instant) {
        if waiting[waiter]?.place == place { waiting[waiter]?.place = nil }
        remove(waiter, now)
        idle.removeAll { $0 == place }
        connections[place]?.state = .used(by: waiter)
        tally.served += 1
        actions.append(.handOver(place, to: waiter))
        if let limit = settings.leakLimit {
            actions.append(.schedule(.lease(waiter), at: now.advanced(by: limit)))
        }
    }

    /// Takes a waiter from the queue; what was under way for it then belongs to nobody.
    ///
    /// - Returns: Whether it was waiting.
    @discardableResult
    mutating func remove(_ waiter: Waiter, _ now: Instant) -> Bool {
        guard let entry = waiting.removeValue(forKey: waiter) else { return false }
        queue.removeAll { $0 == waiter }
        tally.waitTime += entry.since.duration(to: now)
        if entry.hasTimer { actions.append(.cancel(.waiter(waiter))) }
        guard let place = entry.place else { return true }
        switch connections[place]?.state {
        case .connecting: connections[place]?.state = .connecting(for: nil)
        case .pinging: connections[place]?.state = .pinging(for: nil)
        default: break
        }
        return true
    }

    /// The place stays taken until the server has let go of the connection.
    mutating func close(_ place: Place) {
        idle.removeAll { $0 == place }
        connections[place]?.state = .closing
        actions.append(.close(place))
    }

    /// Idle connections that `condition` fits are closed now, others when they come back.
    mutating func doom(_ condition: (Connection) -> Bool) {
        for (place, connection) in connections where condition(connection) {
            connections[place]?.isDoomed = true
        }
        for place in idle where connections[place]?.isDoomed == true { close(place) }
    }

    mutating func reportDrained() {
        if isClosed, connections.isEmpty { actions.append(.drained) }
    }

    func isStale(_ place: Place, _ now: Instant) -> Bool {
        guard let connection = connections[place] else { return true }
        if connection.isDoomed { return true }
        if let age = settings.recycleAfter {
            let limit = age * (1 - settings.recycleJitter * Self.fraction(place))
            if connection.born.duration(to: now) >= limit { return true }
        }
        guard let limit = settings.idleTimeout, case .idle(let since) = connection.state else {
            return false
        }
        return since.duration(to: now) >= limit
    }

    /// A number of 0..<1 that looks random and is the same for the same connection.
    private static func fraction(_ place: Place) -> Double {
        let mixed = UInt64(truncatingIfNeeded: place) &* 0x9E37_79B9_7F4A_7C15
        return Double(mixed >> 11) * 0x1p-53
    }
}
