import ArgumentParser
import PropertyTesting
import Testing

@testable import TrancheCommand

/// Plain lines are read from a table of our own; ArgumentParser must find the same in them.
@Suite("Lines that are read without ArgumentParser")
struct PlainLineTests {
    /// Every setting of a command, by name; one that was never set says so.
    static func settings(_ command: some ParsableCommand) -> String { "\(command)" }

    /// Whether both find the same settings, or the plain reading leaves the line alone.
    static func agree<Command: PlainlyRead>(_ type: Command.Type, on line: [String]) -> Bool {
        guard let plain = type.read(plainly: line) else { return true }
        guard let parsed = try? type.parse(line) else { return false }
        return settings(plain) == settings(parsed)
    }

    static let copyNames = CopyCommand.words.flatMap(\.names)
    static let runNames = RunCommand.words.flatMap(\.names)

    /// A value that the option takes.
    static func value(_ name: String) -> String {
        ["--workers": "3", "--progress": "plain", "--log-format": "json"][name] ?? "v"
    }

    @Test("A line of places alone is plain, and all settings have their defaults")
    func defaults() throws {
        let copy = try #require(CopyCommand.read(plainly: ["a", "b"]))
        #expect(Self.settings(copy) == Self.settings(try CopyCommand.parse(["a", "b"])))
        let run = try #require(RunCommand.read(plainly: ["a"]))
        #expect(Self.settings(run) == Self.settings(try RunCommand.parse(["a"])))
        #expect(!Self.settings(copy).contains("definition"))
    }

    @Test("Each option of copy is plain, and means the same", arguments: copyNames)
    func copyOption(_ name: String) throws {
        try check(CopyCommand.self, name, places: ["a", "b"])
    }

    @Test("Each option of run is plain, and means the same", arguments: runNames)
    func runOption(_ name: String) throws {
        try check(RunCommand.self, name, places: ["a"])
    }

    private func check<Command: PlainlyRead>(
        _ type: Command.Type, _ name: String, places: [String]
    ) throws {
        let word = try #require(type.words.first { $0.names.contains(name) })
        let option = word.takesValue ? [name, Self.value(name)] : [name]
        let bare = Self.settings(try #require(type.read(plainly: places)))
        for line in [option + places, places + option, places[..<1] + option + Array(places[1...])]
        {
            let plain = try #require(type.read(plainly: line))
            #expect(Self.settings(plain) == Self.settings(try type.parse(line)))
            #expect(Self.settings(plain) != bare)
        }
        for line in [
            option + option, [name], [name + "="], [name + "=" + Self.value(name)], [name, ""],
            [name, "-"], [name, "-1"], [name, "--quiet"], [name, "--", "x"], [name, "none"],
            [String(name.dropLast())], [name + "x"], ["-" + name], ["-q" + name.dropFirst()],
        ] {
            #expect(Self.agree(type, on: line + places), "\(line)")
            #expect(Self.agree(type, on: places + line), "\(line)")
        }
        if word.takesValue, name.hasPrefix("--") {
            #expect(type.read(plainly: places + [name + "=" + Self.value(name)]) != nil)
        }
    }

    @Test("The table names every option that the help tells")
    func complete() {
        #expect(Self.told(CopyCommand.helpMessage()) == Set(Self.copyNames))
        #expect(Self.told(RunCommand.helpMessage()) == Set(Self.runNames))
    }

    /// The names of options in a help text, but for those that are no settings.
    static func told(_ help: String) -> Set<String> {
        let lines = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
        let names = lines.flatMap { line in
            line.split(separator: " ").prefix { $0.hasPrefix("-") }.map {
                String($0.prefix { $0 != "," })
            }
        }
        return Set(names).subtracting(["--version", "-h", "--help"])
    }

    @Test(
        "What is not plain is left to ArgumentParser",
        arguments: [
            [], ["--help"], ["a", "b", "-h"], ["a", "b", "--version"], ["a", "b", "--unknown"],
            ["a", "b", "--fro", "csv"], ["a", "b", "--from"], ["a", "b", "--from", "--to"],
            ["a", "b", "--workers", "two"], ["a", "b", "--workers", "1", "--workers", "x"],
            ["a", "b", "--progress", "loud"], ["a", "--", "b"], ["a", "b", "-qe", "x"],
            ["a", "b", "--quiet=yes"], ["a", "b", "-quiet"], ["a", "b", "-e=limit 1"],
            ["--experimental-dump-help"],
        ] as [[String]])
    func declined(_ line: [String]) { #expect(CopyCommand.read(plainly: line) == nil) }

    @Test("run takes one file", arguments: [[], ["a", "b"], ["-q"]] as [[String]])
    func declinedRun(_ line: [String]) { #expect(RunCommand.read(plainly: line) == nil) }

    /// Words that lines are made of, whole options among them.
    static func word(_ names: [String]) -> Gen<[String]> {
        let values = Gen.element(of: [
            "a.csv", "-", "", "x=y", "3", "-3", "json", "plain", "none", "--", "-q", "é", "=",
            "\u{301}", "-\u{301}", "a b", "limit 1", "--help", "copy",
        ])
        let name = Gen.element(of: names)
        return .weighted([
            (4, zip(name, values).map { [$0, $1] }), (3, name.map { [$0, value($0)] }),
            (3, values.map { [$0] }), (2, zip(name, values).map { ["\($0)=\($1)"] }),
            (1, name.map { [$0] }), (1, Gen<String>.string(0...4).map { [$0] }),
            (1, zip(name, Gen<Int>.int(0...8)).map { [String($0.prefix($1))] }),
        ])
    }

    @Test("On no line the two disagree")
    func property() {
        forAll("copy", cases: 1000, Self.word(Self.copyNames).array(0...6)) { words in
            Self.agree(CopyCommand.self, on: words.flatMap { $0 })
        }
        forAll("run", cases: 300, Self.word(Self.runNames).array(0...4)) { words in
            Self.agree(RunCommand.self, on: words.flatMap { $0 })
        }
    }

    @Test("Many of the generated lines are plain")
    func share() {
        let lines = Self.word(Self.copyNames).array(0...6)
        let plain = (1...500).count {
            CopyCommand.read(plainly: lines.value(seed: UInt64($0)).flatMap { $0 }) != nil
        }
        #expect(plain > 40)
    }
}
