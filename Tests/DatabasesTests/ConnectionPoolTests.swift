import PropertyTesting
import Synchronization
import Testing
import TrancheColumnar

@testable import TrancheDatabases

struct ConnectionPoolTests {
    typealias Pool = ConnectionPool<FakeFactory, ManualClock>

    let factory = FakeFactory()
    let clock = ManualClock()

    func pool(
        _ size: Int, _ overflow: Int = 0, leakLimit: Duration? = nil,
        onLeak: @escaping @Sendable (LeakReport) -> Void = { _ in }
    ) throws -> Pool {
        var settings = PoolSettings()
        settings.size = size
        settings.overflow = overflow
        settings.leakLimit = leakLimit
        return try Pool(settings, factory: factory, clock: clock, onLeak: onLeak)
    }

    /// Returns once the connection given back was reset; before that, it is handed on unpinged.
    func idle(_ pool: Pool) async throws {
        try await eventually("a connection is idle") { pool.status.idle > 0 }
    }

    @Test func theDefaultsAreThoseOfAnEstablishedPool() {
        let settings = PoolSettings()
        #expect(settings.size == 20 && settings.overflow == 10 && settings.pings)
        #expect(settings.acquireTimeout == .seconds(30))
        #expect(settings.recycleAfter == .seconds(1_800))
        #expect(settings.order == .lastInFirstOut)
    }

    @Test func aSettingOutOfItsRangeIsRefused() {
        let error = jobError { _ = try pool(0) }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("found 0 as size") == true)
    }

    @Test func aConnectionIsResetPingedAndUsedAgain() async throws {
        let pool = try pool(1)
        for _ in 0..<3 {
            #expect(try await pool.withConnection { $0 } == 1)
            try await idle(pool)
        }
        await pool.close()
        #expect(factory.state.withLock { $0.pings + $0.resets } == [1, 1, 1, 1, 1])
        #expect(factory.openCount == 0)
    }

    @Test func theTimeoutNamesTheSizesAndTheTime() async throws {
        let pool = try pool(1, 1)
        let gate = Gate()
        factory.state.withLock { $0.holds = true }
        let holders = (0..<2).map { _ in
            Task { try await pool.withConnection { _ in await gate.wait() } }
        }
        await factory.held(2)
        let late = Task { try await pool.withConnection { _ in } }
        await clock.sleepers(3)
        factory.letGo()
        // Both holders' timers go, the third one's stays.
        try await eventually("one timer is left") { clock.sleeperCount == 1 }
        clock.advance(by: .seconds(30))
        let error = try #require(await failure { try await late.value } as? JobError)
        #expect(error.code == .unavailable)
        for part in ["size 1", "overflow 1", "30.0 seconds", "2 checked out"] {
            #expect(error.message.contains(part), "\(error.message)")
        }
        #expect(error.hint != nil)
        gate.open()
        for holder in holders { try await holder.value }
        await pool.close()
    }

    @Test func aRefusedConnectReachesItsCallerAndThePoolGoesOn() async throws {
        let pool = try pool(1)
        factory.state.withLock { $0.refusals = 5 }
        for _ in 0..<5 {
            let error = await failure { try await pool.withConnection { _ in } }
            #expect(error is FakeFactory.Refused)
        }
        #expect(try await pool.withConnection { $0 } == 1)
        #expect(pool.status.failedConnects == 5)
        await pool.close()
    }

    @Test func aCallerCancelledDuringItsConnectLosesNothing() async throws {
        let pool = try pool(1)
        factory.state.withLock { $0.holds = true }
        let caller = Task { try await pool.withConnection { $0 } }
        await factory.held(1)
        caller.cancel()
        #expect(await failure { _ = try await caller.value } is CancellationError)
        factory.letGo()
        #expect(try await pool.withConnection { $0 } == 1)
        await pool.close()
        #expect(factory.openCount == 0)
    }

    @Test func aBodyThatBreaksItsConnectionHasItReplaced() async throws {
        let pool = try pool(1)
        let error = await failure {
            try await pool.withConnection { _ in throw FakeFactory.Refused() }
        }
        #expect(error is FakeFactory.Refused)
        #expect(try await pool.withConnection { $0 } == 2)
        try await idle(pool)
        factory.state.withLock { _ = $0.dead.insert(2) }
        #expect(try await pool.withConnection { $0 } == 3)
        await pool.close()
        #expect(factory.openCount == 0)
    }

    @Test func closingWaitsForTheLeaseAndRefusesAfterwards() async throws {
        let pool = try pool(1)
        let gate = Gate()
        let taken = Gate()
        let holder = Task {
            try await pool.withConnection { _ in
                taken.open()
                await gate.wait()
            }
        }
        await taken.wait()
        let waiter = Task { try await pool.withConnection { _ in } }
        await clock.sleepers(1)
        let closing = Task { await pool.close() }
        let refused = try #require(await failure { try await waiter.value } as? JobError)
        #expect(refused.code == .unavailable && refused.message.contains("closed"))
        #expect(pool.status.checkedOut == 1)
        gate.open()
        try await holder.value
        await closing.value
        #expect(factory.openCount == 0 && pool.status.total == 0)
        #expect(await failure { try await pool.withConnection { _ in } } is JobError)
        await pool.close()
    }

    @Test func aLongLeaseIsReportedWithItsPlace() async throws {
        let reports = Mutex<[LeakReport]>([])
        let told = Gate()
        let pool = try pool(1, leakLimit: .seconds(5)) { report in
            reports.withLock { $0.append(report) }
            told.open()
        }
        try await pool.withConnection { _ in
            try await eventually("one timer is left") { clock.sleeperCount == 1 }
            clock.advance(by: .seconds(5))
            await told.wait()
        }
        await pool.close()
        let report = try #require(reports.withLock { $0.first })
        #expect(report.place.contains("ConnectionPoolTests.swift:"))
        #expect(report.limit == .seconds(5))
    }

    @Test func manyCallersWithCancellationsLoseNoConnection() async throws {
        let pool = try pool(2, 2)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                let task = Task { try await pool.withConnection { _ in await Task.yield() } }
                if number % 3 == 0 { task.cancel() }
                group.addTask { _ = await task.result }
            }
        }
        #expect(factory.state.withLock { $0.mostOpen } <= 4)
        #expect(pool.status.waiting == 0)
        await pool.close()
        #expect(factory.openCount == 0 && clock.sleeperCount == 0)
    }
}

/// Runs `body` and gives the error it throws.
func failure(_ body: () async throws -> Void) async -> (any Error)? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}
