import Synchronization
public import TrancheColumnar
public import TrancheFormats
public import TranchePipeline

/// What a sink of one file is told.
public struct FileSinkOptions: Sendable {
    /// The file; `-` is standard output.
    public var path: String
    public var format: FileFormat
    public var mode: FileMode = .create
    public var compression: Compression = .none
    public var hasHeader = true
    /// What the stream is called, and which columns make its key, in Singer's messages.
    public var stream = "records"
    public var streamKey: [String] = []
    /// Whether the records go behind those that the file of that name holds already.
    public var extends = false
    /// The dialect the records were read in, so that untouched fields are copied; `nil` for other
    /// formats, or when the input has NULL tokens of its own.
    public var sourceDialect: CSVDialect?
    /// Readable once the run is asked to stop; -1 for none.
    public var wakeDescriptor: Int32 = -1
    /// What fails besides what the system refuses.
    public var faults = FileFaults.none

    public init(path: String, format: FileFormat) {
        self.path = path
        self.format = format
    }
}

/// Records into one file, which bears its name only when it is whole; or into a stream.
// Sendable: `encode` reads what `open` fixed, the compressors are locked, and the engine lets one
// task at a time into everything else.
@safe public final class FileSink: Sink, @unchecked Sendable {
    public let name: String
    public let guarantee: DeliveryGuarantee
    public let holdsCheckpoint = false

    private let options: FileSinkOptions
    private let file: CheckpointedFile?
    private let stream: StreamOutput?
    private var encoder: any ChunkEncoder
    private let compressors = Mutex<[BlockCompressor]>([])
    private let scratch = ByteBuffer()
    private var rows: Int64 = 0
    private var isPublished = false

    /// Finds out what the path is; nothing is created.
    public init(_ options: FileSinkOptions) throws(JobError) {
        self.options = options
        name = options.path == "-" ? "standard output" : options.path
        if OutputKind(path: options.path) == .stream {
            stream = try StreamOutput(path: options.path, wakeDescriptor: options.wakeDescriptor)
            file = nil
            guarantee = .atLeastOnce
        } else {
            file = try CheckpointedFile(
                path: options.path, mode: options.mode, faults: options.faults)
            stream = nil
            guarantee = .exactlyOnce
        }
        encoder = makeEncoder(options, Schema([]))
    }

    public func storedCheckpoint(of job: String) throws -> Checkpoint? { nil }

    public func isComplete(_ checkpoint: Checkpoint) throws -> Bool {
        try file?.isPublished(
            CommittedPrefix(offset: checkpoint.sinkOffset, digest: checkpoint.sinkDigest)) ?? false
    }

    public func open(_ schema: Schema, checkpoint: Checkpoint, resuming: Bool) throws {
        encoder = makeEncoder(options, schema)
        rows = checkpoint.counts.written
        let prefix = CommittedPrefix(offset: checkpoint.sinkOffset, digest: checkpoint.sinkDigest)
        if resuming, let file {
            if checkpoint.isFinal, try file.isPublished(prefix) {
                isPublished = true
                return
            }
            try file.resume(prefix)
            if prefix.offset > 0 { return }
        } else if options.extends, let file {
            try file.extend()
            if file.offset > 0 { return }
        } else {
            try file?.create()
        }
        try writeBytes(encoder.prologue)
    }

    // MARK: Rows

    public func encode(_ chunk: Chunk) throws {
        try encoder.encode(chunk)
        guard options.compression != .none, encoder.firstRowSkip == 0, chunk.output.count > 0 else {
            return
        }
        try compress(chunk)
    }

    /// Makes the chunk's output one whole gzip member or zstd frame.
    private func compress(_ chunk: Chunk) throws {
        unsafe try compress(
            UnsafePointer(chunk.output.base), chunk.output.count, into: chunk.scratch)
        chunk.exchangeOutput()
    }

    /// Makes `target` one whole member or frame, with a compressor that no other task has now.
    private func compress(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, into target: ByteBuffer
    ) throws {
        let compressor =
            try compressors.withLock { $0.popLast() } ?? BlockCompressor(options.compression)
        defer { compressors.withLock { $0.append(compressor) } }
        target.count = 0
        unsafe try compressor.compress(bytes, count: count, into: target)
    }

    public func write(_ chunk: Chunk) throws -> Int {
        var skip = 0
        if encoder.firstRowSkip > 0 {
            skip = rows == 0 && chunk.selection.count > 0 ? encoder.firstRowSkip : 0
            if options.compression != .none, chunk.output.count > skip {
                unsafe try writeCompressed(
                    unsafe UnsafePointer(chunk.output.base + skip), chunk.output.count - skip)
                rows += Int64(chunk.selection.count)
                return 0
            }
        }
        rows += Int64(chunk.selection.count)
        let start = unsafe UnsafePointer(chunk.output.base + skip)
        unsafe try put(start, chunk.output.count - skip)
        return 0
    }

    private func put(_ bytes: UnsafePointer<UInt8>, _ count: Int) throws {
        guard count > 0 else { return }
        unsafe try file?.write(bytes, count: count)
        unsafe try stream?.write(bytes, count: count)
    }

    private func writeCompressed(_ bytes: UnsafePointer<UInt8>, _ count: Int) throws {
        unsafe try compress(bytes, count, into: scratch)
        unsafe try put(UnsafePointer(scratch.base), scratch.count)
    }

    /// Writes what stands before or after the records.
    private func writeBytes(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        unsafe try bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            if options.compression == .none {
                unsafe try put(start, buffer.count)
            } else {
                unsafe try writeCompressed(start, buffer.count)
            }
        }
    }

    // MARK: Commits

    public func commit(_ checkpoint: inout Checkpoint) throws {
        guard !isPublished else { return }
        if checkpoint.isFinal {
            try writeBytes(encoder.epilogue(afterRows: checkpoint.counts.written))
            try writeEmptyArchive()
        }
        guard let file else { return }
        let prefix = try file.commit()
        checkpoint.sinkOffset = prefix.offset
        checkpoint.sinkDigest = prefix.digest
    }

    /// A compressed file without a byte would be no valid file: it gets one empty member.
    private func writeEmptyArchive() throws {
        guard options.compression != .none, (file?.offset ?? stream?.offset) == 0 else { return }
        unsafe try writeCompressed(UnsafePointer(scratch.base), 0)
    }

    public func publish() throws {
        guard !isPublished else { return }
        isPublished = true
        try file?.publish()
        stream?.close()
    }

    public func close() {
        file?.close()
        stream?.close()
    }
}

/// The encoder of a format.
private func makeEncoder(_ options: FileSinkOptions, _ schema: Schema) -> any ChunkEncoder {
    switch options.format {
    case .csv(let dialect):
        CSVEncoder(
            dialect: dialect, schema: schema, hasHeader: options.hasHeader,
            source: options.sourceDialect)
    case .ndjson: NDJSONEncoder(schema: schema)
    case .json: JSONArrayEncoder(schema: schema)
    case .singer:
        SingerEncoder(schema: schema, stream: options.stream, keys: options.streamKey)
    }
}
