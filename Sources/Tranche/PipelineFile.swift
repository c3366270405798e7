public import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheServices
import TrancheSteps

/// Reads a pipeline file: YAML or JSON that defines one job.
public enum PipelineFile {
    /// Reads the file and puts the params' values in.
    ///
    /// - Parameters:
    ///   - path: The file; `-` is standard input.
    ///   - params: Values given on the command line, over the file's defaults.
    /// - Returns: The job, before anything of it was opened.
    /// - Throws: `JobError(.pipeline)` at `file:line:column` for what cannot be understood.
    public static func load(_ path: String, params: [(name: String, value: String)])
        throws(JobError) -> JobDefinition
    {
        let document = try YAMLNode(parsing: try readSmallFile(path), file: path)
        return try PipelineReader(document, path: path, params: params).job()
    }
}

/// Turns a document into a job, key by key.
struct PipelineReader {
    private let root: YAMLMapping
    private let path: String
    private let values: Substitution

    init(_ document: YAMLNode, path: String, params: [(name: String, value: String)])
        throws(JobError)
    {
        root = try document.mapping("the pipeline")
        self.path = path
        try root.allowOnly([
            "version", "job", "params", "source", "contract", "steps", "sink", "sinks", "sensitive",
            "rejects", "run",
        ])
        if let version = root["version"] { _ = try version.int("version", in: 1...1) }
        values = try Substitution(root["params"], given: params)
    }

    func job() throws(JobError) -> JobDefinition {
        let name =
            try root["job"].map { node throws(JobError) in try text(node, "job") }
            ?? fileName
        let sinks = try sinks()
        var job = JobDefinition(
            name: name, source: try source(try root.require("source")), sink: sinks[0])
        job.sinks = sinks
        job.hasOwnName = true
        job.params = values.params
        if let steps = root["steps"] { job.steps = try self.steps(steps) }
        if let contract = root["contract"] { job.hold(to: try self.contract(contract)) }
        if let sensitive = root["sensitive"] {
            job.sensitive = try texts(sensitive, "sensitive")
        }
        if let rejects = root["rejects"] { job.rejects = try self.rejects(rejects) }
        if let run = root["run"] { job.run = try self.run(run) }
        return job
    }

    private var fileName: String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
    }

    func text(_ node: YAMLNode, _ name: String) throws(JobError) -> String {
        try values.expand(try node.string(name), at: node.place.description)
    }

    /// A text in which `${env:…}` and `${file:…}` stay, for a step that keeps secrets to itself.
    func secretText(_ node: YAMLNode, _ name: String) throws(JobError) -> String {
        try values.expand(
            try node.string(name), at: node.place.description, leavesSecrets: true)
    }

    private func isHTTPLookup(_ words: String) -> Bool {
        let step = words.drop { $0 == " " }
        let name = step.prefix { $0 != " " }
        return name.lowercased() == "lookup"
            && isLookupOfHTTP(String(step[name.endIndex...].drop { $0 == " " }))
    }

    func texts(_ node: YAMLNode, _ name: String) throws(JobError) -> [String] {
        if case .scalar = node.content {
            return [try text(node, name)]
        }
        var texts: [String] = []
        for item in try node.list(name) { texts.append(try text(item, name)) }
        return texts
    }

    /// Gives an error of a value the place it stands at.
    func placed<Value>(_ node: YAMLNode, _ body: () throws(JobError) -> Value)
        throws(JobError) -> Value
    {
        do { return try body() } catch {
            var error = error
            error.code = .pipeline
            error.location = error.location ?? node.place.description
            throw error
        }
    }

    // MARK: Source and sink

    private func source(_ node: YAMLNode) throws(JobError) -> SourceDefinition {
        if case .scalar = node.content {
            let place = try text(node, "source")
            return SourceDefinition(
                try placed(node) { () throws(JobError) in try Endpoint(place) })
        }
        let map = try node.mapping("source")
        try map.allowOnly([
            "path", "paths", "sqlite", "postgresql", "table", "query", "cursor_column", "format",
            "delimiter", "header",
            "columns", "types", "null", "encoding", "stream",
        ])
        var source = SourceDefinition(try endpoint(node, map))
        source.format = try optional(map, "format")
        source.delimiter = try delimiter(map)
        if let header = map["header"] { source.hasHeader = try header.bool("header") }
        if let columns = map["columns"] { source.columns = try texts(columns, "columns") }
        if let tokens = map["null"] { source.nullTokens = try texts(tokens, "null") }
        if let types = map["types"] { source.types = try self.types(types) }
        if let encoding = map["encoding"] {
            let name = try text(encoding, "encoding")
            source.encoding = try placed(encoding) { () throws(JobError) in
                try SettingsText.encoding(name, for: "encoding")
            }
        }
        source.query = try optional(map, "query")
        source.stream = try optional(map, "stream")
        source.cursorColumn = try optional(map, "cursor_column")
        return source
    }

    /// The sinks: one under `sink`, or a list under `sinks`.
    private func sinks() throws(JobError) -> [SinkDefinition] {
        guard let list = root["sinks"] else { return [try sink(try root.require("sink"))] }
        guard root["sink"] == nil else {
            throw JobError(
                .pipeline, "found both sink and sinks, wanted one of them",
                at: list.place.description, hint: "move the sink into the list of sinks")
        }
        var sinks: [SinkDefinition] = []
        for node in try list.list("sinks") {
            var sink = try sink(node, among: ["when"])
            sink.place = node.place.description
            sinks.append(sink)
        }
        guard !sinks.isEmpty else {
            throw JobError(
                .pipeline, "found no sink in sinks, wanted one at least",
                at: list.place.description, hint: "begin each sink with '- '")
        }
        return sinks
    }

    /// One sink; `more` are keys that it may have only as one of several.
    private func sink(_ node: YAMLNode, among more: [String] = []) throws(JobError)
        -> SinkDefinition
    {
        if case .scalar = node.content {
            let place = try text(node, "sink")
            return SinkDefinition(try placed(node) { () throws(JobError) in try Endpoint(place) })
        }
        let map = try node.mapping("sink")
        try map.allowOnly(
            [
                "path", "sqlite", "postgresql", "table", "format", "delimiter", "header", "mode",
                "key", "skip_unchanged", "hash_column",
            ] + more)
        var sink = SinkDefinition(try endpoint(node, map))
        if let when = map["when"] {
            sink.when = try SinkCondition(try text(when, "when"), at: when.place.description)
        }
        sink.format = try optional(map, "format")
        sink.delimiter = try delimiter(map)
        if let header = map["header"] { sink.hasHeader = try header.bool("header") }
        if let key = map["key"] { sink.key = try texts(key, "key") }
        sink.hashColumn = try optional(map, "hash_column")
        if let skips = map["skip_unchanged"] {
            sink.skipsUnchanged = try skips.bool("skip_unchanged")
        }
        if let mode = map["mode"] {
            let word = try text(mode, "mode")
            sink.mode = try placed(mode) { () throws(JobError) in
                try SettingsText.mode(word, for: "mode")
            }
        }
        return sink
    }

    private func endpoint(_ node: YAMLNode, _ map: YAMLMapping) throws(JobError) -> Endpoint {
        if let sqlite = map["sqlite"] {
            return .sqlite(path: try text(sqlite, "sqlite"), table: try optional(map, "table"))
        }
        if let address = map["postgresql"] {
            let table = try optional(map, "table")
            let word = try text(address, "postgresql") + (table.map { "#\($0)" } ?? "")
            return try placed(address) { () throws(JobError) in
                let endpoint = try Endpoint(word)
                guard case .postgresql = endpoint else {
                    throw JobError(
                        .pipeline, "found no address of PostgreSQL, wanted postgresql://…",
                        hint: "write postgresql: postgresql://host/database")
                }
                return endpoint
            }
        }
        if let paths = map["paths"] { return .files(try texts(paths, "paths")) }
        if let path = map["path"] {
            if case .sequence = path.content, map.name == "source" {
                throw JobError(
                    .pipeline, "'path' is a list, wanted one path", at: path.place.description,
                    hint: "write paths: [a, b] to read several files")
            }
            let place = try text(path, "path")
            return try placed(path) { () throws(JobError) in try Endpoint(place) }
        }
        throw JobError(
            .pipeline, "found neither path, sqlite nor postgresql, wanted one of them",
            at: node.place.description,
            hint: "write path: FILE, or sqlite: FILE or postgresql: ADDRESS with table: NAME")
    }

    func optional(_ map: YAMLMapping, _ key: String) throws(JobError) -> String? {
        try map[key].map { node throws(JobError) in try text(node, key) }
    }

    private func delimiter(_ map: YAMLMapping) throws(JobError) -> UInt8? {
        guard let node = map["delimiter"] else { return nil }
        let word = try text(node, "delimiter")
        return try placed(node) { () throws(JobError) in
            try SettingsText.delimiter(word, for: "delimiter")
        }
    }

    private func types(_ node: YAMLNode) throws(JobError) -> [(column: String, type: DataType)] {
        var types: [(column: String, type: DataType)] = []
        for entry in try node.mapping("types").entries {
            let (column, value) = (entry.key, entry.value)
            let name = try text(value, column)
            types.append(
                (
                    column,
                    try placed(value) { () throws(JobError) in
                        try SettingsText.type(name, of: column, for: "types")
                    }
                ))
        }
        return types
    }

    // MARK: Steps

    private func steps(_ node: YAMLNode) throws(JobError) -> [any StepPlan] {
        var plans: [any StepPlan] = []
        for item in try node.list("steps") {
            let line = try stepText(item)
            plans += try placed(item) { () throws(JobError) in
                try parseSteps(line, at: item.place.description)
            }
        }
        return plans
    }

    /// A step as one line: written so, or as `select: [a, b]`, `cast: {a: bigint}`, `limit: 10`.
    private func stepText(_ node: YAMLNode) throws(JobError) -> String {
        if case .scalar(let words, _) = node.content {
            return isHTTPLookup(words) ? try secretText(node, "a step") : try text(node, "a step")
        }
        let map = try node.mapping("a step")
        guard let entry = map.entries.first, map.entries.count == 1 else {
            throw JobError(
                .pipeline, "found a step of several keys, wanted one", at: node.place.description,
                hint: "begin each step with '- '")
        }
        let (word, arguments) = (entry.key, entry.value)
        if word == "exec" { return try execText(arguments, text) }
        switch arguments.content {
        case .scalar(let words, _) where isHTTPLookup("\(word) \(words)"):
            return "\(word) \(try secretText(arguments, word))"
        case .scalar: return "\(word) \(try text(arguments, word))"
        case .sequence: return "\(word) \(try texts(arguments, word).joined(separator: ", "))"
        case .mapping where word == "dedupe": return try dedupeText(arguments)
        case .mapping where word == "lookup":
            let map = try arguments.mapping(word)
            guard let http = map["http"] else { return try lookupText(arguments, text) }
            try map.allowOnly(["http"])
            return try httpLookupText(http, secretText)
        case .mapping where word == "validate": return try validateText(arguments, text)
        case .mapping:
            var parts: [String] = []
            for part in try arguments.mapping(word).entries {
                let link = word == "derive" || word == "fill" ? "=" : "as"
                parts.append(
                    "\(quotedName(part.key)) \(link) \(try text(part.value, part.key))")
            }
            return "\(word) \(parts.joined(separator: ", "))"
        }
    }

    /// `{on: [a, b], keep: first}` as one line.
    private func dedupeText(_ node: YAMLNode) throws(JobError) -> String {
        let map = try node.mapping("dedupe")
        try map.allowOnly(["on", "keep"])
        let key = DedupePlan(on: try texts(try map.require("on"), "on")).text
        guard let keep = map["keep"] else { return key }
        return "\(key) keep \(try text(keep, "keep"))"
    }
}
