import ArgumentParser
import Tranche

/// `tranche run PIPELINE.yaml`.
struct RunCommand: PlainlyRead {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the job that a pipeline file defines.",
        discussion: """
            The file is YAML or JSON with the keys version, job, params, source, steps, sink \
            (or sinks), rejects and run. ${param}, ${env:NAME} and ${file:PATH} stand for values.

              version: 1
              job: nightly
              params: { day: null }
              source: { path: "flights-${day}.csv" }
              steps:
                - select carrier, flight, dep_delay
                - limit 1000
              sink: { sqlite: flights.db, table: late, mode: replace }
            """)

    @Argument(help: "The pipeline file.") var file: String

    @Option(
        name: [.customShort("p"), .customLong("param")],
        help: ArgumentHelp(
            "A value for one of the file's params; repeat for more.", valueName: "name=value"))
    var params: [String] = []

    @OptionGroup(title: "Run") var options: RunOptions

    mutating func run() async throws {
        await Session(options).run { () throws(JobError) in try definition() }
    }

    func definition() throws(JobError) -> JobDefinition {
        var job = try PipelineFile.load(file, params: try Self.values(of: params))
        job.command = CommandLine.arguments.dropFirst()
            .map(PostgreSQLAddress.withoutSecrets).joined(separator: " ")
        job.words = Array(CommandLine.arguments.dropFirst())
        try options.apply(to: &job)
        return job
    }

    /// The params that `-p` gives.
    static func values(of params: [String]) throws(JobError) -> [(name: String, value: String)] {
        var values: [(name: String, value: String)] = []
        for param in params {
            guard let equals = param.firstIndex(of: "="), equals > param.startIndex else {
                throw JobError(
                    .usage, "found '\(param)' for -p, wanted name=value",
                    hint: "write it like -p day=2026-08-22")
            }
            values.append(
                (String(param[..<equals]), String(param[param.index(after: equals)...])))
        }
        return values
    }
}
