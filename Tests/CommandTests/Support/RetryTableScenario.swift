import PostgreSQLTesting
import Testing

/// A retry of rejects that were repaired, some of them deleted, in a table.
struct RetryTableScenario: Sendable, CustomTestStringConvertible {
    /// `sqlite:…` as it is, a file, or `server`.
    var sink: String
    var rejects: String
    var options: [String] = []

    var testDescription: String { "\(sink) with rejects in \(rejects) \(options)" }

    static let all = [
        RetryTableScenario(sink: "sqlite:o.db#t", rejects: "sqlite:o.db#r"),
        RetryTableScenario(
            sink: "sqlite:o.db#t", rejects: "sqlite:r.db#r", options: ["--mode", "replace"]),
        RetryTableScenario(sink: "out.csv", rejects: "sqlite:r.db#r"),
        RetryTableScenario(sink: "server", rejects: "server"),
        RetryTableScenario(sink: "out.ndjson", rejects: "server"),
        RetryTableScenario(sink: "server", rejects: "sqlite:r.db#r"),
    ]

    /// The user gives some records up.
    static let isGivenUp: @Sendable (Int) -> Bool = { $0 % 15 == 3 }

    static var expectedIds: [Int] { RetryScenario.expectedIds.filter { !isGivenUp($0) } }
    static var remaining: [Int] { (1...RetryScenario.records).filter(RetryScenario.staysBad) }

    /// A place where the first run has ended and the rejects are repaired.
    func prepare() throws -> RetryTablePlace {
        let place = try RetryTablePlace(self)
        try place.job.begin(place.workspace)
        try place.repair()
        return place
    }
}

/// Where such a retry runs.
struct RetryTablePlace {
    let workspace: Workspace
    let job: RetryScenario
    private let scenario: RetryTableScenario
    private let server: PostgreSQLScenario?

    fileprivate init(_ scenario: RetryTableScenario) throws {
        self.scenario = scenario
        let server =
            [scenario.sink, scenario.rejects].contains("server") ? try PostgreSQLScenario() : nil
        self.server = server
        workspace = server?.workspace ?? Workspace()
        func address(_ text: String, _ table: String) -> String {
            text == "server" ? "\(server?.address ?? "")#\(table)" : text
        }
        job = RetryScenario(
            testDescription: scenario.testDescription, sink: address(scenario.sink, "t"),
            options: ["--rejects", address(scenario.rejects, "r")] + scenario.options)
    }

    /// What a query of the rejects' database finds, values of a row joined by `|`.
    func rejects(_ sql: String) throws -> [String] {
        if scenario.rejects == "server", let server { return try lines(server.sql(sql)) }
        let name = scenario.rejects.dropFirst(7).prefix { $0 != "#" }
        return try Database(workspace.file(String(name))).rows(sql)
    }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }

    fileprivate func repair() throws {
        let isServer = scenario.rejects == "server"
        let text = isServer ? "convert_from(original, 'UTF8')" : "CAST(original AS TEXT)"
        let repaired = "replace(\(text), ',-0', ',0')"
        // Half of them stay blobs, and half become texts where a column takes them.
        let blob = isServer ? "convert_to(\(repaired), 'UTF8')" : "CAST(\(repaired) AS BLOB)"
        _ = try rejects("UPDATE r SET original = \(blob) WHERE record % 2 = 0")
        _ = try rejects(
            "UPDATE r SET original = \(isServer ? blob : repaired) WHERE record % 2 = 1")
        _ = try rejects("DELETE FROM r WHERE record % 15 = 3")
    }

    /// The ids in the sink, in ascending order.
    func ids() throws -> [Int] {
        guard scenario.sink == "server", let server else { return try job.ids(workspace) }
        return try lines(server.sql("SELECT id FROM t ORDER BY id::int")).compactMap { Int($0) }
    }

    /// What is wrong after a retry that came to its end; empty when nothing is.
    func faults() throws -> [String] {
        var faults: [String] = []
        let ids = try ids()
        if ids != RetryTableScenario.expectedIds {
            faults.append("\(ids.count) ids, \(Set(ids).count) different")
        }
        let left = try rejects("SELECT record FROM r ORDER BY started, position")
        if left != RetryTableScenario.remaining.map(String.init) {
            faults.append("\(left.count) rejects, \(Set(left).count) different")
        }
        let runs = try rejects("SELECT DISTINCT job, started FROM r")
        if runs.count != 1 { faults.append("rejects of \(runs)") }
        let states = fileNames(in: workspace.path + "/state/tranche")
        let strangers = (workspace.names + states).filter {
            $0.contains("retry") || $0.contains(".part") || $0.hasSuffix(".ndjson.rejects.ndjson")
        }
        return strangers.isEmpty ? faults : faults + ["left behind: \(strangers)"]
    }
}
