import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The program dies at, or is refused, each single call that changes a file, one after another.
@Suite(
    "A fault at any call that changes a file loses nothing",
    .enabled(if: Faults.isAvailable, "preloading a library needs Linux and a C compiler"))
struct FaultTests {
    @Test(
        "Killed at each such call, and often again on the way", arguments: CrashScenario.small)
    func killedAtEachCall(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario, checkpoints: 3)
        var random = SeededGenerator(seed: runSeed)
        var tally = Tally()
        var number = 1 + Int(random.next(upTo: UInt64(scenario.stride - 1)))
        while true {
            let trial = try CrashTrial(scenario)
            let context = "call \(number), TRANCHE_SEED=\(runSeed)"
            var ended = run(trial, at: number, random.once(in: 2) ? .kill : .tear)
            if ended.signal == nil {
                try #require(ended.status == scenario.endStatus, "\(ended.errors)")
                break
            }
            tally.count(ended)
            for _ in 0..<random.next(upTo: 2) where ended.signal != nil && !trial.isRecorded {
                try #require(try trial.isUntouched(by: expected), "\(context)")
                ended = run(trial, at: 1 + Int(random.next(upTo: UInt64(number + 20))), .kill)
                tally.count(ended)
            }
            try #require(try trial.isUntouched(by: expected), "\(context)")
            try end(trial, ended, expected, context, &tally)
            number += scenario.stride
        }
        print("faults: \(scenario.testDescription): \(number) calls, \(tally)")
        try #require(number > 60 && tally.resumed > 10)
    }

    @Test("Killed in run after run, each time one call later", arguments: CrashScenario.small)
    func killedInEachRun(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario, checkpoints: 3)
        let trial = try CrashTrial(scenario)
        var tally = Tally()
        var number = 0
        var ended: Ended
        repeat {
            number += 1
            ended = run(
                trial, at: number, number.isMultiple(of: 2) ? .kill : .tear,
                ["--checkpoint-every", "20rows"])
            tally.count(ended)
        } while ended.signal != nil && !trial.isRecorded
        try end(trial, ended, expected, "run \(number)", &tally)
        print("faults: \(scenario.testDescription): run after run \(tally)")
        try #require(tally.kills > 20 && tally.resumed > 1)
    }

    @Test(
        "An error at each such call is told, and the same command goes on",
        arguments: [0, 1, 4, 6].map { CrashScenario.small[$0] },
        [Faults.Kind.lasting(ENOSPC), .failure(EIO), .failure(EDQUOT)])
    func failedAtEachCall(_ scenario: CrashScenario, kind: Faults.Kind) throws {
        let expected = try Expected(scenario, checkpoints: 3)
        var random = SeededGenerator(seed: runSeed)
        var number = 1 + Int(random.next(upTo: 0))
        var refused = 0
        while true {
            let trial = try CrashTrial(scenario)
            let ended = run(trial, at: number, kind)
            let calls = Faults.calls(in: trial.workspace)
            guard calls.count >= number else { break }
            let call = calls[number - 1]
            print(
                "EE \(scenario.testDescription) \(kind) \(number) \(call.name) \(call.path.dropFirst(27)) -> \(ended.status): \(ended.errors.replacing("\n", with: " / "))"
            )
            if ended.status != scenario.endStatus { refused += 1 }
            let last = trial.start().wait()
            if last.status != scenario.endStatus
                && !last.errors.contains("completed this job already")
            {
            }
            let faults = try trial.faults(against: expected)
            number += 1
        }
        print("faults: \(scenario.testDescription): \(number) calls, \(refused) refused")
    }

    /// Runs the command with a fault at one of its calls.
    private func run(
        _ trial: CrashTrial, at number: Int, _ kind: Faults.Kind, _ more: [String] = []
    ) -> Ended {
        trial.start(more, environment: Faults.environment(trial.workspace, at: number, kind))
            .wait()
    }

    /// Brings the job to its end, if it is not there, and compares.
    private func end(
        _ trial: CrashTrial, _ ended: Ended, _ expected: Expected, _ context: String,
        _ tally: inout Tally
    ) throws {
        var ended = ended
        if ended.signal != nil, !trial.isRecorded {
            ended = trial.start().wait()
            tally.count(ended)
        }
        if ended.signal == nil {
            try #require(ended.status == trial.scenario.endStatus, "\(context): \(ended.errors)")
        }
        let faults = try trial.faults(against: expected)
        let calls = Faults.calls(in: trial.workspace).suffix(3)
        try #require(faults.isEmpty, "\(context): \(faults), after \(calls)")
    }

    struct Tally: CustomStringConvertible {
        var kills = 0
        var resumed = 0

        mutating func count(_ ended: Ended) {
            if ended.signal == SIGKILL { kills += 1 }
            if ended.errors.contains("resuming run") { resumed += 1 }
        }

        var description: String { "\(kills) kills, \(resumed) resumes" }
    }
}
