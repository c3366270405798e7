import ArgumentParser
import Tranche

/// `tranche functions [NAME]`.
struct FunctionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "functions",
        abstract: "List the functions and operators of expressions, or show one with examples.",
        discussion: """
            Expressions are PostgreSQL's: filter, derive, fill and select take them.

              tranche functions date_trunc
              tranche functions '||'
            """)

    @Argument(help: "A function's name or an operator.") var name: String?

    mutating func run() async throws {
        RunsCommand.answer {
            if let name { return try FunctionList.show(name) }
            return FunctionList.all()
        }
    }
}
