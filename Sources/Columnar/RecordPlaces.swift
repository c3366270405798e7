/// What a step has to know of where its records stand in the whole input, which only counting all
/// records before tells.
public struct RecordPlaces: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// How many records come before a chunk: ``ChunkOrigin/recordsBefore``.
    public static let number = RecordPlaces(rawValue: 1)
    /// How many lines of its file come before a chunk: ``ChunkOrigin/linesBefore``.
    public static let line = RecordPlaces(rawValue: 2)
}
