import Synchronization
public import TrancheColumnar
public import TrancheFormats
public import TranchePipeline

/// The records of one file, of several one after another, or of standard input.
// Sendable: the engine lets one worker at a time into `fill`; `decode` reads what is fixed before.
@safe public final class FileSource: Source, @unchecked Sendable {
    public let name: String
    public private(set) var schema: Schema
    public let identity: String
    public let isReplayable: Bool
    public let totalUnits: Int64?

    let options: FileSourceOptions
    /// The schema of the files, before it was narrowed.
    let fullSchema: Schema
    private var decoder: any ChunkDecoder
    private var binaryColumns: [Int] = []
    private let consumed = Atomic<Int64>(0)

    // The reader's state; only `init`, `seek` and `fill` touch it.
    var current: OpenFile?
    private var nextFile = 0
    private var consumedBefore: Int64 = 0
    private var headerLines: Int64
    /// The stream that is read, when the files are a Singer tap's messages.
    public let singer: SingerSchema?
    /// The last state before the first record, until it is handed on.
    private var headState: [UInt8]?

    /// Opens the first file and learns the columns and their types.
    ///
    /// - Throws: `JobError` when a file is missing, unreadable or empty of columns.
    public init(_ options: FileSourceOptions) throws(JobError) {
        self.options = options
        name = options.name
        isReplayable = options.paths != ["-"]
        let identity = try FileSource.identify(options)
        self.identity = identity.text
        totalUnits = identity.bytes
        let first = try OpenFile(options, index: 0)
        let learned = try learnSchema(first, options)
        fullSchema = learned.schema
        schema = learned.schema
        headerLines = learned.headerLines
        singer = learned.singer
        headState = learned.state
        current = first
        nextFile = 1
        decoder = makeDecoder(
            options, learned.schema, wanted: Array(learned.schema.fields.indices), learned.singer)
        binaryColumns = learned.schema.fields.indices.filter {
            learned.schema.fields[$0].type == .bytea
        }
    }

    public var format: FileFormat { options.format }
    public var consumedUnits: Int64 { consumed.load(ordering: .relaxed) }

    public func narrow(to columns: [Int]) {
        precondition(columns == columns.sorted(), "columns are narrowed in the input's order")
        schema = Schema(columns.map { fullSchema.fields[$0] })
        decoder = makeDecoder(options, fullSchema, wanted: columns, singer)
        binaryColumns = schema.fields.indices.filter { schema.fields[$0].type == .bytea }
    }

    public func seek(to position: SourcePosition) throws {
        // A run that stopped before its first commit: the start, which lies before the header.
        if position == SourcePosition() { return }
        if position.file > 0 {
            current?.close()
            current = try OpenFile(options, index: position.file)
            nextFile = position.file + 1
        }
        guard let current else { return }
        try current.seek(to: position)
    }

    // MARK: Filling

    public func fill(_ chunk: Chunk) throws -> ChunkExtent? {
        while true {
            guard let file = try currentFile() else { return nil }
            if let extent = try file.fill(chunk) {
                consumed.store(consumedBefore + file.consumedBytes, ordering: .relaxed)
                if let state = headState {
                    chunk.states.append(SourceState(before: 0, value: state))
                    headState = nil
                }
                return extent
            }
            if file.wasWoken { return nil }
            consumedBefore += file.consumedBytes
            file.close()
            current = nil
        }
    }

    /// The file that is read now, or the next one; `nil` after the last.
    private func currentFile() throws(JobError) -> OpenFile? {
        if let current { return current }
        guard nextFile < options.paths.count else { return nil }
        let file = try OpenFile(options, index: nextFile)
        nextFile += 1
        current = file
        if file.wasWoken { return file }
        headerLines = try checkHeader(file, options, fullSchema)
        return file
    }

    public func decode(_ chunk: Chunk) throws {
        try decoder.decode(chunk)
        for index in binaryColumns {
            decodeHex(chunk, chunk.columns[index], schema.fields[index])
        }
    }

    // MARK: Places

    public func fileName(_ index: Int) -> String {
        if options.readsRejects { return options.name }
        return options.paths[index] == "-" ? "standard input" : options.paths[index]
    }

    public func fileLine(file: Int, _ line: Int64) -> Int64 {
        // Lines of an array may hold many records, or none.
        if case .json = options.format { return 0 }
        return headerLines + line
    }

    public func originalPlace(file: Int, offset: Int64) -> RecordPlace? {
        options.readsRejects ? options.rejectPlaces.place(at: offset) : nil
    }

    public func close() {
        current?.close()
        current = nil
    }
}

/// The decoder of a format for the `wanted` columns of `schema`.
private func makeDecoder(
    _ options: FileSourceOptions, _ schema: Schema, wanted: [Int], _ singer: SingerSchema?
) -> any ChunkDecoder {
    switch options.format {
    case .csv(let dialect):
        CSVDecoder(dialect: dialect, fieldCount: schema.count, wanted: wanted)
    case .singer:
        SingerDecoder(
            singer, isChosen: options.stream != nil, fields: schema.fields, wanted: wanted)
    case .ndjson, .json:
        NDJSONDecoder(fields: schema.fields, wanted: wanted)
    }
}
