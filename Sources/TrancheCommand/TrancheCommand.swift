import ArgumentParser
import Tranche

/// The subcommands: each turns words into settings, runs them, and leaves with a status.
struct TrancheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tranche",
        abstract: "Copies records between files, pipes and databases, exactly once.",
        discussion: """
            Stop it any way you like and run the same command again: the result is what an \
            uninterrupted run gives.

              tranche copy flights.csv sqlite:flights.db#flights
              zcat x.csv.gz | tranche copy - x.ndjson --from csv
              tranche run nightly.yaml -p day=2026-08-22

            Exit status: 0 clean, 3 with rejects under the limit, 64 usage, 65 data, 66 input \
            missing, 69 unavailable, 70 our bug, 73 cannot create output, 74 I/O error, 75 another \
            run holds this job, 77 permission, 78 bad pipeline, 129/130/143 stopped by a signal, \
            141 the reader closed our pipe.
            """,
        version: "0.1.0",
        subcommands: [
            CopyCommand.self, RunCommand.self, RunsCommand.self, RejectsCommand.self,
            RetryCommand.self, InferCommand.self, ExplainCommand.self,
            FunctionsCommand.self,
        ])

    /// Without a subcommand there is nothing to do: the help text, as an error.
    mutating func run() async throws {
        StandardStreams.write(Self.helpMessage() + "\n", to: .error)
        ExitStatus(.usage).leave()
    }

    /// Reads the command line and runs what it says.
    static func start() async {
        do {
            let words = CommandLine.arguments.dropFirst()
            switch words.first {
            case "copy": try await run(CopyCommand.self, words.dropFirst())
            case "run": try await run(RunCommand.self, words.dropFirst())
            default: break
            }
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(error)
        }
    }

    /// Runs a command whose line is plain, and ends the process; returns when it is not.
    private static func run<Command: PlainlyRead>(
        _ command: Command.Type, _ line: some Sequence<String>
    ) async throws {
        guard var command = Command.read(plainly: line) else { return }
        try await command.run()
        ExitStatus.clean.leave()
    }

    /// Tells a wrong command line or an asked-for help text, and ends the process.
    private static func leave(_ error: any Error) -> Never {
        let code = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        if !text.isEmpty {
            if code == 0 {
                StandardStreams.write(text + "\n", to: .output)
            } else {
                StandardStreams.write(text + "\n", to: .error)
            }
        }
        ExitStatus(rawValue: code).leave()
    }
}
