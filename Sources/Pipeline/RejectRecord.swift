import TrancheColumnar

/// A record that was set aside: where it stood, why, and its bytes.
public struct RejectRecord: Sendable, Hashable {
    public var place: RecordPlace
    /// `nil` for the source and the sink.
    public var step: String?
    /// The sink that refused it; `nil` where there is one.
    public var sink: String?
    public var column: String?
    public var code: String
    public var message: String
    public var original: [UInt8]
    /// Whether sensitive values in `original` are hidden, so that it is no longer the record.
    public var isRedacted = false

    public init(place: RecordPlace, code: String, message: String, original: [UInt8]) {
        self.place = place
        self.code = code
        self.message = message
        self.original = original
    }

    init(_ fault: RowFault, at place: RecordPlace, original: [UInt8]) {
        self.init(
            place: place, code: fault.code.rawValue, message: fault.message, original: original)
        step = fault.step
        sink = fault.sink
        column = fault.column
    }

    init(
        _ fault: RowFault, at place: RecordPlace, of chunk: Chunk, shield: (any RecordShield)?
    ) {
        let range = chunk.rawBytes(of: fault.row)
        // SAFETY: the range lies inside the chunk's bytes.
        let bytes = unsafe Array(
            UnsafeBufferPointer(
                start: chunk.bytes.base + range.lowerBound, count: range.count))
        let shown = shield?.shielded(bytes) ?? bytes
        self.init(fault, at: place, original: shown)
        isRedacted = shown != bytes
    }
}

extension Chunk {
    /// Where the bytes of a row's record stand; nowhere when the source has none.
    func rawBytes(of row: Int) -> Range<Int> {
        inputCount > 0 ? rawRange(of: row) : 0..<0
    }
}
