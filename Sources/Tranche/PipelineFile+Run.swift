import TrancheColumnar
import TrancheFiles
import TranchePipeline
import TrancheServices
import TrancheSteps

/// What a job asks of its records, and how it is run.
extension PipelineReader {
    /// A path, or `{path: FILE, on_drift: evolve}`.
    func contract(_ node: YAMLNode) throws(JobError) -> ContractDefinition {
        if case .scalar = node.content {
            return ContractDefinition(try ContractFile.load(try text(node, "contract")))
        }
        let map = try node.mapping("contract")
        try map.allowOnly(["path", "on_drift"])
        let path = try text(try map.require("path"), "path")
        guard let drift = map["on_drift"] else {
            return ContractDefinition(try ContractFile.load(path))
        }
        let word = try text(drift, "on_drift")
        let policy = try placed(drift) { () throws(JobError) in
            try SettingsText.drift(word, for: "on_drift")
        }
        return ContractDefinition(try ContractFile.load(path), drift: policy)
    }

    func rejects(_ node: YAMLNode) throws(JobError) -> RejectsDefinition {
        let map = try node.mapping("rejects")
        try map.allowOnly(["path", "sqlite", "postgresql", "table", "max"])
        var rejects = RejectsDefinition()
        if let place = map["path"] ?? map["sqlite"] ?? map["postgresql"] {
            let table = try optional(map, "table").map { "#\($0)" } ?? ""
            let scheme = map["path"] == nil && map["sqlite"] != nil ? "sqlite:" : ""
            let word = scheme + (try text(place, "path")) + table
            try placed(place) { () throws(JobError) in try rejects.send(to: word) }
        }
        if let most = map["max"] {
            let word = try text(most, "max")
            rejects.limit = try placed(most) { () throws(JobError) in
                try Quantity.rejectLimit(word, for: "max")
            }
        }
        return rejects
    }

    func run(_ node: YAMLNode) throws(JobError) -> RunDefinition {
        let map = try node.mapping("run")
        try map.allowOnly([
            "workers", "chunk_size", "memory", "checkpoint_every", "state", "require",
            "retry",
        ])
        var run = RunDefinition()
        if let workers = map["workers"] { run.workers = try workers.int("workers", in: 1...256) }
        run.statePath = try optional(map, "state")
        if let size = map["chunk_size"] {
            let word = try text(size, "chunk_size")
            let parts = try placed(size) { () throws(JobError) in
                try Quantity.chunkSize(word, for: "chunk_size")
            }
            (run.chunkBytes, run.chunkRows) = parts
        }
        if let memory = map["memory"] {
            let word = try text(memory, "memory")
            run.memoryBytes = try placed(memory) { () throws(JobError) in
                try Quantity.bytes(word, for: "memory")
            }
        }
        if let interval = map["checkpoint_every"] {
            let word = try text(interval, "checkpoint_every")
            run.checkpoints = try placed(interval) { () throws(JobError) in
                try Quantity.checkpointInterval(word, for: "checkpoint_every")
            }
        }
        if let retry = map["retry"] { run.retry = try self.retry(retry) }
        if let require = map["require"] {
            let word = try text(require, "require")
            guard word == "exactly-once" else {
                throw JobError(
                    .pipeline, "found '\(word)' for require, wanted exactly-once",
                    at: require.place.description, hint: "write require: exactly-once")
            }
            run.requiresExactlyOnce = true
        }
        return run
    }

    /// `{attempts: 5, backoff: 200ms..30s}`.
    private func retry(_ node: YAMLNode) throws(JobError) -> Backoff {
        let map = try node.mapping("retry")
        try map.allowOnly(["attempts", "backoff"])
        let usual = RunDefinition().retry
        let attempts = try map["attempts"]?.int("attempts", in: 1...1000) ?? usual.attempts
        guard let node = map["backoff"] else {
            return Backoff(attempts: attempts, base: usual.base, cap: usual.cap)
        }
        let word = try text(node, "backoff")
        return try placed(node) { () throws(JobError) in
            let (base, cap) = try Quantity.durations(word, for: "backoff")
            return Backoff(attempts: attempts, base: base, cap: cap)
        }
    }
}
