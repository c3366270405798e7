/// One function per event.
extension PoolStateMachine {
    mutating func acquire(_ waiter: Waiter, _ now: Instant) {
        guard !isClosed else { return actions.append(.fail(waiter, .closed)) }
        queue.append(waiter)
        waiting[waiter] = Waiting(since: now)
        serve(now)
        guard waiting[waiter] != nil else { return }
        waiting[waiter]?.hasTimer = true
        tally.waits += 1
        let deadline = now.advanced(by: settings.acquireTimeout)
        actions.append(.schedule(.waiter(waiter), at: deadline))
    }

    /// A connect or a ping under way for the waiter goes on, for whoever comes next.
    mutating func leave(_ waiter: Waiter, _ reason: PoolRefusal, _ now: Instant) {
        guard remove(waiter, now) else { return }
        if reason == .timedOut { tally.timeouts += 1 }
        actions.append(.fail(waiter, reason))
    }

    mutating func connected(_ place: Place, _ now: Instant) {
        guard case .connecting(let owner) = connections[place]?.state else { return }
        arrive(place, for: owner, now)
    }

    mutating func connectFailed(_ place: Place, _ now: Instant) {
        guard case .connecting(let owner) = connections[place]?.state else { return }
        connections[place] = nil
        tally.failedConnects += 1
        if let owner { leave(owner, .connectFailed, now) }
        reportDrained()
    }

    /// One connection that died while idle stands for all: whatever cut it (a restart of the
    /// server, most often) is not to be found out once per connection.
    mutating func pinged(_ place: Place, _ isAlive: Bool, _ now: Instant) {
        guard case .pinging(let owner) = connections[place]?.state else { return }
        if isAlive { return arrive(place, for: owner, now) }
        if let owner { waiting[owner]?.place = nil }
        close(place)
        doom { connection in
            if case .connecting = connection.state { return false }
            return true
        }
    }

    mutating func release(
        _ place: Place, _ waiter: Waiter, _ isBroken: Bool, _ now: Instant
    ) {
        guard connections[place]?.state == .used(by: waiter) else { return }
        if settings.leakLimit != nil { actions.append(.cancel(.lease(waiter))) }
        if isBroken || isClosed || isStale(place, now) { return close(place) }
        connections[place]?.state = .resetting
        actions.append(.reset(place))
    }

    mutating func wasReset(_ place: Place, _ isClean: Bool, _ now: Instant) {
        guard connections[place]?.state == .resetting else { return }
        if isClean { settle(place, now) } else { close(place) }
    }

    mutating func closed(_ place: Place) {
        guard connections[place]?.state == .closing else { return }
        connections[place] = nil
        reportDrained()
    }

    mutating func reportLeak(_ waiter: Waiter) {
        guard connections.values.contains(where: { $0.state == .used(by: waiter) }) else { return }
        actions.append(.reportLeak(waiter))
    }

    /// Closes what has been idle or alive for too long, and fills up to the least number.
    mutating func tick(_ now: Instant) {
        for place in idle where isStale(place, now) { close(place) }
        guard !isClosed else { return }
        let coming = connections.values.count { $0.state == .connecting(for: nil) }
        let missing = settings.minimumIdle - idle.count - coming
        for _ in 0..<max(0, min(missing, settings.limit - connections.count)) {
            connect(for: nil, now)
        }
    }

    mutating func close(_ now: Instant) {
        isClosed = true
        for place in idle { close(place) }
        for waiter in queue { leave(waiter, .closed, now) }
        reportDrained()
    }
}
