/// What a source says of how far it is, to be given back to it by whoever runs it the next time.
public struct SourceState: Sendable, Equatable {
    /// The chunk's record, from 0, before which it stands; as many as there are when behind the last.
    public var record: Int
    /// One JSON value, in the source's own words.
    public var value: [UInt8]

    public init(before record: Int, value: [UInt8]) {
        self.record = record
        self.value = value
    }
}
