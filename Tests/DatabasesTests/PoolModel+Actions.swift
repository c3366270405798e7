@testable import TrancheDatabases

extension PoolModel {
    /// Tells the machine and carries out its answer.
    @discardableResult
    mutating func send(_ event: Machine.Event) -> [Machine.Action] {
        if case .pinged(let place, true) = event { idle.insert(place) }
        if case .pinged(let place, false) = event { idle.insert(place) }
        let actions = bench.send(event)
        for action in actions { carryOut(action) }
        return actions
    }

    private mutating func carryOut(_ action: Machine.Action) {
        switch action {
        case .connect(let place): connecting.append(place)
        case .ping(let place): move(place, to: \.pinging)
        case .reset(let place): resetting.append(place)
        case .close(let place):
            idle.remove(place)
            closing.append(place)
        case .handOver(let place, let waiter):
            if idle.remove(place) == nil { complain("\(place) was not free") }
            end(waiter)
            holders.append((place, waiter))
        case .fail(let waiter, _): end(waiter)
        case .schedule(let timer, _): timers.insert(timer)
        case .cancel(let timer):
            if timers.remove(timer) == nil { complain("\(timer) was not set") }
        case .reportLeak: break
        case .drained: isDrained = true
        }
    }

    private mutating func move(_ place: Int, to list: WritableKeyPath<PoolModel, [Int]>) {
        if idle.remove(place) == nil { complain("\(place) was not idle") }
        self[keyPath: list].append(place)
    }

    private mutating func end(_ waiter: Int) {
        if !ended.insert(waiter).inserted { complain("\(waiter) ended twice") }
        waiting.removeAll { $0 == waiter }
    }

    /// What holds after each event.
    mutating func check() {
        let status = bench.machine.status
        let limit = bench.machine.settings.limit
        if status.total > limit { complain("\(status.total) connections of \(limit)") }
        let parts = status.checkedOut + status.idle + status.connecting + status.closing
        if status.total != parts { complain("the counts do not add up: \(status)") }
        let out = holders.count + pinging.count + resetting.count
        if status.checkedOut != out { complain("\(status.checkedOut) out, not \(out)") }
        if status.idle != idle.count { complain("\(status.idle) idle, not \(idle.count)") }
        if status.idle > bench.machine.settings.size { complain("too many idle") }
        if status.connecting != connecting.count { complain("connecting: \(status)") }
        if status.closing != closing.count { complain("closing: \(status)") }
        if bench.machine.queue != waiting { complain("waiters: \(bench.machine.queue)") }
        if waiting.count > connecting.count + pinging.count, status.total < limit {
            complain("a place is free and \(waiting) wait")
        }
        if isClosed, status.idle > 0 { complain("idle in a closed pool") }
    }
}
