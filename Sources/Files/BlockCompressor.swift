import CZlib
import CZstd
public import TrancheColumnar

/// Turns runs of bytes into gzip members or zstd frames, each whole in itself.
///
/// The same bytes and level always give the same result: no time, no name, no history.
// One task at a time uses a compressor, so its state needs no lock.
@safe public final class BlockCompressor: @unchecked Sendable {
    @safe private enum State {
        case none
        case gzip(UnsafeMutablePointer<z_stream>)
        case zstd(OpaquePointer)
    }

    public let compression: Compression
    private let state: State

    /// The level that is used when none is asked for.
    ///
    /// gzip 4 packs flight records 3.5 times as fast as level 6 (60 and 17 MB/s a core) into 8 %
    /// more bytes; level 1 is faster by half again, but its output is 22 % larger than level 6's.
    public static func defaultLevel(_ compression: Compression) -> Int {
        switch compression {
        case .none: 0
        case .gzip: 4
        case .zstd: 3
        }
    }

    /// The levels that may be asked for.
    public static func levels(_ compression: Compression) -> ClosedRange<Int> {
        switch compression {
        case .none: 0...0
        case .gzip: 1...9
        case .zstd: 1...19
        }
    }

    /// Allocates what the compressor needs, once for all its calls.
    ///
    /// - Parameters:
    ///   - compression: `.none` copies.
    ///   - level: 1...9 for gzip, 1...19 for zstd; `nil` takes the default.
    /// - Throws: ``JobError``: `.usage` for a level out of range.
    public init(_ compression: Compression, level: Int? = nil) throws(JobError) {
        self.compression = compression
        let level = level ?? Self.defaultLevel(compression)
        let range = Self.levels(compression)
        guard range.contains(level) else {
            throw JobError(
                .usage, "level \(level) of \(compression.rawValue) is out of range",
                hint: "choose \(range.lowerBound) to \(range.upperBound)")
        }
        switch compression {
        case .none: state = .none
        case .gzip: state = unsafe .gzip(try Self.gzipStream(level))
        case .zstd: state = unsafe .zstd(try Self.zstdContext(level))
        }
    }

    deinit {
        switch state {
        case .none: break
        case .gzip(let stream):
            unsafe deflateEnd(stream)
            unsafe stream.deallocate()
        case .zstd(let context): unsafe ZSTD_freeCCtx(context)
        }
    }

    private static func gzipStream(_ level: Int) throws(JobError)
        -> UnsafeMutablePointer<z_stream>
    {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe tranche_deflate_init_gzip(stream, Int32(level)) == Z_OK else {
            unsafe stream.deallocate()
            throw noMemory
        }
        return unsafe stream
    }

    private static func zstdContext(_ level: Int) throws(JobError) -> OpaquePointer {
        guard let context = unsafe ZSTD_createCCtx() else { throw noMemory }
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        return unsafe context
    }

    private static var noMemory: JobError {
        JobError(.inputOutput, "no memory for a compressor", hint: "use fewer --workers")
    }

    /// Appends `count` bytes, compressed as one whole member or frame, to `output`.
    ///
    /// - Parameters:
    ///   - bytes: What to compress.
    ///   - count: 0 or more; 0 gives an empty member, which makes an empty file valid.
    ///   - output: Grows as needed; what it holds stays.
    /// - Throws: ``JobError``: `.internalError` when the library refuses, which it has no cause to.
    public func compress(
        _ bytes: UnsafePointer<UInt8>, count: Int, into output: ByteBuffer
    ) throws(JobError) {
        switch state {
        case .none: unsafe output.append(bytes, count: count)
        case .gzip(let stream): unsafe try deflateMember(stream, bytes, count, output)
        case .zstd(let context):
            output.reserve(output.count + ZSTD_compressBound(count))
            let room = output.capacity - output.count
            let size = unsafe ZSTD_compress2(
                context, output.base + output.count, room, bytes, count)
            guard ZSTD_isError(size) == 0 else {
                throw unsafe JobError(
                    .internalError, "zstd: " + String(cString: ZSTD_getErrorName(size)))
            }
            output.count += size
        }
    }

    private func deflateMember(
        _ stream: UnsafeMutablePointer<z_stream>, _ bytes: UnsafePointer<UInt8>, _ count: Int,
        _ output: ByteBuffer
    ) throws(JobError) {
        unsafe deflateReset(stream)
        unsafe output.reserve(output.count + Int(deflateBound(stream, UInt(count))))
        var done = 0
        // zlib counts in 32 bits: more than 4 GiB goes in pieces.
        while true {
            let piece = min(count - done, Int(UInt32.max))
            let room = min(output.capacity - output.count, Int(UInt32.max))
            unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: bytes + done)
            unsafe stream.pointee.avail_in = UInt32(piece)
            unsafe stream.pointee.next_out = unsafe output.base + output.count
            unsafe stream.pointee.avail_out = UInt32(room)
            let isLast = done + piece == count
            let result = unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            unsafe done += piece - Int(stream.pointee.avail_in)
            unsafe output.count += room - Int(stream.pointee.avail_out)
            if result == Z_STREAM_END { return }
            guard result == Z_OK || result == Z_BUF_ERROR else {
                throw JobError(.internalError, "zlib refuses to compress: error \(result)")
            }
            // deflateBound leaves enough for one piece; several pieces may want a little more.
            if unsafe stream.pointee.avail_out == 0 { output.reserve(output.capacity + 4096) }
        }
    }
}
