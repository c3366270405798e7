import PostgreSQLTesting
import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long to compare: `TRANCHE_DIFFERENTIAL_SECONDS`, 60 by default, 0 for not at all.
private let seconds: Double = {
    guard let set = unsafe getenv("TRANCHE_DIFFERENTIAL_SECONDS") else { return 60 }
    return unsafe Double(String(cString: set)) ?? 60
}()

/// The same expressions in each run, unless `TRANCHE_SEED` asks for others, as `make fuzz` does.
private let seed: UInt64 = unsafe getenv("TRANCHE_SEED") == nil ? 20_261_124 : runSeed

/// Batches of 50 expressions of a run with the seed of each run: those that are known to agree, so
/// that a faster machine does not get to others.
private let mostBatches: UInt64 = unsafe getenv("TRANCHE_SEED") == nil ? 3000 : .max

@Suite("Random expressions give what PostgreSQL gives", .serialized)
struct DifferentialTests {
    @Test(
        "Values, NULLs and errors agree on random rows",
        .enabled(if: seconds > 0, "TRANCHE_DIFFERENTIAL_SECONDS is 0"),
        .enabled(if: PostgreSQLServer.programs != nil, "no PostgreSQL is installed"))
    func agree() throws {
        let oracle = try Oracle(PostgreSQL(), seed: seed)
        let end = ContinuousClock.now + .seconds(seconds)
        var batch: UInt64 = 0
        var failures = 0
        while ContinuousClock.now < end, failures < 40, batch < mostBatches {
            let drawn = seed &+ batch &* 0x9E37_79B9_7F4A_7C15
            let found = counterexample(cases: 50, LiveCase.gen, seed: drawn, oracle.agrees)
            if let found {
                failures += 1
                Issue.record("LIVE\t\(found.value)\t\(found.reason ?? "")\tTRANCHE_SEED=\(seed)")
            }
            batch += 1
        }
        #expect(oracle.compared > 0)
        print("compared \(oracle.compared) values in \(batch) batches, TRANCHE_SEED=\(seed)")
    }
}
