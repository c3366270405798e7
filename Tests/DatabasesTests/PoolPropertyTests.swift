import PropertyTesting
import Testing

@testable import TrancheDatabases

struct PoolPropertyTests {
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    @Test(arguments: [(1, 0, true), (1, 1, false), (2, 1, true), (3, 2, false)])
    func everySequenceOfEventsKeepsTheRules(_ size: Int, _ overflow: Int, _ pings: Bool) {
        let bench = PoolBench(size: size, overflow: overflow) {
            $0.pings = pings
            $0.order = pings ? .lastInFirstOut : .firstInFirstOut
            $0.recycleAfter = .seconds(300)
            $0.recycleJitter = 0.3
            $0.idleTimeout = .seconds(60)
            $0.minimumIdle = overflow
            $0.leakLimit = .seconds(60)
        }
        forAll("pool of \(size) + \(overflow)", cases: 1_000, PoolMove.any.array(0...120)) {
            moves in
            var model = PoolModel(bench)
            for move in moves where model.complaint == nil { model.play(move) }
            if model.complaint == nil { model.finish() }
            if let complaint = model.complaint { throw Broken(description: complaint) }
            return true
        }
    }
}
