package import TrancheColumnar

/// A mapping with its name and place, so that what is missing from it can be said.
package struct YAMLMapping: Sendable, Equatable {
    package var name: String
    /// In the order of the file; no key stands twice.
    package var entries: [YAMLEntry]
    package var place: YAMLPlace

    /// The value under `key`; `nil` when the key is absent.
    ///
    /// - Complexity: O(*n*) in the keys, of which a pipeline file has few.
    package subscript(key: String) -> YAMLNode? {
        entries.first { $0.key == key }?.value
    }

    /// The value under `key`, which must be there.
    package func require(_ key: String) throws(JobError) -> YAMLNode {
        guard let value = self[key] else {
            throw JobError(
                .pipeline, "'\(name)' has no key '\(key)'", at: place.description,
                hint: "add '\(key):' to it")
        }
        return value
    }

    /// Refuses the first key that is not among `known` and names the one it resembles.
    package func allowOnly(_ known: [String]) throws(JobError) {
        guard let stranger = entries.first(where: { !known.contains($0.key) }) else { return }
        let nearest = nearestName(to: stranger.key, among: known)
        throw JobError(
            .pipeline, "unknown key '\(stranger.key)' in '\(name)'",
            at: stranger.keyPlace.description,
            hint: nearest.map { "write '\($0)' if that was meant" }
                ?? "use one of: \(known.joined(separator: ", "))")
    }
}
