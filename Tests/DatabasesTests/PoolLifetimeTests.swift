import Testing

@testable import TrancheDatabases

struct PoolLifetimeTests {
    @Test func ageCountsFromTheConnectAndActsOnGiveBackAndTake() {
        var bench = PoolBench { $0.recycleAfter = .seconds(100) }
        bench.take(2)
        bench.giveBack(0, 1)
        bench.pass(99.9)
        #expect(bench.send(.acquire(3)).first == .ping(0))
        bench.send(.pinged(0, isAlive: true))
        bench.giveBack(0, 3)
        bench.pass(0.1)
        #expect(bench.send(.release(1, by: 2, isBroken: false)) == [.close(1)])
        #expect(bench.send(.acquire(4)).prefix(2) == [.close(0), .connect(2)])
    }

    @Test func jitterSpreadsTheAgesBelowTheLimit() {
        var bench = PoolBench(size: 20, overflow: 0) { $0.recycleJitter = 0.5 }
        bench.take(20)
        for place in 0..<20 { bench.giveBack(place, place + 1) }
        bench.pass(899.9)
        #expect(bench.send(.tick).isEmpty)
        bench.pass(450)
        #expect(1..<20 ~= bench.send(.tick).count)
        bench.pass(451)
        bench.send(.tick)
        #expect(bench.machine.status.idle == 0)
    }

    @Test func idleConnectionsGoAfterTheirTimeAndTheLeastNumberIsFilled() {
        var bench = PoolBench {
            $0.idleTimeout = .seconds(10)
            $0.minimumIdle = 1
        }
        bench.take(1)
        bench.giveBack(0, 1)
        bench.pass(9.9)
        #expect(bench.send(.tick).isEmpty)
        bench.pass(0.1)
        #expect(bench.send(.tick) == [.close(0), .connect(1)])
        #expect(bench.send(.tick).isEmpty)
    }

    @Test func invalidationSparesWhatWasConnectedLater() {
        var bench = PoolBench()
        bench.take(1)
        bench.pass(1)
        bench.send(.acquire(2))
        bench.send(.connected(1))
        bench.giveBack(1, 2)
        #expect(bench.send(.invalidate(olderThan: bench.now)).isEmpty)
        #expect(bench.send(.release(0, by: 1, isBroken: false)) == [.close(0)])
        #expect(bench.machine.status.idle == 1)
    }

    @Test(arguments: [
        (PoolSettings.Order.lastInFirstOut, 1), (PoolSettings.Order.firstInFirstOut, 0),
    ])
    func theOrderSaysWhichIdleConnectionIsTaken(_ order: PoolSettings.Order, _ taken: Int) {
        var bench = PoolBench {
            $0.order = order
            $0.pings = false
        }
        bench.take(2)
        bench.giveBack(0, 1)
        bench.giveBack(1, 2)
        #expect(bench.send(.acquire(3)) == [.handOver(taken, to: 3)])
    }

    @Test func overflowIsClosedWhenGivenBack() {
        var bench = PoolBench(size: 1, overflow: 1)
        bench.take(2)
        bench.giveBack(0, 1)
        #expect(bench.giveBack(1, 2) == [.close(1)])
    }

    @Test func closingRefusesTheWaitersAndWaitsForTheLeases() {
        var bench = PoolBench(size: 2, overflow: 0)
        bench.take(2)
        bench.giveBack(0, 1)
        bench.send(.acquire(3))
        bench.send(.pinged(0, isAlive: true))
        bench.send(.acquire(4))
        #expect(bench.send(.close) == [.cancel(.waiter(4)), .fail(4, .closed)])
        #expect(bench.send(.acquire(5)) == [.fail(5, .closed)])
        for (place, waiter) in [(0, 3), (1, 2)] {
            #expect(bench.send(.release(place, by: waiter, isBroken: false)) == [.close(place)])
        }
        #expect(bench.send(.closed(0)).isEmpty)
        #expect(bench.send(.closed(1)) == [.drained])
        #expect(bench.send(.close) == [.drained])
    }

    @Test func closingDuringAConnectClosesTheNewcomer() {
        var bench = PoolBench()
        bench.send(.acquire(1))
        #expect(bench.send(.close) == [.cancel(.waiter(1)), .fail(1, .closed)])
        #expect(bench.send(.connected(0)) == [.close(0)])
        #expect(bench.send(.closed(0)) == [.drained])
    }

    @Test func aLongLeaseIsReportedAndAShortOneIsNot() {
        var bench = PoolBench { $0.leakLimit = .seconds(5) }
        let limit = bench.now.advanced(by: .seconds(5))
        bench.send(.acquire(1))
        #expect(bench.send(.connected(0)).last == .schedule(.lease(1), at: limit))
        #expect(bench.send(.leaseOverdue(1)) == [.reportLeak(1)])
        let actions = bench.send(.release(0, by: 1, isBroken: false))
        #expect(actions == [.cancel(.lease(1)), .reset(0)])
        #expect(bench.send(.leaseOverdue(1)).isEmpty)
    }
}
