import PostgreSQLTesting
import PropertyTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The program or the server dies, again and again, and the same command is run again.
///
/// `TRANCHE_KILLS` and `TRANCHE_RESTARTS` say how often over all modes; `make crash` asks for 100 and 50.
@Suite("A run into PostgreSQL that is interrupted leaves what an uninterrupted run leaves")
struct PostgreSQLCrashTests {
    static let kills = share("TRANCHE_KILLS", else: 14, of: PostgreSQLMode.all)
    static let restarts = share("TRANCHE_RESTARTS", else: 4, of: PostgreSQLMode.few)

    /// Each mode's share, rounded up.
    private static func share(_ name: String, else few: Int, of modes: [PostgreSQLMode]) -> Int {
        let number = unsafe getenv(name).flatMap { unsafe Int(String(cString: $0)) } ?? few
        return max(1, (number + modes.count - 1) / modes.count)
    }

    @Test("Killed with SIGKILL at random moments", arguments: PostgreSQLMode.all)
    func killed(_ mode: PostgreSQLMode) throws {
        let trials = try PostgreSQLTrials(mode, PostgreSQLScenario(rows: 4000))
        var random = SeededGenerator(seed: runSeed ^ UInt64(mode.name.utf8.count))
        var kills = 0
        while kills < Self.kills, trials.count < 4 * Self.kills + 4 {
            let trial = try trials.begin()
            var isOver = false
            for _ in 0..<3 where kills < Self.kills && !isOver {
                let child = trial.start()
                usleep(UInt32(trials.seconds * 1e6 * Double.random(in: 0.1...0.95, using: &random)))
                child.send(SIGKILL)
                let ended = child.wait()
                isOver = ended.signal == nil
                if isOver { #expect(mode.isEnd(ended), "\(ended.errors)") }
                kills += isOver ? 0 : 1
            }
            try trials.finish(trial, isOver ? nil : trial.start().wait())
        }
        print("crash: \(mode): \(kills) kills, \(trials), seed \(runSeed)")
        #expect(kills == Self.kills)
        #expect(trials.resumed > 0 || kills < 3)
    }

    @Test(
        "With a server that is killed and started again at random moments",
        arguments: PostgreSQLMode.few)
    func restarted(_ mode: PostgreSQLMode) throws {
        let scenario = try PostgreSQLScenario(PostgreSQLServer(), rows: 4000)
        let trials = try PostgreSQLTrials(mode, scenario)
        var random = SeededGenerator(seed: runSeed ^ UInt64(mode.name.utf8.count))
        var restarts = 0
        while restarts < Self.restarts, trials.count < 2 * Self.restarts + 2 {
            let trial = try trials.begin()
            let child = trial.start()
            for _ in 0..<3 where restarts < Self.restarts && !child.hasEnded {
                let share = Double.random(in: 0.1...0.6, using: &random)
                usleep(UInt32(trials.seconds * 1e6 * share))
                guard !child.hasEnded else { break }
                try scenario.server.restart()
                restarts += 1
            }
            try trials.finish(trial, child.wait())
        }
        print("crash: \(mode): \(restarts) restarts, \(trials), seed \(runSeed)")
        #expect(restarts == Self.restarts)
        #expect(trials.retried > 0)
    }

    @Test(
        "Cut off at a commit, whoever heard of the commit",
        arguments: [CuttingProxy.Cut.before, .after], PostgreSQLMode.few)
    func cutAtCommit(cut: CuttingProxy.Cut, mode: PostgreSQLMode) throws {
        let scenario = try PostgreSQLScenario(rows: 3000)
        let trials = try PostgreSQLTrials(mode, scenario, isSlow: false)
        for number in 1...5 {
            let folder = scenario.workspace.path + "/p\(number)"
            _ = unsafe mkdir(folder, 0o700)
            let proxy = CuttingProxy(
                server: scenario.server.folder, cut: cut, atCommit: number, in: folder)
            defer { proxy.stop() }
            let trial = try trials.begin(through: proxy.folder)
            let ended = trial.start().wait()
            #expect(proxy.hasCut)
            #expect(ended.errors.contains("trying again"), "\(ended.errors)")
            try trials.finish(trial, ended)
        }
    }
}
