import Testing

@testable import TrancheDatabases

typealias Machine = PoolStateMachine<ManualClock.Instant>

/// A machine and its time, for tests that never wait.
struct PoolBench {
    var machine: Machine
    var now = ManualClock.Instant()

    init(size: Int = 2, overflow: Int = 1, _ change: (inout PoolSettings) -> Void = { _ in }) {
        var settings = PoolSettings()
        settings.size = size
        settings.overflow = overflow
        settings.recycleJitter = 0
        change(&settings)
        machine = Machine(settings)
    }

    @discardableResult
    mutating func send(_ event: Machine.Event) -> [Machine.Action] {
        machine.handle(event, at: now)
    }

    mutating func pass(_ seconds: Double) { now = now.advanced(by: .seconds(seconds)) }

    /// Waiters 1...count take a fresh connection each, numbers 0..<count.
    mutating func take(_ count: Int) {
        for waiter in 1...count {
            send(.acquire(waiter))
            send(.connected(waiter - 1))
        }
    }

    /// Gives back cleanly.
    @discardableResult
    mutating func giveBack(_ place: Int, _ waiter: Int) -> [Machine.Action] {
        send(.release(place, by: waiter, isBroken: false))
        return send(.wasReset(place, isClean: true))
    }
}

struct PoolStateMachineTests {
    @Test func aFreePlaceIsConnectedAndHandedOver() {
        var bench = PoolBench()
        let deadline = bench.now.advanced(by: .seconds(30))
        #expect(
            bench.send(.acquire(1)) == [.connect(0), .schedule(.waiter(1), at: deadline)])
        #expect(bench.send(.connected(0)) == [.cancel(.waiter(1)), .handOver(0, to: 1)])
        #expect(bench.machine.status.checkedOut == 1)
    }

    @Test func aTakeBeyondTheLimitWaitsAndTimesOut() {
        var bench = PoolBench(size: 1, overflow: 0) { $0.acquireTimeout = .milliseconds(250) }
        bench.take(1)
        let deadline = bench.now.advanced(by: .milliseconds(250))
        #expect(bench.send(.acquire(2)) == [.schedule(.waiter(2), at: deadline)])
        bench.pass(0.25)
        #expect(bench.send(.timeout(2)) == [.cancel(.waiter(2)), .fail(2, .timedOut)])
        #expect(bench.send(.timeout(2)).isEmpty)
        #expect(bench.machine.status.timeouts == 1)
        #expect(bench.machine.status.waitTime == .milliseconds(250))
    }

    @Test func tenTakersOfThreePlacesAreServedInOrder() {
        var bench = PoolBench(size: 2, overflow: 1)
        for waiter in 1...10 { bench.send(.acquire(waiter)) }
        #expect(bench.machine.status.connecting == 3)
        for place in 0..<3 { bench.send(.connected(place)) }
        #expect(bench.machine.status.waiting == 7)
        for waiter in 1...7 {
            let actions = bench.giveBack((waiter - 1) % 3, waiter)
            #expect(actions.last == .handOver((waiter - 1) % 3, to: waiter + 3))
        }
        #expect(bench.machine.status.waiting == 0)
    }

    @Test func aCancelledWaiterLeavesNoHole() {
        var bench = PoolBench(size: 1, overflow: 0)
        bench.take(1)
        bench.send(.acquire(2))
        bench.send(.acquire(3))
        #expect(bench.send(.cancel(2)) == [.cancel(.waiter(2)), .fail(2, .cancelled)])
        #expect(bench.giveBack(0, 1) == [.cancel(.waiter(3)), .handOver(0, to: 3)])
    }

    @Test func aWaiterCancelledInTheInstantOfItsHandOverGivesBack() {
        var bench = PoolBench(size: 1, overflow: 0)
        bench.take(1)
        #expect(bench.send(.cancel(1)).isEmpty)
        bench.giveBack(0, 1)
        #expect(bench.machine.status.idle == 1)
    }

    @Test func aConnectWhoseTakerWasCancelledGoesToThePool() {
        var bench = PoolBench()
        bench.send(.acquire(1))
        bench.send(.cancel(1))
        #expect(bench.send(.connected(0)).isEmpty)
        #expect(bench.machine.status.idle == 1)
    }

    @Test func aFailedConnectGivesItsPlaceBackAndTheNextWaiterATry() {
        var bench = PoolBench(size: 1, overflow: 0)
        bench.send(.acquire(1))
        bench.send(.acquire(2))
        let actions = bench.send(.connectFailed(0))
        #expect(actions == [.cancel(.waiter(1)), .fail(1, .connectFailed), .connect(1)])
        for failure in 1...50 {
            bench.send(.acquire(failure + 2))
            bench.send(.connectFailed(failure))
        }
        #expect(bench.machine.status.connecting == 1)
        #expect(bench.machine.status.failedConnects == 51)
    }

    @Test func aConnectThatHangsHoldsUpNoOther() {
        var bench = PoolBench(size: 1, overflow: 1)
        bench.send(.acquire(1))
        bench.send(.acquire(2))
        #expect(bench.send(.connected(1)).last == .handOver(1, to: 2))
        // The connection given back serves the one who still waits for the hanging connect.
        #expect(bench.giveBack(1, 2).last == .handOver(1, to: 1))
    }

    @Test func aDeadIdleConnectionIsReplacedUnseenWithAllOlderOnes() {
        var bench = PoolBench(size: 3, overflow: 0)
        bench.take(3)
        bench.giveBack(0, 1)
        bench.giveBack(1, 2)
        #expect(bench.send(.acquire(4)).first == .ping(1))
        let actions = bench.send(.pinged(1, isAlive: false))
        #expect(actions == [.close(1), .close(0)])
        #expect(bench.send(.closed(1)) == [.connect(3)])
        #expect(bench.send(.connected(3)).last == .handOver(3, to: 4))
        #expect(bench.send(.release(2, by: 3, isBroken: false)) == [.close(2)])
    }

    @Test func aBrokenConnectionNeverComesBack() {
        var bench = PoolBench()
        bench.take(1)
        #expect(bench.send(.release(0, by: 1, isBroken: true)) == [.close(0)])
        bench.send(.closed(0))
        #expect(bench.machine.status.total == 0)
    }

    @Test func aResetThatFailsDropsTheConnection() {
        var bench = PoolBench(size: 1, overflow: 0)
        bench.take(1)
        bench.send(.acquire(2))
        #expect(bench.send(.release(0, by: 1, isBroken: false)) == [.reset(0)])
        #expect(bench.send(.wasReset(0, isClean: false)) == [.close(0)])
        #expect(bench.send(.closed(0)) == [.connect(1)])
    }

    @Test func aSecondGiveBackIsHarmless() {
        var bench = PoolBench(size: 1, overflow: 0)
        bench.take(1)
        bench.send(.acquire(2))
        bench.giveBack(0, 1)
        #expect(bench.send(.release(0, by: 1, isBroken: false)).isEmpty)
        #expect(bench.machine.connections[0]?.state == .used(by: 2))
    }
}
