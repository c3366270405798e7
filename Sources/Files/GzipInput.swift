import CZlib
public import TrancheColumnar

/// The most compressed bytes taken at a time.
let compressedBlockBytes = 256 << 10

/// What gzip members hold, one after the other; zero bytes after the last are left out.
///
/// - SeeAlso: RFC 1952 §2.2 for members that follow each other.
// One task at a time uses an input, so its state needs no lock.
@safe public final class GzipInput: ByteInput, @unchecked Sendable {
    private enum State {
        case betweenMembers
        case inMember
        case padding
    }

    public var name: String { source.name }
    public var wasWoken: Bool { source.wasWoken }
    public var consumedBytes: Int64 { unsafe source.consumedBytes - Int64(stream.pointee.avail_in) }

    private let source: any ByteInput
    /// zlib keeps the address of its stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let block: UnsafeMutablePointer<UInt8>
    private var state = State.betweenMembers
    private var members = 0
    private var memberOffset: Int64 = 0
    /// Whether zlib may hold bytes that had no room in the last read.
    private var mayHoldOutput = false

    /// Reads gzip members from `source`; nothing is read yet.
    public init(_ source: any ByteInput) throws(JobError) {
        self.source = source
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe block = .allocate(capacity: compressedBlockBytes)
        guard unsafe tranche_inflate_init_gzip(stream) == Z_OK else {
            throw JobError(.inputOutput, "no memory to unpack it", at: source.name)
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe block.deallocate()
    }

    public func read(into target: UnsafeMutableRawPointer, count: Int) throws(JobError) -> Int {
        let limit = UInt32(min(count, Int(UInt32.max)))
        unsafe stream.pointee.next_out = unsafe target.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = limit
        if mayHoldOutput { try inflateMore() }
        while unsafe stream.pointee.avail_out > 0 {
            if unsafe stream.pointee.avail_in == 0 {
                // What is there goes out before a slow pipe makes us wait.
                if unsafe stream.pointee.avail_out < limit { break }
                if try !refill() { return 0 }
            }
            switch state {
            case .betweenMembers: try startMember()
            case .inMember: try inflateMore()
            case .padding: try skipPadding()
            }
        }
        return unsafe Int(limit - stream.pointee.avail_out)
    }

    /// Takes the next block; `false` at the end and when woken.
    private func refill() throws(JobError) -> Bool {
        let taken = unsafe try source.read(into: block, count: compressedBlockBytes)
        unsafe stream.pointee.next_in = unsafe block
        unsafe stream.pointee.avail_in = UInt32(taken)
        if taken == 0, !source.wasWoken, state == .inMember {
            throw JobError(
                .data, "ends at byte \(source.consumedBytes), inside a gzip member", at: name,
                hint: "fetch the file again: it was cut short")
        }
        return taken > 0
    }

    private func startMember() throws(JobError) {
        memberOffset = consumedBytes
        switch unsafe stream.pointee.next_in[0] {
        case 0x1F: state = .inMember
        case 0 where members > 0: state = .padding
        default: throw noMember(at: memberOffset)
        }
    }

    private func noMember(at offset: Int64) -> JobError {
        if members == 0 {
            return JobError(
                .data, "no gzip data", at: name, hint: "read it as it is with --compression none")
        }
        return JobError(
            .data, "bytes that are no gzip member after \(members) of them, at byte \(offset)",
            at: name, hint: "fetch the file again, or cut it at byte \(offset)")
    }

    private func inflateMore() throws(JobError) {
        let before = unsafe stream.pointee.total_out
        let result = unsafe inflate(stream, Z_NO_FLUSH)
        mayHoldOutput = unsafe stream.pointee.avail_out == 0
        switch result {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END:
            members += 1
            mayHoldOutput = false
            state = .betweenMembers
            unsafe inflateReset(stream)
        case Z_MEM_ERROR: throw JobError(.inputOutput, "no memory to unpack it", at: name)
        default:
            let isHeader = unsafe before == 0 && stream.pointee.total_out == 0
            if isHeader && consumedBytes - memberOffset <= 4 { throw noMember(at: memberOffset) }
            let reason =
                unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "error \(result)"
            throw JobError(
                .data, "damaged gzip data near byte \(consumedBytes): \(reason)", at: name,
                hint: "fetch the file again")
        }
    }

    private func skipPadding() throws(JobError) {
        while unsafe stream.pointee.avail_in > 0 {
            guard unsafe stream.pointee.next_in[0] == 0 else { throw noMember(at: consumedBytes) }
            unsafe stream.pointee.next_in += 1
            unsafe stream.pointee.avail_in -= 1
        }
    }

    public func skip(_ bytes: Int64) throws(JobError) { try readAndDrop(bytes) }

    public func close() { source.close() }
}
