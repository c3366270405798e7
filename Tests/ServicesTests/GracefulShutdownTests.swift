import HTTPTesting
import PropertyTesting
import Synchronization
import Testing

@testable import TrancheServices

/// What was done, in order.
private final class Steps: Sendable {
    private let kept = Mutex<[String]>([])
    var all: [String] { kept.withLock { $0 } }
    func add(_ step: String) { kept.withLock { $0.append(step) } }
}

/// A clock on which a sleep ends only when a resource with that limit hangs, so that a busy machine
/// changes nothing.
private final class HangClock: Clock {
    typealias Instant = ManualClock.Instant
    private let hung = Mutex<Set<Duration>>([])
    private let slept = Mutex<[Duration]>([])
    var now: Instant { Instant() }
    var minimumResolution: Duration { .zero }
    /// The sleeps that came to their end.
    var sleeps: [Duration] { slept.withLock { $0 } }

    func beginHanging(_ limit: Duration) { _ = hung.withLock { $0.insert(limit) } }

    func sleep(until deadline: Instant, tolerance _: Duration?) async throws {
        while !hung.withLock({ $0.contains(deadline.offset) }) {
            try Task.checkCancellation()
            await Task.yield()
        }
        slept.withLock { $0.append(deadline.offset) }
    }
}

/// How a resource behaves when it is to stop.
private enum Behaviour: CaseIterable {
    case stops, fails, hangs, stopsLate

    static let gen: Gen<Behaviour> = Gen<Int>.int(0...3).map { Behaviour.allCases[$0] }
}

@Suite("An ordered stop", .timeLimit(.minutes(5)))
struct GracefulShutdownTests {
    private let steps = Steps()
    private let clock = HangClock()

    @Test("What was registered last stops first, each once, however often and by whom it is asked")
    func order() async {
        let shutdown = GracefulShutdown(clock: clock)
        for name in ["a", "b", "c"] {
            let isTaken = shutdown.register(name) { [steps] in
                await Task.yield()
                steps.add(name)
            }
            #expect(isTaken)
        }
        let reports = await withTaskGroup(of: ShutdownReport.self) { group in
            for _ in 0..<50 { group.addTask { await shutdown.stop() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports == [ShutdownReport](repeating: ShutdownReport(), count: 50))
        #expect(await shutdown.stop() == ShutdownReport())
        #expect(steps.all == ["c", "b", "a"])
        let isTaken = shutdown.register("late") { [steps] in steps.add("late") }
        #expect(!isTaken)
        #expect(steps.all.count == 3)
    }

    @Test("A caller that is cancelled stops everything all the same")
    func cancelled() async {
        let shutdown = GracefulShutdown(clock: clock)
        shutdown.register("a") { [steps] in
            try Task.checkCancellation()
            steps.add("a")
        }
        let gate = Gate()
        let task = Task {
            await gate.wait()
            return await shutdown.stop()
        }
        task.cancel()
        gate.open()
        #expect(await task.value == ShutdownReport())
        #expect(steps.all == ["a"])
    }

    @Test("One that hangs is cancelled at its limit, and keeps nothing else from stopping")
    func hangs() async {
        let shutdown = GracefulShutdown(limit: .seconds(30), clock: clock)
        let gate = Gate()
        let wasCancelled = Counter()
        shutdown.register("first") { [steps] in steps.add("first") }
        shutdown.register("hung", limit: .seconds(2)) { [clock] in
            clock.beginHanging(.seconds(2))
            await withTaskCancellationHandler {
                await gate.wait()
            } onCancel: {
                wasCancelled.increment()
                gate.open()
            }
        }
        let report = await shutdown.stop()
        #expect(report.problems == [.init(name: "hung", reason: .timedOut(.seconds(2)))])
        #expect(clock.sleeps == [.seconds(2)] && steps.all == ["first"])
        await until { wasCancelled.value == 1 }
    }

    @Test("Any mixture of resources stops as a plain loop over them would, with the same report")
    func model() async {
        await forAll("as the model", cases: 1000, Behaviour.gen.array(0...8)) { behaviours in
            let clock = HangClock()
            let shutdown = GracefulShutdown(limit: .seconds(3), clock: clock)
            let steps = Steps()
            let gate = Gate()
            for (index, behaviour) in behaviours.enumerated() {
                shutdown.register("\(index)", limit: .seconds(index)) {
                    steps.add("\(index)")
                    switch behaviour {
                    case .stops: break
                    case .fails: throw Refused(number: index)
                    case .hangs:
                        clock.beginHanging(.seconds(index))
                        await gate.wait()
                    case .stopsLate: for _ in 0..<3 { await Task.yield() }
                    }
                }
            }
            let report = await shutdown.stop()
            gate.open()
            var certain: [ShutdownReport.Problem] = []
            for (index, behaviour) in behaviours.enumerated().reversed() {
                switch behaviour {
                case .stops, .stopsLate: break
                case .fails:
                    let error = "\(Refused(number: index))"
                    certain.append(.init(name: "\(index)", reason: .failed(error)))
                case .hangs:
                    certain.append(.init(name: "\(index)", reason: .timedOut(.seconds(index))))
                }
            }
            _ = try same(report.problems, certain)
            return try same(steps.all, behaviours.indices.reversed().map { "\($0)" })
        }
    }

    @Test("A wait for the request ends by a request before or after, or by a cancellation")
    func waits() async {
        let control = StopControl()
        let waiting = Task { await control.waitForRequest() }
        let cancelled = Task { await control.waitForRequest() }
        cancelled.cancel()
        #expect(await cancelled.value == false)
        control.request()
        #expect(await waiting.value)
        #expect(await control.waitForRequest())
    }
}
