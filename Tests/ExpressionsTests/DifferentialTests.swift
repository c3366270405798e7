import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long to compare: `TRANCHE_DIFFERENTIAL_SECONDS`, 20 by default, 0 for not at all.
private let seconds: Double = {
    guard let set = unsafe getenv("TRANCHE_DIFFERENTIAL_SECONDS") else { return 20 }
    return unsafe Double(String(cString: set)) ?? 20
}()

@Suite("Random expressions give what PostgreSQL gives", .serialized)
struct DifferentialTests {
    @Test(
        "Values, NULLs and errors agree on random rows",
        .enabled(if: seconds > 0, "TRANCHE_DIFFERENTIAL_SECONDS is 0"),
        .enabled(if: PostgreSQL.folder != nil, "no PostgreSQL is installed"))
    func agree() throws {
        let bin = try #require(PostgreSQL.folder)
        let server = try PostgreSQL(bin: bin)
        defer { server.stop() }
        let oracle = try Oracle(server, seed: runSeed)
        let end = ContinuousClock.now + .seconds(seconds)
        var batch: UInt64 = 0
        var failures = 0
        while ContinuousClock.now < end, failures < 40 {
            let seed = runSeed &+ batch &* 0x9E37_79B9_7F4A_7C15
            let found = counterexample(cases: 50, LiveCase.gen, seed: seed, oracle.agrees)
            if let found {
                failures += 1
                Issue.record("LIVE\t\(found.value)\t\(found.reason ?? "")\tTRANCHE_SEED=\(runSeed)")
            }
            batch += 1
        }
        #expect(oracle.compared > 0)
        print("compared \(oracle.compared) values")
    }
}
