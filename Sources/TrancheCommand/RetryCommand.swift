import ArgumentParser
import Tranche

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `tranche retry RUN`.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Send a run's rejects through its pipeline once more, repaired.",
        discussion: """
            Repair the text under 'original' in the run's rejects file or table first; delete the \
            lines or rows of records that are not wanted. The records go through the same steps \
            into the same sink, each once, also when the retry is stopped and given again. Those \
            that still fail are the rejects of the retry, in the same file or table.

              tranche rejects last
              tranche retry last
            """)

    @Argument(help: "The run's id, its beginning, or 'last'.") var run: String
    @OptionGroup(title: "Run") var options: RunOptions

    mutating func run() async throws {
        await Session(options).run { () throws(JobError) in
            do { return try job() } catch let error as JobError { throw error } catch {
                throw JobError(.internalError, "\(error)", hint: "report this as a bug")
            }
        }
    }

    private func job() throws -> JobDefinition {
        let retry = try RetryDefinition(run: run, statePath: options.state.map(absolute))
        var options = options
        options.state = options.state.map(absolute)
        guard unsafe chdir(retry.directory) == 0 else {
            throw JobError(
                .inputMissing, "the directory of run \(retry.run) is gone: \(retry.directory)",
                hint: "put it back where the run was")
        }
        var job = try definition(retry.words)
        try retry.apply(to: &job)
        job.run.statePath = options.state
        job.words = retry.words
        job.command = "retry \(retry.run)"
        guard options.rejects == nil else {
            throw JobError(
                .usage, "found --rejects, but what still fails stays in \(retry.rejects)",
                hint: "leave --rejects out")
        }
        try options.apply(to: &job)
        return job
    }

    /// The job of an earlier command.
    private func definition(_ words: [String]) throws -> JobDefinition {
        let line = words.dropFirst()
        switch words.first {
        case "copy":
            let command = try CopyCommand.read(plainly: line) ?? CopyCommand.parse(Array(line))
            return try command.definition()
        case "run":
            let command = try RunCommand.read(plainly: line) ?? RunCommand.parse(Array(line))
            return try command.definition()
        default:
            throw JobError(
                .usage, "the run was made by '\(words.first ?? "")', wanted copy or run",
                hint: "repair the records in a file of their own and copy that")
        }
    }

    private func absolute(_ path: String) -> String {
        // A database of PostgreSQL is no path.
        guard !path.hasPrefix("/"), !path.hasPrefix("postgres") else { return path }
        var room = [CChar](repeating: 0, count: 4096)
        guard unsafe getcwd(&room, room.count) != nil else { return path }
        let directory = String(
            decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(directory)/\(path)"
    }
}
