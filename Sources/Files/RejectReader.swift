public import TrancheColumnar
import TrancheFormats

/// A record that was set aside, as a line of a rejects file tells it.
public struct RejectedRecord: Sendable, Hashable {
    /// The file or table that it came from, and its place there.
    public var file = ""
    public var record: Int64 = 0
    /// From 1; 0 when the input has no lines.
    public var line: Int64 = 0
    public var offset: Int64 = 0
    /// `nil` for the source and the sink.
    public var step: String?
    /// The sink that refused it; `nil` where there is one.
    public var sink: String?
    public var column: String?
    public var code = ""
    public var message = ""
    /// The record's bytes; `nil` when the line has none.
    public var original: [UInt8]?
    /// Whether sensitive values in it are hidden, so that it is no longer the record.
    public var isRedacted = false

    public init() {}
}

/// Reads a rejects file record by record; a person may have edited it.
// One task at a time reads.
public final class RejectReader: @unchecked Sendable {
    private static let keys = [
        "file", "record", "line", "offset", "step", "sink", "column", "code", "message",
        "original", "original_base64", "redacted",
    ]

    private let source: FileSource
    private let name: String
    /// Lines before the next chunk.
    private var lines = 0

    /// - Parameters:
    ///   - path: The file: NDJSON as a run writes it.
    ///   - name: What messages call it; the path by default.
    /// - Throws: ``JobError`` when the file cannot be read.
    public init(path: String, name: String? = nil) throws(JobError) {
        self.name = name ?? path
        var options = FileSourceOptions(paths: [path], name: path, format: .ndjson)
        options.compression = .none
        options.columns = Self.keys
        options.chunkBytes = 256 << 10
        source = try FileSource(options)
    }

    /// The records of the next lines; `nil` at the end.
    ///
    /// - Throws: ``JobError(.data)`` at the first line that is no reject.
    public func next(_ chunk: Chunk) throws -> [RejectedRecord]? {
        chunk.reset(keepingBytes: 8 << 20)
        guard try source.fill(chunk) != nil else { return nil }
        try source.decode(chunk)
        if let fault = chunk.faults.min(by: { $0.row < $1.row }) {
            throw JobError(
                .data, fault.message, at: "\(name):\(line(of: fault.row, chunk))",
                hint: "keep one JSON object a line with the keys that the run wrote")
        }
        defer { lines += chunk.lineCount }
        return (0..<chunk.selection.count).map { record(chunk, chunk.selection.row($0)) }
    }

    private func line(of row: Int, _ chunk: Chunk) -> Int {
        let start = unsafe Int(chunk.rowStarts[row])
        // SAFETY: a row begins inside the chunk's bytes.
        let before = unsafe UnsafeBufferPointer(start: chunk.bytes.base, count: start)
        return unsafe lines + 1 + before.count { $0 == 0x0A }
    }

    public func close() { source.close() }

    private func record(_ chunk: Chunk, _ row: Int) -> RejectedRecord {
        func text(_ column: Int) -> String? {
            let slice = unsafe chunk.columns[column].slices[row]
            return slice.isNull ? nil : chunk.bytes.string(slice.start..<slice.end)
        }
        var record = RejectedRecord()
        record.file = text(0) ?? ""
        record.record = text(1).flatMap { Int64($0) } ?? 0
        record.line = text(2).flatMap { Int64($0) } ?? 0
        record.offset = text(3).flatMap { Int64($0) } ?? 0
        record.step = text(4)
        record.sink = text(5)
        record.column = text(6)
        record.code = text(7) ?? ""
        record.message = text(8) ?? ""
        record.original = text(9).map { Array($0.utf8) } ?? text(10).flatMap(base64Bytes)
        record.isRedacted = text(11) == "true"
        return record
    }
}

/// The bytes of a text in base64 (RFC 4648 §4); `nil` when it is none.
private func base64Bytes(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var word: UInt32 = 0
    var bits = 0
    for byte in text.utf8.prefix(while: { $0 != 0x3D }) {
        let value: UInt8
        switch byte {
        case 0x41...0x5A: value = byte - 0x41
        case 0x61...0x7A: value = byte - 0x61 + 26
        case 0x30...0x39: value = byte - 0x30 + 52
        case 0x2B: value = 62
        case 0x2F: value = 63
        default: return nil
        }
        word = (word << 6 | UInt32(value)) & 0xFFFF
        bits += 6
        guard bits >= 8 else { continue }
        bits -= 8
        bytes.append(UInt8(word >> UInt32(bits) & 0xFF))
    }
    return bytes
}
