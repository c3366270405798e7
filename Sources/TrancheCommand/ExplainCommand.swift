import ArgumentParser
import Tranche

/// `tranche explain PIPELINE.yaml`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print what a pipeline file will do, and write nothing.",
        discussion: """
            Tells the columns that each step reads and makes with their types, what the source does \
            itself, workers and memory, and which delivery the sink can promise.

              tranche explain nightly.yaml -p day=2026-08-22
            """)

    @Argument(help: "The pipeline file.") var file: String

    @Option(
        name: [.customShort("p"), .customLong("param")],
        help: ArgumentHelp(
            "A value for one of the file's params; repeat for more.", valueName: "name=value"))
    var params: [String] = []

    mutating func run() async throws {
        RunsCommand.answer {
            try JobExplanation.text(
                of: PipelineFile.load(file, params: RunCommand.values(of: params)))
        }
    }
}
