import ArgumentParser
import Tranche

/// `tranche copy SOURCE SINK`.
struct CopyCommand: PlainlyRead {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy records from a source to a sink, through steps.",
        usage: "tranche copy SOURCE... SINK [-e STEP]... [options]",
        discussion: """
            SOURCE and SINK are a path, '-' for standard input or output, sqlite:PATH#table or \
            postgresql://user@host/database#schema.table. \
            SOURCE may be several files, or a pattern in quotes ('day-*.csv'). Formats follow the file name: csv, \
            tsv, ndjson (jsonl), json, singer, each with .gz or .zst.

            Steps: filter a > 1 | derive x = a / 2.0 | select a, upper(b) as c | drop a | rename a as b | \
            cast a as bigint | fill a = 0 | limit 100 offset 10 | sample 1% | \
            dedupe on (a, b) | distinct | explode tags as tag | flatten address | \
            validate a > 0 as positive | lookup ref.csv on a = id add name | \
            lookup ref.txt delimiter ';' null NA on a add b | \
            lookup http 'https://host/{a}' add $.name as b | mask a keep last 4 | \
            hash a key env:K | encrypt a key env:K | decrypt a key env:K | \
            exec './score.py' columns (score bigint). Expressions are \
            PostgreSQL's; 'tranche functions' lists what they know.

              tranche copy flights.csv late.csv.gz --null NA -e 'filter dep_delay > 60'
              tranche copy 'day-*.csv' sqlite:year.db#days --mode replace
              tranche copy sqlite:year.db - --query 'select * from days' --to ndjson
            """)

    @Argument(
        help: ArgumentHelp(
            "What to read, one place or several files; last, where to write.",
            valueName: "source... sink"))
    var places: [String]

    @Option(
        name: .customShort("e"), help: ArgumentHelp("A step; repeat for more.", valueName: "step"))
    var steps: [String] = []

    @Option(
        help: ArgumentHelp(
            "The source's format: csv, tsv, ndjson, json, singer.", valueName: "format"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The sink's format: csv, tsv, ndjson, json, singer.", valueName: "format"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "The byte between fields of the source: ';', '|', 'tab'.", valueName: "c"))
    var delimiter: String?

    @Option(help: ArgumentHelp("The byte between fields of the sink.", valueName: "c"))
    var toDelimiter: String?

    @Flag(name: .customLong("no-header"), help: "The source has no header record.")
    var noHeader = false

    @Flag(name: .customLong("no-to-header"), help: "Write no header record.")
    var noToHeader = false

    @Option(help: ArgumentHelp("Names of the columns: a,b,c.", valueName: "names"))
    var columns: String?

    @Option(help: ArgumentHelp("Types of columns: 'zip:text,amount:numeric'.", valueName: "types"))
    var types: String?

    @Option(
        name: .customLong("null"),
        help: ArgumentHelp("A text that means NULL; repeat for more.", valueName: "text"))
    var nullTokens: [String] = []

    @Option(help: ArgumentHelp("utf-8, latin-1, utf-16 or utf-16be.", valueName: "name"))
    var encoding: String?

    @Option(
        help: ArgumentHelp(
            "The stream to read of a Singer tap (default: its only one).", valueName: "name"))
    var stream: String?

    @Option(help: ArgumentHelp("A query of the source's database.", valueName: "sql"))
    var query: String?

    @Option(
        help: ArgumentHelp(
            "Read PostgreSQL in the order of this column; a unique one of integers resumes by key.",
            valueName: "name"))
    var cursorColumn: String?

    @Option(
        help: ArgumentHelp(
            "append, replace, upsert, insert-ignore, update or delete (files: replace).",
            valueName: "mode"))
    var mode: String?

    @Option(
        help: ArgumentHelp(
            "The key's columns, for upsert, insert-ignore, update and delete: a,b.",
            valueName: "names"))
    var key: String?

    @Flag(help: "Let upsert and update leave rows alone that have the values already.")
    var skipUnchanged = false

    @Option(
        help: ArgumentHelp(
            "A text column for a hash of the row, which --skip-unchanged then compares alone.",
            valueName: "name"))
    var hashColumn: String?

    @Option(
        help: ArgumentHelp(
            "What records must be like: a Table Schema, as 'tranche infer' writes one.",
            valueName: "file"))
    var contract: String?

    @Option(
        help: ArgumentHelp(
            "When columns are not the contract's: freeze, evolve or reject (default: freeze).",
            valueName: "policy"))
    var onDrift: String?

    @OptionGroup(title: "Run") var options: RunOptions

    mutating func run() async throws {
        await Session(options).run { () throws(JobError) in try definition() }
    }

    func definition() throws(JobError) -> JobDefinition {
        guard let sink = places.last, places.count >= 2 else {
            throw JobError(
                .usage, "found \(places.count) place, wanted a source and a sink",
                hint: "write: tranche copy SOURCE SINK")
        }
        let sources = Array(places.dropLast())
        let named = places.map(PostgreSQLAddress.withoutSecrets)
        var job = JobDefinition(
            name: "copy " + named.joined(separator: " "), source: try sourceDefinition(sources),
            sink: try sinkDefinition(sink))
        for step in steps { job.steps += try parseSteps(step) }
        if let contract { job.hold(to: try contractDefinition(contract)) }
        job.command = CommandLine.arguments.dropFirst()
            .map(PostgreSQLAddress.withoutSecrets).joined(separator: " ")
        job.words = Array(CommandLine.arguments.dropFirst())
        if onDrift != nil, contract == nil {
            throw JobError(
                .usage, "found --on-drift without --contract",
                hint: "name the contract, or leave --on-drift out")
        }
        try options.apply(to: &job)
        return job
    }

    private func contractDefinition(_ path: String) throws(JobError) -> ContractDefinition {
        let drift = try onDrift.map { word throws(JobError) in
            try SettingsText.drift(word, for: "--on-drift")
        }
        return ContractDefinition(try ContractFile.load(path), drift: drift ?? .freeze)
    }

    private func sourceDefinition(_ sources: [String]) throws(JobError) -> SourceDefinition {
        var definition = SourceDefinition(try Endpoint(sources: sources))
        definition.format = from
        definition.delimiter = try delimiter.map { text throws(JobError) in
            try SettingsText.delimiter(text, for: "--delimiter")
        }
        definition.hasHeader = !noHeader
        definition.columns = columns.map(SettingsText.names)
        definition.types =
            try types.map { text throws(JobError) in
                try SettingsText.types(text, for: "--types")
            } ?? []
        definition.nullTokens = nullTokens
        definition.query = query
        definition.stream = stream
        definition.cursorColumn = cursorColumn
        if let encoding {
            definition.encoding = try SettingsText.encoding(encoding, for: "--encoding")
        }
        return definition
    }

    private func sinkDefinition(_ sink: String) throws(JobError) -> SinkDefinition {
        var definition = SinkDefinition(try Endpoint(sink))
        definition.format = to
        definition.delimiter = try toDelimiter.map { text throws(JobError) in
            try SettingsText.delimiter(text, for: "--to-delimiter")
        }
        definition.hasHeader = !noToHeader
        definition.mode = try mode.map { text throws(JobError) in
            try SettingsText.mode(text, for: "--mode")
        }
        definition.key = key.map(SettingsText.names) ?? []
        definition.skipsUnchanged = skipUnchanged
        definition.hashColumn = hashColumn
        return definition
    }
}
