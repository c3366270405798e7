import ArgumentParser

/// A command whose plain lines are read without ArgumentParser, which takes longer to look up what
/// the options are than a small job takes to run.
///
/// ArgumentParser stays the definition: a line that is not plain, mistakes and `--help` among them,
/// is left to it. The tests hold the two together.
protocol PlainlyRead: AsyncParsableCommand, Sendable {
    /// Every option of the command but those of ``RunOptions``.
    static var ownWords: [PlainWord<Self>] { get }

    var options: RunOptions { get set }

    /// Stores the words that belong to no option; false when there are too few or too many.
    mutating func store(places: [String]) -> Bool
}

extension PlainlyRead {
    static var words: [PlainWord<Self>] {
        ownWords + RunOptions.words.map { $0.inside(Self.self) }
    }

    /// Reads the words after the command's name.
    ///
    /// - Returns: `nil` when the line is not plain: every word must be a place, a whole name of an
    ///   option, its value, or `--name=value`, and no place or value may begin with `-`, but for
    ///   the place `-`.
    static func read(plainly line: some Sequence<String>) -> Self? {
        guard let (places, values) = sort(line, by: words) else { return nil }
        var command = Self()
        command.options = RunOptions()
        for (word, given) in values {
            guard word.store(&command, given) else { return nil }
        }
        return command.store(places: places) ? command : nil
    }

    /// Which places are named, and which values are given for each of `words`.
    private static func sort(_ line: some Sequence<String>, by words: [PlainWord<Self>])
        -> (places: [String], values: [(PlainWord<Self>, [String])])?
    {
        var places: [String] = []
        var values: [(word: PlainWord<Self>, given: [String])] = words.map { ($0, []) }
        var rest = line.makeIterator()
        while let text = rest.next() {
            guard text.utf8.first == UInt8(ascii: "-"), text != "-" else {
                places.append(text)
                continue
            }
            let isLong = text.hasPrefix("--")
            let equals = isLong ? text.firstIndex(of: "=") : nil
            let name = equals.map { String(text[..<$0]) } ?? text
            guard let index = words.firstIndex(where: { $0.names.contains(name) }) else {
                return nil
            }
            if let equals {
                let value = String(text[text.index(after: equals)...])
                guard words[index].takesValue, !value.isEmpty else { return nil }
                values[index].given.append(value)
            } else if words[index].takesValue {
                guard let value = rest.next(), value.utf8.first != UInt8(ascii: "-") else {
                    return nil
                }
                values[index].given.append(value)
            } else {
                values[index].given.append("")
            }
        }
        return (places, values)
    }
}

extension CopyCommand {
    static var ownWords: [PlainWord<Self>] {
        [
            .list("-e") { $0.steps = $1 },
            .text("--from") { $0.from = $1 },
            .text("--to") { $0.to = $1 },
            .text("--delimiter") { $0.delimiter = $1 },
            .text("--to-delimiter") { $0.toDelimiter = $1 },
            .flag("--no-header") { $0.noHeader = $1 },
            .flag("--no-to-header") { $0.noToHeader = $1 },
            .text("--columns") { $0.columns = $1 },
            .text("--types") { $0.types = $1 },
            .list("--null") { $0.nullTokens = $1 },
            .text("--encoding") { $0.encoding = $1 },
            .text("--stream") { $0.stream = $1 },
            .text("--query") { $0.query = $1 },
            .text("--cursor-column") { $0.cursorColumn = $1 },
            .text("--mode") { $0.mode = $1 },
            .text("--key") { $0.key = $1 },
            .flag("--skip-unchanged") { $0.skipUnchanged = $1 },
            .text("--hash-column") { $0.hashColumn = $1 },
            .text("--contract") { $0.contract = $1 },
            .text("--on-drift") { $0.onDrift = $1 },
        ]
    }

    mutating func store(places: [String]) -> Bool {
        self.places = places
        return !places.isEmpty
    }
}

extension RunCommand {
    static var ownWords: [PlainWord<Self>] { [.list("-p", "--param") { $0.params = $1 }] }

    mutating func store(places: [String]) -> Bool {
        file = places.first ?? ""
        return places.count == 1
    }
}

extension RunOptions {
    static var words: [PlainWord<Self>] {
        [
            .value("--workers") { $0.workers = $1 },
            .text("--chunk-size") { $0.chunkSize = $1 },
            .text("--memory") { $0.memory = $1 },
            .text("--checkpoint-every") { $0.checkpointEvery = $1 },
            .text("--max-rejects") { $0.maxRejects = $1 },
            .text("--rejects") { $0.rejects = $1 },
            .text("--sensitive") { $0.sensitive = $1 },
            .flag("--fresh") { $0.fresh = $1 },
            .text("--on-locked") { $0.onLocked = $1 ?? "fail" },
            .text("--state") { $0.state = $1 },
            .text("--require") { $0.require = $1 },
            .text("--record") { $0.record = $1 }, .text("--replay") { $0.replay = $1 },
            .flag("--quiet", "-q") { $0.quiet = $1 },
            .value("--progress") { $0.progress = $1 ?? .auto },
            .value("--log-format") { $0.logFormat = $1 ?? .text },
        ]
    }
}
