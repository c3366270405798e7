import TrancheColumnar
import TrancheFormats

extension SinkPlan {
    /// Takes a stream's name and key, where the job names neither a mode nor a key: a table is then
    /// written by `upsert`, and a file of messages has the key in its schema.
    mutating func adopt(_ stream: SingerSchema, _ schema: Schema) throws(JobError) {
        var adopted = definition
        adopted.stream = stream.stream
        defer { definition = adopted }
        guard adopted.mode == nil, adopted.key.isEmpty, !stream.keys.isEmpty else { return }
        let missing = stream.keys.first { schema.index(of: $0) == nil }
        guard isTable else {
            if missing == nil { adopted.key = stream.keys }
            return
        }
        if let missing {
            throw JobError(
                .pipeline,
                "key column \(missing) of stream \(stream.stream) does not reach \(adopted.endpoint.name)",
                at: adopted.place,
                hint: "keep it under its name, or say what to do: --mode append")
        }
        adopted.mode = .upsert
        adopted.key = stream.keys
    }

    private var isTable: Bool {
        switch definition.endpoint {
        case .sqlite, .postgresql: true
        case .standardStream, .files: false
        }
    }
}
