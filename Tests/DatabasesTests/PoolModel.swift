import PropertyTesting

@testable import TrancheDatabases

/// One random event: which kind, and which of the candidates for it.
struct PoolMove {
    var kind: Int
    var pick: Int

    static let kinds = 16

    static var any: Gen<PoolMove> {
        zip(.element(of: Array(0..<kinds)), .int(0...99)).map { PoolMove(kind: $0, pick: $1) }
    }
}

/// The world around a machine: it does what the machine asks for, late and in any order, and
/// keeps its own account.
struct PoolModel {
    var bench: PoolBench
    var connecting: [Int] = []
    var pinging: [Int] = []
    var resetting: [Int] = []
    var closing: [Int] = []
    var idle: Set<Int> = []
    var holders: [(place: Int, waiter: Int)] = []
    /// In the order of their coming.
    var waiting: [Int] = []
    var ended: Set<Int> = []
    var timers: Set<PoolTimer> = []
    var lastWaiter = 0
    var isClosed = false
    var isDrained = false
    /// The first rule that was broken.
    var complaint: String?

    init(_ bench: PoolBench) { self.bench = bench }

    mutating func play(_ move: PoolMove) {
        switch move.kind {
        case 0...3: acquire()
        case 4, 5: if let place = take(\.connecting, move) { finishConnect(place, true) }
        case 6: if let place = take(\.connecting, move) { finishConnect(place, false) }
        case 7: if let place = take(\.pinging, move) { send(.pinged(place, isAlive: true)) }
        case 8:
            if move.pick % 4 == 0, let place = take(\.pinging, move) {
                send(.pinged(place, isAlive: false))
            }
        case 9, 10: release(move, isBroken: move.pick % 7 == 6)
        case 11:
            if let place = take(\.resetting, move) {
                reset(place, isClean: move.pick % 5 != 4)
            }
        case 12: if let place = take(\.closing, move) { send(.closed(place)) }
        case 13: leave(move)
        case 14:
            bench.pass(Double(move.pick % 40))
            send(.tick)
        default:
            if move.pick == 99 { close() } else { send(.invalidate(olderThan: bench.now)) }
        }
        check()
    }

    /// Lets everything end well, then closes.
    mutating func finish() {
        while step() {}
        if !waiting.isEmpty { complain("\(waiting) wait for nothing") }
        close()
        while step() {}
        if !isDrained || bench.machine.status.total != 0 { complain("something is left") }
        if ended.count != lastWaiter { complain("a waiter was lost") }
        if !timers.isEmpty { complain("timers are left: \(timers)") }
        check()
    }

    private mutating func step() -> Bool {
        let first = PoolMove(kind: 0, pick: 0)
        if let place = take(\.connecting, first) {
            finishConnect(place, true)
        } else if let place = take(\.pinging, first) {
            send(.pinged(place, isAlive: true))
        } else if let place = take(\.resetting, first) {
            reset(place, isClean: true)
        } else if let place = take(\.closing, first) {
            send(.closed(place))
        } else if !holders.isEmpty {
            release(first, isBroken: false)
        } else {
            return false
        }
        check()
        return complaint == nil
    }

    private mutating func acquire() {
        lastWaiter += 1
        waiting.append(lastWaiter)
        send(.acquire(lastWaiter))
    }

    private mutating func finishConnect(_ place: Int, _ isGood: Bool) {
        if isGood { idle.insert(place) }
        send(isGood ? .connected(place) : .connectFailed(place))
    }

    private mutating func release(_ move: PoolMove, isBroken: Bool) {
        guard !holders.isEmpty else { return }
        let (place, waiter) = holders.remove(at: move.pick % holders.count)
        // Cancelled in the instant of its hand-over: the machine has nothing to do but take back.
        if !bench.send(.cancel(waiter)).isEmpty { complain("\(waiter) ended twice") }
        send(.release(place, by: waiter, isBroken: isBroken))
        if !bench.send(.release(place, by: waiter, isBroken: false)).isEmpty {
            complain("\(place) was given back twice")
        }
    }

    private mutating func reset(_ place: Int, isClean: Bool) {
        let oldest = waiting.first
        idle.insert(place)
        let actions = send(.wasReset(place, isClean: isClean))
        for case .handOver(place, let waiter) in actions where waiter != oldest {
            complain("\(waiter) came before \(String(describing: oldest))")
        }
    }

    private mutating func leave(_ move: PoolMove) {
        guard !waiting.isEmpty else { return }
        let waiter = waiting[move.pick % waiting.count]
        send(move.pick % 2 == 0 ? .cancel(waiter) : .timeout(waiter))
        if waiting.contains(waiter) { complain("\(waiter) could not leave") }
    }

    private mutating func close() {
        isClosed = true
        send(.close)
        if !waiting.isEmpty { complain("\(waiting) wait at a closed pool") }
    }

    private mutating func take(
        _ list: WritableKeyPath<PoolModel, [Int]>, _ move: PoolMove
    ) -> Int? {
        let count = self[keyPath: list].count
        return count == 0 ? nil : self[keyPath: list].remove(at: move.pick % count)
    }

    mutating func complain(_ text: String) { complaint = complaint ?? text }
}
