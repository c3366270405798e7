import ArgumentParser

@main
struct TrancheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tranche")
}
