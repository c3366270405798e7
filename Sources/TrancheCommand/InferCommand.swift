import ArgumentParser
import Tranche

/// `tranche infer SOURCE`.
struct InferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Print what a source's columns are, as a contract to begin with.",
        discussion: """
            All records are read. The contract is a Table Schema in JSON; under 'tranche' each field \
            has the evidence for its type. Add constraints to it: required, unique, pattern, enum, \
            minimum, maximum, minLength, maxLength.

              tranche infer flights.csv --null NA > contract.json
              tranche copy flights.csv sqlite:flights.db#flights --contract contract.json
            """)

    @Argument(help: ArgumentHelp("What to read, as for copy.", valueName: "source"))
    var places: [String]

    @Option(help: ArgumentHelp("The source's format: csv, tsv, ndjson, json.", valueName: "format"))
    var from: String?

    @Option(help: ArgumentHelp("The byte between fields: ';', '|', 'tab'.", valueName: "c"))
    var delimiter: String?

    @Flag(name: .customLong("no-header"), help: "The source has no header record.")
    var noHeader = false

    @Option(help: ArgumentHelp("Names of the columns: a,b,c.", valueName: "names"))
    var columns: String?

    @Option(
        name: .customLong("null"),
        help: ArgumentHelp("A text that means NULL; repeat for more.", valueName: "text"))
    var nullTokens: [String] = []

    @Option(help: ArgumentHelp("utf-8, latin-1, utf-16 or utf-16be.", valueName: "name"))
    var encoding: String?

    @Option(help: ArgumentHelp("A query of the source's database.", valueName: "sql"))
    var query: String?

    @Option(help: ArgumentHelp("The most records to look at (default: all).", valueName: "n"))
    var limit: Int?

    mutating func run() async throws {
        RunsCommand.answer {
            try SchemaInference.contract(of: definition(), limit: limit.map { max(1, $0) })
        }
    }

    private func definition() throws(JobError) -> SourceDefinition {
        var definition = SourceDefinition(try Endpoint(sources: places))
        definition.format = from
        definition.delimiter = try delimiter.map { text throws(JobError) in
            try SettingsText.delimiter(text, for: "--delimiter")
        }
        definition.hasHeader = !noHeader
        definition.columns = columns.map(SettingsText.names)
        definition.nullTokens = nullTokens
        definition.query = query
        if let encoding {
            definition.encoding = try SettingsText.encoding(encoding, for: "--encoding")
        }
        return definition
    }
}
