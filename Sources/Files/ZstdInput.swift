import CZstd
public import TrancheColumnar

/// What zstd frames hold, one after the other; skippable frames are left out.
///
/// Frames that need a window beyond 128 MiB (`zstd --long=28` and up) are refused, so that memory
/// stays bounded.
///
/// - SeeAlso: RFC 8878 §3.1.
// One task at a time uses an input, so its state needs no lock.
@safe public final class ZstdInput: ByteInput, @unchecked Sendable {
    public var name: String { source.name }
    public var wasWoken: Bool { source.wasWoken }
    public var consumedBytes: Int64 {
        unsafe source.consumedBytes - Int64(filled.size - filled.pos)
    }

    private let source: any ByteInput
    private let context: OpaquePointer
    private let block: UnsafeMutablePointer<UInt8>
    private var filled: ZSTD_inBuffer
    private var frames = 0
    private var frameOffset: Int64 = 0
    private var isInFrame = false
    /// Whether zstd may hold bytes that had no room in the last read.
    private var mayHoldOutput = false

    /// Reads zstd frames from `source`; nothing is read yet.
    public init(_ source: any ByteInput) throws(JobError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw JobError(.inputOutput, "no memory to unpack it", at: source.name)
        }
        self.source = source
        unsafe self.context = unsafe context
        unsafe block = .allocate(capacity: compressedBlockBytes)
        unsafe filled = unsafe ZSTD_inBuffer(src: block, size: 0, pos: 0)
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
        unsafe block.deallocate()
    }

    public func read(into target: UnsafeMutableRawPointer, count: Int) throws(JobError) -> Int {
        var room = unsafe ZSTD_outBuffer(dst: target, size: count, pos: 0)
        if mayHoldOutput { unsafe try unpack(&room) }
        while unsafe room.pos < room.size {
            if unsafe filled.pos == filled.size {
                // What is there goes out before a slow pipe makes us wait.
                if unsafe room.pos > 0 { break }
                if try !refill() { return 0 }
            }
            unsafe try unpack(&room)
        }
        return unsafe room.pos
    }

    /// Takes the next block; `false` at the end and when woken.
    private func refill() throws(JobError) -> Bool {
        let taken = unsafe try source.read(into: block, count: compressedBlockBytes)
        unsafe filled = unsafe ZSTD_inBuffer(src: block, size: taken, pos: 0)
        if taken == 0, !source.wasWoken, isInFrame {
            throw JobError(
                .data, "ends at byte \(source.consumedBytes), inside a zstd frame", at: name,
                hint: "fetch the file again: it was cut short")
        }
        return taken > 0
    }

    private func unpack(_ room: inout ZSTD_outBuffer) throws(JobError) {
        if !isInFrame {
            frameOffset = consumedBytes
            isInFrame = true
        }
        let result = unsafe ZSTD_decompressStream(context, &room, &filled)
        mayHoldOutput = unsafe room.pos == room.size && result != 0
        if ZSTD_isError(result) != 0 { throw damage(ZSTD_getErrorCode(result)) }
        if result == 0 {
            frames += 1
            isInFrame = false
        }
    }

    private func damage(_ code: ZSTD_ErrorCode) -> JobError {
        let reason = unsafe String(cString: ZSTD_getErrorString(code))
        switch code {
        case ZSTD_error_prefix_unknown where frames == 0:
            return JobError(
                .data, "no zstd data", at: name, hint: "read it as it is with --compression none")
        case ZSTD_error_prefix_unknown:
            return JobError(
                .data,
                "bytes that are no zstd frame after \(frames) of them, at byte \(frameOffset)",
                at: name, hint: "fetch the file again, or cut it at byte \(frameOffset)")
        case ZSTD_error_frameParameter_windowTooLarge:
            return JobError(
                .data, "needs a window beyond 128 MiB to unpack", at: name,
                hint: "unpack it on the way: zstd -dc --long=31 FILE | tranche copy - …")
        case ZSTD_error_memory_allocation:
            return JobError(.inputOutput, "no memory to unpack it", at: name)
        default:
            return JobError(
                .data, "damaged zstd data near byte \(consumedBytes): \(reason)", at: name,
                hint: "fetch the file again")
        }
    }

    public func skip(_ bytes: Int64) throws(JobError) { try readAndDrop(bytes) }

    public func close() { source.close() }
}
