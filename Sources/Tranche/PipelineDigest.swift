import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheSteps

/// Digests that recognise a job and its pipeline again.
enum PipelineDigest {
    /// The key of a job: what its author calls it, its params, what it reads and what it writes.
    ///
    /// However a path is spelled, and in whatever directory, it means the same job.
    static func key(of job: JobDefinition) -> String {
        if let retry = job.retry { return digest(["retry", retry.run]) }
        var words = ["job", job.hasOwnName ? job.name : ""]
        words += job.params.sorted { $0.name < $1.name }.flatMap { [$0.name, $0.value] }
        words += place(job.source.endpoint) + ["query", job.source.query ?? ""]
        if let cursor = job.source.cursorColumn { words += ["cursor", cursor] }
        words += place(job.sink.endpoint)
        for sink in job.sinks.dropFirst() { words += ["sink"] + place(sink.endpoint) }
        return digest(words)
    }

    /// Everything that decides the output but the input's content: not workers, not chunk sizes.
    ///
    /// Of a job with references it is several words, so that ``change(from:to:of:)`` can tell them.
    static func of(_ job: JobDefinition, schema: Schema) -> String {
        let columns = ["columns"] + schema.fields.flatMap { [$0.name, $0.type.rawValue] }
        let references = references(of: job).map { digest([$0.identity]) }
        guard !references.isEmpty else { return digest(words(of: job) + columns) }
        return ([digest(words(of: job))] + references + [digest(columns)]).joined(separator: " ")
    }

    /// What differs between two of a job's digests, as a person would say it; `nil` when nothing does.
    static func change(from stored: String, to current: String, of job: JobDefinition) -> String? {
        guard stored != current else { return nil }
        let (old, new) = (stored.split(separator: " "), current.split(separator: " "))
        let references = references(of: job)
        // Another reference may have made other columns, too.
        guard old.count == new.count, old.first == new.first, new.count == references.count + 2
        else { return "the pipeline or its options changed" }
        var names: [String] = []
        for (index, reference) in references.enumerated()
        where old[index + 1] != new[index + 1] && !names.contains(reference.name) {
            names.append(reference.name)
        }
        guard !names.isEmpty else { return "the pipeline or its options changed" }
        let subject = names.count == 1 ? "the reference" : "the references"
        return "\(subject) \(names.joined(separator: ", ")) of lookup changed"
    }

    private static func references(of job: JobDefinition) -> [LookupReference] {
        job.steps.compactMap { ($0 as? LookupPlan)?.reference }
    }

    private static func words(of job: JobDefinition) -> [String] {
        let source = job.source
        let sink = job.sink
        var words = ["pipeline 1", source.format ?? "", sink.format ?? ""]
        words += ["delimiter", number(source.delimiter), number(sink.delimiter)]
        words += ["header", "\(source.hasHeader)", "\(sink.hasHeader)"]
        words += ["null"] + source.nullTokens + ["encoding", source.encoding.rawValue]
        // Names and types of the input decide what a step reads, and how a cast reads it.
        words += ["names"] + (source.columns.map { ["given"] + $0 } ?? [])
        words += ["types"] + source.types.flatMap { [$0.column, $0.type.rawValue] }
        if let stream = source.stream { words += ["stream", stream] }
        words += ["mode", sink.mode?.rawValue ?? "", "key"] + sink.key
        if sink.skipsUnchanged { words += ["skip unchanged"] }
        if let column = sink.hashColumn { words += ["hash column", column] }
        if let when = sink.when { words += ["when", when.text] }
        for sink in job.sinks.dropFirst() {
            words += ["sink", sink.format ?? "", number(sink.delimiter), "\(sink.hasHeader)"]
            words += [sink.mode?.rawValue ?? "", "key"] + sink.key
            if sink.skipsUnchanged { words += ["skip unchanged"] }
            words += ["when"] + (sink.when.map { [$0.text] } ?? [])
        }
        return words + ["steps"]
            + job.steps.map { ($0 as? LookupPlan)?.text ?? $0.identity }
    }

    private static func number(_ byte: UInt8?) -> String { byte.map(String.init) ?? "" }

    /// Paths are made absolute, so that the same command means the same job in any directory.
    private static func place(_ endpoint: Endpoint) -> [String] {
        switch endpoint {
        case .standardStream: ["-"]
        case .files(let paths): paths.map(canonicalPath)
        case .sqlite(let path, let table): ["sqlite", canonicalPath(path), table ?? ""]
        case .postgresql(let address, let table): ["postgresql", address.name, table?.text ?? ""]
        }
    }

    /// Words are told apart by their lengths, so that no two lists run together.
    private static func digest(_ words: [String]) -> String {
        let text = ByteBuffer(capacity: 256)
        for word in words { text.append("\(word.utf8.count):\(word)") }
        return unsafe hexadecimal(RunningHash.digest(text.base, count: text.count))
    }
}
