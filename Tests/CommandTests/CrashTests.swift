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
        var isEarly = false
        try crash(scenario, expected, kills: 20) { pace in
            // Every other time anywhere, else after the process has started and before it ends.
            isEarly.toggle()
            let span = UInt64(expected.seconds * pace * 1_000_000)
            return isEarly
                ? .after(microseconds: random.next(upTo: span))
                : .after(microseconds: span * 3 / 10 + random.next(upTo: span * 6 / 10))
        }
    }

    @Test("Killed at every change of its files", arguments: CrashScenario.all)
    func everyChange(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario)
        var change = 0
        try crash(scenario, expected, kills: 15) { _ in
            change += 3
            return .change(change)
        }
    }

    /// Kills runs at the given moments until so many have died, each time going on up to three
    /// times until the command gets to its end.
    private func crash(
        _ scenario: CrashScenario, _ expected: Expected, kills: Int,
        at moment: (_ pace: Double) -> Moment
    ) throws {
        var tally = Tally()
        while tally.kills < kills, tally.trials < 6 * kills {
            tally.trials += 1
            var trial = try CrashTrial(scenario)
            var isFinished = false
            for _ in 0...tally.trials % 3 where tally.kills < kills && !isFinished {
                let ended = interrupted(trial.start(), at: moment(tally.pace), trial)
                guard ended.signal == SIGKILL else {
                    try #require(isEnd(ended, scenario), "\(ended.errors)")
                    tally.count(ended)
                    tally.finished += 1
                    tally.pace *= 0.85
                    isFinished = true
                    break
                }
                tally.kills += 1
                tally.count(ended)
                #expect(try trial.isUntouched(by: expected), "\(context(scenario, tally))")
                // It may have been killed between the record of its end and its exit.
                trial.wasKilledAfterItsRecord = scenario.isPiped && trial.isRecorded
                // A delete that is repeated finds nothing, and counts so.
                isFinished =
                    trial.wasKilledAfterItsRecord || (!scenario.countsAgain && trial.isRecorded)
            }
            let context = context(scenario, tally)
            // The same records through a pipe are new ones once a run has ended well.
            if !(isFinished && scenario.isPiped) {
                let last = trial.start().wait()
                tally.count(last)
                // One that finds its work done has nothing to reject.
                let isWell = [0, scenario.endStatus].contains(last.status)
                try #require(isWell, "\(context): \(last.errors)")
            }
            let faults =
                isFinished && !scenario.countsAgain
                ? try trial.contentFaults(against: expected) : try trial.faults(against: expected)
            try #require(faults.isEmpty, "\(context): \(faults)")
        }
        print("crash: \(scenario.testDescription): \(tally), seed \(runSeed)")
        #expect(tally.kills == kills, "\(context(scenario, tally))")
        // A program that started over every time would pass all of the above.
        #expect(tally.resumed > 0, "\(context(scenario, tally))")
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

    /// Whether the command came to its end, or found that it had before it was killed.
    private func isEnd(_ ended: Ended, _ scenario: CrashScenario) -> Bool {
        ended.status == scenario.endStatus
            || (ended.status == 0 && ended.errors.contains("completed this job already"))
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
        /// Follows the speed of a machine that others use too: kills that come before the first
        /// checkpoint are followed by later ones.
        var pace = 1.0

        mutating func count(_ ended: Ended) {
            if ended.errors.contains("resuming run") { resumed += 1 } else { pace *= 1.05 }
        }

        var description: String {
            "\(kills) kills, \(resumed) resumes, \(trials) trials, \(finished) ended before the kill"
        }
    }
}
