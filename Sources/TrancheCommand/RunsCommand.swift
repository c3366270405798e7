import ArgumentParser
import Tranche

/// `tranche runs` and `tranche runs show RUN`.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List earlier runs, or show one.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the newest runs.")

        @Option(help: ArgumentHelp("The most runs to list.", valueName: "n")) var limit = 20
        @Option(help: ArgumentHelp("The state store.", valueName: "file")) var state: String?

        mutating func run() async throws {
            RunsCommand.answer { try RunHistory(statePath: state).list(limit: max(1, limit)) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show one run: counts, steps, timing, checkpoints.")

        @Argument(help: "The run's id, its beginning, or 'last'.") var run: String
        @Option(help: ArgumentHelp("The state store.", valueName: "file")) var state: String?

        mutating func run() async throws {
            RunsCommand.answer { try RunHistory(statePath: state).show(run) }
        }
    }

    /// Prints what `text` makes, or the error, and ends the process.
    static func answer(_ text: () throws -> String) -> Never {
        do {
            let isWritten = StandardStreams.write(try text(), to: .output)
            (isWritten ? ExitStatus.clean : .brokenPipe).leave()
        } catch let error as JobError {
            Log(format: .text, isQuiet: false).error(error)
            ExitStatus(error.code).leave()
        } catch {
            Log(format: .text, isQuiet: false).error(JobError(.internalError, "\(error)"))
            ExitStatus(.internalError).leave()
        }
    }
}
