import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The program is killed with SIGKILL, again and again, and the same command is run again.
@Suite("After any crash the same command gives what an uninterrupted run gives")
struct CrashTests {
    /// When a run is killed.
    enum Moment {
        /// So long after its start.
        case after(microseconds: UInt64)
        /// When its files have changed so often: between and around every commit.
        case change(Int)
    }

    @Test("Killed at random moments", arguments: CrashScenario.all)
    func randomMoments(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario)
        var random = SeededGenerator(seed: runSeed ^ seed(of: scenario.testDescription))
        let span = UInt64(expected.seconds * 1_000_000)
        var isEarly = false
        try crash(scenario, expected, kills: 20) {
            // Every other time anywhere, else after the process has started and before it ends.
            isEarly.toggle()
            return isEarly
                ? .after(microseconds: random.next(upTo: span))
                : .after(microseconds: span * 3 / 10 + random.next(upTo: span * 6 / 10))
        }
    }

    @Test("Killed at every change of its files", arguments: CrashScenario.all)
    func everyChange(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario)
        var change = 0
        try crash(scenario, expected, kills: 20) {
            change += 3
            return .change(change)
        }
    }

    /// Kills runs at the given moments until so many have died, each time going on up to three
    /// times until the command gets to its end.
    private func crash(
        _ scenario: CrashScenario, _ expected: Expected, kills: Int, at moment: () -> Moment
    ) throws {
        var tally = Tally()
        while tally.kills < kills, tally.trials < 3 * kills {
            tally.trials += 1
            let trial = try CrashTrial(scenario)
            for _ in 0...tally.trials % 3 where tally.kills < kills {
                let ended = interrupted(trial.start(), at: moment(), trial)
                guard ended.signal == SIGKILL else {
                    try #require(ended.status == 0, "\(ended.errors)")
                    tally.finished += 1
                    break
                }
                tally.kills += 1
                tally.count(ended)
                #expect(try trial.isUntouched(by: expected), "\(context(scenario, tally))")
            }
            let last = trial.start().wait()
            tally.count(last)
            let context = context(scenario, tally)
            try #require(last.status == 0, "\(context): \(last.errors)")
            let faults = try trial.faults(against: expected)
            try #require(faults.isEmpty, "\(context): \(faults)\n\(last.errors)")
        }
        print("crash: \(scenario.testDescription): \(tally), seed \(runSeed)")
        #expect(tally.kills == kills, "\(context(scenario, tally))")
        // A program that started over every time would pass all of the above.
        #expect(tally.resumed * 10 > tally.kills * 3, "\(context(scenario, tally))")
    }

    private func interrupted(_ child: Child, at moment: Moment, _ trial: CrashTrial) -> Ended {
        switch moment {
        case .after(let microseconds): usleep(UInt32(microseconds))
        case .change(let number):
            var seen = trial.footprint
            for _ in 0..<number {
                let isChanged = child.wait { trial.footprint != seen }
                guard isChanged else { break }
                seen = trial.footprint
            }
        }
        child.send(SIGKILL)
        return child.wait()
    }

    private func context(_ scenario: CrashScenario, _ tally: Tally) -> String {
        "\(scenario.testDescription): \(tally), TRANCHE_SEED=\(runSeed)"
    }

    private func seed(of text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    struct Tally: CustomStringConvertible {
        var trials = 0
        var kills = 0
        var resumed = 0
        var finished = 0

        mutating func count(_ ended: Ended) {
            if ended.errors.contains("resuming run") { resumed += 1 }
        }

        var description: String {
            "\(kills) kills, \(resumed) resumes, \(trials) trials, \(finished) ended before the kill"
        }
    }
}
