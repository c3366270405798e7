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
        try #require(number > 40 && tally.resumed > 3)
    }

    @Test(
        "Killed in run after run, each time one call later",
        arguments: [0, 1, 4, 5, 8, 10].map { CrashScenario.small[$0] })
    func killedInEachRun(_ scenario: CrashScenario) throws {
        let expected = try Expected(scenario, checkpoints: 3)
        let trial = try CrashTrial(scenario)
        var tally = Tally()
        // Before, nothing of the job itself is done.
        var number = 12
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
        try #require(tally.kills > 20 && tally.resumed > 0)
    }

    @Test(
        "An error at each such call is told, and the same command goes on",
        arguments: [0, 1, 5, 7, 10].map { CrashScenario.small[$0] },
        [Faults.Kind.lasting(ENOSPC), .failure(EIO), .failure(EDQUOT)])
    func failedAtEachCall(_ scenario: CrashScenario, kind: Faults.Kind) throws {
        let expected = try Expected(scenario, checkpoints: 3)
        var random = SeededGenerator(seed: runSeed ^ UInt64(kind.number))
        var number = 1 + Int(random.next(upTo: 4))
        var refused = 0
        while true {
            let trial = try CrashTrial(scenario)
            let ended = run(trial, at: number, kind)
            let calls = Faults.calls(in: trial.workspace)
            guard calls.count >= number else { break }
            let call = calls[number - 1]
            let context = "call \(number), \(call), TRANCHE_SEED=\(runSeed): \(ended.errors)"
            if ended.status == scenario.endStatus {
                // What did not matter to the result, which is there.
                try #require(call.isDispensable, "\(context)")
                // Keys that could not be removed go with the next run.
                let faults = try trial.contentFaults(against: expected).filter {
                    call.name != "unlink" || !$0.contains(".dedupe")
                }
                try #require(faults.isEmpty, "\(context)")
            } else {
                refused += 1
                // On a disk that stays full, the first of the calls may not have mattered.
                let failed = kind.isLasting ? calls[(number - 1)...] : [call]
                try #require(failed.contains { $0.isTold(in: ended, kind) }, "\(context)")
                try #require(try trial.isUntouched(by: expected), "\(context)")
            }
            let last = trial.start().wait()
            let isDone = last.errors.contains("completed this job already")
            try #require(
                last.status == (isDone ? 0 : scenario.endStatus), "\(context)\(last.errors)")
            try #require(try trial.faults(against: expected).isEmpty, "\(context)\(last.errors)")
            number += 5
        }
        print("faults: \(scenario.testDescription): \(number) calls, \(refused) refused")
        try #require(refused >= 8)
    }

    @Test(
        "A run that goes on reads what is left, and not all again",
        arguments: CrashScenario.all.filter {
            ["csv to csv", "csv to sqlite, append", "several files as one source"]
                .contains($0.testDescription)
        })
    func readsTheRest(_ scenario: CrashScenario) throws {
        let whole = try CrashTrial(scenario)
        try #require(run(whole, at: 0, .kill).status == 0)
        let total = Faults.calls(in: whole.workspace).count
        let trial = try CrashTrial(scenario)
        try #require(run(trial, at: total * 3 / 5, .kill).signal == SIGKILL)
        _ = Faults.bytesRead(in: trial.workspace)
        let last = run(trial, at: 0, .kill)
        try #require(last.status == 0, "\(last.errors)")
        let found = last.errors.firstMatch(of: /after ([0-9,]+) records/)
        let done = found.flatMap { Int($0.1.filter { $0 != "," }) } ?? 0
        try #require((4000...14_000).contains(done), "\(last.errors)")
        let again = Faults.bytesRead(in: trial.workspace)
        // The ends of each file are read as well, to know it again.
        let size = scenario.inputs().reduce(0) { $0 + $1.bytes.count }
        let ends = again - size / 20_000 * (20_000 - done)
        #expect((0..<150_000 * scenario.inputs().count).contains(ends), "\(again) of \(size) bytes")
    }

    @Test(
        "What cannot be made beside a database or for a lock is an I/O error, and told",
        arguments: [
            ("mkdir", "/tranche"), ("create", ".new"), ("create", ".new-journal"),
            ("mkdir", "/locks"), ("create", ".lock"), ("create", "/state.db-wal"),
            ("create", "/state.db-shm"), ("create", "/o.db-journal"),
        ])
    func cannotMake(name: String, ending: String) throws {
        var scenario = CrashScenario.small[7]
        scenario.makesState = true
        let whole = try CrashTrial(scenario)
        try #require(run(whole, at: 0, .kill).status == scenario.endStatus)
        let number = try #require(
            Faults.calls(in: whole.workspace).firstIndex {
                $0.name == name && $0.path.hasSuffix(ending)
            })
        let trial = try CrashTrial(scenario)
        let ended = run(trial, at: number + 1, .failure(EDQUOT))
        let call = try #require(Faults.calls(in: trial.workspace).dropFirst(number).first)
        #expect(call.isTold(in: ended, .failure(EDQUOT)), "\(call): \(ended.errors)")
        #expect(trial.start().wait().status == scenario.endStatus)
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
        } else if ended.signal != nil,
            trial.workspace.names.contains(where: { $0.hasSuffix(".dedupe") })
        {
            // Killed between the record of its end and the removal of its keys.
            let again = trial.start().wait()
            try #require(again.errors.contains("completed this job already"), "\(again.errors)")
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

extension Faults.Call {
    /// Whether a run may come to its end although this failed: the record of the run is told to
    /// be missing, and for a lock, a draft, a directory or left keys there is another way or no need.
    var isDispensable: Bool {
        path.contains("/state/") || (name == "fdatasync" && path.hasSuffix("/data"))
            || (name == "unlink" && path.hasSuffix(".dedupe"))
    }

    /// Whether a run that ended says what happened where, and with the status for it.
    func isTold(in ended: Ended, _ kind: Faults.Kind) -> Bool {
        let file = path.split(separator: "/").last ?? ""
        let database = file.prefix { $0 != "-" }
        let output = file.drop { $0 == "." }.replacing(".part", with: "")
        let words = unsafe String(cString: strerror(kind.number))
        // SQLite says it in words of its own, and loses the system's when a file cannot be made.
        let texts = [words, "disk is full", "unable to open database file"]
        // A database that cannot be made is no output.
        let isSink = ["o.db", "a.db", "b.db"].contains(file)
        let statuses: [Int32] = name == "create" && isSink ? [73, 74] : [74]
        return statuses.contains(ended.status) && texts.contains { ended.errors.contains($0) }
            && (ended.errors.contains(file) || ended.errors.contains(database)
                || ended.errors.contains(output)
                || path.hasSuffix("/data"))
            && ended.errors.contains("hint: ")
    }
}
