import TrancheColumnar
import TrancheFormats
import TranchePipeline

/// One file being read: blocks cut after their last whole record.
// Sendable: used by whoever holds the source's turn to read.
@safe final class OpenFile: @unchecked Sendable {
    private let input: any ByteInput
    private let options: FileSourceOptions
    let index: Int
    /// Whether every chunk is filled to its size, as far as the file goes; a stream gives what it
    /// has, so that records do not wait for later ones.
    private let isRegular: Bool
    /// Whether any byte of the text can be gone to at once.
    let isSeekable: Bool
    /// Bytes of a regular file as it lies on the disk.
    let size: Int64?
    private var cutter: any RecordCutter
    /// Bytes that were read and not yet handed out: the tail after the last cut.
    private(set) var pending = ByteBuffer(capacity: 4096)
    private var pendingStart = 0
    private var isAtEnd = false
    /// Bytes of text before `pendingStart`.
    private(set) var offset: Int64 = 0
    /// A digest of the text before `pendingStart`, for an input that cannot be looked at again.
    private let consumedHash: RunningHash?
    private(set) var wasWoken = false
    private var isClosed = false

    init(_ options: FileSourceOptions, index: Int) throws(JobError) {
        self.options = options
        self.index = index
        let path = options.paths[index]
        let plain = try DescriptorInput(path: path, wakeDescriptor: options.wakeDescriptor)
        isRegular = plain.isRegular
        let kind =
            options.compression == .automatic
            ? try detectCompression(plain) : options.compression
        isSeekable =
            plain.isRegular && kind == .none && options.encoding == .utf8 && !options.readsRejects
        size = plain.size
        if options.readsRejects {
            plain.close()
            input = try RejectInput(
                path: path, name: options.name, joinsLines: options.format.hasLinePerRecord,
                places: options.rejectPlaces)
        } else {
            input = try decodeInput(plain, compression: kind, encoding: options.encoding)
        }
        consumedHash = path == "-" ? RunningHash() : nil
        cutter = makeCutter(options.format)
    }

    var name: String { input.name }
    var format: FileFormat { options.format }
    var recordLimit: Int { options.recordBytes }
    var consumedBytes: Int64 { input.consumedBytes }
    /// Bytes that were read and wait to be taken.
    var unread: Int { pending.count - pendingStart }
    /// The first of them.
    var next: UnsafeMutablePointer<UInt8> { unsafe pending.base + pendingStart }
    /// Whether what waits is all that is left of the file.
    var isWholeFileWaiting: Bool { isAtEnd }

    /// Reads until at least `count` bytes wait, or the file ends.
    func peek(_ count: Int) throws(JobError) {
        while unread < count, !isAtEnd, !wasWoken { try readMore(upTo: count - unread) }
    }

    /// The first record of the file without its line end, taken out of what comes next; `nil` in
    /// an empty file.
    func takeHeader() throws(JobError) -> [UInt8]? {
        // A stream may bring its header long before anything else.
        var wanted = isRegular ? 4096 : 1
        while true {
            try peek(wanted)
            if wasWoken || (unread == 0 && isAtEnd) { return nil }
            let end = try cut(unread, rowLimit: 1, isLast: isAtEnd)
            if end > 0 {
                let bytes = unsafe Array(
                    UnsafeBufferPointer(start: pending.base + pendingStart, count: end))
                take(end)
                return bytes
            }
            guard unread < options.recordBytes else { throw recordTooLong() }
            wanted = isRegular ? unread * 2 : unread + 1
        }
    }

    /// Goes on at a position that an earlier run has saved.
    func seek(to position: SourcePosition) throws(JobError) {
        if case .json = options.format, position.offset > 0 {
            cutter = JSONArrayCutter(resumingAt: position.offset)
        }
        if let consumedHash {
            try replay(position, consumedHash)
            return
        }
        // What was peeked at lies before or behind the position; begin at the start again.
        let ahead = position.offset - offset
        if ahead >= 0, ahead <= Int64(unread) {
            take(Int(ahead))
            return
        }
        guard ahead > 0 else {
            throw JobError(.internalError, "the position lies before what was read", at: input.name)
        }
        try input.skip(ahead - Int64(unread))
        take(unread)
        offset = position.offset
    }

    /// Reads up to the position again and compares the digest.
    private func replay(_ position: SourcePosition, _ hash: RunningHash) throws(JobError) {
        while offset < position.offset {
            let left = Int(min(position.offset - offset, 1 << 20))
            try peek(left)
            guard unread > 0 else {
                throw JobError(
                    .data, "ends before the position to resume at", at: input.name,
                    hint: "feed the same input again, or start over with --fresh")
            }
            take(min(left, unread))
        }
        guard hash.digest == position.digest else {
            throw JobError(
                .data, "found another input than the one that the stopped run has read",
                at: input.name, hint: "feed the same input again, or start over with --fresh")
        }
    }

    // MARK: Filling

    /// Fills `chunk` with whole records; `nil` at the end or when woken.
    func fill(_ chunk: Chunk) throws(JobError) -> ChunkExtent? {
        var wanted = options.chunkBytes
        while true {
            try peekForChunk(wanted)
            if wasWoken || (unread == 0 && isAtEnd) { return nil }
            let isLast = isAtEnd && unread <= wanted
            let count = min(unread, max(wanted, 1))
            pending.reserve(pending.count + 1)
            let end = try cut(count, rowLimit: options.chunkRows ?? .max, isLast: isLast)
            if end > 0 { return handOut(end, to: chunk, isLast: isLast && end == count) }
            if isLast {
                take(count)
                return nil
            }
            guard count < options.recordBytes else { throw recordTooLong() }
            wanted = max(count * 2, 4096)
        }
    }

    /// Cuts the first `count` bytes that wait; an error that knows no place gets the file's name.
    private func cut(_ count: Int, rowLimit: Int, isLast: Bool) throws(JobError) -> Int {
        do {
            // SAFETY: `count` bytes wait from `pendingStart` on, and the buffer is padded.
            return unsafe try cutter.cut(
                pending.base + pendingStart, count: count, rowLimit: rowLimit, isLast: isLast)
        } catch {
            throw error.placed(at: name)
        }
    }

    /// Reads what the next chunk takes: a regular file's whole block, of a stream what is there.
    private func peekForChunk(_ wanted: Int) throws(JobError) {
        if isRegular { return try peek(wanted) }
        while unread < wanted, !isAtEnd, !wasWoken {
            if unread > 0, options.chunkRows == nil, hasWholeRecord() { return }
            try readMore(upTo: wanted - unread)
        }
    }

    private func hasWholeRecord() -> Bool {
        // Cutting changes what an array's cutter remembers, so an array waits for a whole chunk.
        guard case .csv = options.format else {
            return options.format.hasLinePerRecord && contains(0x0A)
        }
        guard contains(0x0A) else { return false }
        // SAFETY: `unread` bytes wait from `pendingStart` on, and the buffer is padded.
        let end = unsafe try? cutter.cut(
            pending.base + pendingStart, count: unread, rowLimit: .max, isLast: false)
        return end ?? 1 > 0
    }

    private func contains(_ byte: UInt8) -> Bool {
        unsafe UnsafeBufferPointer(start: pending.base + pendingStart, count: unread)
            .contains(byte)
    }

    /// Copies `end` bytes of whole records into the chunk and takes them.
    private func handOut(_ end: Int, to chunk: Chunk, isLast: Bool) -> ChunkExtent {
        let start = SourcePosition(file: index, offset: offset, digest: consumedHash?.digest ?? 0)
        let tail = unread - end
        if pendingStart == 0, tail < end {
            // The block changes hands, and only its tail is copied.
            let block = pending
            pending = chunk.exchangeBytes(for: block)
            pending.count = 0
            unsafe pending.append(UnsafePointer(block.base + end), count: tail)
            block.count = end
            unsafe consumedHash?.update(block.base, count: end)
            offset += Int64(end)
        } else {
            unsafe chunk.bytes.append(UnsafePointer(pending.base + pendingStart), count: end)
            take(end)
        }
        // A last record without its line end gets one, so that the decoder sees only whole lines.
        if isLast, unsafe chunk.bytes.base[chunk.bytes.count - 1] != 0x0A {
            chunk.bytes.append(UInt8(0x0A))
        }
        chunk.inputCount = chunk.bytes.count
        return ChunkExtent(
            start: start,
            end: SourcePosition(file: index, offset: offset, digest: consumedHash?.digest ?? 0))
    }

    /// Moves on by `count` bytes that wait.
    private func take(_ count: Int) {
        if let consumedHash {
            unsafe consumedHash.update(pending.base + pendingStart, count: count)
        }
        pendingStart += count
        offset += Int64(count)
        if pendingStart == pending.count {
            pendingStart = 0
            pending.count = 0
        }
    }

    private func readMore(upTo count: Int) throws(JobError) {
        if pendingStart > 0 {
            // The tail of the last block goes to the front.
            let left = unread
            unsafe pending.base.update(from: pending.base + pendingStart, count: left)
            pending.count = left
            pendingStart = 0
        }
        let room = max(count, 4096)
        pending.reserve(pending.count + room)
        // SAFETY: reserve made room for `room` bytes after `count`.
        let taken = unsafe try input.read(into: pending.base + pending.count, count: room)
        pending.count += taken
        if taken == 0 {
            wasWoken = input.wasWoken
            isAtEnd = !wasWoken
        }
    }

    func recordTooLong() -> JobError {
        JobError(
            .data,
            "found a record longer than \(options.recordBytes) bytes at byte \(offset), "
                + "wanted one within the limit", at: input.name,
            hint: "look for a quote that is never closed, or raise the limit with --memory")
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        input.close()
    }
}

// MARK: Looking ahead

extension OpenFile {
    /// Up to `limit` bytes of what comes next, cut after the last whole record, as lines.
    func headBlock(_ limit: Int) -> ByteBuffer {
        let block = ByteBuffer(capacity: min(limit, unread) + 1)
        let end = try? cutHead(limit, into: block)
        block.count = end ?? block.count
        return block
    }

    /// Throws what the cutter finds wrong with the first `limit` bytes of what comes next.
    func checkHead(_ limit: Int) throws(JobError) {
        do {
            _ = try cutHead(limit, into: ByteBuffer(capacity: min(limit, unread) + 1))
        } catch {
            throw error.placed(at: name)
        }
    }

    private func cutHead(_ limit: Int, into block: ByteBuffer) throws(JobError) -> Int {
        let count = min(limit, unread)
        unsafe block.append(UnsafePointer(next), count: count)
        // A cutter of its own: what it remembers and rewrites is the sample's alone.
        var cutter = makeCutter(format)
        return unsafe try cutter.cut(
            block.base, count: count, rowLimit: .max, isLast: isWholeFileWaiting && count == unread)
    }

    /// Whether the file goes on behind the next `count` bytes, as far as that is known.
    func hasMore(than count: Int) -> Bool { unread > count || !isWholeFileWaiting }

    /// The number of fields of the next record, which stays; `nil` at the end.
    func countFirstFields(_ dialect: CSVDialect) throws(JobError) -> Int? {
        var wanted = 4096
        while true {
            try peek(wanted)
            guard unread > 0 else { return nil }
            var cutter = CSVCutter()
            let end = unsafe try cutter.cut(
                next, count: unread, rowLimit: 1, isLast: isWholeFileWaiting)
            if end > 0 {
                let record = unsafe Array(UnsafeBufferPointer(start: next, count: end))
                return try splitRecord(record, dialect, at: name).count
            }
            guard unread < recordLimit else { throw recordTooLong() }
            wanted = unread * 2
        }
    }
}

/// The cutter of a format, at the beginning of a file.
func makeCutter(_ format: FileFormat) -> any RecordCutter {
    switch format {
    case .csv: CSVCutter()
    case .ndjson, .singer: NewlineCutter()
    case .json: JSONArrayCutter()
    }
}
