public import TrancheColumnar
import TrancheFormats

/// What a source of files is told before it looks at them.
public struct FileSourceOptions: Sendable {
    /// The files in order; `["-"]` is standard input.
    public var paths: [String]
    /// What the user wrote, for messages.
    public var name: String
    public var format: FileFormat
    /// The one stream to read of a Singer tap's; `nil` takes the only one.
    public var stream: String?
    public var compression: InputCompression = .automatic
    public var encoding: TextEncoding = .utf8
    /// Whether the first record of delimited text names the columns.
    public var hasHeader = true
    /// The columns' names, instead of the header's.
    public var columns: [String]?
    /// Types that the user named.
    public var types: [(column: String, type: DataType)] = []
    /// Given the columns' names, the types that the sink's table asks for; `types` wins.
    public var sinkFields: @Sendable (Schema) -> [Field] = { _ in [] }
    /// The columns of an input of JSON that holds no record and has no columns of its own.
    public var emptyFields: [Field] = []
    /// Whether types are inferred from a sample where nothing else names them.
    public var infersTypes = false
    /// Whether the sample tells what json columns are made of, too.
    public var infersShapes = false
    /// Columns of which no value may stand in a message.
    public var sensitive: Set<String> = []
    /// Bytes of input a chunk, 1 or more.
    public var chunkBytes = 512 << 10
    /// Records a chunk; `nil` when only bytes count.
    public var chunkRows: Int?
    /// The longest record in bytes.
    public var recordBytes = 16 << 20
    /// Readable once the run is asked to stop; -1 for none.
    public var wakeDescriptor: Int32 = -1

    /// The columns as an earlier run had them, which nothing else decides then.
    public var knownFields: [Field]?
    /// Whether the one path is a rejects file whose records' original bytes are the input.
    public var readsRejects = false
    /// What the one path is a copy of; `nil` for an input that is known by its path and either end.
    ///
    /// Wherever the copy is, this name and all of its bytes tell that it is the same input.
    public var copyOf: String?
    let rejectPlaces = RejectPlaces()

    public init(paths: [String], name: String, format: FileFormat) {
        self.paths = paths
        self.name = name
        self.format = format
    }
}
