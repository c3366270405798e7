/// Where in its input a source stands, between two records.
public struct SourcePosition: Sendable, Hashable {
    /// Which of the source's files, from 0; for a table always 0.
    public var file: Int
    /// Bytes of the file's text before this place (decompressed, UTF-8), or rows of a table.
    public var offset: Int64
    /// A digest of what stands before this place, by which a resumed run knows its input again.
    public var digest: UInt64

    public init(file: Int = 0, offset: Int64 = 0, digest: UInt64 = 0) {
        self.file = file
        self.offset = offset
        self.digest = digest
    }
}

/// What one filled chunk covers of its source.
public struct ChunkExtent: Sendable, Hashable {
    /// Where the chunk's first record begins.
    public var start: SourcePosition
    /// Where its last record ends, and a resumed run goes on.
    public var end: SourcePosition

    public init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }
}
