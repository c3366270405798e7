import ArgumentParser
import Tranche

/// `tranche rejects RUN`.
struct RejectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects",
        abstract: "Print the records that a run has set aside.",
        discussion: """
            On a terminal a table, else the lines of the rejects file, one JSON object each: file, \
            record, line, offset, step, column, code, message and the original bytes. Repair the \
            originals in that file and send them again with 'tranche retry'.

              tranche rejects last
              tranche rejects last --to ndjson | jq -r .original
            """)

    @Argument(help: "The run's id, its beginning, or 'last'.") var run: String
    @Option(help: ArgumentHelp("table or ndjson.", valueName: "form")) var to: RejectsForm?
    @Option(help: ArgumentHelp("The most records in the table.", valueName: "n")) var limit = 1000
    @Option(help: ArgumentHelp("The state store.", valueName: "file")) var state: String?

    mutating func run() async throws {
        let form = to ?? (StandardStreams.isTerminal(.output) ? .table : .ndjson)
        RunsCommand.answer {
            let history = try RunHistory(statePath: state)
            if form == .table { return try history.rejectsTable(run, limit: max(1, limit)) }
            var isWritten = true
            try history.rejectLines(run) { bytes in
                isWritten = StandardStreams.write(bytes, to: .output)
                return isWritten
            }
            if !isWritten { ExitStatus.brokenPipe.leave() }
            return ""
        }
    }
}

/// How rejects are printed.
enum RejectsForm: String, ExpressibleByArgument, CaseIterable {
    case table
    case ndjson
}
