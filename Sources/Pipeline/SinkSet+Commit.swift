import TrancheColumnar

extension SinkSet {
    public func commit(_ checkpoint: inout Checkpoint) throws {
        if checkpoint.isFinal { try requireAll() }
        checkpoint.sinks = progress
        try commitFiles(&checkpoint)
        for unit in units where !isAhead(unit) { try commit(unit, checkpoint) }
        for index in sinks.indices { progress[index].base = progress[index].offered }
        refused.removeAll { $0.position < progress[$0.sink].offered }
    }

    private func commitFiles(_ checkpoint: inout Checkpoint) throws {
        for index in sinks.indices where !sinks[index].holdsCheckpoint {
            var own = checkpoint.view(of: index)
            try sinks[index].commit(&own)
            progress[index].offset = own.sinkOffset
            progress[index].digest = own.sinkDigest
        }
        checkpoint.sinks = progress
    }

    private func commit(_ unit: Unit, _ checkpoint: Checkpoint) throws {
        var own = checkpoint
        own.refused = refused.filter { unit.members.contains($0.sink) }
        for index in unit.members where sinks[index] !== unit.owner {
            try sinks[index].commit(&own)
        }
        try unit.owner.commit(&own)
        unit.isFinal = checkpoint.isFinal
    }

    /// Whether a unit's own checkpoint already covers more; it stays as it is.
    private func isAhead(_ unit: Unit) -> Bool {
        unit.isFinal || unit.members.contains { ahead[$0] > 0 }
    }

    /// The same input gives each sink the same rows again.
    private func requireAll() throws {
        guard let index = ahead.indices.first(where: { ahead[$0] > 0 }) else { return }
        throw JobError(
            .data,
            "\(sinks[index].name) has \(ahead[index]) more records of the job than the input gave now",
            hint: "restore the input to resume, or start over with --fresh")
    }

    public func publish() throws {
        for sink in sinks { try sink.publish() }
    }
}
